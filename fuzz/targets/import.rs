//! Log files: a damaged one is refused and changes nothing; one that is taken leaves a sound store, is known when it
//! comes again, and goes out and into another home as the same log.
//!
//! Checksums and hashes of settings are set right where a line can be read, or no input would come past them; every
//! input is also tried as it is.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use milepost::domain::id::DeviceId;
use milepost::store::{LogContent, Store, StoreFiles};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A fresh home's database, so that its tables need not be made for every input.
static FRESH: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = scratch();
    let path = folder.path().join("milepost.db");
    open(folder.path()).close().expect("a fresh store closes");
    fs::read(path).expect("the database is there")
});

fuzz_target!(|bytes: &[u8]| {
    taken_or_refused(bytes);
    if let Some(signed) = std::str::from_utf8(bytes).ok().and_then(signed) {
        taken_or_refused(signed.as_bytes());
    }
});

/// A folder in memory where there is one.
fn scratch() -> TempDir {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .expect("a temporary folder")
}

fn open(folder: &Path) -> Store {
    let files = StoreFiles {
        db: folder.join("milepost.db"),
        index: folder.join("index.db"),
        backups: folder.join("backups"),
    };
    Store::open(
        &files,
        DeviceId::parse("00000000000000ff").expect("16 digits"),
    )
    .expect("the store opens")
}

fn home() -> (TempDir, Store) {
    let folder = scratch();
    fs::write(folder.path().join("milepost.db"), &*FRESH).expect("the folder can be written");
    let store = open(folder.path());
    (folder, store)
}

fn exported(store: &Store, to: &Path) -> (PathBuf, u64) {
    let file = to.join("out.jsonl");
    let count = store
        .log()
        .export(
            &mut fs::File::create(&file).expect("a file"),
            &file,
            LogContent::Whole,
        )
        .expect("a sound log goes out");
    (file, count)
}

fn taken_or_refused(log: &[u8]) {
    let (folder, store) = home();
    let file = folder.path().join("in.jsonl");
    fs::write(&file, log).expect("the folder can be written");
    let told = store.progress().import(&file);
    let (out, count) = exported(&store, folder.path());
    let Ok(imported) = told else {
        return assert_eq!(count, 0, "{told:?}");
    };
    assert_eq!(count, imported.new, "{imported:?}");
    // A part of a log may come in before the rest: its numbers have gaps until then.
    let looked = |name: &str| !matches!(name, "index" | "numbers");
    let faults: Vec<String> = store
        .doctor()
        .into_iter()
        .filter(|check| looked(check.name))
        .flat_map(|check| check.faults)
        .map(|fault| fault.in_english())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let again = store
        .progress()
        .import(&file)
        .expect("what was taken once is known");
    assert_eq!(again.new, 0);
    let (other, there) = home();
    assert_eq!(
        there
            .progress()
            .import(&out)
            .expect("what went out comes in")
            .new,
        count
    );
    let (back, _) = exported(&there, other.path());
    assert_eq!(
        fs::read(&out).expect("readable"),
        fs::read(&back).expect("readable"),
        "the same log"
    );
}

#[derive(serde::Deserialize)]
struct Line {
    device: String,
    seq: u64,
    clock: i64,
    at: i64,
    offset: i32,
    zone: String,
    day: i32,
    version: u32,
    body: Box<RawValue>,
}

#[derive(serde::Deserialize)]
struct Settings {
    text: String,
}

/// The log with every line that can be read signed; nothing if there is no such line.
fn signed(log: &str) -> Option<String> {
    let mut any = false;
    let lines: Vec<String> = log
        .lines()
        .map(|line| {
            let signed = sign(line);
            any |= signed.is_some();
            signed.unwrap_or_else(|| line.to_owned())
        })
        .collect();
    any.then(|| lines.join("\n"))
}

fn sign(line: &str) -> Option<String> {
    if line.starts_with("{\"settings\"") {
        let text = serde_json::from_str::<Settings>(line).ok()?.text;
        return Some(serde_json::json!({ "settings": digest(&text), "text": text }).to_string());
    }
    let Line {
        device,
        seq,
        clock,
        at,
        offset,
        zone,
        day,
        version,
        body,
    } = serde_json::from_str(line).ok()?;
    let checksum = digest(&format!(
        "{device}\n{seq}\n{clock}\n{at}\n{offset}\n{day}\n{version}\n{zone}\n{body}"
    ));
    let zone = serde_json::to_string(&zone).ok()?;
    Some(format!(
        "{{\"device\":\"{device}\",\"seq\":{seq},\"clock\":{clock},\"at\":{at},\"offset\":{offset},\"zone\":{zone},\
         \"day\":{day},\"version\":{version},\"checksum\":\"{checksum}\",\"body\":{body}}}"
    ))
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
