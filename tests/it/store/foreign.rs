//! Lines that no version of this program writes, with checksums that fit.

use std::fs;
use std::path::{Path, PathBuf};

use milepost::domain::day::Instant;
use milepost::store::{ImportRules, Store, StoreError};
use sha2::{Digest, Sha256};

use super::kit::*;
use crate::home::TestEnv;

/// A clipboard, a link and text turned round.
const STEERS: &str = "\u{1b}]52;c;eA==\u{7}\u{1b}]8;;x\u{1b}\\\u{202e}rtl";

/// The checksum of an event an hour east of UTC.
pub(super) fn sum_of(device: &str, seq: i64, clock: i64, at: i64, day: i32, body: &str) -> Vec<u8> {
    sum_in("+01:00", device, seq, clock, at, day, body)
}

fn sum_in(
    zone: &str,
    device: &str,
    seq: i64,
    clock: i64,
    at: i64,
    day: i32,
    body: &str,
) -> Vec<u8> {
    let text = format!("{device}\n{seq}\n{clock}\n{at}\n3600\n{day}\n2\n{zone}\n{body}");
    Sha256::digest(text.as_bytes())[..8].to_vec()
}

/// A log with one event.
fn log_of(folder: &Path, zone: &str, body: &str) -> PathBuf {
    let device = "00000000000000dd";
    let at = i64::from(DAY) * 86_400_000;
    let clock = at << 16;
    let sum = sum_in(zone, device, 1, clock, at, DAY, body);
    let sum = format!("{:016x}", u64::from_be_bytes(sum.try_into().unwrap()));
    let zone = serde_json::to_string(zone).unwrap();
    let file = folder.join("foreign.jsonl");
    let line = format!(
        "{{\"device\":\"{device}\",\"seq\":1,\"clock\":{clock},\"at\":{at},\"offset\":3600,\"zone\":{zone},\
         \"day\":{DAY},\"version\":2,\"checksum\":\"{sum}\",\"body\":{body}}}"
    );
    fs::write(&file, format!("{{\"milepost_log\":1}}\n{line}\n")).unwrap();
    file
}

fn import(store: &Store, file: &Path) -> Result<u64, StoreError> {
    let rules = ImportRules {
        present: Some(Instant::from_millis(i64::from(DAY) * 86_400_000)),
        ..ImportRules::default()
    };
    let done = store.progress().import_with(file, rules)?;
    Ok(done.new)
}

fn body(kind: &str, note: &str) -> String {
    serde_json::json!({ "kind": kind, "card": nth(0, 0), "text": note }).to_string()
}

#[test]
fn kinds_zones_and_notes_out_of_proportion_are_refused_by_line() {
    let home = stocked(1);
    let folder = home.folder.path();
    let long = "x".repeat((1 << 20) + 1);
    for (zone, body) in [
        ("+01:00", body(STEERS, "")),
        ("+01:00", body("", "")),
        ("+01:00", body(&"k".repeat(65), "")),
        (long.as_str(), body("note", "")),
        ("+01:00", body("note", &long)),
    ] {
        let refused = import(&home.store, &log_of(folder, zone, &body));
        assert!(matches!(refused, Err(StoreError::Line { line: 2, .. })));
    }
    let fine = log_of(folder, "America/Sao_Paulo", &body("later_kind", "note"));
    assert_eq!(import(&home.store, &fine).unwrap(), 1);
}

#[test]
fn a_line_without_an_end_is_refused_before_it_fills_the_memory() {
    let home = stocked(1);
    let file = log_of(home.folder.path(), "+01:00", &body("note", ""));
    let mut text = fs::read(&file).unwrap();
    text.resize(text.len() + (34 << 20), b'x');
    fs::write(&file, text).unwrap();
    let refused = import(&home.store, &file);
    assert!(matches!(refused, Err(StoreError::Line { line: 3, .. })));
    assert!(import(&home.store, Path::new("/dev/zero")).is_err());
    let huge = home.folder.path().join("huge.jsonl");
    let sparse = fs::File::create(&huge).unwrap();
    sparse.set_len((4 << 30) + 1).unwrap();
    assert!(matches!(
        import(&home.store, &huge),
        Err(StoreError::Io { .. })
    ));
}

/// A home may hold such events already: earlier versions took them.
#[test]
fn no_text_of_an_event_steers_a_terminal() {
    let env = TestEnv::with_every_kind();
    env.ok(&["due"]);
    let files = files(env.path());
    let store = Store::open(&files, device(3)).unwrap();
    let body = serde_json::json!({ "kind": STEERS, "card": "kinds.basic", "text": STEERS });
    let log = log_of(env.path(), STEERS, &body.to_string());
    store.progress().import(&log).unwrap();
    store.close().unwrap();
    for (command, input) in [
        (&["log"][..], ""),
        (&["log", "--json"], ""),
        (&["show", "kinds.basic"], ""),
        (&["review", "kinds.basic"], ":i\n:q\n"),
        (&["doctor"], ""),
    ] {
        let said = env.run_with(command, input).all();
        let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!said.contains(steers), "{command:?}: {said:?}");
    }
}
