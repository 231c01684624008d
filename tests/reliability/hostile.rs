//! Text that would steer a terminal, hide or reorder is shown as numbers or refused, wherever it stands.

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use crate::home::{Ran, TestEnv};
use crate::kit::{faults, tell};

/// A title, a colour, a clear screen, a line hidden, a clipboard, a link; text turned round, zero width, a return.
const HOSTILE: &str = "\u{1b}]0;t\u{7}\u{1b}[31m\u{9b}2J\u{1b}[8m\u{1b}]52;c;eA==\u{7}\u{1b}]8;;x\u{1b}\\\u{202e}rtl\u{2066}\
                       \u{200b}\u{feff}\u{85}\u{2028}\u{e0041}\u{7f}\r\u{8}?";

fn is_harmless(c: char) -> bool {
    let steers = c.is_control() && !matches!(c, '\n' | '\t');
    let hides = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !steers && !hides
}

#[track_caller]
fn assert_harmless(ran: &Ran, what: &str) {
    for (name, text) in [("stdout", &ran.stdout), ("stderr", &ran.stderr)] {
        if let Some(line) = text.lines().find(|line| !line.chars().all(is_harmless)) {
            panic!("{what}: {name}: {line:?}");
        }
    }
    assert!(matches!(ran.code, 0..=3), "{what}: {}", ran.all());
}

/// Keys whose texts are words of the format.
const WORDS: [&str; 8] = [
    "id",
    "kind",
    "interview",
    "compare",
    "topic",
    "lang",
    "topics",
    "format",
];

/// Adds the hostile text to the string with a number within a value; says whether there is one.
fn spoil_value(key: &str, value: &mut Value, left: &mut usize) -> bool {
    match value {
        Value::String(text) if !WORDS.contains(&key) => {
            if *left > 0 {
                *left -= 1;
                return false;
            }
            let comment = if matches!(key, "code" | "fix" | "tests" | "starter" | "solution") {
                "# "
            } else {
                ""
            };
            *value = Value::from(format!("{}{comment}{HOSTILE}", text.value()));
            true
        }
        Value::Array(items) => items.iter_mut().any(|item| spoil_value(key, item, left)),
        Value::InlineTable(table) => spoil_table(table, left),
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => false,
    }
}

fn spoil_table(table: &mut dyn TableLike, left: &mut usize) -> bool {
    table.iter_mut().any(|(key, item)| {
        let key = key.get().to_owned();
        match item {
            Item::Value(value) => spoil_value(&key, value, left),
            Item::Table(inner) => !WORDS.contains(&key.as_str()) && spoil_table(inner, left),
            Item::ArrayOfTables(tables) => tables.iter_mut().any(|inner| spoil_table(inner, left)),
            Item::None => false,
        }
    })
}

/// Every card of every kind, once for each of its texts with that text hostile; and the kind of each.
fn spoilt_cards() -> (String, Vec<(String, String)>) {
    let source: DocumentMut = include_str!("../it/fixtures/kinds.toml").parse().unwrap();
    let mut text =
        "format = 1\ntopic = \"kinds\"\nlang = \"en\"\ntitle = \"All kinds\"\n".to_owned();
    let mut ids = Vec::new();
    for card in source["card"].as_array_of_tables().unwrap() {
        let kind = card["kind"].as_str().unwrap().to_owned();
        for number in 0.. {
            let mut copy: Table = card.clone();
            if !spoil_table(&mut copy, &mut { number }) {
                break;
            }
            let id = format!("kinds.{kind}-{number}");
            copy["id"] = toml_edit::value(&id);
            let mut document = DocumentMut::new();
            let mut cards = toml_edit::ArrayOfTables::new();
            cards.push(copy);
            document["card"] = Item::ArrayOfTables(cards);
            text.push_str(&format!("\n{document}"));
            ids.push((id, kind.clone()));
        }
    }
    (text, ids)
}

#[test]
fn no_text_of_a_card_reaches_the_terminal_as_anything_but_text() {
    let mut env = TestEnv::new();
    let (deck, ids) = spoilt_cards();
    env.write("decks/topics/kinds.toml", &deck);
    assert!(ids.len() > 40);
    assert_harmless(
        &env.run(&["check", env.path().join("decks").to_str().unwrap()]),
        "check",
    );
    assert_harmless(
        &env.run(&[
            "check",
            env.path().join("decks").to_str().unwrap(),
            "--json",
        ]),
        "check --json",
    );
    let mut shown = 0;
    for (id, _) in &ids {
        let ran = env.run(&["show", id]);
        assert_harmless(&ran, id);
        shown += usize::from(ran.code == 0);
        let input = format!(":h\n:w\n:i\n:flag {HOSTILE}\n:{HOSTILE}\n{HOSTILE}\n\n\n\n\n");
        assert_harmless(&env.run_with(&["review", id, "--new", "1"], &input), id);
        assert_harmless(
            &env.run_with(
                &["drill", id, "--count", "1"],
                &format!("{HOSTILE}\n\n{HOSTILE}\n"),
            ),
            id,
        );
    }
    assert!(
        shown * 10 > ids.len() * 7,
        "only {shown} of {} were taken",
        ids.len()
    );
    for words in [
        &["list", "topic:kinds"][..],
        &["list", "topic:kinds", "--json"],
        &["log"],
        &["log", "--json"],
        &["show", "kinds.basic-0", "--json"],
        &["stats"],
        &["stats", "--json"],
        &["stats", "--by", "topic"],
        &["roadmap"],
        &["due", "--json"],
        &["questions", "kind:open"],
        &["doctor", "--json"],
    ] {
        assert_harmless(&env.run(words), &words.join(" "));
    }
    for color in ["interview", "drill"] {
        assert_harmless(
            &env.run_with(
                &[color, "--minutes", "5"][..if color == "drill" { 1 } else { 3 }],
                &format!("{HOSTILE}\n").repeat(60),
            ),
            color,
        );
    }
    env.set("LANG", "pt_BR.UTF-8");
    assert_harmless(
        &env.run_with(&["review", "kinds.basic-0"], "\n:i\n"),
        "pt-BR",
    );
    assert_eq!(faults(env.path()), Vec::<String>::new());
    tell(&format!(
        "{} hostile cards, {shown} shown, the rest refused by line",
        ids.len()
    ));
}

#[test]
fn no_text_of_a_roadmap_reaches_the_terminal_as_anything_but_text() {
    let env = TestEnv::new();
    let source = include_str!("../../decks/roadmaps/python-developer.toml");
    let mut document: DocumentMut = source.parse().unwrap();
    let mut at = 0;
    // Every text at once: a roadmap has no answers that must match.
    while spoil_table(document.as_table_mut(), &mut { at }) {
        at += 1;
    }
    document["id"] = toml_edit::value("hostile");
    env.write("decks/roadmaps/hostile.toml", &document.to_string());
    assert!(at > 100, "{at} texts");
    for words in [
        &["roadmap", "list"][..],
        &["roadmap", "list", "--json"],
        &["roadmap", "use", "hostile"],
        &["roadmap", "show", "hostile"],
        &["roadmap", "show", "hostile", "--json"],
        &["roadmap", "show", "hostile", "--phase", "1"],
        &["roadmap", "why", "decorators"],
        &["stats", "--roadmap", "hostile"],
        &["stats", "--roadmap", "hostile", "--json"],
        &["questions"],
        &["questions", "--json"],
        &["due"],
        &["list", "roadmap:hostile"],
        &["check", env.path().join("decks").to_str().unwrap()],
    ] {
        assert_harmless(&env.run(words), &words.join(" "));
    }
    assert_eq!(
        env.run(&["roadmap", "show", "hostile"]).code,
        0,
        "it was taken"
    );
    assert_harmless(&env.run_with(&["review"], "\n:i\n\n"), "review");
    assert_harmless(
        &env.run_with(&["interview", "--minutes", "5"], &"\n".repeat(60)),
        "interview",
    );
    tell(&format!("{at} hostile texts of a roadmap"));
}

/// Decks that ship, as the learner's own under other names, with every text of their translations hostile.
#[test]
fn no_text_of_a_translation_reaches_the_terminal_as_anything_but_text() {
    let mut env = TestEnv::new();
    let decks = [
        (
            "args",
            include_str!("../../decks/topics/core/function-arguments.toml"),
            include_str!("../../decks/pt-BR/topics/core/function-arguments.toml"),
        ),
        (
            "decorators",
            include_str!("../../decks/topics/core/decorators.toml"),
            include_str!("../../decks/pt-BR/topics/core/decorators.toml"),
        ),
        (
            "design",
            include_str!("../../decks/topics/architecture/system-design-cases.toml"),
            include_str!("../../decks/pt-BR/topics/architecture/system-design-cases.toml"),
        ),
    ];
    let (mut texts, mut ids) = (0, Vec::new());
    for (name, deck, overlay) in decks {
        let own = |text: &str| {
            let topic = text
                .lines()
                .find(|line| line.starts_with("topic = "))
                .unwrap();
            text.replacen(topic, &format!("topic = \"my-{name}\""), 1)
                .replace(&format!("\"{name}."), &format!("\"my-{name}."))
        };
        env.write(&format!("decks/topics/my-{name}.toml"), &own(deck));
        let mut document: DocumentMut = own(overlay).parse().unwrap();
        ids.extend(
            document
                .iter()
                .filter(|(_, item)| item.is_table())
                .map(|(id, _)| id.to_owned()),
        );
        let mut number = 0;
        while spoil_table(document.as_table_mut(), &mut { number }) {
            number += 1;
        }
        texts += number;
        env.write(
            &format!("decks/pt-BR/topics/my-{name}.toml"),
            &document.to_string(),
        );
    }
    env.set("LANG", "pt_BR.UTF-8");
    assert_harmless(&env.run(&["check"]), "check");
    let mut shown = 0;
    for id in &ids {
        let ran = env.run(&["show", id]);
        assert_harmless(&ran, id);
        shown += usize::from(ran.stdout.contains("<U+202E>"));
        let input = format!(":h\n:i\n{HOSTILE}\n\n\n\n");
        assert_harmless(&env.run_with(&["review", id, "--new", "1"], &input), id);
    }
    assert!(
        shown > 2,
        "only {shown} of {ids:?} show their translation: {}",
        env.run(&["check"]).all()
    );
    assert_harmless(
        &env.run_with(&["interview", "--minutes", "5"], &"\n".repeat(60)),
        "interview",
    );
    tell(&format!(
        "{texts} hostile texts of {} translated cards, {shown} shown",
        ids.len()
    ));
}

#[test]
fn words_typed_at_the_shell_come_back_harmless() {
    let env = TestEnv::with_every_kind();
    for words in [
        &["show", HOSTILE][..],
        &["list", HOSTILE],
        &["list", &format!("topic:{HOSTILE}")],
        &["review", "--roadmap", HOSTILE],
        &["review", "--topic", HOSTILE],
        &["config", HOSTILE],
        &["config", "rollover", HOSTILE],
        &["config", "language", HOSTILE],
        &["roadmap", "done", HOSTILE],
        &["roadmap", "show", HOSTILE],
        &["roadmap", "why", HOSTILE],
        &["suspend", HOSTILE],
        &["edit", HOSTILE],
        &["add", "--topic", HOSTILE, "--prompt", "p", "--answer", "a"],
        &[
            "add", "--topic", "kinds", "--id", HOSTILE, "--prompt", "p", "--answer", "a",
        ],
        &["add", "--from", HOSTILE],
        &["log", "import", HOSTILE],
        &["restore", HOSTILE],
        &["check", HOSTILE],
        &["trust", HOSTILE],
        &["stats", "--since", HOSTILE],
        &[HOSTILE],
        &["review", &format!("--{HOSTILE}")],
    ] {
        assert_harmless(&env.run(words), &format!("{words:?}"));
    }
    for (file, text) in [
        ("config.toml", format!("rollover = {HOSTILE}\n")),
        ("config.toml", format!("\"{}\" = 1\n", "\\u001b[31m")),
    ] {
        env.write(file, &text);
        assert_harmless(&env.run(&["due"]), file);
    }
}

#[test]
fn a_deck_out_of_all_proportion_is_refused_by_line_or_taken() {
    let env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    let card = |prompt: &str| {
        format!(
            "format = 1\ntopic = \"big\"\nlang = \"en\"\ntitle = \"Big\"\n\n[[card]]\nid = \"big.one\"\nkind = \"basic\"\nrev = 1\nlevel = 1\ninterview = \"no\"\ntags = [\"t\"]\nprompt = \"{prompt}\"\nanswer = \"A.\"\nwhy = \"W.\"\n"
        )
    };
    let wide = card(&"x".repeat(100_000));
    let deep = format!("format = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let dots = format!("{} = 1\n", vec!["a"; 100_000].join("."));
    let keys = (0..1_000_000)
        .map(|number| format!("k{number} = 1"))
        .collect::<Vec<_>>()
        .join("\n");
    let twice = card("One?").replace("why = \"W.\"\n", "why = \"W.\"\nwhy = \"W.\"\n");
    let huge = "# a comment\n".repeat(9_000_000);
    for (name, text, taken) in [
        ("wide", wide, true),
        ("deep", deep, false),
        ("dots", dots, false),
        ("keys", keys, false),
        ("twice", twice, false),
        ("huge", huge, false),
    ] {
        env.write("decks/topics/big.toml", &text);
        let ran = env.run(&["list", "topic:big or topic:kinds"]);
        assert_harmless(&ran, name);
        assert_eq!(
            ran.code, 0,
            "{name}: a session is never stopped by a deck: {}",
            ran.stderr
        );
        assert_eq!(
            ran.stderr.is_empty(),
            taken,
            "{name}: {}",
            &ran.stderr[..ran.stderr.len().min(300)]
        );
        assert!(
            taken || ran.stderr.contains("big.toml:"),
            "{name}: {}",
            &ran.stderr[..ran.stderr.len().min(300)]
        );
        assert!(
            ran.stderr.len() < 20_000,
            "{name}: the refusal itself is out of proportion: {}",
            ran.stderr.len()
        );
    }
    env.write("decks/topics/big.toml", &card(&"wide ".repeat(20_000)));
    assert_harmless(
        &env.run_with(&["review", "big.one", "--new", "1"], "\n3\n"),
        "a hundred thousand columns",
    );
    std::fs::write(
        env.path().join("decks/topics/big.toml"),
        b"format = 1\ntopic = \"b\xffg\"\n",
    )
    .unwrap();
    let ran = env.run(&["due"]);
    assert!(
        ran.stderr.contains("big.toml:2:") && ran.stderr.contains("UTF-8"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
#[test]
fn links_and_climbing_paths_stay_inside_the_deck_folder() {
    let env = TestEnv::with_every_kind();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(
        outside.path().join("secret.toml"),
        "secret = \"do not read\"\n",
    )
    .unwrap();
    let topics = env.path().join("decks/topics");
    std::os::unix::fs::symlink(
        outside.path().join("secret.toml"),
        topics.join("secret.toml"),
    )
    .unwrap();
    std::os::unix::fs::symlink(outside.path(), topics.join("folder")).unwrap();
    std::os::unix::fs::symlink("..", topics.join("round")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", topics.join("zero.toml")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(topics.join("pipe.toml"))
            .status()
            .unwrap()
            .success()
    );
    let ran = env.run(&["list", "topic:kinds"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(!ran.all().contains("do not read"));
    assert!(
        ran.stderr.contains("secret.toml") && ran.stderr.contains("leads out of the folder"),
        "{}",
        ran.stderr
    );
    let add = env.run(&[
        "add",
        "--topic",
        "../../outside",
        "--prompt",
        "p",
        "--answer",
        "a",
    ]);
    assert_ne!(add.code, 0, "{}", add.all());
    assert!(!env.path().join("outside.toml").exists());
}

use std::process::Command;
