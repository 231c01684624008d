//! What is told is told plainly: nothing left out unsaid, nothing said that is not so.

use std::os::unix::fs::PermissionsExt;

use milepost::ui::script::Script;

use crate::home::TestEnv;

#[test]
fn a_log_says_how_many_events_it_did_not_show() {
    let env = TestEnv::with_every_kind();
    for _ in 0..3 {
        env.ok(&["bury", "kinds.basic"]);
    }
    let more = "of 3 events; `--limit 3` shows them all";
    assert_eq!(
        env.ok(&["log", "--limit", "0"]),
        format!("the last 0 {more}\n")
    );
    assert!(
        env.ok(&["log", "--limit", "2"])
            .ends_with(&format!("the last 2 {more}\n"))
    );
    assert_eq!(env.ok(&["log", "--limit", "3"]).lines().count(), 3);
    assert_eq!(env.ok(&["log", "kinds.cloze"]), "no event matches\n");
}

#[test]
fn a_card_that_no_deck_has_any_more_keeps_its_history() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n:q\n");
    std::fs::remove_file(env.path().join("decks/topics/kinds.toml")).unwrap();
    let log = env.ok(&["log", "kinds.basic"]);
    assert!(log.contains("review     kinds.basic  3 good"), "{log}");
    let shown = env.run(&["show", "kinds.basic"]).all();
    assert!(shown.contains("`milepost log kinds.basic`"), "{shown}");
}

#[test]
fn an_undo_in_the_log_names_what_it_takes_back() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n1\n:u\n:q\n");
    let log = env.ok(&["log"]);
    assert!(
        log.contains("takes back: review kinds.basic 1 again\n"),
        "{log}"
    );
    assert!(
        env.ok(&["log", "--limit", "1"])
            .contains("takes back: review kinds.basic 1 again\n")
    );
}

#[test]
fn a_phase_without_its_roadmap_is_told_how_to_name_one() {
    let env = TestEnv::with_every_kind();
    for command in ["review", "list", "stats"] {
        let ran = env.run(&[command, "--phase", "2", "--topic", "lists"]);
        assert!(
            ran.stderr.starts_with("error: --phase needs one roadmap\n"),
            "{}",
            ran.stderr
        );
        let such = ran
            .stderr
            .split("such as ")
            .nth(1)
            .unwrap()
            .split(';')
            .next()
            .unwrap();
        let words: Vec<&str> = [command, "--topic", "lists"]
            .into_iter()
            .chain(such.split(' '))
            .collect();
        assert_eq!(env.run(&words).code, 0, "{words:?}");
    }
    let road = "format = 1\nid = \"short\"\nlang = \"en\"\ntitle = \"Short\"\n[[phase]]\nnumber = 1\ntitle = \"All\"\n";
    let item = "[[phase.item]]\nline = 1\ntext = \"Lists\"\ntopics = [\"lists\"]\n";
    env.write("decks/roadmaps/short.toml", &format!("{road}{item}"));
    assert!(
        env.run(&["list", "--roadmap", "short", "--phase", "2"])
            .stderr
            .contains("hint: it has one phase; ")
    );
}

#[test]
fn the_manual_is_one_page_with_every_command_and_refers_to_no_other() {
    let page = TestEnv::new().ok(&["man"]);
    for name in [
        "milepost review",
        "milepost roadmap done",
        "milepost log export",
    ] {
        assert!(
            page.contains(&format!("\n.SH \"{name}\"\n")),
            "{name}: {page}"
        );
    }
    assert!(
        page.contains("minutes") && page.contains("is:flagged"),
        "options and the query's help are in it"
    );
    assert!(!page.contains("(1)"), "{page}");
    assert!(
        page.contains("\n.nf\nQUERY:\n  words                 search text"),
        "its table keeps its columns: {page}"
    );
    assert_eq!(
        page.matches("When to colour").count(),
        1,
        "what every command takes is told once"
    );
}

#[test]
fn config_ends_with_where_everything_lies() {
    let mut env = TestEnv::new();
    let data = "HOME";
    let told = env.ok(&["config"]);
    let last: Vec<&str> = told.lines().rev().take(3).collect();
    assert_eq!(
        last[1],
        format!("decks, database and backups in {data}"),
        "{told}"
    );
    assert!(
        last[2].ends_with("config.toml") && last[0].starts_with(&format!("cache in {data}")),
        "{told}"
    );
    env.set("LANG", "pt_BR.UTF-8");
    assert!(
        env.ok(&["config"])
            .contains(&format!("baralhos, banco de dados e cópias em {data}"))
    );
}

#[test]
fn a_backup_makes_no_folder_that_is_not_there() {
    let env = TestEnv::new();
    let file = env.path().join("typo/sub/x.db");
    let ran = env.run(&["backup", file.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stderr.contains("there is no folder '") && ran.stderr.contains("\nhint: name a file"),
        "{}",
        ran.stderr
    );
    assert!(!env.path().join("typo").exists());
}

#[test]
fn a_review_of_nothing_is_refused() {
    let env = TestEnv::new();
    for option in ["--minutes", "--limit"] {
        let ran = env.run(&["review", option, "0"]);
        assert_eq!(ran.code, 2, "{}", ran.all());
        assert!(ran.stderr.contains("'0'"), "{}", ran.stderr);
    }
}

#[test]
fn the_last_year_has_as_many_days_as_a_year() {
    let mut env = TestEnv::with_every_kind();
    for (now, days) in [
        ("2026-11-17T10:00:00-03:00", 365),
        ("2028-11-21T10:00:00-03:00", 366),
    ] {
        env.at(now);
        env.run_with(&["drill", "kinds.basic"], "\n3\n");
        let told = env.ok(&["stats", "--plot", "heat", "--describe"]);
        assert!(
            told.contains(&format!("1 answer on 1 of {days} days")),
            "{told}"
        );
    }
}

#[test]
fn what_is_so_already_is_not_done_again() {
    let env = TestEnv::with_every_kind();
    let events = |env: &TestEnv| {
        env.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .len()
    };
    for (words, said) in [
        (&["resume", "kinds.basic"][..], "nothing was changed\n"),
        (
            &["suspend", "kinds.basic"],
            "already suspended; nothing was changed\n",
        ),
        (
            &["roadmap", "unlock", "decorators"],
            "nothing was changed\n",
        ),
    ] {
        if words[0] != "resume" {
            assert_ne!(env.ok(words), said, "{words:?}");
        }
        let before = events(&env);
        assert_eq!(env.ok(words), said, "{words:?}");
        assert_eq!(events(&env), before, "{words:?}");
    }
    assert_eq!(
        env.ok(&["suspend", "kinds.basic", "kinds.cloze"]),
        "kinds.cloze#1 suspended\n"
    );
    env.ok(&["bury", "kinds.choice"]);
    assert_eq!(
        env.ok(&["resume", "kinds.choice"]),
        "kinds.choice resumed\n"
    );
}

#[test]
fn a_broken_road_is_one_fault_and_stays_as_it_was() {
    let env = TestEnv::with_every_kind();
    let head = "format = 1\nid = \"short\"\nlang = \"en\"\ntitle = \"Short\"\n[[phase]]\nnumber = 1\ntitle = \"All\"\n";
    let road = format!("{head}[[phase.item]]\nline = 1\ntext = \"Lists\"\ntopics = [\"lists\"]\n");
    env.write("decks/roadmaps/short.toml", &road);
    let shown = env.ok(&["roadmap", "show", "short", "--phase", "1"]);
    for broken in [
        road.replace("number = 1", "number = \"1\""),
        road.replace("[[phase]]", "[[phase"),
    ] {
        env.write("decks/roadmaps/short.toml", &broken);
        let ran = env.run(&["roadmap", "show", "short", "--phase", "1"]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (0, shown.as_str()),
            "{}",
            ran.all()
        );
        assert_eq!(
            ran.stderr.matches("short.toml:").count(),
            1,
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_narrow_screen_breaks_no_word_and_cuts_no_id() {
    let env = TestEnv::with_every_kind();
    let fault = "id = \"kinds.new\"\nkind = \"basik\"\nmemo = \"x\"\n";
    env.write(
        "wrong.toml",
        &format!("format = 1\ntopic = \"kinds\"\n[[card]]\n{fault}"),
    );
    let file = env.path().join("wrong.toml").display().to_string();
    for words in [
        &["list", "topic:decorators"][..],
        &["list", "topic:kinds"],
        &["roadmap", "list"],
        &["check", &file],
    ] {
        let piped = env.script(words, Script::new(&[]).wide(60).on_a_pipe());
        let shown = env.script(words, Script::new(&[]).wide(60));
        assert!(
            piped.lines().any(|line| line.chars().count() > 60) || words[1] == "topic:kinds",
            "{words:?}: {piped}"
        );
        for line in shown.lines().filter(|line| line.trim().contains(' ')) {
            assert!(line.chars().count() <= 60, "{words:?}: {line}");
        }
        let parts = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(parts(&shown), parts(&piped), "{words:?}");
    }
}

#[test]
fn a_check_warns_of_no_python_that_is_not_missed() {
    let mut env = TestEnv::with_every_kind();
    let shims = env.path().join("shims");
    std::fs::create_dir(&shims).unwrap();
    let usable = crate::python::python();
    let same = format!("python3.{}", usable.version.minor);
    for name in ["python3.14", &same] {
        std::fs::write(
            shims.join(name),
            "#!/bin/sh\necho 'no version is set' >&2\nexit 127\n",
        )
        .unwrap();
        std::fs::set_permissions(shims.join(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
    let usable = usable.program.parent().unwrap().display().to_string();
    env.set("PATH", &format!("{}:{usable}", shims.display()));
    let deck = env
        .path()
        .join("decks/topics/kinds.toml")
        .display()
        .to_string();
    let ran = env.run(&["check", &deck, "--run"]);
    let warned: Vec<&str> = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with("warning: "))
        .collect();
    assert_eq!(
        warned,
        ["warning: HOME/shims/python3.14 does not run: no version is set"],
        "{}",
        ran.all()
    );
}

#[test]
fn errors_are_coloured_where_colours_are_asked_for() {
    let env = TestEnv::new();
    for words in [
        &["--color=always", "nope"][..],
        &["--color", "always", "nope"],
        &["show", "nope", "--color=always"],
    ] {
        let ran = env.run(words);
        let labels: Vec<&str> = ran
            .stderr
            .lines()
            .map(|line| line.split_whitespace().next().unwrap())
            .collect();
        assert!(
            labels
                .iter()
                .all(|label| label.starts_with('\u{1b}') && label.ends_with('m')),
            "{words:?}: {labels:?}"
        );
    }
    env.ok(&["config", "color", "always"]);
    assert!(env.run(&["show", "nope"]).stderr.starts_with('\u{1b}'));
    assert!(
        env.run(&["show", "nope", "--color=never"])
            .stderr
            .starts_with("error: ")
    );
}

#[test]
fn undo_tells_a_suspension_from_an_answer() {
    let mut env = TestEnv::with_every_kind();
    env.ok(&["suspend", "kinds.basic"]);
    assert!(
        env.ok(&["suspend", "kinds.basic"])
            .starts_with("already suspended"),
    );
    env.set("LANG", "pt_BR.UTF-8");
    let taken_back = env.ok(&["undo"]);
    assert!(
        taken_back.starts_with("desfeito: suspender, 20/11/2026, "),
        "{taken_back}"
    );
}

#[test]
fn doctor_says_last_whether_all_is_well() {
    let env = TestEnv::with_every_kind();
    let checked = env.ok(&["doctor"]);
    assert!(checked.ends_with("\nall is well\n"), "{checked}");
    assert!(checked.contains("checksums of all events"), "{checked}");
}
