//! What lies at a path already and is not Milepost's: links, named pipes, devices. Nothing is written through
//! a link that leads out, nothing hangs, and links that a learner set stay links.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::home::{Ran, TestEnv};

const ADD: [&str; 7] = ["add", "--topic", "n", "--prompt", "p", "--answer", "a"];

fn make_pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Runs a command that must be refused, and soon.
fn refused(env: &TestEnv, words: &[&str]) -> Ran {
    let start = Instant::now();
    let ran = env.run(words);
    assert_eq!(ran.code, 1, "{words:?}: {}", ran.all());
    assert!(start.elapsed() < Duration::from_mins(1), "{words:?} hung");
    ran
}

#[test]
fn add_writes_nothing_through_a_link_out_of_the_deck_folder() {
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("bashrc");
    fs::write(&target, "# mine\n").unwrap();
    let env = TestEnv::new();
    fs::create_dir_all(env.path().join("decks/topics")).unwrap();
    symlink(&target, env.path().join("decks/topics/n.toml")).unwrap();
    let ran = refused(&env, &ADD);
    assert!(
        ran.stderr.contains("leads out of the folder"),
        "{}",
        ran.all()
    );
    assert_eq!(fs::read_to_string(&target).unwrap(), "# mine\n");
    assert!(env.path().join("decks/topics/n.toml").is_symlink());
}

#[test]
fn add_writes_nothing_into_a_linked_folder_elsewhere() {
    let outside = tempfile::tempdir().unwrap();
    let env = TestEnv::new();
    fs::create_dir(env.path().join("decks")).unwrap();
    symlink(outside.path(), env.path().join("decks/topics")).unwrap();
    refused(&env, &ADD);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn settings_behind_a_link_are_changed_and_the_link_stays() {
    let dotfiles = tempfile::tempdir().unwrap();
    let real = dotfiles.path().join("milepost.toml");
    fs::write(&real, "# mine\n").unwrap();
    let env = TestEnv::new();
    let link = env.path().join("config.toml");
    symlink(&real, &link).unwrap();
    env.ok(&["config", "rollover", "5"]);
    assert!(link.is_symlink());
    let text = fs::read_to_string(&real).unwrap();
    assert!(
        text.contains("# mine") && text.contains("rollover = 5"),
        "{text}"
    );
    fs::remove_file(&real).unwrap();
    let ran = refused(&env, &["config", "rollover", "6"]);
    assert!(ran.stderr.contains("config.toml"), "{}", ran.all());
}

#[test]
fn named_pipes_and_devices_are_refused_by_name_and_never_waited_for() {
    let env = TestEnv::new();
    let pipe = env.path().join("pipe");
    make_pipe(&pipe);
    let pipe = pipe.display().to_string();
    for file in [pipe.as_str(), "/dev/zero"] {
        for words in [
            &["log", "import", file][..],
            &["restore", file],
            &["add", "--from", file],
            &["log", "export", file],
            &["backup", file],
            &["stats", "--html", file],
        ] {
            let ran = refused(&env, words);
            let name = file.rsplit('/').next().unwrap();
            assert!(ran.stderr.contains(name), "{words:?}: {}", ran.all());
        }
    }
    assert!(fs::symlink_metadata(&pipe).is_ok(), "it is still there");
    make_pipe(&env.path().join("decks/.lock"));
    refused(&env, &ADD);
    make_pipe(&env.path().join("config.toml"));
    refused(&env, &["due"]);
}
