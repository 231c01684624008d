//! Several homes agree through one folder.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::home::TestEnv;

/// A shared folder.
struct Shared(TempDir);

impl Shared {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn text(&self) -> &str {
        self.path().to_str().unwrap()
    }

    /// The files, in the order of their names, but for those of decks.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_none_or(|ending| ending != "decks"))
            .collect();
        files.sort();
        files
    }
}

fn machine(name: &str) -> TestEnv {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "device_name", name]);
    env
}

fn answer(env: &TestEnv, card: &str, grade: &str) {
    let id = format!("kinds.{card}");
    env.ok_with(&["review", &id, "--new", "1"], &format!("\n{grade}\n"));
}

/// The first line that a sync says.
fn sync(env: &TestEnv, shared: &Shared) -> String {
    let said = env.ok(&["sync", shared.text()]);
    said.lines().next().unwrap().to_owned()
}

/// The cards with what is known of each, as scripts read it.
fn cards(env: &TestEnv) -> serde_json::Value {
    env.json(&["list", "--json"])["cards"].clone()
}

#[test]
fn two_machines_agree_and_say_so() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    answer(&one, "open", "3");
    assert_eq!(
        sync(&one, &shared),
        "sent 2 events, 8 cards, 1 deck file, received none; no other machine has been here"
    );
    answer(&two, "output", "3");
    assert_eq!(
        sync(&two, &shared),
        "sent 1 event, received 2 events from desktop; both agree"
    );
    assert_eq!(
        sync(&one, &shared),
        "sent 0 events, received 1 event from laptop; both agree"
    );
    assert_eq!(
        sync(&one, &shared),
        "sent 0 events, received none; both agree"
    );
    assert_eq!(cards(&one), cards(&two));
    for env in [&one, &two] {
        assert_eq!(env.run(&["doctor"]).code, 0);
    }
}

#[test]
fn three_machines_and_undo_on_both_sides() {
    let shared = Shared::new();
    let homes = ["desktop", "laptop", "phone"].map(machine);
    for (home, grade) in homes.iter().zip(["1", "3", "4"]) {
        answer(home, "basic", grade);
        answer(home, "open", grade);
        home.ok(&["undo"]);
    }
    for _ in 0..2 {
        for home in &homes {
            sync(home, &shared);
        }
    }
    assert!(sync(&homes[2], &shared).ends_with("; all agree"));
    homes[0].ok(&["undo"]);
    homes[1].ok(&["suspend", "kinds.code"]);
    for _ in 0..2 {
        for home in &homes {
            sync(home, &shared);
        }
    }
    assert_eq!(cards(&homes[0]), cards(&homes[1]));
    assert_eq!(cards(&homes[1]), cards(&homes[2]));
    let object = homes[0].json(&["sync", shared.text(), "--json"]);
    assert_eq!(object["agree"], true);
    assert_eq!(object["devices"].as_array().unwrap().len(), 3);
}

#[test]
fn a_file_that_is_not_whole_is_named_and_read_later() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let file = &shared.files()[0];
    let whole = fs::read(file).unwrap();
    let mut zeros = whole.clone();
    let half = zeros.len() / 2;
    zeros[half..].fill(0);
    let before = cards(&two);
    for torn in [&whole[..half], &zeros, &[]] {
        fs::write(file, torn).unwrap();
        let ran = two.run(&["sync", shared.text()]);
        assert_eq!(ran.code, 1, "{}", ran.all());
        assert!(
            ran.stdout.contains("not all files could be read"),
            "{}",
            ran.all()
        );
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(ran.stdout.contains(name), "{}", ran.all());
        assert_eq!(cards(&two), before);
    }
    fs::write(file, &whole).unwrap();
    assert_eq!(
        sync(&two, &shared),
        "sent 0 events, received 1 event from desktop; both agree"
    );
}

#[test]
fn a_known_file_that_was_cut_later_is_noticed_and_sent_again() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    sync(&two, &shared);
    let file = &shared.files()[0];
    let whole = fs::read(file).unwrap();
    let mut zeros = whole.clone();
    let half = zeros.len() / 2;
    zeros[half..].fill(0);
    fs::write(file, zeros).unwrap();
    let said = two.run(&["sync", shared.text()]);
    assert_eq!(said.code, 1, "{}", said.all());
    assert!(
        said.stdout
            .starts_with("sent 1 event, received none; not all files"),
        "{}",
        said.all()
    );
    let three = machine("phone");
    three.run(&["sync", shared.text()]);
    assert_eq!(cards(&three), cards(&one));
}

#[test]
fn a_hole_in_the_middle_of_a_known_file_is_noticed() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let file = &shared.files()[0];
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle - 20..middle].fill(0);
    fs::write(file, bytes).unwrap();
    let ran = one.run(&["sync", shared.text()]);
    assert!(ran.stdout.starts_with("sent 1 event, "), "{}", ran.all());
    let two = machine("laptop");
    two.run(&["sync", shared.text()]);
    assert_eq!(cards(&two), cards(&one));
}

/// The files of a closed home that a snapshot of a file system brings back, each with its content.
fn snapshot(env: &TestEnv) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(env.path()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.is_file());
    files
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn a_home_put_back_whole_gets_its_answers_from_the_folder_and_numbers_anew() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    let before = snapshot(&one);
    answer(&one, "open", "4");
    sync(&one, &shared);
    sync(&two, &shared);
    let later = cards(&one);
    // In place, its mark included: machine, path and inode stay.
    for (path, bytes) in before {
        fs::write(path, bytes).unwrap();
    }
    let said = one.ok(&["sync", shared.text()]);
    assert!(said.contains("received 1 event from desktop"), "{said}");
    assert!(said.contains("goes on as a new device"), "{said}");
    assert_eq!(cards(&one), later);
    answer(&one, "output", "3");
    answer(&two, "code", "3");
    for env in [&one, &two, &one] {
        env.ok(&["sync", shared.text()]);
    }
    assert_eq!(cards(&one), cards(&two));
    assert_eq!(one.run(&["doctor"]).code, 0);
}

#[test]
fn a_home_that_answered_after_it_was_put_back_is_not_merged_by_guess() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    let before = snapshot(&one);
    answer(&one, "open", "4");
    sync(&one, &shared);
    for (path, bytes) in before {
        fs::write(path, bytes).unwrap();
    }
    answer(&one, "output", "3");
    let kept = cards(&one);
    let ran = one.run(&["sync", shared.text()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(
        ran.stdout.contains("differs from the one in the log"),
        "{}",
        ran.all()
    );
    assert!(ran.stdout.contains("docs/reliability.md"), "{}", ran.all());
    assert_eq!(cards(&one), kept);
    two.run(&["sync", shared.text()]);
    assert_eq!(two.run(&["doctor"]).code, 0);
}

#[test]
fn a_repaired_home_gets_what_it_lost_from_the_folder() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    let database = one.path().join("milepost.db");
    let before = fs::read(&database).unwrap();
    answer(&one, "open", "4");
    sync(&one, &shared);
    let later = cards(&one);
    fs::write(&database, before).unwrap();
    let ran = one.run(&["sync", shared.text()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    one.run(&["doctor", "--repair"]);
    one.ok(&["sync", shared.text()]);
    assert_eq!(cards(&one), later);
}

#[test]
fn a_home_restored_from_a_backup_reads_the_folder_again() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    let backup = one.path().join("early.db");
    one.ok(&["backup", backup.to_str().unwrap()]);
    answer(&one, "open", "4");
    sync(&one, &shared);
    let later = cards(&one);
    one.ok(&["restore", backup.to_str().unwrap()]);
    assert!(sync(&one, &shared).contains("received 1 event from desktop"));
    assert_eq!(cards(&one), later);
}

#[test]
fn a_session_ends_with_a_sync_if_that_is_wanted() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    one.ok(&["config", "sync_folder", shared.text()]);
    answer(&one, "basic", "3");
    assert_eq!(shared.files().len(), 0);
    one.ok(&["config", "sync_after_review", "true"]);
    let said = one.ok_with(&["review", "kinds.open", "--new", "1"], "\n3\n");
    assert!(said.contains("sent 2 events"), "{said}");
    let before = shared.files().len();
    let objects = one.ok_with(&["drill", "kinds.open", "--jsonl"], "");
    for line in objects.lines() {
        assert!(line.starts_with('{'), "{line}");
    }
    assert!(shared.files().len() >= before);
}

#[test]
fn a_session_whose_sync_fails_is_a_session_all_the_same() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    let missing = shared.path().join("drive");
    one.ok(&["config", "sync_folder", missing.to_str().unwrap()]);
    one.ok(&["config", "sync_after_review", "true"]);
    let ran = one.run_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.stderr.starts_with("warning: not synced"),
        "{}",
        ran.all()
    );
    assert!(ran.stderr.contains("hint: "), "{}", ran.all());
    assert_eq!(
        one.json(&["log", "--json"])["events"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_machine_may_be_called_like_a_number() {
    let one = machine("1e3");
    assert_eq!(one.ok(&["config", "device_name"]), "1e3\n");
    one.ok(&["config", "device_name", "nan"]);
    assert_eq!(one.ok(&["config", "device_name"]), "nan\n");
}

#[test]
fn one_sync_of_a_home_at_a_time() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    let lock = fs::File::create(one.path().join("sync.lock")).unwrap();
    lock.lock().unwrap();
    let ran = one.run(&["sync", shared.text()]);
    assert!(
        ran.stderr.contains("another `milepost sync`"),
        "{}",
        ran.all()
    );
    drop(lock);
    one.ok(&["sync", shared.text()]);
}

#[test]
fn a_machine_without_a_name_goes_by_its_id_and_a_long_name_is_cut() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let file = &shared.files()[0];
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains("\"name\":\"desktop\""), "{text}");
    let stranger = log_with_name(&text, &"\u{1b}[2Jx".repeat(500));
    fs::remove_file(file).unwrap();
    let name = format!("00000000000000aa-000001-{}.jsonl", checksum_of(&stranger));
    fs::write(shared.path().join(name), stranger).unwrap();
    let said = sync(&two, &shared);
    assert!(said.len() < 200 && !said.contains('\u{1b}'), "{said}");
}

/// A segment with another name in its first line, sealed again.
fn log_with_name(text: &str, name: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (last, body) = lines.split_last().unwrap();
    let mut head: serde_json::Value = serde_json::from_str(body[0]).unwrap();
    head["name"] = name.into();
    let mut sealed = format!("{head}\n");
    for line in &body[1..] {
        sealed.push_str(line);
        sealed.push('\n');
    }
    let old = checksum_of(text);
    let digest = Sha256::digest(&sealed);
    let new: String = digest[..8].iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    sealed + &last.replace(&old, &new) + "\n"
}

/// The checksum in the last line of a segment.
fn checksum_of(text: &str) -> String {
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    last["checksum"].as_str().unwrap().to_owned()
}

#[test]
fn conflict_copies_and_duplicates_are_named_and_left_out() {
    let (shared, one, two) = (Shared::new(), machine("desktop"), machine("laptop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let file = shared.files()[0].clone();
    let name = file.file_stem().unwrap().to_str().unwrap();
    for copy in [
        " (1)",
        ".sync-conflict-20261130-101010-ABCDEFG",
        " (conflict)",
    ] {
        let copy = shared.path().join(format!("{name}{copy}.jsonl"));
        fs::copy(&file, copy).unwrap();
    }
    fs::write(shared.path().join("holiday.jpg"), "x").unwrap();
    let said = two.ok(&["sync", shared.text()]);
    assert!(
        said.starts_with("sent 0 events, received 1 event"),
        "{said}"
    );
    assert_eq!(said.matches("perhaps a conflict copy").count(), 3, "{said}");
    assert!(!said.contains("holiday"), "{said}");
}

#[test]
fn an_emptied_folder_is_refused_and_one_put_back_is_filled_again() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let old = shared.files()[0].clone();
    answer(&one, "open", "3");
    sync(&one, &shared);
    let new = shared
        .files()
        .into_iter()
        .find(|file| *file != old)
        .unwrap();
    fs::remove_file(&new).unwrap();
    let said = one.ok(&["sync", shared.text()]);
    assert!(said.starts_with("sent 1 event, "), "{said}");
    assert!(
        said.contains("1 file that was in the folder is gone"),
        "{said}"
    );
    for file in shared.files() {
        fs::remove_file(file).unwrap();
    }
    let ran = one.run(&["sync", shared.text()]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("is empty"), "{}", ran.all());
    assert_eq!(shared.files(), Vec::<PathBuf>::new());
    let said = one.ok(&["sync", shared.text(), "--refill"]);
    assert!(said.starts_with("sent 2 events, "), "{said}");
}

#[test]
fn what_an_interrupted_sync_left_is_removed_and_never_read() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let own = shared.files()[0].file_name().unwrap().to_owned();
    let own = own.to_str().unwrap().split('-').next().unwrap();
    let (mine, other) = (
        shared.path().join(format!(".milepost-{own}-abc123")),
        shared.path().join(".milepost-00000000000000aa-abc123"),
    );
    fs::write(&mine, "half").unwrap();
    fs::write(&other, "half").unwrap();
    answer(&one, "open", "3");
    assert!(sync(&one, &shared).starts_with("sent 1 event, "));
    assert!(
        !mine.exists() && other.exists(),
        "another machine may be writing"
    );
}

#[test]
fn a_folder_that_is_missing_or_holds_the_database_is_refused() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    let missing = shared.path().join("missing");
    let ran = one.run(&["sync", missing.to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(!missing.exists());
    let home = one.path().to_str().unwrap().to_owned();
    let ran = one.run(&["sync", &home]);
    assert!(
        ran.stderr.contains("holds the database itself"),
        "{}",
        ran.all()
    );
    let ran = one.run(&["sync"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
    one.ok(&["config", "sync_folder", shared.text()]);
    assert_eq!(
        one.ok(&["sync"]),
        "sent 0 events, 8 cards, 1 deck file, received none; no other machine has been here\n"
    );
    let ran = one.run(&["config", "sync_folder", "relative/folder"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
}

#[test]
fn the_reader_in_python_reads_a_segment_too() {
    let (shared, one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    sync(&one, &shared);
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/log_reader.py");
    let mut python = std::process::Command::new(&crate::python::python().program);
    let output = python.arg(reader).arg(&shared.files()[0]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("kinds.basic"), "{text}");
}

#[cfg(not(feature = "encryption"))]
#[test]
fn a_build_without_encryption_leaves_encrypted_folders_alone() {
    let (shared, mut one) = (Shared::new(), machine("desktop"));
    answer(&one, "basic", "3");
    let refused = |env: &TestEnv, words: &[&str]| {
        let ran = env.run(&[&["sync", shared.text()], words].concat());
        assert_eq!(ran.code, 1, "{}", ran.all());
        assert!(ran.stderr.contains("without encryption"), "{}", ran.all());
        assert!(
            ran.stderr.contains("--features encryption"),
            "{}",
            ran.all()
        );
    };
    refused(&one, &["--encrypt"]);
    assert_eq!(shared.files(), Vec::<PathBuf>::new());
    fs::write(shared.path().join("milepost-key.age"), "age").unwrap();
    refused(&one, &[]);
    one.set("MILEPOST_SYNC_PASSPHRASE", "correct horse");
    refused(&one, &[]);
    assert_eq!(shared.files().len(), 1);
}

#[cfg(not(feature = "cloud"))]
#[test]
fn a_build_without_object_stores_says_how_to_get_one() {
    let one = machine("desktop");
    let ran = one.run(&["sync", "s3://progress"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains("--features cloud"), "{}", ran.all());
}

#[test]
fn an_address_may_be_the_folder_of_the_settings() {
    let one = machine("desktop");
    one.ok(&["config", "sync_folder", "s3://progress/ana"]);
    let shown = one.ok(&["config", "sync_folder"]);
    assert!(shown.contains("s3://progress/ana"), "{shown}");
    let ran = one.run(&["sync", "ftp://progress"]);
    assert!(ran.stderr.contains("is not an address"), "{}", ran.all());
}
