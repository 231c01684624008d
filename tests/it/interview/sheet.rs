//! The sheet for a friend who interviews: printed, filled in by hand, read back.

use serde_json::Value;

use crate::home::{Ran, TestEnv};
use crate::interview::sitting::home;

const WITH: [&str; 7] = [
    "interview",
    "--roadmap",
    "mine",
    "--part",
    "coding",
    "--with",
    "Ana",
];

fn sheet(env: &TestEnv) -> String {
    env.ok(&WITH)
}

/// Fills in boxes by what stands after them, and reads the sheet back.
fn marked(env: &TestEnv, sheet: &str, marks: &[(&str, &str)]) -> Ran {
    let mut filled = sheet.to_owned();
    for (label, mark) in marks {
        let empty = format!("[ ] {label} ");
        assert!(
            filled.contains(&empty),
            "{label} is not in the sheet: {sheet}"
        );
        filled = filled.replace(&empty, &format!("[{mark}] {label} "));
    }
    env.write("ana.txt", &filled);
    env.run(&[
        "interview",
        "marks",
        &env.path().join("ana.txt").display().to_string(),
    ])
}

fn interviews(env: &TestEnv) -> Vec<Value> {
    let list = env.json(&["interview", "list", "--json"]);
    list["interviews"].as_array().unwrap().clone()
}

#[test]
fn a_sheet_has_the_questions_with_boxes_and_waits() {
    let env = home();
    let sheet = sheet(&env);
    for part in [
        "interview sheet for Ana",
        "id: ",
        "listen for",
        "[ ] 1.1 ",
        "[ ] D testing:",
    ] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    assert_eq!(interviews(&env), Vec::<Value>::new());
    let list = env.ok(&["interview", "list"]);
    assert!(
        list.contains("the sheet for Ana has not come back"),
        "{list}"
    );
    let json = env.json(&["interview", "list", "--json"]);
    assert_eq!(json["sheets"][0]["interviewer"], "Ana");
    assert_eq!(json["unfinished"], Value::Array(vec![]));
    assert_eq!(
        env.run(&["interview", "resume"]).code,
        1,
        "a sheet is not gone on with"
    );
}

#[test]
fn marks_are_read_back_and_give_a_verdict() {
    let env = home();
    let sheet = sheet(&env).replace("D testing:", "D testing: never tried an empty list");
    let ran = marked(&env, &sheet, &[("1.1", "x"), ("1.2", "X"), ("D", "1")]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.stdout
            .contains("verdict of Ana: no hire (weakest: testing)"),
        "{}",
        ran.all()
    );
    assert!(
        ran.stdout.contains("never tried an empty list"),
        "{}",
        ran.all()
    );
    let shown = env.json(&["interview", "show", "--json"]);
    assert_eq!(shown["interviewer"], "Ana");
    assert_eq!(shown["turns"][0]["verdict"], "ticked");
    assert_eq!(
        shown["turns"][1]["verdict"], "unrated",
        "its boxes are empty"
    );
    assert!(!env.ok(&["interview", "list"]).contains("has not come back"));
    assert_eq!(env.run(&["doctor"]).code, 0);
}

#[test]
fn an_editor_may_change_line_ends_and_all_but_the_boxes() {
    let env = home();
    let sheet = sheet(&env);
    let boxes = sheet
        .lines()
        .filter(|line| line.starts_with('[') || line.starts_with("id:"));
    let indented: Vec<String> = boxes.map(|line| format!("  {line}\r\n")).collect();
    let bare = format!("\u{feff}{}", indented.concat());
    let ran = marked(&env, &bare, &[("1.1", "x")]);
    assert_eq!(ran.code, 0, "{}", ran.all());
}

#[test]
fn bad_marks_are_all_named_by_line_and_change_nothing() {
    let env = home();
    let sheet = sheet(&env) + "[x] 9.9 what is this\n[ ] 1.1 again\n";
    let ran = marked(&env, &sheet, &[("1.2", "q"), ("A", "5"), ("B", "3")]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{}", ran.all());
    for part in [
        "'q' in box 1.2 is not a mark",
        "'5' in box A is not a number from 1 to 4",
        "this interview has no point 9.9",
        "box 1.1 stands in the sheet twice",
    ] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.all());
    }
    let line = sheet
        .lines()
        .position(|line| line.starts_with("[ ] 1.2"))
        .unwrap()
        + 1;
    assert!(
        ran.stderr.contains(&format!("ana.txt:{line}: 'q'")),
        "{}",
        ran.all()
    );
    assert_eq!(interviews(&env), Vec::<Value>::new());
    assert!(
        env.ok(&["interview", "list"])
            .contains("the sheet for Ana has not come back")
    );
}

#[test]
fn an_empty_sheet_a_strange_one_and_one_read_twice_are_refused() {
    let env = home();
    let sheet = sheet(&env);
    let empty = marked(&env, &sheet, &[]);
    assert!(
        empty.code == 1 && empty.stderr.contains("is filled in"),
        "{}",
        empty.all()
    );
    let strange = marked(&env, "[x] 1.1 a point\n", &[]);
    assert!(
        strange.stderr.contains("has no line `id:`"),
        "{}",
        strange.all()
    );
    let elsewhere = marked(&env, "id: 12-3\n[x] 1.1 a point\n", &[]);
    assert!(
        elsewhere.stderr.contains("no interview of this home"),
        "{}",
        elsewhere.all()
    );
    assert_eq!(marked(&env, &sheet, &[("1.1", "x")]).code, 0);
    let twice = marked(&env, &sheet, &[("1.1", "-")]);
    assert!(
        twice.stderr.contains("were read already, as interview 1"),
        "{}",
        twice.all()
    );
    assert_eq!(interviews(&env).len(), 1);
    let missing = env.run(&["interview", "marks", "nowhere.txt"]);
    assert!(
        missing.code == 1 && missing.stderr.contains("nowhere.txt"),
        "{}",
        missing.all()
    );
}

#[test]
fn a_break_after_the_marks_were_written_is_no_second_interview() {
    let env = home();
    let sheet = sheet(&env);
    let db = rusqlite::Connection::open(env.path().join("milepost.db")).unwrap();
    let (key, value): (String, String) = db
        .query_row(
            "SELECT key, value FROM local WHERE key LIKE 'interview.%'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(marked(&env, &sheet, &[("1.1", "x")]).code, 0);
    // As if the program had been killed between the event and the end of the draft.
    db.execute("INSERT INTO local VALUES (?1, ?2)", [key, value])
        .unwrap();
    drop(db);
    let twice = marked(&env, &sheet, &[("1.1", "x")]);
    assert!(
        twice.stderr.contains("were read already, as interview 1"),
        "{}",
        twice.all()
    );
    assert!(!env.ok(&["interview", "list"]).contains("has not come back"));
}

#[test]
fn a_sheet_is_printed_and_read_in_portuguese() {
    let mut env = home();
    env.set("LANG", "pt_BR.UTF-8");
    let sheet = sheet(&env);
    assert!(sheet.contains("folha de entrevista para Ana"), "{sheet}");
    assert!(sheet.contains("[ ] B solução de problemas:"), "{sheet}");
    let ran = marked(&env, &sheet, &[("B", "4")]);
    assert!(ran.stdout.contains("veredito de Ana"), "{}", ran.all());
}

#[cfg(target_os = "linux")]
#[test]
fn a_sheet_that_could_not_be_written_is_not_waited_for() {
    let env = home();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let status = env.command(&WITH).stdout(full).status().unwrap();
    assert!(!status.success());
    let json = env.json(&["interview", "list", "--json"]);
    assert_eq!(json["sheets"], Value::Array(vec![]));
    assert_ne!(env.run(&["interview", "--with", ""]).code, 0);
}

#[test]
fn a_friends_bands_count_in_the_trend_and_in_the_plan() {
    let mut env = home();
    for day in ["2026-11-21", "2026-11-22"] {
        env.at(&format!("{day}T18:30:00-03:00"));
        let sheet = sheet(&env);
        let ran = marked(&env, &sheet, &[("A", "3"), ("D", "1")]);
        assert_eq!(ran.code, 0, "{}", ran.all());
    }
    let shown = env.json(&["interview", "show", "--json"]);
    assert_eq!(
        shown["trend"]["testing"],
        serde_json::json!(["strong-no-hire", "strong-no-hire"]),
        "{}",
        shown["trend"]
    );
    let plan = env.json(&[
        "plan",
        "2027-01-29",
        "--minutes",
        "30",
        "-r",
        "mine",
        "--json",
    ]);
    assert_eq!(plan["weak_dimensions"], serde_json::json!(["testing"]));
}

#[test]
fn every_question_of_a_sheet_has_a_box() {
    let env = home();
    let sheet = env.ok(&["interview", "--roadmap", "mine", "--with", "Ana"]);
    let questions = sheet.lines().filter(|line| line.ends_with(" min")).count();
    assert!(questions > 5, "{sheet}");
    let boxes: Vec<(String, String)> = (1..=questions)
        .map(|number| (format!("{number}.1"), "-".to_owned()))
        .collect();
    let marks: Vec<(&str, &str)> = boxes
        .iter()
        .map(|(label, mark)| (label.as_str(), mark.as_str()))
        .collect();
    let ran = marked(&env, &sheet, &marks);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let shown = env.json(&["interview", "show", "--json"]);
    let turns = shown["turns"].as_array().unwrap();
    assert!(turns.iter().all(|turn| turn["verdict"] == "ticked"));
}

#[test]
fn a_sheet_that_never_comes_back_is_forgotten_and_read_no_more() {
    let env = home();
    let sheet = sheet(&env);
    let list = env.ok(&["interview", "list"]).replace('\n', " ");
    assert!(list.contains("`interview drop a` forgets it"), "{list}");
    let dropped = env.run_with(&["interview", "drop", "a"], "y\n");
    assert_eq!(dropped.code, 0, "{}", dropped.all());
    assert!(!env.ok(&["interview", "list"]).contains("has not come back"));
    let late = marked(&env, &sheet, &[("1.1", "x")]);
    assert_eq!(late.code, 1, "{}", late.all());
}
