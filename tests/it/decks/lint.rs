//! The card standard, as far as a machine can judge it.

use std::fmt::Write as _;

use milepost::decks::{CheckReport, Severity, SourceFile, embedded, load};
use milepost::domain::card::Origin;

const HEAD: &str = "rev = 1\nlevel = 1\ninterview = \"common\"\ntags = [\"t\"]\nwhy = \"W\"\n";

fn curriculum(topic: &str) -> String {
    format!(
        "format = 1\n[[area]]\nslug = \"core\"\ntitle = \"Core\"\n[[topic]]\nslug = \"lists\"\narea = \"core\"\ntitle = \"Lists\"\n{topic}\n"
    )
}

fn report(origin: Origin, topic: &str, cards: &str) -> CheckReport {
    let refs = "refs = [\"https://docs.python.org/3/\"]";
    let text = format!("format = 1\ntopic = \"lists\"\n{refs}\n{cards}");
    CheckReport::of(&load(vec![
        SourceFile::held("curriculum.toml", Origin::BuiltIn, &curriculum(topic)),
        SourceFile::held("topics/core/lists.toml", origin, &text),
    ]))
}

/// What is said about one card, without what is said about its topic.
fn said(card: &str) -> Vec<String> {
    let report = report(
        Origin::BuiltIn,
        "tier = 3",
        &format!("[[card]]\nid = \"l.a\"\n{card}"),
    );
    let about_cards = report
        .faults
        .iter()
        .filter(|fault| !fault.what.in_english().starts_with("topic "));
    about_cards
        .map(|fault| fault.to_string().replace("topics/core/lists.toml", "lists"))
        .collect()
}

fn basic(prompt: &str, answer: &str) -> String {
    format!("kind = \"basic\"\n{HEAD}prompt = \"{prompt}\"\nanswer = \"{answer}\"\n")
}

fn choice(prompt: &str, options: &[&str]) -> String {
    options.iter().enumerate().fold(
        format!("kind = \"choice\"\n{HEAD}prompt = \"{prompt}\"\n"),
        |text, (at, option)| {
            text + &format!(
                "[[card.option]]\ntext = \"{option}\"\nwhy = \"w\"\ncorrect = {}\n",
                at == 0
            )
        },
    )
}

fn typed(answer: &str, compare: &str, rest: &str) -> String {
    format!(
        "kind = \"type\"\n{HEAD}prompt = \"Q\"\nanswer = \"{answer}\"\ncompare = \"{compare}\"\n{rest}\n"
    )
}

fn output(code: usize, printed: usize) -> String {
    format!(
        "kind = \"output\"\n{HEAD}prompt = \"Q\"\ncode = '''\n{}'''\nstdout = '''\n{}'''\n",
        "x\n".repeat(code),
        "1\n".repeat(printed)
    )
}

#[test]
fn good_cards_are_left_alone() {
    let good = [
        basic(
            "Why does `labels or []` fail?",
            "It replaces an empty list too.",
        ),
        choice(
            "Which one pops from the left in O(1)?",
            &["`deque`", "`list`", "`tuple`"],
        ),
        typed(
            "O(n)",
            "complexity",
            "ops = \"x\"\nsizes = [1, 2, 3]\nreject = [{ answer = \"O(n^2)\", why = \"w\" }]",
        ),
        typed("O(V + E)", "complexity", ""),
        output(18, 8),
    ];
    for card in good {
        assert_eq!(said(&card), [""; 0], "{card}");
    }
}

/// Cards that break one rule each, with what is said about them.
fn broken_cards() -> Vec<(String, &'static str)> {
    let long = "word ".repeat(100);
    vec![
        (
            basic("Are dict keys ordered?", "Yes, by insertion."),
            "a yes/no question; ask what, why or which instead",
        ),
        (
            basic("Which?", "a, b, c, d, e, f, g"),
            "the answer is a list; write a card for each item",
        ),
        (
            basic("Which?", "1. one 2. two"),
            "the answer is a list; write a card for each item",
        ),
        (
            basic("What is a `closure` in Python?", "Closure."),
            "the question gives the answer away; ask without the words of the answer",
        ),
        (
            basic("Why?", &"x".repeat(261)),
            "the answer has 261 characters; answer one idea in 200",
        ),
        (
            basic(&"x".repeat(421), "A"),
            "the question has 421 characters; keep to 420, or split the card",
        ),
        (
            basic("Why?", "A").replace("\"W\"", &format!("\"{long}\"")),
            "`why` has 100 words; explain in three sentences, or split the card",
        ),
        (
            basic("Why?", "A").replace("[\"t\"]", "[]"),
            "0 tags; give one to four",
        ),
        (
            basic("Why?", "A") + "refs = []\n",
            "no page confirms it; name an official page in `refs`, here or for the file",
        ),
        (
            basic("Why?", "A") + "refs = [\"https://medium.com/x\"]\n",
            "https://medium.com/x is not an official page; link the project's or the standard's own page",
        ),
        (
            basic("Why?", "A") + "refs = [\"https://example.org/blog/x\"]\n",
            "https://example.org/blog/x is not an official page; link the project's or the standard's own page",
        ),
        (
            format!(
                "kind = \"cloze\"\n{HEAD}text = \"A list is a list: <1>\"\nblanks = [{{ answer = \"list\" }}]"
            ),
            "the text gives 'list' away; say it in other words",
        ),
        (
            choice("Which?", &["a", "b"]),
            "2 options; offer three or four",
        ),
        (
            choice("Which is NOT so?", &["a", "b", "c"]),
            "the question asks for what is not so; ask for what is so",
        ),
        (
            choice("Which?", &["a", "b", "None of the above"]),
            "an option speaks of the others; write an option of its own",
        ),
        (
            choice("Which?", &["quite a long answer", "b", "c"]),
            "the right option is much the longest (19 characters, the others up to 1); make the options alike in length",
        ),
        (
            typed("x", "text", "check = \"pass\""),
            "`check` never uses {answer}; write {answer} where the answer under test belongs",
        ),
        (
            typed(
                "x y",
                "text",
                "reject = [{ answer = \"X  y\", why = \"w\" }]",
            ),
            "the near miss 'X  y' is judged right; remove it, or make the answers differ",
        ),
        (
            typed("O(n)", "complexity", ""),
            "the claim is not counted; give `ops` and `sizes`",
        ),
        (
            typed("O(n)", "complexity", "ops = \"x\"\nsizes = [1]"),
            "fewer than three sizes; count at three sizes or more",
        ),
        (output(19, 1), "the code has 19 lines; keep to 18"),
        (output(1, 9), "it prints 9 lines; keep to 8"),
        (
            format!(
                "kind = \"code\"\n{HEAD}prompt = \"Q\"\nstarter = \"a\"\nsolution = \"b\"\ntests = \"c\"\n"
            ),
            "0 wrong solutions; add a [[card.wrong]] for each classic mistake, two or more",
        ),
    ]
}

#[test]
fn each_rule_says_what_is_broken_and_what_to_do() {
    for (card, expected) in broken_cards() {
        assert_eq!(
            said(&card),
            [format!("lists:5:6: card l.a: {expected}")],
            "{card}"
        );
    }
}

#[test]
fn a_rubric_needs_musts_mistakes_and_a_short_model() {
    let model = "word ".repeat(111);
    let card = format!(
        "kind = \"open\"\n{HEAD}prompt = \"Q\"\npoints = [{{ text = \"t\", must = true }}]\nmistakes = [\"m\"]\nfollow_ups = [\"f\"]\nmodel = \"{model}\""
    );
    assert_eq!(
        said(&card),
        [
            "lists:5:6: card l.a: 1 must points; mark three or more with must = true",
            "lists:5:6: card l.a: one mistake only; name two or more",
            "lists:5:6: card l.a: the model answer has 111 words; keep to 110",
        ]
    );
}

#[test]
fn both_sides_of_a_reversed_card_are_judged() {
    let card = basic("Which tool?", "A good one.")
        + "[card.reverse]\nprompt = \"What is a deque for?\"\nanswer = \"deque\"\n";
    assert_eq!(
        said(&card),
        [
            "lists:5:6: card l.a: the question gives the answer away; ask without the words of the answer"
        ]
    );
}

fn many(count: usize, extra: &str) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        write!(
            text,
            "[[card]]\nid = \"l.c{number}\"\n{}{extra}",
            basic(&format!("Why {number}?"), "So.")
        )
        .unwrap();
        text
    })
}

fn topic_faults(topic: &str, cards: &str) -> Vec<String> {
    report(Origin::BuiltIn, topic, cards)
        .faults
        .iter()
        .map(|fault| fault.to_string().replace("topics/core/lists.toml", "lists"))
        .collect()
}

#[test]
fn a_topic_has_a_floor_a_mix_and_tools_to_mention() {
    assert_eq!(
        topic_faults(
            "tier = 2\nauto = \"run\"\nmust_mention = [\"Deque\", \"heapq\"]",
            &many(6, "source = \"a\"\nhints = [\"b\"]\nvalid = \"c\"\n").replace("So.", "A deque.")
        ),
        [
            "lists:1:1: topic lists: 6 cards, below the floor of 7; write more cards",
            "lists:1:1: topic lists: 0 of 6 cards are executable, fewer than 60 %; write more executable cards",
            "lists:1:1: topic lists: no card mentions heapq; write one that does",
        ]
    );
    assert_eq!(topic_faults("tier = 3", &many(5, "")), [""; 0]);
    assert_eq!(
        topic_faults("tier = 1", ""),
        [""; 0],
        "a topic without cards is reported by the counts"
    );
}

#[test]
fn the_first_three_cards_are_easy() {
    let cards = many(5, "").replacen("level = 1", "level = 2", 1).replace(
        "prompt = \"Why 2?\"",
        "needs = [\"l.c0\"]\nprompt = \"Why 2?\"",
    );
    let hint = "among the first three cards of its topic, but not level 1 without needs; begin the topic with what needs nothing";
    assert_eq!(
        topic_faults("tier = 3", &cards),
        [
            format!("lists:5:6: card l.c0: {hint}"),
            format!("lists:25:6: card l.c2: {hint}")
        ]
    );
}

#[test]
fn the_same_question_twice_is_found_and_a_similar_one_is_looked_at() {
    let words = (0..80)
        .map(|number| format!("word{number}"))
        .collect::<Vec<_>>()
        .join(" ");
    let card =
        |id: &str, prompt: &str| format!("[[card]]\nid = \"{id}\"\n{}", basic(prompt, "So."));
    let text = [
        card("l.a", &words),
        card("l.b", "Quite another question about something?"),
        card("l.c", &words.to_uppercase()),
        card("l.d", &words.replace("word79", "end")),
    ];
    let report = report(Origin::BuiltIn, "tier = 3", &text.concat());
    let twins: Vec<(Severity, String)> = report
        .faults
        .iter()
        .filter(|fault| fault.what.in_english().contains("asks"))
        .map(|fault| (fault.severity, fault.what.in_english()))
        .collect();
    assert_eq!(
        twins[0],
        (
            Severity::Error,
            "card l.c: asks the same as l.a (topics/core/lists.toml:5)".to_owned()
        )
    );
    assert_eq!(twins[1].0, Severity::Error);
    assert!(
        twins[1].1.starts_with("card l.d: asks nearly the same as"),
        "{}",
        twins[1].1
    );
    assert_eq!(twins.len(), 2);
}

#[test]
fn habits_of_choices_are_looked_at() {
    let file = |options: &[&str]| {
        (0..4).fold(String::new(), |mut text, number| {
            write!(
                text,
                "[[card]]\nid = \"l.c{number}\"\n{}",
                choice(&format!("Which {number}?"), options)
            )
            .unwrap();
            text
        })
    };
    let habits = |options: &[&str]| {
        let report = report(Origin::BuiltIn, "tier = 3", &file(options));
        report
            .faults
            .into_iter()
            .map(|fault| fault.what.in_english())
            .filter(|what| what.starts_with("the right"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        habits(&["abcdef", "b", "c"]),
        ["the right option is the longest in 4 of 4 choices"]
    );
    assert_eq!(
        habits(&["a", "b", "c"]),
        ["the right option is number 1 in 4 of 4 choices"]
    );
}

#[test]
fn a_learners_cards_get_warnings_only_and_no_floors() {
    let report = report(
        Origin::Mine,
        "tier = 1\nauto = \"run\"\nmust_mention = [\"x\"]",
        &many(1, "")
            .replace("Why 0?", "Is it?")
            .replace("So.", "Yes."),
    );
    let faults: Vec<(Severity, String)> = report
        .faults
        .iter()
        .map(|fault| (fault.severity, fault.what.in_english()))
        .collect();
    assert_eq!(
        faults,
        [(Severity::Warning, "card l.c0: a yes/no question".to_owned())]
    );
    assert!(report.is_ok());
}

#[test]
fn cards_are_counted_by_what_they_are() {
    let counts = CheckReport::of(&load(embedded::sources())).counts;
    assert_eq!(counts.cards, counts.kinds.values().sum::<usize>());
    assert_eq!(counts.cards, counts.areas.values().sum::<usize>());
    assert_eq!(counts.cards, counts.levels.values().sum::<usize>());
    assert_eq!(counts.cards, counts.tiers.values().sum::<usize>());
    assert!(counts.scheduled > counts.cards && counts.translated >= 12);
    assert!(counts.system_design >= 3 && counts.behavioural >= 3 && counts.complexity >= 2);
    assert_eq!(counts.topics.len() + counts.empty_topics.len(), 173);
}

/// A card that shows a program.
fn shown(id: &str, code: &str) -> String {
    format!(
        "[[card]]\nid = \"{id}\"\nkind = \"output\"\n{HEAD}prompt = \"What does this print?\"\ncode = '''\n{code}\n'''\nstdout = \"1\"\n"
    )
}

/// What is said with some words in it.
fn said_with(report: &CheckReport, words: &str) -> Vec<String> {
    let faults = report.faults.iter();
    let said = faults.map(|fault| fault.what.in_english());
    said.filter(|what| what.contains(words)).collect()
}

#[test]
fn a_program_with_other_names_is_found() {
    let program = "class Pool:\n    _one = None\n\n    def __new__(cls, size):\n        if cls._one is None:\n            cls._one = super().__new__(cls)\n        return cls._one\n";
    let renamed = program
        .replace("Pool", "Settings")
        .replace("_one", "_only")
        .replace("size", "mode")
        .replace("return", "# Which.\n        return");
    let other = "class Pool:\n    def __init__(self, size):\n        self.size = size\n        self.free = list(range(size))\n\n    def take(self):\n        return self.free.pop()\n";
    let text = [
        shown("l.a", program),
        shown("l.b", other),
        shown("l.c", &renamed),
    ];
    let report = report(Origin::BuiltIn, "tier = 3", &text.concat());
    assert_eq!(
        said_with(&report, "program of"),
        ["card l.c: has the program of l.a (topics/core/lists.toml:5) with other names"]
    );
}

#[test]
fn a_prompt_that_differs_in_a_word_is_found() {
    let card =
        |id: &str, prompt: &str| format!("[[card]]\nid = \"{id}\"\n{}", basic(prompt, "So."));
    let text = [
        card(
            "l.a",
            "Why is a set the usual choice for membership tests among many items?",
        ),
        card(
            "l.b",
            "Why is a list a bad choice for a queue of many items?",
        ),
        card(
            "l.c",
            "Why is a set the usual choice for membership tests among a million items?",
        ),
    ];
    let report = report(Origin::BuiltIn, "tier = 3", &text.concat());
    assert_eq!(
        said_with(&report, "prompt of"),
        ["card l.c: has the prompt of l.a (topics/core/lists.toml:5)"]
    );
}

/// What is said of a card in `lists` that uses `class`, which the topic `classes` introduces.
fn uses_class(topics: &str, needs: &str, road: Option<&str>) -> Vec<String> {
    let curriculum = format!("format = 1\n[[area]]\nslug = \"core\"\ntitle = \"Core\"\n{topics}");
    let file = |topic: &str, card: &str| {
        format!(
            "format = 1\ntopic = \"{topic}\"\nrefs = [\"https://docs.python.org/3/\"]\n{card}{needs}",
            needs = if topic == "lists" { needs } else { "" }
        )
    };
    let using = shown("l.a", "class A:\n    pass\n\nprint(1)");
    let teaching = shown("c.a", "class B:\n    x = 1\n\nprint(B.x)");
    let mut sources = vec![
        SourceFile::held("curriculum.toml", Origin::BuiltIn, &curriculum),
        SourceFile::held(
            "topics/core/lists.toml",
            Origin::BuiltIn,
            &file("lists", &using),
        ),
        SourceFile::held(
            "topics/core/classes.toml",
            Origin::BuiltIn,
            &file("classes", &teaching),
        ),
    ];
    if let Some(road) = road {
        let text = format!("format = 1\nid = \"road\"\nlang = \"en\"\ntitle = \"Road\"\n{road}");
        sources.push(SourceFile::held(
            "roadmaps/road.toml",
            Origin::BuiltIn,
            &text,
        ));
    }
    said_with(&CheckReport::of(&load(sources)), "introduces")
}

fn topic(slug: &str, rest: &str) -> String {
    format!("[[topic]]\nslug = \"{slug}\"\narea = \"core\"\ntitle = \"T\"\ntier = 3\n{rest}\n")
}

#[test]
fn a_construct_comes_after_the_topic_that_introduces_it() {
    let classes = topic("classes", "introduces = [\"class\"]");
    let early = topic("lists", "") + &classes;
    let said = ["card l.a: uses class before classes, which introduces it"];
    assert_eq!(uses_class(&early, "", None), said);
    assert_eq!(
        uses_class(&(classes.clone() + &topic("lists", "")), "", None),
        [""; 0],
        "the curriculum has classes first"
    );
    let after = topic("lists", "prerequisites = [\"classes\"]") + &classes;
    assert_eq!(uses_class(&after, "", None), [""; 0], "a prerequisite");
    assert_eq!(
        uses_class(&early, "needs = [\"c.a\"]\n", None),
        [""; 0],
        "a card that it needs"
    );
    let item = |line: u32, topic: &str| {
        format!("[[phase.item]]\nline = {line}\ntext = \"T\"\ntopics = [\"{topic}\"]\n")
    };
    let phase = "[[phase]]\nnumber = 1\ntitle = \"P\"\n".to_owned();
    let road = phase.clone() + &item(1, "classes") + &item(2, "lists");
    assert_eq!(uses_class(&early, "", Some(&road)), [""; 0], "a road");
    let road = phase + &item(1, "lists") + &item(2, "classes");
    let late_curriculum = classes + &topic("lists", "");
    assert_eq!(uses_class(&late_curriculum, "", Some(&road)), said);
}

#[test]
fn a_construct_that_nobody_knows_is_refused() {
    let report = CheckReport::of(&load(vec![SourceFile::held(
        "curriculum.toml",
        Origin::BuiltIn,
        &curriculum("tier = 3\nintroduces = [\"clas\"]"),
    )]));
    let fault = &report.faults[0];
    assert_eq!(fault.what.in_english(), "no construct is called 'clas'");
    assert_eq!(fault.hint.in_english(), "did you mean `class`?");
}
