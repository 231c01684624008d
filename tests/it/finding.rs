//! Finding things: what a screen prints can be typed, and what is known least has a command.

use std::process::Command;

use expectrl::{ControlCode, Eof, Expect};

use crate::home::TestEnv;
use crate::pty::spawned;

fn cards(env: &TestEnv, query: &[&str]) -> usize {
    let words = [&["list", "--json"], query].concat();
    env.json(&words)["cards"].as_array().unwrap().len()
}

#[test]
fn what_a_screen_prints_can_be_typed() {
    let env = TestEnv::new();
    let english = cards(&env, &["kind:choice", "topic:dictionaries"]);
    assert!(english > 0);
    env.ok(&["config", "language", "pt-BR"]);
    for query in [
        ["tipo:escolha", "topic:dictionaries"],
        ["kind:escolha", "topic:dicionários"],
        ["kind:choice", "topic:Dicionarios"],
    ] {
        assert_eq!(cards(&env, &query), english, "{query:?}");
    }
    // Every term of the Portuguese help.
    let help = [
        "tópico:dictionaries",
        "-é:vencido",
        "tipo:escolha",
        "nível>=1",
        "-é:suspenso",
    ];
    assert_eq!(cards(&env, &[&["--"][..], &help].concat()), english);
    assert_eq!(
        cards(&env, &["entrevista:comum", "etiqueta:hash"]),
        cards(&env, &["interview:common", "tag:hash"])
    );
    assert_eq!(
        cards(&env, &["estado:novo", "topic:sets"]),
        cards(&env, &["topic:sets"])
    );
}

#[test]
fn titles_of_topics_are_searched() {
    let env = TestEnv::new();
    let of_topic = cards(&env, &["topic:dictionaries"]);
    assert!(cards(&env, &["dicionários"]) >= of_topic);
    assert!(cards(&env, &["Dictionaries"]) >= of_topic);
}

#[test]
fn a_flag_shows_its_note_until_it_is_taken_off() {
    let env = TestEnv::with_every_kind();
    env.ok_with(
        &["review", "kinds.basic", "--new", "1"],
        ":flag the colour is wrong\n:q\n",
    );
    let shown = env.ok(&["show", "kinds.basic"]);
    assert!(shown.contains("flag  the colour is wrong"), "{shown}");
    assert_eq!(cards(&env, &["is:flagged"]), 1);
    env.ok(&["unflag", "is:flagged"]);
    assert!(
        !env.ok(&["show", "kinds.basic"])
            .contains("flag  the colour")
    );
    assert_eq!(cards(&env, &["is:flagged"]), 0);
    assert_eq!(env.ok(&["unflag", "kinds.basic"]), "nothing was changed\n");
}

#[test]
fn a_card_of_ones_own_can_be_deleted_and_a_built_in_one_cannot() {
    let env = TestEnv::with_every_kind();
    env.ok_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let refused = env.run(&["delete", "kinds.basic"]);
    assert_eq!(refused.code, 1, "{}", refused.all());
    env.ok(&["delete", "kinds.basic", "--yes"]);
    assert_eq!(cards(&env, &["topic:kinds", "colour"]), 0);
    assert!(env.read("decks/topics/kinds.toml").contains("kinds.cloze"));
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"][0]["card"], "kinds.basic", "its history stays");
    let built_in = env.run(&["delete", "zen.explicit", "--yes"]);
    assert!(
        built_in.stderr.contains("milepost suspend zen.explicit"),
        "{}",
        built_in.all()
    );
}

#[test]
fn a_card_is_deleted_on_a_screen_only_when_that_is_meant() {
    let env = TestEnv::with_every_kind();
    let mut screen = spawned(&env, &["delete", "kinds.basic"]);
    screen.expect("y/N").unwrap();
    screen.expect("› ").unwrap();
    screen.send("\r").unwrap();
    screen.expect("nothing was changed").unwrap();
    screen.expect(Eof).unwrap();
    assert!(env.read("decks/topics/kinds.toml").contains("kinds.basic"));
}

#[test]
fn what_is_known_least_comes_first() {
    let mut env = TestEnv::with_every_kind();
    let nothing = env.ok(&["weakest"]);
    assert!(nothing.contains("nothing is weak yet"), "{nothing}");
    for (day, grade) in [(20, 3), (21, 3), (27, 1), (28, 1)] {
        env.at(&format!("2026-11-{day}T18:30:00-03:00"));
        let input = format!("\n{grade}\n").repeat(2);
        env.ok_with(&["review", "kinds.basic"], &input);
    }
    let weak = env.json(&["weakest", "--json"]);
    assert_eq!(weak["cards"][0]["id"], "kinds.basic");
    let stats = env.json(&["stats", "--by", "topic", "--sort", "lapses", "--json"]);
    assert_eq!(stats["topics"][0]["id"], "kinds");
}

#[test]
fn the_shell_completes_roadmaps_topics_and_cards() {
    let env = TestEnv::new();
    let complete = |line: &str| env.ok(&["complete", "--", line]);
    assert_eq!(complete("milepost roadmap use mas"), "mastering-python\n");
    assert_eq!(complete("milepost review --topic dictio"), "dictionaries\n");
    assert!(complete("milepost show vars.reb").contains("vars.rebinding\n"));
    assert!(complete("milepost list topic:dictio").contains("topic:dictionaries\n"));
}

/// The script of bash in a bash: what stands in `COMPREPLY` after Tab.
#[test]
fn the_script_of_bash_asks_for_names() {
    let env = TestEnv::new();
    let script = env.ok(&["completions", "bash"]);
    env.write("complete.bash", &script);
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_milepost"));
    let probe = format!(
        "PATH={}:$PATH; source {}/complete.bash; COMP_LINE='milepost roadmap use mas'; \
         COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=(milepost roadmap use mas); COMP_CWORD=3; \
         _milepost_all milepost mas use; echo \"${{COMPREPLY[@]}}\"",
        binary.parent().unwrap().display(),
        env.path().display()
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &probe])
        .env("MILEPOST_HOME", env.path())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        shown.trim(),
        "mastering-python",
        "{:?}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_manual_says_what_no_option_says() {
    let env = TestEnv::empty();
    let manual = env.ok(&["man"]);
    for section in ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"] {
        assert!(manual.contains(&format!(".SH {section}\n")), "{section}");
    }
    for variable in [
        "MILEPOST_HOME",
        "MILEPOST_NOW",
        "MILEPOST_SEED",
        "NO_COLOR",
        "EDITOR",
    ] {
        assert!(manual.contains(variable), "{variable}");
    }
}

#[test]
fn a_drill_of_a_new_home_is_drawn_at_random() {
    let env = TestEnv::new();
    let first = |seed: &str| {
        let mut command = env.command(&["drill", "topic:lists", "--count", "5", "--jsonl"]);
        command.env("MILEPOST_SEED", seed);
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    let draws: std::collections::HashSet<String> =
        (1..6).map(|seed| first(&seed.to_string())).collect();
    assert!(draws.len() > 1, "{draws:?}");
}

/// Interpreters are looked for while Ctrl-C is pressed: the session goes on.
#[test]
fn ctrl_c_while_pythons_are_looked_for_ends_no_session() {
    let mut env = TestEnv::with_every_kind();
    env.write("bin/python3", "#!/bin/sh\nsleep 2\nexit 1\n");
    let python = env.path().join("bin/python3");
    let mut mode = std::fs::metadata(&python).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(&python, mode).unwrap();
    env.set(
        "PATH",
        &format!("{}:/usr/bin:/bin", env.path().join("bin").display()),
    );
    env.set("EDITOR", "true");
    env.ok(&["trust", "kinds"]);
    let mut screen = spawned(&env, &["review", "kinds.code", "--new", "1"]);
    screen.expect("Enter opens true").unwrap();
    screen.expect("\u{1b}[K› ").unwrap();
    screen.send("x").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(700));
    screen.send(ControlCode::EndOfText).unwrap();
    // What is typed before the next prompt is dropped, and how long the search takes depends on the machine.
    for _ in 0..60 {
        std::thread::sleep(std::time::Duration::from_millis(500));
        if !screen.get_process().is_alive().unwrap() {
            break;
        }
        // A session that has just ended takes no more keys.
        let _ = screen.send(":q\r");
    }
    screen.expect("no answers given").unwrap();
    screen.expect(Eof).unwrap();
}

#[test]
fn a_review_of_cards_that_cannot_be_asked_says_why() {
    let mut env = TestEnv::with_every_kind();
    let card = |id: &str, more: &str| {
        format!(
            "[[card]]\nid = \"kites.{id}\"\nkind = \"basic\"\nlevel = 1\nprompt = \"What is {id}?\"\nanswer = \"{id}\"\n{more}\n"
        )
    };
    let deck = format!(
        "format = 1\ntopic = \"kites\"\nlang = \"en\"\ntitle = \"Kites\"\n\n{}{}{}",
        card("one", ""),
        card("two", "needs = [\"kites.one\"]\n"),
        card("three", "")
    );
    env.write("decks/topics/kites.toml", &deck);
    let held = env.ok(&["review", "kites.two"]);
    assert!(
        held.contains("1 card matches, and it cannot be asked now"),
        "{held}"
    );
    assert!(held.contains("learn kites.one first"), "{held}");
    env.ok(&["suspend", "kites.three"]);
    env.ok_with(&["review", "kites.one", "--new", "1"], "\n4\n");
    env.at("2026-11-20T19:00:00-03:00");
    let later = env.ok(&["review", "kites.one"]);
    assert!(later.contains("is not due before 2026-11-21"), "{later}");
    let aside = env.ok(&["review", "kites.three"]);
    assert!(
        aside.contains("1 is suspended; `resume` brings it back"),
        "{aside}"
    );
    let none = env.ok(&["review", "no such words anywhere"]);
    assert!(none.contains("no card matches"), "{none}");
    let lines = env.ok(&["review", "kites.one", "--jsonl"]);
    assert!(lines.contains("is not due before 2026-11-21"), "{lines}");
}
