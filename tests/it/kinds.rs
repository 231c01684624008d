//! Each kind of card in a session: right, wrong, a near miss, given up, with a hint; and what goes into the event.

use milepost::decks::{SourceFile, load};
use milepost::domain::card::{Body, Origin};
use milepost::domain::judge::{judge_bug, judge_choice, judge_cloze, judge_output, judge_typed};
use milepost::domain::suggest::RULE_VERSION;
use milepost::ui::script::Script;
use serde_json::{Value, json};

use crate::home::TestEnv;

/// What the log must hold of an answer: verdict, suggested grade, tries, hints; nothing if the learner graded alone.
type Seen = Option<(&'static str, u8, u8, u8)>;

/// A card, the replies of a learner at a screen up to the grade, and what is seen of them.
type Case = (&'static str, &'static [&'static str], Seen);

const AT_A_SCREEN: [Case; 30] = [
    ("basic", &[""], None),
    ("basic", &[":h", ""], None),
    ("cloze", &["immutable"], Some(("right", 4, 1, 0))),
    ("cloze", &["Unchangeable."], Some(("right", 4, 1, 0))),
    ("cloze", &["mutable"], Some(("wrong", 2, 1, 0))),
    ("cloze", &[""], Some(("blank", 2, 1, 0))),
    ("cloze", &[":h", "immutable"], Some(("right", 3, 1, 1))),
    ("choice", &["a"], Some(("right", 4, 1, 0))),
    ("choice", &["z", "b"], Some(("wrong", 2, 1, 0))),
    ("choice", &[""], Some(("blank", 2, 1, 0))),
    ("choice", &[":h", "A)"], Some(("right", 3, 1, 1))),
    ("type", &["len( x )"], Some(("right", 4, 1, 0))),
    ("type", &["size(x)"], Some(("wrong", 2, 1, 0))),
    ("type", &["x.len()", "len(x)"], Some(("right", 3, 2, 0))),
    ("type", &["x.len()", "size(x)"], Some(("wrong", 2, 2, 0))),
    ("type", &["x.len()", "x . len( )"], Some(("near", 2, 2, 0))),
    ("type", &[""], Some(("blank", 2, 1, 0))),
    ("type", &[":h", ":h", "len(x)"], Some(("right", 3, 1, 1))),
    ("output", &["1", "2", "."], Some(("right", 4, 1, 0))),
    ("output", &["1", "3", ""], Some(("wrong", 2, 1, 0))),
    ("output", &[""], Some(("blank", 2, 1, 0))),
    ("output", &[":h", "1", "2", ""], Some(("right", 3, 1, 1))),
    ("bug", &["9", "line 4", ""], Some(("right", 4, 1, 0))),
    ("bug", &["2", ""], Some(("wrong", 2, 1, 0))),
    ("bug", &["", ""], Some(("blank", 2, 1, 0))),
    ("bug", &[":h", "4", ""], Some(("right", 3, 1, 1))),
    ("open", &["", "a"], Some(("ticked", 5, 1, 0))),
    ("open", &["", "1 2 4"], Some(("ticked", 3, 1, 0))),
    ("open", &["", "0"], Some(("ticked", 2, 1, 0))),
    ("open", &[":h", "", "a"], Some(("ticked", 3, 1, 1))),
];

/// The same on a pipe, where a line is the answer and the next one the grade. Programs are written in an editor, so
/// that here the learner grades them.
const ON_A_PIPE: [Case; 14] = [
    ("basic", &["blue"], None),
    ("cloze", &["immutable"], Some(("right", 4, 1, 0))),
    ("cloze", &["mutable"], Some(("wrong", 2, 1, 0))),
    ("choice", &["a"], Some(("right", 4, 1, 0))),
    ("choice", &["z"], Some(("wrong", 2, 1, 0))),
    ("type", &["x.len()", "len(x)"], Some(("right", 3, 2, 0))),
    ("type", &["x.len()", ""], Some(("blank", 2, 2, 0))),
    ("output", &["1", "2", ""], Some(("right", 4, 1, 0))),
    ("output", &["."], Some(("blank", 2, 1, 0))),
    ("bug", &["4"], Some(("right", 4, 1, 0))),
    ("bug", &["nine"], Some(("wrong", 2, 1, 0))),
    ("code", &["return 2 * n"], None),
    ("open", &["a sequence"], None),
    ("cloze", &[":h", "immutable"], Some(("right", 3, 1, 1))),
];

/// A home with a card of each kind, each with one hint.
fn home() -> TestEnv {
    let env = TestEnv::new();
    let kinds = include_str!("fixtures/kinds.toml").replace("hints = [\"It is a colour.\"]\n", "");
    env.write(
        "decks/topics/kinds.toml",
        &kinds.replace(
            "tags = [\"kind\"]\n",
            "tags = [\"kind\"]\nhints = [\"Think.\"]\n",
        ),
    );
    env
}

/// Answers a card that is new with the suggested grade, each time on a later day, and gives its event.
fn answered(
    env: &mut TestEnv,
    day: usize,
    case: Case,
    script: fn(Script) -> Script,
) -> (Value, String) {
    let (card, replies, _) = case;
    let with_grade: Vec<&str> = replies.iter().copied().chain([""]).collect();
    let card = format!("kinds.{card}");
    env.at(&format!("2027-01-{:02}T10:00:00-03:00", day + 1));
    env.script(&["reset", &card], Script::new(&[]));
    let transcript = env.script(
        &["review", &card, "--new", "1"],
        script(Script::new(&with_grade)),
    );
    let log = env.json(&["log", "--json"]);
    let reviews = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["kind"] == "review");
    let reviews: Vec<&Value> = reviews.collect();
    assert_eq!(reviews.len(), day + 1, "{transcript}");
    (reviews[day].clone(), transcript)
}

fn holds(case: Case, event: &Value, transcript: &str) {
    let (_, _, seen) = case;
    let Some((verdict, suggested, attempts, hints)) = seen else {
        // Nobody judges it; after a hint it is hard at best.
        let grade = if case.1.contains(&":h") { 3 } else { 4 };
        assert_eq!(
            (&event["grade"], &event["grader"]),
            (&json!(grade), &json!("learner")),
            "{case:?}\n{transcript}"
        );
        // What was typed is kept, although nobody judged it.
        let typed = case.1.last().copied().unwrap_or_default();
        let kept = event["evidence"]["given"].as_str().unwrap_or_default();
        assert_eq!(kept, typed, "{case:?}\n{event}");
        return;
    };
    let evidence = &event["evidence"];
    let found = ["verdict", "suggested", "attempts", "hints"].map(|key| evidence[key].clone());
    assert_eq!(
        found,
        [
            json!(verdict),
            json!(suggested),
            json!(attempts),
            json!(hints)
        ],
        "{case:?}\n{event}\n{transcript}"
    );
    assert_eq!(
        (&event["grade"], &event["grader"]),
        (&json!(suggested), &json!("judge")),
        "{case:?}"
    );
    assert_eq!(event["rule"], json!(RULE_VERSION), "{case:?}");
    if let Some(again) = judged_again(event) {
        assert_eq!(
            again, verdict,
            "evidence is judged again as it was: {case:?}\n{event}"
        );
    }
    assert!(
        transcript.contains("why  ") || transcript.contains("model answer"),
        "the explanation is shown: {case:?}\n{transcript}"
    );
}

/// What today's rule says of the evidence of an event alone; nothing for kinds that the learner ticks.
fn judged_again(event: &Value) -> Option<&'static str> {
    let deck = SourceFile::held(
        "topics/kinds.toml",
        Origin::Mine,
        include_str!("fixtures/kinds.toml"),
    );
    let cards = load(vec![deck]).cards;
    let id = event["card"].as_str().unwrap();
    let card = cards.iter().find(|card| card.id.as_str() == id).unwrap();
    let given = event["evidence"]["given"].as_str().unwrap();
    let order = event["evidence"]["order"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let order: Vec<usize> = order
        .iter()
        .map(|place| usize::try_from(place.as_u64().unwrap()).unwrap())
        .collect();
    let judgement = match &card.body {
        Body::Cloze(body) => judge_cloze(body, given),
        Body::Choice(body) => judge_choice(body, &order, given),
        Body::Type(body) => judge_typed(body, given),
        Body::Output(body) => judge_output(body, given),
        Body::Bug(body) => judge_bug(body, given),
        Body::Basic(_) | Body::Code(_) | Body::Open(_) => return None,
    };
    // What cannot be judged is wrong.
    Some(judgement.map_or("wrong", |judgement| judgement.verdict.word()))
}

#[test]
fn every_kind_is_judged_at_a_screen() {
    let mut env = home();
    for (day, case) in AT_A_SCREEN.into_iter().enumerate() {
        let (event, transcript) = answered(&mut env, day, case, |script| script);
        holds(case, &event, &transcript);
    }
}

#[test]
fn every_kind_is_judged_on_a_pipe() {
    let mut env = home();
    for (day, case) in ON_A_PIPE.into_iter().enumerate() {
        let (event, transcript) = answered(&mut env, day, case, Script::on_a_pipe);
        holds(case, &event, &transcript);
    }
}

#[test]
fn evidence_holds_what_was_typed_as_it_was_typed() {
    let mut env = home();
    let cases = [
        ("cloze", &[" Imutable "][..], " Imutable "),
        ("output", &["1", " 3", "."], "1\n 3\n"),
        ("type", &["x.len()", "len (x) # é"], "len (x) # é"),
        ("open", &["", "3 1"], "1 3"),
    ];
    for (day, (card, replies, given)) in cases.into_iter().enumerate() {
        let (event, _) = answered(&mut env, day, (card, replies, None), |script| script);
        assert_eq!(event["evidence"]["given"], given, "{event}");
    }
}

#[test]
fn with_ascii_no_other_sign_is_drawn() {
    let env = home();
    env.write(
        "decks/topics/kinds.toml",
        &env.read("decks/topics/kinds.toml")
            .replace("\"no\"", "\"common\""),
    );
    let review = "\n1\nmutable\n\nb\n\nx.len()\nlen\n\n1\n3\n\n\n2\n\nx\n\nx\n\n:q\n";
    let mut drawn = env
        .run_with(
            &["--ascii", "review", "--topic", "kinds", "--new", "9"],
            review,
        )
        .stdout;
    let of_a_road = [
        "--ascii",
        "review",
        "--roadmap",
        "mastering-python",
        "--new",
        "1",
    ];
    let review = env.run_with(&of_a_road, "").stdout;
    let head = review.lines().find(|line| line.starts_with("[1/1]"));
    drawn.push_str(head.unwrap());
    drawn.push_str(
        &env.run_with(
            &["--ascii", "interview", "--roadmap", "mine", "--seed", "1"],
            "z\na\nb\n",
        )
        .stdout,
    );
    drawn.push_str(&env.ok(&["--ascii", "interview", "show"]));
    drawn.push_str(&env.ok(&["--ascii", "interview", "list"]));
    let others: Vec<&str> = drawn.lines().filter(|line| !line.is_ascii()).collect();
    assert_eq!(others, Vec::<&str>::new());
    assert!(
        drawn.contains("warm-up > All kinds") && drawn.contains("[1/1] 1 "),
        "{drawn}"
    );
}
