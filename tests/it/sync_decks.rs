//! Decks and settings of one learner on several machines.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::home::TestEnv;

/// The deck that all machines begin with.
const DECK: &str = r#"# My notes on networks.
format = 1
topic = "nets"
lang = "en"
title = "Networks"

# Asked in the exam.
[[card]]
id = "nets.port"
kind = "basic"
prompt = "Which port has HTTPS?"
answer = "443"

[[card]]
id = "nets.dns"
kind = "basic"
prompt = "What does DNS find?"
answer = "Addresses"   # of hosts
"#;

const FILE: &str = "decks/topics/nets.toml";

struct Shared(TempDir);

impl Shared {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn text(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// The files of versions.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "decks"))
            .collect();
        files.sort();
        files
    }
}

fn machine(name: &str) -> TestEnv {
    let env = TestEnv::new();
    env.ok(&["config", "device_name", name]);
    env
}

/// Two machines that have the deck.
fn two_machines(shared: &Shared) -> (TestEnv, TestEnv) {
    let (one, two) = (machine("desktop"), machine("laptop"));
    one.write(FILE, DECK);
    sync(&one, shared);
    assert_eq!(
        sync(&two, shared),
        "sent 0 events, received 2 cards, 1 deck file; both agree"
    );
    assert_eq!(deck(&two), deck(&one));
    (one, two)
}

/// The first line that a sync says.
fn sync(env: &TestEnv, shared: &Shared) -> String {
    let said = env.ok(&["sync", shared.text()]);
    said.lines().next().unwrap().to_owned()
}

fn deck(env: &TestEnv) -> String {
    fs::read_to_string(env.path().join(FILE)).unwrap()
}

fn edit(env: &TestEnv, old: &str, new: &str) {
    let text = deck(env);
    assert!(text.contains(old), "{text}");
    env.write(FILE, &text.replace(old, new));
}

#[test]
fn a_deck_comes_to_the_other_machine_as_it_was_written() {
    let shared = Shared::new();
    let one = machine("desktop");
    one.write(FILE, DECK);
    assert_eq!(
        sync(&one, &shared),
        "sent 0 events, 2 cards, 1 deck file, received none; no other machine has been here"
    );
    let two = machine("laptop");
    sync(&two, &shared);
    assert_eq!(deck(&two), DECK);
    assert!(two.ok(&["list", "nets"]).contains("nets.port"));
    for env in [&one, &two] {
        let again = sync(env, &shared);
        assert!(
            again.starts_with("sent 0 events, received none; "),
            "{again}"
        );
    }
    assert_eq!(shared.files().len(), 1, "nothing new, no file");
}

#[test]
fn changes_of_different_cards_come_together() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    edit(&one, "\"443\"", "\"443, by TCP or QUIC\"");
    edit(&two, "What does DNS find?", "What does DNS look up?");
    two.ok(&[
        "add", "--topic", "nets", "--prompt", "And SSH?", "--answer", "22",
    ]);
    assert_eq!(
        sync(&one, &shared),
        "sent 0 events, 1 card, received none; no other machine has been here"
    );
    assert_eq!(
        sync(&two, &shared),
        "sent 0 events, 2 cards, received 1 card; both agree"
    );
    assert_eq!(
        sync(&one, &shared),
        "sent 0 events, received 2 cards; both agree"
    );
    assert_eq!(deck(&one), deck(&two));
    let text = deck(&one);
    for part in [
        "# My notes on networks.",
        "# Asked in the exam.",
        "by TCP or QUIC",
        "look up?",
        "\"Addresses\"   # of hosts",
        "And SSH?",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_same_change_on_both_machines_is_one() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    for env in [&one, &two] {
        edit(env, "\"443\"", "\"Port 443\"");
        sync(env, &shared);
    }
    assert_eq!(
        sync(&two, &shared),
        "sent 0 events, received none; both agree"
    );
    assert_eq!(two.ok(&["sync", "--conflicts"]).lines().count(), 1);
}

#[test]
fn two_changes_of_one_card_are_both_kept_until_one_is_chosen() {
    let shared = Shared::new();
    let (mut one, mut two) = two_machines(&shared);
    edit(&one, "\"443\"", "\"early\"");
    sync(one.at("2026-11-20T19:00:00-03:00"), &shared);
    edit(&two, "\"443\"", "\"late\"");
    let said = two
        .at("2026-11-20T20:00:00-03:00")
        .ok(&["sync", shared.text()]);
    assert!(
        said.contains("nets.port was changed in different ways"),
        "{said}"
    );
    let said = one.ok(&["sync", shared.text()]);
    assert!(
        said.contains("nets.port was changed in different ways"),
        "{said}"
    );
    for env in [&one, &two] {
        assert!(deck(env).contains("\"late\""), "{}", deck(env));
        let shown = env.ok(&["sync", "--conflicts"]);
        assert!(
            shown.contains("\"late\"") && shown.contains("\"early\""),
            "{shown}"
        );
        assert!(shown.contains("sync --take nets.port"), "{shown}");
    }
    let ran = one.run(&["sync", "--take", "nets.dns"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    one.ok(&["sync", "--take", "nets.port"]);
    assert!(deck(&one).contains("\"early\""));
    sync(&one, &shared);
    let said = two.ok(&["sync", shared.text()]);
    assert!(!said.contains("different ways"), "{said}");
    assert!(deck(&two).contains("\"early\""));
    assert_eq!(deck(&one), deck(&two));
}

#[test]
fn a_card_that_is_deleted_here_and_changed_there_stays() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    one.ok(&["delete", "nets.port", "--yes"]);
    two.ok(&["delete", "nets.dns", "--yes"]);
    edit(&two, "\"443\"", "\"Port 443\"");
    for env in [&one, &two, &one] {
        sync(env, &shared);
    }
    for env in [&one, &two] {
        let text = deck(env);
        assert!(text.contains("Port 443"), "{text}");
        assert!(!text.contains("nets.dns"), "{text}");
    }
}

#[test]
fn settings_of_the_learner_travel_and_those_of_the_machine_stay() {
    let shared = Shared::new();
    let (one, two) = (machine("desktop"), machine("laptop"));
    one.ok(&["config", "new_per_day", "25"]);
    one.ok(&["config", "desired_retention", "0.85"]);
    one.ok(&["config", "color", "never"]);
    one.ok(&["config", "sync_folder", shared.text()]);
    assert!(sync(&one, &shared).starts_with("sent 0 events, 2 settings, "));
    assert_eq!(
        sync(&two, &shared),
        "sent 0 events, received 2 settings; both agree"
    );
    let value = |env: &TestEnv, key: &str| env.ok(&["config", key]).trim().to_owned();
    assert_eq!(value(&two, "new_per_day"), "25");
    assert_eq!(value(&two, "desired_retention"), "0.85");
    assert_eq!(value(&two, "color"), "auto");
    assert_eq!(value(&two, "sync_folder"), "none");
    assert_eq!(value(&two, "device_name"), "laptop");
    two.ok(&["config", "new_per_day", "7"]);
    sync(&two, &shared);
    sync(&one, &shared);
    assert_eq!(value(&one, "new_per_day"), "7");
}

#[test]
fn nothing_of_the_machine_is_in_the_folder() {
    let shared = Shared::new();
    let (one, _) = two_machines(&shared);
    one.ok(&["config", "sync_folder", shared.text()]);
    one.ok(&["trust", "nets"]);
    edit(&one, "\"443\"", "\"443!\"");
    sync(&one, &shared);
    for file in shared.files() {
        let text = fs::read_to_string(file).unwrap();
        for private in [
            one.path().to_str().unwrap(),
            shared.text(),
            "sync_folder",
            "consent",
        ] {
            assert!(!text.contains(private), "{private}: {text}");
        }
    }
}

#[test]
fn a_file_of_versions_that_is_not_whole_is_named_and_read_later() {
    let shared = Shared::new();
    let (one, two) = (machine("desktop"), machine("laptop"));
    one.write(FILE, DECK);
    sync(&one, &shared);
    let file = &shared.files()[0];
    let whole = fs::read(file).unwrap();
    let mut zeros = whole.clone();
    let half = zeros.len() / 2;
    zeros[half..].fill(0);
    let mut changed = whole.clone();
    changed[half] ^= 1;
    for torn in [&whole[..half], &zeros, &changed, &[]] {
        fs::write(file, torn).unwrap();
        let ran = two.run(&["sync", shared.text()]);
        assert_eq!(ran.code, 1, "{}", ran.all());
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(ran.stdout.contains(name), "{}", ran.all());
        assert!(!two.path().join(FILE).exists());
    }
    fs::write(file, &whole).unwrap();
    sync(&two, &shared);
    assert_eq!(deck(&two), DECK);
}

#[test]
fn files_that_are_gone_are_written_again() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    edit(&one, "\"443\"", "\"Port 443\"");
    sync(&one, &shared);
    for file in shared.files() {
        fs::remove_file(file).unwrap();
    }
    let said = one.ok(&["sync", shared.text()]);
    assert!(
        said.contains("2 files that were in the folder are gone"),
        "{said}"
    );
    sync(&two, &shared);
    assert_eq!(deck(&two), deck(&one));
}

#[test]
fn a_deck_folder_that_is_lost_comes_back_and_a_broken_file_deletes_nothing() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    fs::remove_dir_all(one.path().join("decks")).unwrap();
    sync(&one, &shared);
    assert_eq!(deck(&one), DECK);
    edit(
        &one,
        "[[card]]\nid = \"nets.dns\"",
        "[[card\nid = \"nets.dns\"",
    );
    one.run(&["sync", shared.text()]);
    sync(&two, &shared);
    assert_eq!(deck(&two), DECK);
    assert!(deck(&one).contains("[[card\nid"));
}

#[test]
fn a_home_put_back_to_an_older_state_gets_its_later_cards_again() {
    let shared = Shared::new();
    let (one, two) = two_machines(&shared);
    let state = one.path().join("sync-decks.json");
    let (before, old) = (fs::read(&state).unwrap(), deck(&one));
    edit(&one, "\"443\"", "\"Port 443\"");
    sync(&one, &shared);
    fs::write(&state, before).unwrap();
    one.write(FILE, &old.replace("\"Addresses\"", "\"IP addresses\""));
    for env in [&one, &two, &one] {
        sync(env, &shared);
    }
    for env in [&one, &two] {
        let text = deck(env);
        assert!(
            text.contains("Port 443") && text.contains("IP addresses"),
            "{text}"
        );
    }
}

#[test]
fn a_card_that_this_build_cannot_read_is_left_out_by_name() {
    let shared = Shared::new();
    let (one, two) = (machine("desktop"), machine("laptop"));
    one.write(
        FILE,
        &DECK.replace(
            "kind = \"basic\"\nprompt = \"What",
            "kind = \"basil\"\nprompt = \"What",
        ),
    );
    one.run(&["sync", shared.text()]);
    let ran = two.run(&["sync", shared.text()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stdout.contains("nets.dns was left out"),
        "{}",
        ran.all()
    );
    assert!(!Path::new(&two.path().join(FILE)).exists() || !deck(&two).contains("basil"));
}

#[test]
fn programs_that_arrive_need_consent_here() {
    let shared = Shared::new();
    let (one, two) = (TestEnv::with_every_kind(), machine("laptop"));
    one.ok(&["trust", "kinds"]);
    sync(&one, &shared);
    sync(&two, &shared);
    let consents = |env: &TestEnv| {
        crate::home::store(env.path())
            .local()
            .consents()
            .unwrap()
            .len()
    };
    assert_eq!((consents(&one), consents(&two)), (1, 0));
}

#[test]
fn a_base_that_cannot_be_read_is_named_and_nothing_is_sent() {
    let shared = Shared::new();
    let (home, _) = two_machines(&shared);
    sync(&home, &shared);
    let base = home.path().join("sync-decks.json");
    fs::remove_file(&base).unwrap();
    fs::create_dir(&base).unwrap();
    let before = shared.files();
    let ran = home.run(&["sync", shared.text()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stderr.contains("sync-decks.json") && ran.stderr.contains("hint: "),
        "{}",
        ran.all()
    );
    assert_eq!(shared.files(), before);
}
