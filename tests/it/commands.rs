//! Commands as a shell sees them: output, errors, exit codes.

use std::io::Write;
use std::process::Stdio;

use insta::assert_snapshot;

use milepost::ui::script::Script;

use crate::home::{TestEnv, events};

#[test]
fn due_says_by_its_exit_code_whether_anything_waits() {
    let env = TestEnv::with_every_kind();
    assert_eq!(env.run(&["due"]).code, 0);
    env.write("config.toml", "new_per_day = 0\n");
    let ran = env.run(&["due"]);
    assert_snapshot!(ran.all());
}

#[test]
fn due_as_json_has_its_documented_keys() {
    let env = TestEnv::with_every_kind();
    let object = env.json(&["due", "--json"]);
    let mut keys: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "due",
            "later",
            "learning",
            "minutes",
            "new",
            "roadmaps",
            "schema",
            "study_day"
        ]
    );
    assert_eq!(object["study_day"], "2026-11-20");
}

#[test]
fn a_review_is_in_the_log_with_everything_another_scheduler_needs() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.cloze", "--new", "1"], "immutable\n\n");
    let event = env.json(&["log", "--json"])["events"][0].clone();
    for key in [
        "device",
        "seq",
        "clock",
        "at",
        "offset",
        "zone",
        "study_day",
        "kind",
        "card",
        "rev",
        "grade",
        "grader",
        "rule",
        "evidence",
        "answer_ms",
        "total_ms",
        "scheduler",
        "ease",
        "interval",
        "due",
        "phase",
    ] {
        assert!(event.get(key).is_some(), "{key} is missing in {event}");
    }
    assert_eq!(
        (&event["at"], &event["grade"], &event["ease"]),
        (
            &"2026-11-20T18:30:00.000-03:00".into(),
            &4.into(),
            &2.5.into()
        )
    );
}

#[test]
fn two_homes_merge_to_one_by_export_and_import() {
    let (one, two) = (TestEnv::with_every_kind(), TestEnv::with_every_kind());
    one.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    two.run_with(&["review", "kinds.cloze", "--new", "1"], "immutable\n\n");
    let file = one.path().join("log.jsonl");
    one.ok(&["log", "export", file.to_str().unwrap()]);
    let file = file.to_str().unwrap();
    assert_eq!(
        two.ok(&["log", "import", file, "--as-mine"]),
        "1 new event, 0 known already\n"
    );
    assert_eq!(
        two.ok(&["log", "import", file]),
        "0 new events, 1 known already\n"
    );
    assert_eq!(two.run(&["doctor"]).code, 0);
    assert_eq!(
        two.json(&["list", "is:learning", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_log_comes_in_through_a_pipe_and_a_cut_one_does_not() {
    let (one, two) = (TestEnv::with_every_kind(), TestEnv::with_every_kind());
    one.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let log = one.ok(&["log", "export", "-"]);
    let cut = &log[..log.len() - 40];
    let ran = two.run_with(&["log", "import", "-"], cut);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (
            1,
            "error: '-' was cut short: its last line is missing, whole events before the cut: 1; nothing was imported\n\
             hint: copy or export the file again\n"
        )
    );
    assert_eq!(two.ok(&["log"]), "nothing is logged yet\n");
    assert_eq!(
        two.ok_with(&["log", "import", "-"], &log),
        "1 new event, 0 known already\n"
    );
    let old = log.replacen("\"milepost_log\":2", "\"milepost_log\":1", 1);
    let old = old.split_inclusive('\n').rev().skip(1).collect::<Vec<_>>();
    let old: String = old.into_iter().rev().collect();
    let ran = two.ok_with(&["log", "import", "-"], &old);
    assert!(ran.contains("a cut would not be noticed"), "{ran}");
}

#[test]
fn figures_leave_out_what_was_typed_and_cannot_be_imported() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.type", "--new", "1"], "zebra\n2\n");
    env.run_with(
        &["review", "kinds.basic", "--new", "1"],
        "\n:flag zebra\n3\n",
    );
    env.run_with(&["interview", "--minutes", "5"], &"zebra\n".repeat(80));
    assert!(env.ok(&["log", "export", "-"]).contains("zebra"));
    let figures = env.ok(&["log", "export", "--figures", "-"]);
    assert!(!figures.contains("zebra"), "{figures}");
    assert!(figures.contains("\"interview\"") && figures.contains("\"verdict\":\"wrong\""));
    let ran = env.run_with(&["log", "import", "-"], &figures);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("`--figures`"), "{}", ran.stderr);
}

#[test]
fn an_import_tells_of_cards_that_no_deck_here_has() {
    let (one, two) = (TestEnv::with_every_kind(), TestEnv::new());
    one.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let six =
        ["basic", "choice", "output", "bug", "code", "open"].map(|kind| format!("kinds.{kind}"));
    let suspend: Vec<&str> = ["suspend"]
        .into_iter()
        .chain(six.iter().map(String::as_str))
        .collect();
    one.ok(&suspend);
    one.ok(&["suspend", "args.mutable-default"]);
    let file = one.path().join("log.jsonl");
    one.ok(&["log", "export", file.to_str().unwrap()]);
    let told = |new, known| {
        format!(
            "{new} new events, {known} known already\n\
             events of cards that no deck here has: 7 (kinds.basic, kinds.bug, kinds.choice, kinds.code, kinds.open, 1 more)\n\
             hint: copy the other home's decks to HOME/decks too\n"
        )
    };
    assert_eq!(
        two.ok(&["log", "import", file.to_str().unwrap()]),
        told(8, 0)
    );
    assert_eq!(
        two.ok(&["log", "import", file.to_str().unwrap()]),
        told(0, 8)
    );
    two.write(
        "decks/topics/kinds.toml",
        &one.read("decks/topics/kinds.toml"),
    );
    assert_eq!(
        two.ok(&["log", "import", file.to_str().unwrap()]),
        "0 new events, 8 known already\n"
    );
}

#[test]
fn an_export_and_a_page_write_over_nothing_of_the_learners() {
    let env = TestEnv::with_every_kind();
    let at = |name: &str| env.path().join(name).display().to_string();
    env.write("mine.txt", "mine");
    for words in [
        ["log", "export", &at("mine.txt")],
        ["stats", "--html", &at("mine.txt")],
    ] {
        let ran = env.run(&words);
        let told =
            "error: HOME/mine.txt exists already\nhint: name another file, or move it away\n";
        assert_eq!((ran.code, ran.stderr.as_str()), (1, told), "{words:?}");
        assert_eq!(env.read("mine.txt"), "mine", "{words:?}");
    }
    env.ok(&["log", "export", &at("log.jsonl")]);
    assert_eq!(
        env.run(&["log", "export", &at("log.jsonl")]).code,
        1,
        "not even an old export is written over"
    );
    env.ok(&["stats", "--html", &at("page.html")]);
    let first = env.read("page.html");
    env.ok(&["suspend", "kinds.basic"]);
    env.ok(&["stats", "--html", &at("page.html")]);
    assert_ne!(env.read("page.html"), first, "a page is made anew");
}

#[test]
fn long_lines_are_broken_at_words_on_a_screen_and_whole_on_a_pipe() {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "roadmaps", "big-tech,mastering-python"]);
    for words in [
        &["config"][..],
        &["roadmap", "why", "decorators"],
        &["roadmap", "why", "kinds"],
    ] {
        let piped = env.script(words, Script::new(&[]).wide(36).on_a_pipe());
        let shown = env.script(words, Script::new(&[]).wide(36));
        let file = env.path().join("config.toml").display().to_string();
        for line in shown.replace(&file, "HOME/config.toml").lines() {
            assert!(line.chars().count() <= 36, "{words:?}: {line}");
        }
        let plain = |text: &str| text.replace(['#', '\n'], " ").replace(',', " ");
        let parts = |text: &str| {
            plain(text)
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(parts(&shown), parts(&piped), "{words:?}: no word is broken");
        assert!(
            piped.lines().any(|line| line.chars().count() > 60),
            "{words:?}: {piped}"
        );
    }
    env.ok(&["config", "roadmaps", ""]);
    assert_eq!(
        env.ok(&["config", "roadmaps"]),
        "\n",
        "nothing is followed again"
    );
}

#[test]
fn each_option_of_a_choice_given_by_flags_has_its_own_reason() {
    let env = TestEnv::new();
    env.ok(&[
        "add",
        "--topic",
        "sets",
        "--prompt",
        "Which makes a set?",
        "--right",
        "`{1}`",
        "--right-why",
        "Items in braces.",
        "--wrong",
        "`{}`",
        "--wrong",
        "`[1]`",
        "--wrong-why",
        "A dict.",
        "--wrong-why",
        "A list.",
        "--why",
        "Braces.",
    ]);
    let card = env.ok(&["show", "sets.which-makes-a-set", "--toml"]);
    let texts: Vec<&str> = card
        .lines()
        .filter_map(|line| line.trim().split_once(" = "))
        .filter(|(field, _)| ["text", "why", "correct"].contains(field))
        .map(|(_, value)| value.trim_matches('"'))
        .collect();
    assert_eq!(
        texts,
        [
            "Braces.",
            "`{1}`",
            "true",
            "Items in braces.",
            "`{}`",
            "A dict.",
            "`[1]`",
            "A list."
        ]
    );
}

#[test]
fn a_card_that_is_there_is_not_added_again() {
    let env = TestEnv::new();
    let sets = |words: &[&str]| env.run(&[&["add", "--topic", "my-sets"], words].concat());
    let choice = |right: &'static str, wrong: &'static str| {
        vec![
            "--prompt",
            "Q",
            "--right",
            right,
            "--right-why",
            "x",
            "--wrong",
            wrong,
            "--wrong-why",
            "y",
        ]
    };
    for (words, again) in [
        (
            vec!["--prompt", "Q", "--answer", "A"],
            vec![
                "--prompt", "Q ", "--answer", "A", "--tag", "t", "--level", "3",
            ],
        ),
        (
            vec!["--prompt", "Q", "--answer", "B"],
            vec!["--prompt", "Q", "--answer", "B", "--id", "my-sets.other"],
        ),
        (
            vec![
                "--kind",
                "cloze",
                "--prompt",
                "It is <1> and <2>.",
                "--answer",
                "a",
                "--answer",
                "b",
            ],
            vec![
                "--kind",
                "cloze",
                "--prompt",
                "It is <1> and <2>.",
                "--answer",
                "a",
                "--answer",
                "b",
                "--why",
                "w",
            ],
        ),
        (choice("r", "w"), choice("r", "w")),
        (
            vec!["--kind", "type", "--prompt", "Q", "--answer", "A"],
            vec!["--kind", "type", "--prompt", "Q", "--answer", "A"],
        ),
        (
            vec![
                "--kind", "output", "--prompt", "Q", "--code", "print(1)", "--answer", "1",
            ],
            vec![
                "--kind", "output", "--prompt", "Q", "--code", "print(1)", "--answer", "1",
            ],
        ),
    ] {
        assert_eq!(sets(&words).code, 0, "{words:?}");
        let refused = sets(&again);
        assert_eq!(refused.code, 1, "{again:?}: {}", refused.all());
        assert!(
            refused
                .stderr
                .contains("asks this already, and has the same answer"),
            "{}",
            refused.all()
        );
    }
    assert_eq!(
        sets(&["--prompt", "Q", "--answer", "C"]).code,
        0,
        "another answer is another card"
    );
    assert_eq!(sets(&choice("w", "r")).code, 0, "what is right differs");
    assert_eq!(
        env.run(&["add", "--topic", "tuples", "--prompt", "Q", "--answer", "A"])
            .code,
        0,
        "another topic"
    );
    assert_eq!(
        env.read("decks/topics/my-sets.toml")
            .matches("[[card]]")
            .count(),
        8
    );
}

#[test]
fn marks_are_kept_and_taken_back() {
    let env = TestEnv::with_every_kind();
    env.ok(&["suspend", "kinds.basic", "kinds.cloze"]);
    assert_eq!(
        env.json(&["list", "is:suspended", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    env.ok(&["resume", "--matching", "is:suspended"]);
    assert_eq!(
        env.json(&["list", "is:suspended", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let wrong = env.run(&["bury", "kinds.basic", "kinds.clze"]);
    assert_snapshot!(wrong.all());
    assert_eq!(
        env.json(&["list", "is:buried", "--json"])["cards"]
            .as_array()
            .unwrap()
            .len(),
        0,
        "nothing was changed"
    );
}

#[test]
fn a_card_is_added_edited_and_found() {
    let mut env = TestEnv::new();
    env.ok(&[
        "add",
        "--topic",
        "my-team",
        "--prompt",
        "Who is on call?",
        "--answer",
        "See the rota",
        "--why",
        "It changes.",
    ]);
    assert_snapshot!(env.read("decks/topics/my-team.toml"));
    env.set("EDITOR", "sed -i 's/See the rota/Ask the bot/'");
    env.ok(&["edit", "my-team.who-is-on-call"]);
    assert!(
        env.ok(&["show", "my-team.who-is-on-call"])
            .contains("Ask the bot")
    );
    env.set("VISUAL", "false");
    let failed = env.run(&["edit", "my-team.who-is-on-call"]);
    assert_snapshot!(failed.stderr);
}

#[test]
fn a_broken_deck_names_its_place_and_keeps_the_last_good_cards() {
    let env = TestEnv::with_every_kind();
    env.ok(&["list", "topic:kinds"]);
    let broken = include_str!("fixtures/kinds.toml").replace(
        "level = 1\ninterview = \"common\"",
        "level = 9\ninterview = \"common\"",
    );
    env.write("decks/topics/kinds.toml", &broken);
    let ran = env.run(&["list", "topic:kinds", "--json"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.contains("decks/topics/kinds.toml:"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()["cards"]
            .as_array()
            .unwrap()
            .len(),
        8
    );
}

#[test]
fn errors_name_the_thing_and_what_to_run() {
    let env = TestEnv::with_every_kind();
    let mut all = String::new();
    for words in [
        &["show", "kinds.basc"][..],
        &["review", "--roadmap", "mastering-pyton"],
        &["review", "--topic", "list"],
        &["review", "--roadmap", "big-tech", "--phase", "9"],
        &["list", "is:du"],
        &["list", "(kinds"],
        &["config", "rolover"],
        &["config", "rollover", "25"],
        &["roadmap", "done", "big-tech:9999"],
        &["roadmap", "drop", "big-tech"],
        &["add", "--topic", "x"],
        &[
            "add", "--topic", "Bad Name", "--prompt", "p", "--answer", "a",
        ],
        &["add", "--from", "nowhere.toml"],
        &["log", "import", "nowhere.jsonl"],
        &["edit", "--restore", "lists.append-extend"],
    ] {
        let ran = env.run(words);
        assert!(ran.code == 1 || ran.code == 2, "{words:?}: {}", ran.all());
        all.push_str(&format!("$ milepost {}\n{}", words.join(" "), ran.stderr));
    }
    assert_snapshot!(all);
}

#[test]
fn a_file_that_is_no_database_is_left_untouched() {
    let env = TestEnv::empty();
    std::fs::write(env.path().join("milepost.db"), "no database at all").unwrap();
    let ran = env.run(&["due"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("is not a database"), "{}", ran.stderr);
    assert_eq!(env.read("milepost.db"), "no database at all");
}

#[test]
fn a_closed_pipe_is_silent() {
    let env = TestEnv::with_every_kind();
    env.ok(&["due"]);
    let mut child = env
        .command(&["list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn the_same_seed_and_time_give_the_same_session() {
    let run = || {
        let env = TestEnv::with_every_kind();
        env.run_with(
            &["review", "--topic", "kinds", "--new", "8"],
            &"\n\n".repeat(20),
        )
        .stdout
    };
    assert_eq!(run(), run());
}

#[test]
fn completions_and_the_manual_are_printed() {
    let env = TestEnv::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(env.ok(&["completions", shell]).contains("milepost"));
    }
    assert!(env.ok(&["man"]).starts_with(".ie"));
}

#[test]
fn portuguese_speaks_in_the_session_and_shows_translated_cards() {
    let mut env = TestEnv::new();
    env.set("LANG", "pt_BR.UTF-8");
    let ran = env.run_with(&["review", "decorators.desugar", "--new", "1"], "\n\n");
    assert_snapshot!(ran.all());
}

#[test]
fn restore_without_a_file_lists_the_copies_and_the_newest_one_works() {
    let env = TestEnv::with_every_kind();
    assert_eq!(
        env.ok(&["restore"]),
        "there is no backup yet; `milepost backup` makes one\n"
    );
    env.ok(&["suspend", "kinds.basic"]);
    env.ok(&["backup"]);
    env.ok(&[
        "backup",
        env.path().join("backups/mine.db").to_str().unwrap(),
    ]);
    env.ok(&["resume", "kinds.basic"]);
    let listed = env.ok(&["restore"]);
    let copies: Vec<&str> = listed.lines().collect();
    assert!(
        copies.len() >= 3
            && copies[0].ends_with("mine.db")
            && copies.last().unwrap().contains("newest"),
        "{listed}"
    );
    env.ok(&[
        "restore",
        &copies[0].replace("HOME", env.path().to_str().unwrap()),
    ]);
    assert!(env.ok(&["list", "is:suspended"]).contains("kinds.basic"));
    assert!(
        env.run(&["restore", "gone.db"])
            .stderr
            .contains("lists the copies")
    );
}

#[test]
fn a_session_leaves_a_backup_of_the_day_that_is_proven_by_a_process_of_its_own() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic"], "\n3\n");
    let copies = || {
        std::fs::read_dir(env.path().join("backups"))
            .unwrap()
            .count()
    };
    assert!(env.path().join("backups/milepost-2026-11-20.db").is_file());
    assert_eq!(
        env.ok(&["backup", "--daily"]),
        "there is a backup of today\n"
    );
    assert_eq!(copies(), 1);
    std::fs::remove_dir_all(env.path().join("backups")).unwrap();
    env.write("backups", "no folder");
    let ran = env.run_with(&["review", "kinds.cloze"], "\n3\n");
    assert!(
        ran.code == 0 && ran.stderr.contains("there is no backup of today: '"),
        "{}",
        ran.all()
    );
}

#[test]
fn a_pipe_gets_ids_whole_and_every_fault_is_told_once() {
    let env = TestEnv::with_every_kind();
    let id =
        "kinds.a-card-whose-name-is-longer-than-any-column-of-a-list-on-a-screen-of-eighty-columns";
    let card = format!(
        "\n[[card]]\nid = \"{id}\"\nkind = \"type\"\nrev = 1\nlevel = 1\nprompt = \"Which?\"\nanswer = \"a\"\ncompare = \"regex\"\n"
    );
    let deck = env.read("decks/topics/kinds.toml") + &card;
    env.write("decks/topics/kinds.toml", &deck);
    assert!(env.ok(&["list", "Which"]).contains(id));
    env.write("decks/topics/kinds.toml", &(deck + "accept = [\"[\"]\n"));
    let checked = env.run(&["check"]);
    assert!(
        checked.code == 1 && checked.stderr.is_empty(),
        "{}",
        checked.all()
    );
    assert_eq!(
        checked
            .stdout
            .matches("the answer '[' is not a regular expression")
            .count(),
        1,
        "{}",
        checked.stdout
    );
}

#[test]
fn many_cards_are_reset_only_when_that_is_meant() {
    let mut env = TestEnv::with_every_kind();
    let quiet = |env: &TestEnv, words: &[&str]| (env.run(words).code, events(env.path()).len());
    assert_eq!(
        env.ok(&["reset", "topic:kinds"]),
        "nothing was changed\n",
        "they are new as it is"
    );
    env.run_with(
        &["review", "kind:basic", "--topic", "kinds", "--new", "9"],
        "\n3\n",
    );
    env.run_with(
        &["review", "kind:open", "--topic", "kinds", "--new", "9"],
        "\n3\n",
    );
    assert_eq!(events(env.path()).len(), 2);
    env.at("2026-11-21T18:30:00-03:00");
    let refused = env.script(&["reset", "topic:kinds"], Script::new(&["n"]));
    assert!(
        refused.contains("2 cards will be new again") && refused.ends_with("nothing was changed\n"),
        "{refused}"
    );
    assert_eq!(
        quiet(&env, &["reset", "topic:kinds"]),
        (1, 2),
        "nobody was there to be asked"
    );
    assert_eq!(
        quiet(&env, &["reset", "--yes", "--matching", " "]),
        (2, 2),
        "an empty query is every card"
    );
    assert_eq!(quiet(&env, &["suspend", "--matching", ""]), (2, 2));
    assert_eq!(
        env.ok(&["reset", "--matching", "-is:new", "--yes"]),
        "2 cards new again\n"
    );
    assert_eq!(
        quiet(&env, &["reset", "topic:kinds", "--yes"]),
        (0, 4),
        "they are new already"
    );
}

#[test]
fn a_home_whose_database_is_gone_or_ruined_is_not_begun_anew_and_a_backup_is_put_back() {
    let mut env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    let file = env.path().join("backups/milepost-2026-11-20.db");
    let file = file.to_str().unwrap();
    env.at("2026-11-21T18:30:00-03:00");
    let db = env.path().join("milepost.db");
    for ruin in [None, Some(&b""[..]), Some(&[0xA5; 9_000])] {
        for name in ["milepost.db", "milepost.db-wal", "milepost.db-shm"] {
            let _ = std::fs::remove_file(env.path().join(name));
        }
        if let Some(ruin) = ruin {
            std::fs::write(&db, ruin).unwrap();
        }
        let refused = env.run(&["due"]);
        assert_eq!(refused.code, 1, "{}", refused.all());
        let named = if ruin.is_some_and(|ruin| !ruin.is_empty()) {
            "is not a database"
        } else {
            "there are backups of it"
        };
        assert!(
            refused.stderr.contains(named) && refused.stderr.contains("hint: "),
            "{}",
            refused.stderr
        );
        assert_eq!(std::fs::read(&db).ok().as_deref(), ruin, "it was touched");
        assert!(env.ok(&["restore"]).contains("milepost-2026-11-20.db"));
        let told = env.ok(&["restore", file]);
        assert_eq!(
            told.contains("what was there before"),
            ruin.is_some_and(|ruin| !ruin.is_empty()),
            "{told}"
        );
        assert_eq!(events(env.path()).len(), 1);
        assert_eq!(env.run(&["doctor"]).code, 0);
    }
    let kept = env.path().join("backups/milepost-damaged-1.db");
    let typo = env.run(&["restore", "typo.db"]);
    assert!(
        typo.stderr
            .starts_with("error: there is no backup 'typo.db'"),
        "{}",
        typo.stderr
    );
    assert_eq!(std::fs::read(&kept).unwrap(), [0xA5; 9_000]);
    assert!(
        !env.ok(&["restore"]).contains("damaged"),
        "no copy to go back to"
    );
    let refused = env.run(&["restore", kept.to_str().unwrap()]);
    assert!(
        refused.code == 1 && refused.stderr.contains("`milepost restore` lists"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_repair_that_finds_nothing_says_that_it_cannot_count_what_is_lost() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    std::fs::remove_dir_all(env.path().join("backups")).unwrap();
    let file = env.path().join("milepost.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[4_096..].fill(0xA5);
    std::fs::write(&file, &bytes).unwrap();
    let told = env.ok(&["doctor", "--repair"]);
    assert!(
        told.contains("what left no trace cannot be counted"),
        "{told}"
    );
    std::fs::write(&file, vec![0xA5; 9_000]).unwrap();
    std::fs::remove_dir_all(env.path().join("backups")).unwrap();
    let refused = env.run(&["doctor", "--repair"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("move that file away"),
        "{}",
        refused.stderr
    );
}

/// A home killed in a session, whose answers stand in the write-ahead log alone, with a backup of none of them.
fn killed_home() -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.ok(&["backup"]);
    let mut child = env
        .command(&["review", "kind:basic", "--new", "9"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(b"\n3\n\n3\n")
        .unwrap();
    while events_of_log(&env) < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    env
}

/// Events that a reader from outside sees, who leaves the log as it is.
fn events_of_log(env: &TestEnv) -> u32 {
    let db = rusqlite::Connection::open_with_flags(
        env.path().join("milepost.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    );
    db.and_then(|db| db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)))
        .unwrap_or(0)
}

#[test]
fn a_log_whose_database_is_gone_is_repaired_and_kept_by_a_restore() {
    for empty in [false, true] {
        let env = killed_home();
        let db = env.path().join("milepost.db");
        std::fs::remove_file(&db).unwrap();
        if empty {
            std::fs::write(&db, "").unwrap();
        }
        let told = env.ok(&["doctor", "--repair"]);
        assert!(told.contains("events read 2"), "{told}");
        assert_eq!(events(env.path()).len(), 2);
    }
    let env = killed_home();
    let log = std::fs::read(env.path().join("milepost.db-wal")).unwrap();
    std::fs::remove_file(env.path().join("milepost.db")).unwrap();
    let listed = env.ok(&["restore"]);
    let copy = listed
        .lines()
        .next()
        .unwrap()
        .replace("HOME", env.path().to_str().unwrap());
    assert!(
        env.ok(&["restore", &copy])
            .contains("what was there before")
    );
    assert_eq!(
        std::fs::read(env.path().join("backups/milepost-damaged-1.db-wal")).unwrap(),
        log
    );
}

#[test]
fn a_copy_with_a_log_of_its_own_is_restored_with_it() {
    let (killed, env) = (killed_home(), TestEnv::with_every_kind());
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["milepost.db", "milepost.db-wal"] {
        std::fs::copy(killed.path().join(name), elsewhere.path().join(name)).unwrap();
    }
    env.ok(&[
        "restore",
        elsewhere.path().join("milepost.db").to_str().unwrap(),
    ]);
    assert_eq!(events(env.path()).len(), 2);
}
