//! Logs with many undos of one another, and with many devices: time grows with the events and no faster.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use milepost::store::Filter;
use serde_json::json;

use super::foreign::sum_of;
use super::kit::*;

/// An event of a device, as a line of a log.
fn line(device: &str, seq: i64, clock: i64, body: &serde_json::Value) -> String {
    let at = i64::from(DAY) * 86_400_000;
    let body = body.to_string();
    let sum = sum_of(device, seq, clock, at, DAY, &body);
    let sum = u64::from_be_bytes(sum.try_into().unwrap());
    format!(
        "{{\"device\":\"{device}\",\"seq\":{seq},\"clock\":{clock},\"at\":{at},\"offset\":3600,\"zone\":\"+01:00\",\
         \"day\":{DAY},\"version\":2,\"checksum\":\"{sum:016x}\",\"body\":{body}}}\n"
    )
}

fn write_log(folder: &Path, lines: impl IntoIterator<Item = String>) -> PathBuf {
    let mut text = "{\"milepost_log\":1}\n".to_owned();
    text.extend(lines);
    let file = folder.join("many.jsonl");
    fs::write(&file, text).unwrap();
    file
}

/// How long an import and a reading of the whole log take.
fn times(file: &Path, events: usize) -> (Duration, Duration) {
    let home = stocked(1);
    let began = Instant::now();
    let done = home.store.progress().import(file).unwrap();
    assert_eq!(usize::try_from(done.new).unwrap(), events);
    let imported = began.elapsed();
    let began = Instant::now();
    let read = home.store.log().events(Filter::default()).unwrap();
    assert_eq!(read.count(), events);
    (imported, began.elapsed())
}

/// Eight times as many events may take twenty times as long, and not sixty-four.
fn grows_with_the_events(log_of: impl Fn(usize) -> Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let measure = |count| {
        let lines = log_of(count);
        let events = lines.len();
        times(&write_log(folder.path(), lines), events)
    };
    let (few, many) = (measure(500), measure(4_000));
    let floor = Duration::from_millis(20);
    for (what, few, many) in [("import", few.0, many.0), ("log", few.1, many.1)] {
        assert!(many < few.max(floor) * 20, "{what}: {few:?}, then {many:?}");
    }
}

fn clock(number: usize) -> i64 {
    ((i64::from(DAY) * 86_400_000) << 16) + i64::try_from(number).unwrap()
}

#[test]
fn a_chain_of_undos_takes_time_in_proportion() {
    let device_id = device(0xdd);
    let suspend = json!({ "kind": "suspend", "card": nth(0, 0) });
    grows_with_the_events(|count| {
        let undo = |seq: usize| {
            let target = json!({ "device": device_id, "seq": seq - 1 });
            json!({ "kind": "undo", "target": target })
        };
        (1..=count)
            .map(|seq| {
                let body = if seq == 1 { suspend.clone() } else { undo(seq) };
                line(
                    device_id.as_str(),
                    i64::try_from(seq).unwrap(),
                    clock(seq),
                    &body,
                )
            })
            .collect()
    });
}

#[test]
fn many_devices_take_time_in_proportion() {
    grows_with_the_events(|count| {
        (1..=count)
            .map(|number| {
                let suspend = json!({ "kind": "suspend", "card": nth(0, number % 5) });
                let id = device(0x10_0000 + u64::try_from(number).unwrap());
                line(id.as_str(), 1, clock(number), &suspend)
            })
            .collect()
    });
}
