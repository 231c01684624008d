//! Several people: logs that must not mix, reports of learners, and a mentor's view of many.

use milepost::domain::card::{ContentHash, Rev};
use milepost::domain::day::StudyDay;
use milepost::domain::event::{Answer, EventBody, Evidence, Grader, Practice};
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::report::{LearnerReport, ReportFigures, ReportHead};
use milepost::domain::stats::Rate;
use milepost::ui::markup::columns;
use milepost::ui::script::Script;
use regex::Regex;
use serde_json::{Value, json};

use crate::home::{Ran, TestEnv, store};
use crate::season;

fn answered(card: &str) -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", card, "--new", "1"], "\n3\n");
    env
}

fn exported(env: &TestEnv) -> String {
    let log = env.path().join("log.jsonl");
    let _ = std::fs::remove_file(&log);
    env.ok(&["log", "export", log.to_str().unwrap()]);
    log.display().to_string()
}

fn import(env: &TestEnv, log: &str) -> Ran {
    env.run(&["log", "import", log])
}

#[test]
fn the_logs_of_two_people_do_not_mix_by_accident() {
    let (ana, bruno) = (answered("kinds.basic"), answered("kinds.open"));
    let before = ana.ok(&["log", "--json"]);
    let refused = import(&ana, &exported(&bruno));
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--as-mine"), "{}", refused.stderr);
    assert_eq!(ana.ok(&["log", "--json"]), before, "nothing came in");

    let log = exported(&bruno);
    let merged = ana.ok(&["log", "import", &log, "--as-mine"]);
    assert_eq!(merged, "1 new event, 0 known already\n");
}

#[test]
fn machines_of_one_person_merge_without_a_word_once_they_have_met() {
    let (one, two) = (answered("kinds.basic"), answered("kinds.open"));
    one.ok(&["log", "import", &exported(&two), "--as-mine"]);
    one.ok(&["suspend", "kinds.bug"]);
    two.ok(&["suspend", "kinds.code"]);
    assert_eq!(import(&two, &exported(&one)).code, 0, "it holds ours");
    assert_eq!(import(&one, &exported(&two)).code, 0);
    // A backup that was put back writes as a new device, and still shares the old one.
    let copy = one.path().join("copy.db");
    one.ok(&["backup", copy.to_str().unwrap()]);
    two.ok(&["restore", copy.to_str().unwrap()]);
    two.run_with(&["review", "kinds.choice", "--new", "1"], "a\n3\n");
    assert_eq!(import(&one, &exported(&two)).code, 0);
}

#[test]
fn a_home_without_answers_takes_the_log_of_anybody() {
    let (used, fresh) = (answered("kinds.basic"), TestEnv::with_every_kind());
    fresh.ok(&["roadmap", "use", "big-tech"]);
    assert_eq!(import(&fresh, &exported(&used)).code, 0);
    let other = answered("kinds.open");
    assert_eq!(import(&fresh, &exported(&other)).code, 1);
}

/// The lines of a report that is written now.
fn report_of(env: &TestEnv, name: &str) -> Vec<Value> {
    let file = env.path().join(format!("{name}.jsonl"));
    env.ok(&["report", file.to_str().unwrap(), "--name", name, "--yes"]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(LearnerReport::read(&text).is_ok());
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of_kind<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["kind"] == kind).collect()
}

/// Whether a line has the figures of a row of `stats --json`.
fn assert_agrees(line: &Value, row: &Value) {
    for key in ["cards", "seen"] {
        assert_eq!(line[key], row[key], "{line}");
    }
    for key in ["n", "rate", "low", "high"] {
        assert_eq!(line[key], row["retention"]["all"][key], "{line}");
    }
}

#[test]
fn a_report_has_the_figures_of_the_statistics() {
    let env = &season::lived_in(60);
    env.ok(&["plan", "2027-02-08", "--minutes", "30"]);
    let lines = report_of(env, "Ana");
    assert_eq!(
        (&lines[0]["name"], &lines[0]["day"]),
        (&json!("Ana"), &json!("2026-11-20"))
    );
    let topics = env.json(&["stats", "--by", "topic", "--json"]);
    assert_agrees(of_kind(&lines, "total")[0], &topics["totals"]);
    let rows = topics["topics"].as_array().unwrap();
    let begun: Vec<&Value> = rows.iter().filter(|row| row["seen"] != 0).collect();
    let told = of_kind(&lines, "topic");
    assert_eq!(told.len(), begun.len());
    for (line, row) in told.into_iter().zip(begun) {
        assert_eq!(line["topic"], row["id"]);
        assert_agrees(line, row);
    }
    let stats = env.json(&["stats", "--json"]);
    let phases = of_kind(&lines, "phase");
    for (roadmap, part) in [
        ("mastering-python", &stats),
        ("big-tech", &stats["also"][0]),
    ] {
        let of_road: Vec<&&Value> = phases
            .iter()
            .filter(|line| line["roadmap"] == roadmap)
            .collect();
        for (line, row) in of_road.iter().zip(part["phases"].as_array().unwrap()) {
            assert_eq!(line["phase"], row["number"]);
            assert_agrees(line, row);
        }
        assert!(of_road.len() > 2, "{roadmap}");
    }
    // Every review of a card is in its line, so that the lines add up to the whole.
    let sum = |key: &str| -> i64 {
        let cards = of_kind(&lines, "card");
        cards.iter().map(|line| line[key].as_i64().unwrap()).sum()
    };
    let total = of_kind(&lines, "total")[0];
    assert_eq!(sum("n"), total["n"].as_i64().unwrap());
    assert_eq!(sum("passed"), total["passed"].as_i64().unwrap());
    assert_eq!(of_kind(&lines, "plan")[0]["date"], "2027-02-08");
    assert!(of_kind(&lines, "days")[0]["days"].as_array().unwrap().len() > 40);
}

fn mistaken(card: &str, mistake: &str) -> EventBody {
    EventBody::Cram(Practice {
        answer: Answer {
            card: CardId::parse(card).unwrap(),
            rev: Rev(1),
            content: ContentHash::of(b"content"),
            grade: Grade::from_q(2).unwrap(),
            grader: Grader::Judge,
            evidence: Some(Evidence {
                rule: 1,
                given: "zebra".to_owned(),
                order: vec![],
                verdict: "wrong".to_owned(),
                suggested: Grade::from_q(2).unwrap(),
                attempts: 1,
                hints: 0,
                passed: Some(1),
                total: Some(3),
                check: None,
                mistake: Some(mistake.to_owned()),
            }),
            answer_ms: 1000,
            total_ms: 2000,
        },
    })
}

#[test]
fn a_report_holds_no_word_of_the_learners_and_no_time_of_day() {
    let env = &TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.type", "--new", "1"], "zebra\n2\n");
    env.run_with(
        &["review", "kinds.basic", "--new", "1"],
        "\n:flag zebra\n3\n",
    );
    env.run_with(&["interview", "--minutes", "5"], &"zebra\n".repeat(80));
    let store = store(env.path());
    let known = ("tuples.row-type", "keeps the values in a list");
    let made_up = ("tuples.row-type", "zebra");
    let own = ("kinds.code", "doubles the zebra");
    let stamp = store.log().last_event().unwrap().unwrap().stamp;
    for (card, mistake) in [known, made_up, own, known, made_up, own, known] {
        let body = mistaken(card, mistake);
        store.progress().record(body, &stamp).unwrap();
    }
    drop(store);
    let lines = report_of(env, "Ana");
    let text = env.read("Ana.jsonl");
    for private in ["zebra", "kinds", "zone", "offset"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    assert!(!Regex::new(r"\d\d:\d\d").unwrap().is_match(&text), "{text}");
    let mistakes = of_kind(&lines, "mistake");
    let expected = json!({"kind": "mistake", "card": known.0, "mistake": known.1, "times": 3, "last": "2026-11-20"});
    assert_eq!(mistakes, [&expected]);
    assert_eq!(of_kind(&lines, "own")[0]["cards"], 8);
    let interview = of_kind(&lines, "interview")[0];
    assert_eq!(
        (&interview["minutes"], &interview["day"]),
        (&json!(5), &json!("2026-11-20"))
    );
}

#[test]
fn a_report_is_shown_first_and_written_only_by_consent() {
    let env = &answered("kinds.basic");
    let file = env.path().join("ana.jsonl");
    let words = ["report", file.to_str().unwrap()];
    let said = env.script(&words, Script::new(&["Ana", "n"]));
    assert!(
        said.contains("what the report of Ana says") && said.contains("nothing was written"),
        "{said}"
    );
    assert!(!file.exists());
    let piped = env.run(&["report", words[1], "--name", "Ana"]);
    assert_eq!(piped.code, 1);
    assert!(
        piped.stdout.contains("what the report of Ana says"),
        "{}",
        piped.all()
    );
    assert!(piped.stderr.contains("--yes") && !file.exists());
    assert_eq!(env.run(&["report", words[1], "--yes"]).code, 2, "no name");
    let said = env.script(&words, Script::new(&["Ana", "y"]));
    assert!(said.contains("report written to HOME/ana.jsonl"), "{said}");
    let first = env.read("ana.jsonl");
    env.run_with(&["review", "kinds.open", "--new", "1"], "\n3\n");
    env.ok(&["report", words[1], "--name", "Ana", "--yes"]);
    assert_ne!(
        env.read("ana.jsonl"),
        first,
        "a newer report takes its place"
    );
    env.write("notes.jsonl", "mine\n");
    let notes = env.path().join("notes.jsonl");
    let refused = env.run(&["report", notes.to_str().unwrap(), "--name", "Ana", "--yes"]);
    assert_eq!(
        (refused.code, env.read("notes.jsonl").as_str()),
        (1, "mine\n")
    );
    let empty = TestEnv::with_every_kind().run(&["report", words[1], "--name", "Bo", "--yes"]);
    assert!(empty.stderr.contains("milepost review"), "{}", empty.all());
}

/// A report made by hand: `id`, name, day, answers, lines.
fn write_report(env: &TestEnv, file: &str, head: (&str, &str, &str, i64), lines: &[Value]) {
    let (learner, name, day, answers) = head;
    let report = LearnerReport {
        head: ReportHead {
            milepost_report: 1,
            learner: learner.to_owned(),
            name: name.to_owned(),
            day: StudyDay::parse(day).unwrap(),
            answers,
        },
        lines: lines
            .iter()
            .map(|line| serde_json::from_value(line.clone()).unwrap())
            .collect(),
    };
    env.write(&format!("class/{file}"), &report.to_text().unwrap());
}

fn figures(kind: &str, cards: u64, seen: u64, passed: i64, n: i64) -> Value {
    let figures = ReportFigures::from_counts(cards, seen, Rate { passed, n });
    let mut line = serde_json::to_value(figures).unwrap();
    line["kind"] = json!(kind);
    line
}

fn named(mut line: Value, key: &str, value: Value) -> Value {
    line[key] = value;
    line
}

fn card(id: &str, passed: i64, n: i64) -> Value {
    json!({"kind": "card", "card": id, "topic": "lists", "n": n, "passed": passed})
}

/// A folder with a class of three, and with files that do not count.
fn class() -> TestEnv {
    let env = TestEnv::new();
    let phase = |phase: u32, line: Value| {
        named(
            named(line, "roadmap", json!("big-tech")),
            "phase",
            json!(phase),
        )
    };
    let topic =
        |id: &str, passed, n| named(figures("topic", 20, 10, passed, n), "topic", json!(id));
    let mistake = json!({"kind": "mistake", "card": "lists.copy", "mistake": "changes the argument", "times": 2, "last": "2026-11-18"});
    let ana = [
        figures("total", 1700, 300, 180, 200),
        phase(1, figures("phase", 289, 200, 90, 100)),
        topic("lists", 8, 20),
        topic("decorators", 15, 20),
        topic("sets", 19, 20),
        topic("tuples", 18, 20),
        card("lists.copy", 3, 10),
        card("lists.slice", 9, 10),
        mistake.clone(),
        json!({"kind": "plan", "date": "2027-02-08", "status": "behind"}),
        json!({"kind": "days", "days": ["2026-11-01", "2026-11-19"]}),
        json!({"kind": "dream", "of": "a later version"}),
    ];
    let bruno = [
        figures("total", 1700, 1234, 950, 1000),
        phase(1, figures("phase", 289, 289, 400, 410)),
        phase(2, figures("phase", 150, 20, 5, 9)),
        card("lists.copy", 5, 10),
        card("lists.slice", 10, 10),
        mistake,
        json!({"kind": "plan", "date": "2027-02-08", "status": "on"}),
        json!({"kind": "days", "days": ["2026-11-20"]}),
    ];
    let cleo = [
        figures("total", 1700, 3, 0, 0),
        json!({"kind": "days", "days": []}),
    ];
    write_report(&env, "ana.jsonl", ("a1", "Ana", "2026-11-19", 400), &ana);
    let hostile = "Bruno \u{1b}[31m da Conceição Albuquerque \u{202e}";
    write_report(
        &env,
        "bruno.jsonl",
        ("b2", hostile, "2026-11-20", 2000),
        &bruno,
    );
    write_report(&env, "cleo.jsonl", ("c3", "=Cléo", "2026-11-20", 3), &cleo);
    write_report(
        &env,
        "ana-old.jsonl",
        ("a1", "Ana", "2026-10-01", 20),
        &cleo,
    );
    write_report(
        &env,
        "ana copy.jsonl",
        ("a1", "Ana", "2026-11-19", 400),
        &ana,
    );
    let whole = env.read("class/bruno.jsonl");
    env.write(
        "class/cut.jsonl",
        &whole[..whole.len() / 2].replace("b2", "d4"),
    );
    env.write("class/changed.jsonl", &whole.replace("b2", "e5"));
    env.write(
        "class/newer.jsonl",
        &whole.replace("\"milepost_report\":1", "\"milepost_report\":9"),
    );
    env.write("class/notes.txt", "Call Ana on Friday.\n");
    env.write("class/.hidden", "nothing\n");
    env.write("class/elsewhere/ana.jsonl", "nothing\n");
    env
}

fn class_folder(env: &TestEnv) -> String {
    env.path().join("class").display().to_string()
}

#[test]
fn a_class_counts_the_newest_report_of_each_learner() {
    let env = &class();
    let class = env.json(&["class", &class_folder(env), "--json"]);
    let learners = class["learners"].as_array().unwrap();
    let ids: Vec<&Value> = learners.iter().map(|one| &one["learner"]).collect();
    assert_eq!(ids, ["c3", "a1", "b2"], "by name");
    let ana = &learners[1];
    assert_eq!(
        (&ana["reported"], &ana["seen"]),
        (&json!("2026-11-19"), &json!(300))
    );
    assert_eq!(
        (&ana["last_day"], &ana["days"]),
        (&json!("2026-11-19"), &json!(2))
    );
    assert_eq!(ana["retention"]["n"], 200);
    let weakest: Vec<&Value> = ana["weakest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| &of["topic"])
        .collect();
    assert_eq!(weakest, ["lists", "decorators", "tuples"]);
    assert_eq!(
        ana["plan"],
        json!({"date": "2027-02-08", "status": "behind"})
    );
    let phase = &class["phases"][0];
    assert_eq!(
        (
            &phase["learners"],
            &phase["passed"],
            &phase["retention"]["n"]
        ),
        (&json!(2), &json!(490), &json!(510))
    );
    let hardest = &class["cards"][0];
    assert_eq!(
        (
            &hardest["card"],
            &hardest["failed_by"],
            &hardest["learners"]
        ),
        (&json!("lists.copy"), &json!(2), &json!(2))
    );
    assert_eq!(class["mistakes"][0]["times"], 4);
    let left: Vec<(&str, &str)> = class["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (
                file["file"].as_str().unwrap(),
                file["why"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("ana copy.jsonl", "it is the same report as 'ana.jsonl'"),
        (
            "ana-old.jsonl",
            "'ana.jsonl' is a newer report of the same learner",
        ),
        ("changed.jsonl", "it was changed after it was written"),
        ("cut.jsonl", "it was cut short"),
        ("newer.jsonl", "a newer version of milepost wrote it"),
        ("notes.txt", "it is not a report of milepost"),
    ];
    // Of two files that are alike either may be the one that counts.
    let left = left.into_iter().map(|(file, why)| match file {
        "ana.jsonl" => ("ana copy.jsonl", "it is the same report as 'ana.jsonl'"),
        "ana-old.jsonl" => (file, expected[1].1),
        _ => (file, why),
    });
    let mut left: Vec<_> = left.collect();
    left.sort_unstable();
    assert_eq!(left, expected);
}

#[test]
fn a_class_fits_every_screen_in_both_languages() {
    let env = &class();
    for (language, plan, failed) in [
        ("en", "behind", "failed by 2 of 2"),
        ("pt-BR", "atrasado", "erraram 2 de 2"),
    ] {
        env.ok(&["config", "language", language]);
        for width in [60, 80, 200] {
            let said = env.script(&["class", &class_folder(env)], Script::new(&[]).wide(width));
            for line in said.lines() {
                assert!(columns(line) <= width, "{language} at {width}: {line}");
            }
            assert!(
                !said.contains('\u{1b}') && !said.contains('\u{202e}'),
                "{said}"
            );
            for shown in [
                "Ana",
                "Bruno <U+001",
                "=Cléo",
                plan,
                failed,
                "decorators 75 %",
                "changes the argument",
                "notes.txt",
            ] {
                assert!(said.contains(shown), "{shown} at {width}: {said}");
            }
        }
    }
}

#[test]
fn a_class_is_a_table_for_a_spreadsheet_and_a_page_for_a_browser() {
    let env = &class();
    let ran = env.run(&["class", &class_folder(env), "--csv"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.contains("'cut.jsonl': it was cut short"),
        "{}",
        ran.stderr
    );
    let rows: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(
        rows[1].starts_with("c3,'=Cléo,2026-11-20,,0,1700,3,,0,,,,"),
        "{}",
        rows[1]
    );
    assert!(
        rows[2].ends_with(",lists decorators tuples,behind,2027-02-08,0"),
        "{}",
        rows[2]
    );
    let page = env.path().join("class.html");
    env.ok(&[
        "class",
        &class_folder(env),
        "--html",
        page.to_str().unwrap(),
    ]);
    let html = env.read("class.html");
    for shown in [
        "class of 3 learners",
        "&lt;U+001B&gt;",
        "lists.copy",
        "changes the argument",
        "1 of 2",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    assert!(!html.contains("id=\"plots\""), "nothing to plot");
}

#[test]
fn a_folder_without_a_report_names_what_is_in_it() {
    let env = &TestEnv::new();
    env.write("class/notes.txt", "Call Ana on Friday.\n");
    let ran = env.run(&["class", &class_folder(env)]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("'notes.txt': it is not a report"),
        "{}",
        ran.all()
    );
    assert!(ran.stderr.contains("milepost report FILE"), "{}", ran.all());
    assert_eq!(env.run(&["class", "/nowhere/at/all"]).code, 1);
}
