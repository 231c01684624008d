//! Portuguese screens have no English left, scripts read the same in both languages, and a number agrees with its noun.
//!
//! Two homes live the same life, one in each language. Their decks are written in words of no language, so that a word
//! both screens show is one that was not translated. Errors, hints and help are English by decision: only what is said
//! on standard output counts, and commands in backticks are left out.

use std::collections::BTreeSet;

use expectrl::{Eof, Expect};
use milepost::ui::script::Script;
use regex::Regex;
use serde_json::Value;

use crate::home::TestEnv;
use crate::pty::spawned;

/// Words that are right in both languages.
const BOTH: [&str; 23] = [
    "as",
    "cache",
    "chance",
    "csv",
    "do",
    "for",
    "gorzelanczyk",
    "info",
    "interface",
    "item",
    "jan",
    "json",
    "jul",
    "jun",
    "local",
    "mar",
    "milepost",
    "min",
    "murakowski",
    "no",
    "nov",
    "susp",
    "wozniak",
];

/// Words that are typed, keys that are pressed, names of settings: the same in both languages.
const TYPED: [&str; 14] = [
    "default", "always", "auto", "en", "enter", "es", "false", "lang", "mine", "never", "none",
    "roadmap", "roadmaps", "true",
];

/// Names of the decks below.
const NAMES: [&str; 19] = [
    "amazon",
    "apis",
    "backend",
    "backends",
    "blick",
    "design",
    "devops",
    "full",
    "google",
    "internals",
    "meta",
    "net",
    "python",
    "stack",
    "system",
    "ulk",
    "web",
    "wom",
    "zorp",
];

const ROAD: &str = r#"format = 1
id = "zorp-road"
lang = "en"
title = "Zorp-ulk"

[[phase]]
number = 1
title = "Ulk-a"
optional = false

  [[phase.item]]
  line = 4
  text = "Wom-a"
  topics = ["zorp"]

  [[phase.task]]
  line = 5
  text = "Wom-b"

  [[phase.question]]
  line = 6
  text = "Wom-c?"
  topics = ["zorp"]

[[phase]]
number = 2
title = "Ulk-b"
optional = true

  [[phase.item]]
  line = 8
  text = "Wom-d"
  topics = ["blick"]
"#;

/// A topic that waits for the first, with one card.
const BLICK: &str = r#"format = 1
topic = "blick"
title = "Blick-ulk"
prerequisites = ["zorp"]

[[card]]
id = "blick.wom"
kind = "basic"
prompt = "Wom-wom?"
answer = "Ulk-ulk."
why = "Zorp-ulk."
hints = ["Wom-ulk."]
"#;

/// A home with a road of two topics, one with a card of every kind, in a language.
pub(crate) fn home(language: &str) -> TestEnv {
    let mut env = TestEnv::new();
    env.set("EDITOR", "true");
    let kinds = include_str!("fixtures/kinds.toml")
        .replace("All kinds", "Zorp-wom")
        .replace("Explain what a list is.", "Ulk-wom.")
        .replace("kinds", "zorp");
    env.write("decks/topics/zorp.toml", &kinds);
    env.write("decks/topics/blick.toml", BLICK);
    env.write("decks/roadmaps/zorp-road.toml", ROAD);
    env.write("config.toml", &format!("language = \"{language}\"\n"));
    env
}

/// What is done in both homes, and what is typed.
const LIFE: [(&[&str], &str); 58] = [
    (&["log"], ""),
    (&["restore"], ""),
    (&["due"], ""),
    (&["roadmap"], ""),
    (&["roadmap", "use", "zorp-road"], ""),
    (&["due"], ""),
    (&["stats"], ""),
    (&["stats", "--by", "day"], ""),
    (&["stats", "--plots"], ""),
    (&["review", "blick.wom"], "\n:h\n:w\n:?\n3\n"),
    (&["review", "blick.wom"], ""),
    (&["due"], ""),
    (&["list"], "zorp"),
    (&["list", "topic:zorp", "or", "topic:blick"], ""),
    (&["list", "wom"], ""),
    (&["list", "ghwrt"], ""),
    (&["show", "blick.wom"], ""),
    (&["suspend", "zorp.basic"], ""),
    (&["bury", "zorp.type", "zorp.open"], ""),
    (&["list", "topic:zorp"], ""),
    (&["stats", "--by", "topic"], ""),
    (&["resume", "is:suspended"], ""),
    (&["resume", "is:suspended"], ""),
    (&["reset", "blick.wom", "zorp.bug"], ""),
    (&["suspend", "zorp.bug", "zorp.code"], ""),
    (&["resume", "zorp.bug", "zorp.code"], ""),
    (&["roadmap", "show"], ""),
    (&["roadmap", "show", "--phase", "1"], ""),
    (&["roadmap", "why", "blick"], ""),
    (&["roadmap", "why", "zorp"], ""),
    (&["roadmap", "unlock", "blick"], ""),
    (&["roadmap", "done", "zorp-road:5"], ""),
    (&["roadmap", "drop", "zorp-road"], ""),
    (&["roadmap", "why", "blick"], ""),
    (&["roadmap", "use", "zorp-road"], ""),
    (&["questions", "topic:zorp"], ""),
    (&["stats"], ""),
    (&["stats", "--since", "2026-11-01"], ""),
    (&["stats", "--by", "topic", "--topic", "zorp"], ""),
    (&["stats", "--by", "kind"], ""),
    (&["stats", "--by", "day"], ""),
    (&["stats", "--explain"], ""),
    (&["stats", "--plots"], ""),
    (&["stats", "--describe"], ""),
    (&["log"], ""),
    (&["log", "ghwrt"], ""),
    (
        &[
            "add", "--topic", "blick", "--prompt", "Ulk?", "--answer", "Wom.",
        ],
        "",
    ),
    (&["edit", "blick.wom"], ""),
    (&["trust", "zorp"], ""),
    (&["untrust", "zorp"], ""),
    (&["config"], ""),
    (&["doctor"], ""),
    (&["doctor", "--repair"], ""),
    (&["backup", "--daily"], ""),
    (&["backup", "--daily"], ""),
    (&["backup"], ""),
    (&["restore"], ""),
    (&["interview", "list"], ""),
];

/// The words of a text that a person reads as prose: letters alone, two at least, outside of backticks.
fn words(text: &str) -> BTreeSet<String> {
    let plain = Regex::new("\u{1b}\\[[0-9;?]*[a-zA-Z]|`[^`]*`")
        .unwrap()
        .replace_all(text, " ");
    let said = plain
        .split_whitespace()
        .filter(|word| !word.starts_with([':', '-', '/']));
    let whole = said.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let prose =
        whole.filter(|word| word.chars().count() > 1 && word.chars().all(char::is_alphabetic));
    prose.map(str::to_lowercase).collect()
}

/// The words that two screens share which say the same, each in its language.
fn shared(what: &str, [english, portuguese]: [&str; 2]) -> Option<String> {
    let both = &words(english) & &words(portuguese);
    let left: Vec<&String> = both
        .iter()
        .filter(|word| {
            !BOTH
                .iter()
                .chain(&TYPED)
                .chain(&NAMES)
                .any(|known| known == word)
        })
        .collect();
    (!left.is_empty()).then(|| format!("{what}: {left:?} in both languages:\n{portuguese}"))
}

/// The same words in both homes, and what each says to them.
fn said(homes: &[TestEnv; 2], say: impl Fn(&TestEnv) -> String) -> [String; 2] {
    homes.each_ref().map(say)
}

fn check(faults: &mut Vec<String>, what: &str, said: &[String; 2]) {
    assert!(!said[1].is_empty(), "{what}: nothing is said");
    faults.extend(shared(what, said.each_ref().map(String::as_str)));
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Two homes with a road, answers and a mark.
fn lived_in() -> [TestEnv; 2] {
    let homes = [home("en"), home("pt-BR")];
    for env in &homes {
        env.ok(&["roadmap", "use", "zorp-road"]);
        for (card, typed) in [
            ("blick.wom", "\n3\n"),
            ("zorp.basic", "\n3\n"),
            ("zorp.type", "len(x)\n3\n"),
        ] {
            assert_eq!(env.run_with(&["review", card], typed).code, 0);
        }
        env.ok(&["suspend", "zorp.basic"]);
    }
    homes
}

#[test]
fn portuguese_answers_to_commands_have_no_english_left() {
    let homes = [home("en"), home("pt-BR")];
    // Titles of the built-in roadmaps are what their files say, and settings are shown as they are typed.
    let listed = homes[0].json(&["roadmap", "list", "--json"]);
    let titles = listed["roadmaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|road| road["title"].as_str().unwrap());
    let settings = Regex::new("(?m)^[a-z_]+ = .*#").unwrap();
    let mut faults = Vec::new();
    for (command, typed) in LIFE {
        let said = said(&homes, |env| {
            let shown = env.run_with(command, typed).stdout.replace("HOME", "/");
            titles.clone().fold(
                settings.replace_all(&shown, "").into_owned(),
                |text, title| text.replace(title, ""),
            )
        });
        check(&mut faults, &command.join(" "), &said);
    }
    none(&faults);
}

#[test]
fn portuguese_questions_on_a_screen_have_no_english_left() {
    let homes = lived_in();
    let asked: [(&[&str], &[&str]); 4] = [
        (&["stats"], &["a", "p", ""]),
        (&["reset", "topic:zorp"], &["n"]),
        (&["reset", "topic:zorp"], &["s"]),
        (&["add"], &["blick", "zorp", "", "Ulk-x?", "Wom-x.", "", ""]),
    ];
    let mut faults = Vec::new();
    for (command, typed) in asked {
        check(
            &mut faults,
            &command.join(" "),
            &said(&homes, |env| env.script(command, Script::new(typed))),
        );
    }
    none(&faults);
    assert!(
        homes[1].ok(&["list", "zorp.type"]).contains("novo"),
        "'s' was meant"
    );
}

#[cfg(unix)]
#[test]
fn the_portuguese_prompt_has_no_english_left() {
    let ended = |env: &TestEnv, keys: &[&str]| {
        let mut session = spawned(env, &[]);
        let mut shown = Vec::new();
        for key in keys {
            shown.extend_from_slice(session.expect("› ").unwrap().before());
            session.send(key).unwrap();
        }
        shown.extend_from_slice(session.expect("milepost> ").unwrap().before());
        session.send_line("quit").unwrap();
        shown.extend_from_slice(session.expect(Eof).unwrap().before());
        String::from_utf8(shown).unwrap().replace("quit", "")
    };
    let mut faults = Vec::new();
    check(
        &mut faults,
        "the dashboard",
        &said(&lived_in(), |env| ended(env, &[])),
    );
    let homes = [home("en"), home("pt-BR")];
    let listed = homes[0].json(&["roadmap", "list", "--json"]);
    let titles = listed["roadmaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|road| road["title"].as_str().unwrap());
    let first = said(&homes, |env| {
        titles
            .clone()
            .fold(ended(env, &["99\r", "\u{4}"]), |text, title| {
                text.replace(title, "")
            })
    });
    check(&mut faults, "the first run", &first);
    none(&faults);
}

#[test]
fn the_page_for_a_browser_is_in_the_language_it_names() {
    let homes = lived_in();
    let code = Regex::new("(?s)<style>.*?</style>|<script>.*?</script>|<[^>]*>").unwrap();
    let pages = said(&homes, |env| {
        let file = env.path().join("page.html").display().to_string();
        env.ok(&["stats", "--html", &file, "--roadmap", "zorp-road"]);
        env.read("page.html")
    });
    assert!(pages[0].contains("<html lang=\"en\">") && pages[1].contains("<html lang=\"pt-BR\">"));
    let labels = Regex::new("aria-label=\"([^\"]*)\"").unwrap();
    let heard = pages.each_ref().map(|page| {
        labels
            .captures_iter(page)
            .map(|label| label[1].to_owned() + " ")
            .collect()
    });
    let shown = pages
        .each_ref()
        .map(|page| code.replace_all(page, " ").into_owned());
    let mut faults = Vec::new();
    check(&mut faults, "the page", &shown);
    check(&mut faults, "the labels of the page", &heard);
    none(&faults);
}

/// What scripts read, but for titles.
fn keys(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| *key != "title")
            .map(|(key, value)| (key.clone(), keys(value)))
            .collect(),
        Value::Array(values) => values.iter().map(keys).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn scripts_read_the_same_in_both_languages() {
    let homes = lived_in();
    let commands: [&[&str]; 9] = [
        &["due", "--json"],
        &["list", "--json", "topic:zorp"],
        &["show", "--json", "zorp.basic"],
        &["stats", "--json"],
        &["stats", "--json", "--by", "kind"],
        &["stats", "--json", "--by", "topic"],
        &["roadmap", "show", "--json"],
        &["doctor", "--json"],
        &["interview", "list", "--json"],
    ];
    for command in commands {
        let [english, portuguese] = homes.each_ref().map(|env| keys(&env.json(command)));
        assert_eq!(english, portuguese, "{command:?}");
    }
    let heads = homes.each_ref().map(|env| {
        env.ok(&["stats", "--csv"])
            .lines()
            .next()
            .unwrap()
            .to_owned()
    });
    assert_eq!(heads[0], heads[1]);
}

/// A home with a road of one phase, one topic and one card.
fn lonely(language: &str) -> TestEnv {
    let env = TestEnv::new();
    let road = ROAD
        .split("[[phase]]")
        .take(2)
        .collect::<Vec<_>>()
        .join("[[phase]]")
        .replace("\"zorp\"", "\"blick\"");
    env.write(
        "decks/topics/blick.toml",
        &BLICK.replace("prerequisites = [\"zorp\"]\n", ""),
    );
    env.write("decks/roadmaps/zorp-road.toml", &road);
    env.write(
        "config.toml",
        &format!("language = \"{language}\"\nnew_per_day = 1\n"),
    );
    env
}

#[test]
fn one_of_a_thing_is_never_told_as_many() {
    let many = Regex::new(r"\b1 \p{L}+s\b").unwrap();
    let life: [(&[&str], &str); 19] = [
        (&["roadmap"], ""),
        (&["roadmap", "use", "zorp-road"], ""),
        (&["log", "export", "HOME/log.jsonl"], ""),
        (&["roadmap", "show"], ""),
        (&["roadmap", "why", "blick"], ""),
        (&["stats", "--plots", "--roadmap", "zorp-road"], ""),
        (&["review"], "\n3\n"),
        (&["stats", "--by", "topic"], ""),
        (&["stats", "--explain"], ""),
        (&["stats", "--describe", "--roadmap", "zorp-road"], ""),
        (&["list", "topic:blick"], ""),
        (&["show", "blick.wom"], ""),
        (&["add", "--from", "HOME/one.csv", "--topic", "blick"], ""),
        (&["add", "--from", "HOME/one.csv", "--topic", "blick"], ""),
        (&["suspend", "topic:blick"], ""),
        (&["log", "import", "HOME/log.jsonl"], ""),
        (
            &["interview", "--minutes", "5", "--count", "1", "topic:blick"],
            "\n\n",
        ),
        (&["interview", "list"], ""),
        (&["interview", "show"], ""),
    ];
    for env in [lonely("en"), lonely("pt-BR")] {
        env.write("one.csv", "prompt,answer,tags\nUlk?,Wom.,\n");
        for (words, typed) in &life {
            let words: Vec<String> = words
                .iter()
                .map(|word| word.replace("HOME", &env.path().display().to_string()))
                .collect();
            let said = env
                .run_with(&words.iter().map(String::as_str).collect::<Vec<_>>(), typed)
                .all();
            let found: Vec<&str> = many
                .find_iter(&said)
                .map(|found| found.as_str())
                .filter(|found| *found != "1 was")
                .collect();
            assert!(found.is_empty(), "{words:?}: {found:?} in\n{said}");
        }
    }
}
