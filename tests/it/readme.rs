//! The READMEs show what really happens: their transcripts are replayed in both languages, their figures are checked,
//! and every JSON key is documented.
//!
//! A block under `<!-- run TIME -->` is run at that time in a home of its own, after the lines
//! `<!-- before TIME: COMMANDS -->` above it. In a block, `$ ` begins a command; what follows the prompt sign `›`
//! was typed, and `⏎` is an empty line.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const TIME: &str = "2026-11-20T18:30:00-03:00";

/// A language of the README, and the locale under which its transcripts are replayed.
struct Readme {
    file: &'static str,
    locale: &'static str,
}

const ENGLISH: Readme = Readme {
    file: "README.md",
    locale: "C.UTF-8",
};

const PORTUGUESE: Readme = Readme {
    file: "README.pt-BR.md",
    locale: "pt_BR.UTF-8",
};

impl Readme {
    fn text(&self) -> String {
        read(self.file)
    }
}

/// A file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A command at a time in a home, as a shell runs it in English.
fn run(home: &Path, time: &str, command: &str, input: &str) -> String {
    run_in(ENGLISH.locale, home, time, command, input)
}

fn run_in(locale: &str, home: &Path, time: &str, command: &str, input: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_milepost"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), "/usr/bin:/bin");
    let mut child = Command::new("sh")
        .args(["-c", command])
        .env_clear()
        .envs([
            ("PATH", path.as_str()),
            ("MILEPOST_NOW", time),
            ("MILEPOST_SEED", "7"),
            ("LANG", locale),
        ])
        .env("MILEPOST_HOME", home)
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that reads nothing may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let out = child.wait_with_output().unwrap();
    let mut text = String::from_utf8(out.stdout).unwrap();
    text.push_str(&String::from_utf8(out.stderr).unwrap());
    text
}

/// A block of the README: what ran before it, when it runs, and its lines.
struct Block {
    before: Vec<(String, String)>,
    time: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut before = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("<!-- before ") {
            let (time, command) = rest.trim_end_matches(" -->").split_once(": ").unwrap();
            before.push((time.to_owned(), command.to_owned()));
        } else if let Some(time) = line.strip_prefix("<!-- run ") {
            assert_eq!(lines.next(), Some("```console"), "a block follows at once");
            let body = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .map(str::to_owned)
                .collect();
            let time = time.trim_end_matches(" -->").to_owned();
            blocks.push(Block {
                before: std::mem::take(&mut before),
                time,
                lines: body,
            });
        }
    }
    blocks
}

/// Replays a block: the commands with what was typed, and their output in the form of the block.
fn replayed(block: &Block, locale: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    for (time, command) in &block.before {
        run_in(locale, home.path(), time, command, "");
    }
    let mut transcript = String::new();
    for command in block
        .lines
        .split_inclusive(|line| line.starts_with("$ "))
        .collect::<Vec<_>>()
        .windows(2)
    {
        let [head, body] = command else { continue };
        let line = head.last().unwrap();
        let typed: Vec<&str> = body
            .iter()
            .filter_map(|line| line.split_once("› "))
            .map(|(_, typed)| typed)
            .collect();
        let input = typed.iter().fold(String::new(), |input, line| {
            input + line.trim_matches('⏎') + "\n"
        });
        writeln!(transcript, "{line}").unwrap();
        let output = run_in(locale, home.path(), &block.time, &line[2..], &input);
        transcript.push_str(&shown(&output, &typed));
    }
    transcript
}

/// An output with what was typed behind its prompts. An empty last line is not shown.
fn shown(output: &str, typed: &[&str]) -> String {
    let mut typed = typed.iter();
    output.lines().fold(String::new(), |mut shown, line| {
        let answer = if line.ends_with("› ") {
            typed.next().copied()
        } else {
            None
        };
        writeln!(shown, "{line}{}", answer.unwrap_or_default()).unwrap();
        shown
    })
}

fn replay_transcripts(readme: &Readme) {
    let blocks = blocks(&readme.text());
    assert_eq!(blocks.len(), 4, "{} has lost transcripts", readme.file);
    for block in blocks {
        let written = block.lines.join("\n") + "\n";
        let happened = replayed(&block, readme.locale);
        assert!(
            happened == written,
            "\n{} says\n\n{written}\nbut this happens\n\n{happened}",
            readme.file
        );
    }
}

#[test]
fn the_english_transcripts_are_what_happens() {
    replay_transcripts(&ENGLISH);
}

#[test]
fn the_portuguese_transcripts_are_what_happens() {
    replay_transcripts(&PORTUGUESE);
}

/// The first cells of the tables: commands and files, which are the same in every language.
fn rows_of_commands(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split(" | ").next())
        .collect()
}

#[test]
fn both_readmes_list_the_same_commands() {
    let [english, portuguese] = [ENGLISH.text(), PORTUGUESE.text()];
    assert_eq!(rows_of_commands(&english), rows_of_commands(&portuguese));
    assert!(english.contains(&format!("]({})", PORTUGUESE.file)));
    assert!(portuguese.contains(&format!("]({})", ENGLISH.file)));
}

#[test]
fn every_command_is_in_the_readme() {
    let home = tempfile::tempdir().unwrap();
    let help = run(home.path(), TIME, "milepost --help", "");
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let names: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 20, "{help}");
    let table = rows_of_commands(&ENGLISH.text()).join("\n");
    for name in names {
        assert!(
            table.contains(&format!("`{name}")),
            "README.md lacks {name}"
        );
    }
}

#[test]
fn the_figures_of_the_readmes_are_true() {
    let home = tempfile::tempdir().unwrap();
    let report = run(home.path(), TIME, "milepost check --json 2>/dev/null", "");
    let counts = &serde_json::from_str::<Value>(&report).unwrap()["counts"];
    let cards = counts["cards"].as_u64().unwrap();
    assert!((2_001..2_500).contains(&cards), "there are {cards} cards");
    assert!(
        ENGLISH
            .text()
            .contains("five Python roadmaps and more than 2,000 cards")
    );
    assert!(
        PORTUGUESE
            .text()
            .contains("cinco roadmaps de Python e mais de 2.000 cartões")
    );
    assert_eq!(
        counts["translated"], counts["cards"],
        "not every card is translated"
    );
    let list = run(home.path(), TIME, "milepost roadmap list --json", "");
    let list = serde_json::from_str::<Value>(&list).unwrap();
    assert_eq!(list["roadmaps"].as_array().unwrap().len(), 5);
}

#[test]
fn every_key_that_json_has_is_documented() {
    let manual = read("docs/scripting.md");
    let home = tempfile::tempdir().unwrap();
    let review = "printf '\\n1\\n\\n3\\n:flag odd\\n:q\\n' | milepost review --new 4";
    for command in [
        "milepost roadmap use python-developer",
        review,
        "milepost bury vars.dynamic-strong",
    ] {
        run(home.path(), TIME, command, "");
    }
    let reports = [
        ("due", "due"),
        ("list topic:lists", "list"),
        ("show lists.append-extend", "list"),
        ("roadmap list", "roadmap list"),
        ("roadmap show python-developer", "roadmap show"),
        ("log", "log"),
        ("doctor", "doctor"),
        ("check", "check"),
        ("stats", "stats"),
        ("stats --by topic", "stats"),
        ("stats --by day", "stats"),
    ];
    let mut missing = Vec::new();
    for (report, section) in reports {
        let text = run(
            home.path(),
            TIME,
            &format!("milepost {report} --json 2>/dev/null"),
            "",
        );
        let Ok(object) = serde_json::from_str::<Value>(&text) else {
            missing.push(format!("{report}: no JSON: {text}"));
            continue;
        };
        assert_eq!(object["schema"], 1, "{report}");
        let section = section_of(&manual, section);
        keys(&object, &mut |key| {
            if key != "schema"
                && !section.contains(&format!("`{key}`"))
                && !section.contains(&format!("`{key}[]`"))
            {
                missing.push(format!("{report}: '{key}'"));
            }
        });
    }
    missing.sort();
    missing.dedup();
    assert!(
        missing.is_empty(),
        "docs/scripting.md lacks\n{}",
        missing.join("\n")
    );
}

fn section_of<'m>(manual: &'m str, command: &str) -> &'m str {
    let begins = manual.find(&format!("\n## `{command} --json`")).unwrap() + 1;
    let section = &manual[begins..];
    section.find("\n## ").map_or(section, |end| &section[..end])
}

/// Every key of an object and of those in it; names of cards, topics and the like are values there.
fn keys(value: &Value, take: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                take(key);
                if !matches!(
                    key.as_str(),
                    "areas" | "topics" | "kinds" | "levels" | "tiers"
                ) || inner.is_array()
                {
                    keys(inner, take);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, take)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
