//! Several homes agree through a folder that is encrypted with a passphrase.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::home::{Ran, TestEnv};

const PASSPHRASE: &str = "correct horse battery staple";

/// The file that holds the key.
const KEY: &str = "milepost-key.age";

fn machine(name: &str) -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "device_name", name]);
    env
}

fn with_passphrase(name: &str, passphrase: &str) -> TestEnv {
    let mut env = machine(name);
    env.set("MILEPOST_SYNC_PASSPHRASE", passphrase);
    env
}

fn answer(env: &TestEnv, card: &str) {
    let id = format!("kinds.{card}");
    env.ok_with(&["review", &id, "--new", "1"], "\n3\n");
}

fn cards(env: &TestEnv) -> serde_json::Value {
    env.json(&["list", "--json"])["cards"].clone()
}

/// Every file of a folder with what it holds, git's own apart.
fn content(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// A sync that is refused, says this with a hint, and leaves every file of the folder as it is.
fn refused(env: &TestEnv, words: &[&str], folder: &Path, expected: &str) -> Ran {
    let before = content(folder);
    let ran = env.run(words);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains(expected), "{}", ran.all());
    assert!(ran.stderr.contains("hint: "), "{}", ran.all());
    assert_eq!(content(folder), before, "{}", ran.all());
    ran
}

/// A folder into which one machine has synced an answer, encrypted.
fn encrypted() -> (TempDir, String, TestEnv) {
    let shared = tempfile::tempdir().unwrap();
    let text = shared.path().to_str().unwrap().to_owned();
    let one = with_passphrase("desktop", PASSPHRASE);
    answer(&one, "basic");
    let said = one.ok(&["sync", &text]);
    let sent = "sent 1 event, 8 cards, 1 deck file, received none";
    assert!(said.starts_with(sent), "{said}");
    assert!(said.contains("is encrypted from now on"), "{said}");
    (shared, text, one)
}

fn sealed_files(folder: &Path) -> Vec<PathBuf> {
    let files = content(folder).into_iter().map(|(path, _)| path);
    files.filter(|path| !path.ends_with(KEY)).collect()
}

/// The file of the events: its name says nothing, but that of the decks is far longer.
fn segment(folder: &Path) -> PathBuf {
    let mut files = sealed_files(folder);
    files.sort_by_key(|file| fs::metadata(file).unwrap().len());
    files.remove(0)
}

#[test]
fn machines_agree_and_the_folder_shows_nothing() {
    let (shared, folder, one) = encrypted();
    let two = with_passphrase("laptop", PASSPHRASE);
    answer(&two, "open");
    let said = two.ok(&["sync", &folder]);
    assert!(
        said.starts_with("sent 1 event, received 1 event from desktop; both agree"),
        "{said}"
    );
    let said = one.ok(&["sync", &folder]);
    assert!(
        said.starts_with("sent 0 events, received 1 event from laptop; both agree"),
        "{said}"
    );
    assert_eq!(cards(&one), cards(&two));
    let device = one.json(&["sync", &folder, "--json"]);
    assert_eq!(device["encrypted"], true);
    let device = device["devices"][0]["device"].as_str().unwrap().to_owned();
    for (path, bytes) in content(shared.path()) {
        let shown = format!("{} {}", path.display(), String::from_utf8_lossy(&bytes));
        for secret in [
            device.as_str(),
            "kinds.",
            "desktop",
            "laptop",
            "jsonl",
            "decks",
        ] {
            assert!(!shown.contains(secret), "{secret} in {}", path.display());
        }
    }
}

#[test]
fn a_wrong_passphrase_changes_nothing_and_none_is_asked_for() {
    let (shared, folder, one) = encrypted();
    answer(&one, "open");
    let two = with_passphrase("laptop", "correct horse");
    answer(&two, "output");
    let before = cards(&two);
    refused(
        &two,
        &["sync", &folder],
        shared.path(),
        "this is not the passphrase",
    );
    let three = machine("phone");
    refused(
        &three,
        &["sync", &folder],
        shared.path(),
        "is encrypted, and no passphrase was given",
    );
    assert_eq!(cards(&two), before);
}

#[test]
fn a_key_that_is_cut_or_gone_stops_the_sync() {
    let (shared, folder, one) = encrypted();
    answer(&one, "open");
    let key = shared.path().join(KEY);
    let whole = fs::read(&key).unwrap();
    for cut in [0, 30, whole.len() - 1] {
        fs::write(&key, &whole[..cut]).unwrap();
        refused(&one, &["sync", &folder], shared.path(), "is cut or damaged");
    }
    fs::remove_file(&key).unwrap();
    let missing = "its key file 'milepost-key.age' is missing";
    refused(&one, &["sync", &folder], shared.path(), missing);
    refused(&one, &["sync", &folder, "--refill"], shared.path(), missing);
    // Somebody took everything away: nothing goes there in the clear, also not when asked to fill it.
    for file in sealed_files(shared.path()) {
        fs::remove_file(file).unwrap();
    }
    refused(&one, &["sync", &folder], shared.path(), "is empty");
    let mut forgetful = one;
    forgetful.set("MILEPOST_SYNC_PASSPHRASE", "");
    let words = ["sync", &folder, "--refill"];
    refused(&forgetful, &words, shared.path(), "no passphrase was given");
    fs::write(&key, &whole).unwrap();
    forgetful.set("MILEPOST_SYNC_PASSPHRASE", PASSPHRASE);
    let said = forgetful.ok(&["sync", &folder, "--refill"]);
    assert!(said.starts_with("sent 2 events"), "{said}");
}

#[test]
fn what_is_encrypted_and_what_is_not_are_never_mixed() {
    let (shared, folder, one) = encrypted();
    let clear = tempfile::tempdir().unwrap();
    let in_clear = clear.path().to_str().unwrap();
    let two = machine("laptop");
    answer(&two, "open");
    two.ok(&["sync", in_clear]);
    refused(
        &one,
        &["sync", in_clear],
        clear.path(),
        "holds files that are not encrypted",
    );
    // Events and decks alike.
    for (file, bytes) in content(clear.path()) {
        let strange = shared.path().join(file.file_name().unwrap());
        fs::write(&strange, bytes).unwrap();
        refused(&one, &["sync", &folder], shared.path(), "is not encrypted");
        refused(&two, &["sync", &folder], shared.path(), "is not encrypted");
        fs::remove_file(strange).unwrap();
    }
    // A folder with another key: the files of one are not taken for those of the other.
    let (other, _, _) = encrypted();
    for file in sealed_files(other.path()) {
        let strange = shared.path().join(file.file_name().unwrap());
        fs::copy(&file, &strange).unwrap();
        let expected = "was not encrypted with the key";
        refused(&one, &["sync", &folder], shared.path(), expected);
        fs::remove_file(strange).unwrap();
    }
}

#[test]
fn a_damaged_file_is_named_and_sent_again_and_copies_are_left_out() {
    let (shared, folder, one) = encrypted();
    let file = segment(shared.path());
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let copy = shared.path().join(name.replace(".age", " (1).age"));
    fs::copy(&file, &copy).unwrap();
    let said = one.ok(&["sync", &folder]);
    assert!(said.contains("(1).age' is not a file"), "{said}");
    fs::remove_file(copy).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() - 40;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let ran = one.run(&["sync", &folder]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stdout.starts_with("sent 1 event, "), "{}", ran.all());
    assert!(ran.stdout.contains(&name), "{}", ran.all());
    let two = with_passphrase("laptop", PASSPHRASE);
    two.run(&["sync", &folder]);
    assert_eq!(cards(&two), cards(&one));
}

#[test]
fn the_passphrase_may_come_from_a_command() {
    let (shared, folder, _one) = encrypted();
    let two = machine("laptop");
    let secret = tempfile::NamedTempFile::new().unwrap();
    let command = format!("cat '{}'", secret.path().display());
    two.ok(&["config", "sync_passphrase_command", &command]);
    let words = ["sync", folder.as_str()];
    refused(&two, &words, shared.path(), "its first line is empty");
    fs::write(secret.path(), format!("{PASSPHRASE}\nlogin: ana\n")).unwrap();
    let said = two.ok(&["sync", &folder]);
    assert!(said.starts_with("sent 0 events, received 1"), "{said}");
    fs::remove_file(secret.path()).unwrap();
    refused(&two, &words, shared.path(), "gave no passphrase: it ended");
}

#[test]
fn a_clone_is_encrypted_too() {
    let top = tempfile::tempdir().unwrap();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(top.path()).args(words);
        assert!(command.output().unwrap().status.success(), "{words:?}");
    };
    git(&["init", "--quiet", "--bare", "-b", "main", "bare.git"]);
    let machines = ["desktop", "laptop"].map(|name| {
        git(&["clone", "--quiet", "bare.git", name]);
        let clone = top.path().join(name).to_str().unwrap().to_owned();
        (with_passphrase(name, PASSPHRASE), clone)
    });
    for (env, clone) in &machines {
        answer(env, "basic");
        env.ok(&["sync", clone]);
    }
    let (one, clone) = &machines[0];
    let said = one.ok(&["sync", clone]);
    assert!(
        said.ends_with("both agree\n") || said.contains("both agree"),
        "{said}"
    );
    assert_eq!(cards(one), cards(&machines[1].0));
}
