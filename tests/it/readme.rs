//! What the README shows is what happens: its transcripts are played again, and every JSON key is documented.
//!
//! A block under `<!-- run TIME -->` is run at that time in a home of its own, after the lines
//! `<!-- before TIME: COMMANDS -->` above it. In a block, `$ ` begins a command; what stands behind the prompt sign `›`
//! was typed, `⏎` being an empty line.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const TIME: &str = "2026-11-20T18:30:00-03:00";

/// A command at a time in a home, as a shell runs it.
fn run(home: &Path, time: &str, command: &str, input: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_milepost"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), "/usr/bin:/bin");
    let mut child = Command::new("sh")
        .args(["-c", command])
        .env_clear()
        .envs([
            ("PATH", path.as_str()),
            ("MILEPOST_NOW", time),
            ("MILEPOST_SEED", "7"),
            ("LANG", "C.UTF-8"),
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

/// Plays a block again: the commands with what was typed, and what comes of it in the form of the block.
fn played(block: &Block) -> String {
    let home = tempfile::tempdir().unwrap();
    for (time, command) in &block.before {
        run(home.path(), time, command, "");
    }
    let mut told = String::new();
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
        writeln!(told, "{line}").unwrap();
        told.push_str(&shown(
            &run(home.path(), &block.time, &line[2..], &input),
            &typed,
        ));
    }
    told
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

#[test]
fn the_transcripts_are_what_happens() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let blocks = blocks(&text);
    assert!(blocks.len() >= 3, "the README has lost its transcripts");
    for block in blocks {
        let told = block
            .lines
            .iter()
            .fold(String::new(), |told, line| told + line + "\n");
        pretty(&played(&block), &told);
    }
}

fn pretty(happened: &str, told: &str) {
    assert!(
        happened == told,
        "\nREADME.md says\n\n{told}\nbut this happens\n\n{happened}"
    );
}

#[test]
fn every_key_that_json_has_is_documented() {
    let manual =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scripting.md"))
            .unwrap();
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
