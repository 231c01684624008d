//! A deck of other people is the old one or the new one, whenever a command that changes it is killed.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use milepost::decks::SharedDecks;

use crate::home::TestEnv;
use crate::kit::{Chance, faults, rounds, tell};

/// Topics of the deck: each is a file that says which version it is of.
const TOPICS: usize = 12;

fn write_version(folder: &Path, version: usize) {
    fs::create_dir_all(folder.join("topics")).unwrap();
    for topic in 0..TOPICS {
        let text = format!(
            "format = 1\ntopic = \"team-{topic}\"\ntitle = \"Team\"\n\n[[card]]\nid = \"team-{topic}.card\"\nkind = \"basic\"\nrev = {version}\nprompt = \"Which version?\"\nanswer = \"Version {version}.\"\nwhy = \"So.\"\n"
        );
        fs::write(folder.join(format!("topics/team-{topic}.toml")), text).unwrap();
    }
}

/// The version that is installed; nothing where the deck is not there. Mixed files fail the test.
fn installed(env: &TestEnv) -> Option<usize> {
    let decks = SharedDecks::new(env.path().join("shared-decks"));
    let (all, unreadable) = decks.all();
    assert!(unreadable.is_empty(), "{unreadable:?}");
    let deck = all.first()?;
    let files = decks.files_of(deck).unwrap();
    assert_eq!(files.len(), TOPICS, "every file is there");
    let versions: Vec<usize> = files
        .iter()
        .map(|(_, text)| {
            let (_, after) = text.split_once("rev = ").unwrap();
            after.lines().next().unwrap().parse().unwrap()
        })
        .collect();
    assert!(
        versions.windows(2).all(|pair| pair[0] == pair[1]),
        "{versions:?}"
    );
    versions.first().copied()
}

fn killed(env: &TestEnv, words: &[&str], after: Duration) {
    let mut command = env.command(words);
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = quiet.stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_deck_added_updated_and_removed_under_kills_is_the_old_one_or_the_new_one() {
    let env = TestEnv::new();
    let team = tempfile::tempdir().unwrap();
    let folder = team.path().join("team");
    let add = ["deck", "add", folder.to_str().unwrap()];
    let mut chance = Chance::new(7);
    write_version(&folder, 1);
    let began = Instant::now();
    env.ok(&add);
    let usual = u64::try_from(began.elapsed().as_micros()).unwrap();
    let (mut version, mut new) = (1, 0);
    for round in 0..rounds(12, 200) {
        version += 1;
        write_version(&folder, version);
        let after = Duration::from_micros(chance.below(usual * 12 / 10));
        let before = installed(&env);
        let words: &[&str] = match (round % 4, before) {
            (_, None) => &add,
            (3, _) => &["deck", "remove", "team", "--yes"],
            _ => &["deck", "update"],
        };
        killed(&env, words, after);
        let now = installed(&env);
        let is_allowed =
            now == before || now == Some(version) || words[1] == "remove" && now.is_none();
        assert!(is_allowed, "{words:?}: {before:?} became {now:?}");
        new += usize::from(now != before);
        assert_eq!(faults(env.path()), Vec::<String>::new());
    }
    env.run(&add);
    env.run(&["deck", "update"]);
    assert_eq!(installed(&env), Some(version));
    // Nothing unfinished is left by the next change.
    env.run(&["deck", "update"]);
    let left = fs::read_dir(env.path().join("shared-decks")).unwrap();
    assert_eq!(left.count(), 2, "the deck and the lock");
    tell(&format!(
        "{} commands of `deck` killed, {new} after they had changed it: never a mixture",
        rounds(12, 200)
    ));
}
