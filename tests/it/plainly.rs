//! What is told is told plainly: nothing left out unsaid, nothing said that is not so.

use crate::home::TestEnv;

#[test]
fn a_log_says_how_many_events_it_did_not_show() {
    let env = TestEnv::with_every_kind();
    for _ in 0..3 {
        env.ok(&["bury", "kinds.basic"]);
    }
    let more = "of 3 events; `--limit 3` shows them all";
    assert_eq!(env.ok(&["log", "--limit", "0"]), format!("the last 0 {more}\n"));
    assert!(env.ok(&["log", "--limit", "2"]).ends_with(&format!("the last 2 {more}\n")));
    assert_eq!(env.ok(&["log", "--limit", "3"]).lines().count(), 3);
    assert_eq!(env.ok(&["log", "kinds.cloze"]), "no event matches\n");
}

#[test]
fn an_undo_in_the_log_names_what_it_takes_back() {
    let env = TestEnv::with_every_kind();
    env.run_with(&["review", "kinds.basic", "--new", "1"], "\n1\n:u\n:q\n");
    let log = env.ok(&["log"]);
    assert!(log.contains("takes back: review kinds.basic q2\n"), "{log}");
    assert!(env.ok(&["log", "--limit", "1"]).contains("takes back: review kinds.basic q2\n"));
}

#[test]
fn a_phase_without_its_roadmap_is_told_how_to_name_one() {
    let env = TestEnv::with_every_kind();
    for command in ["review", "list", "stats"] {
        let ran = env.run(&[command, "--phase", "2", "--topic", "lists"]);
        assert!(ran.stderr.starts_with("error: --phase needs one roadmap\n"), "{}", ran.stderr);
        let such = ran.stderr.split("such as ").nth(1).unwrap().split(';').next().unwrap();
        let words: Vec<&str> = [command, "--topic", "lists"].into_iter().chain(such.split(' ')).collect();
        assert_eq!(env.run(&words).code, 0, "{words:?}");
    }
    let road = "format = 1\nid = \"short\"\nlang = \"en\"\ntitle = \"Short\"\n[[phase]]\nnumber = 1\ntitle = \"All\"\n";
    let item = "[[phase.item]]\nline = 1\ntext = \"Lists\"\ntopics = [\"lists\"]\n";
    env.write("decks/roadmaps/short.toml", &format!("{road}{item}"));
    assert!(env.run(&["list", "--roadmap", "short", "--phase", "2"]).stderr.contains("hint: it has one phase; "));
}
