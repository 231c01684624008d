//! Sums over many days: settled once, and right again after anything that changes a day of theirs.

use std::collections::HashMap;
use std::hash::Hash;

use milepost::domain::day::StudyDay;
use milepost::domain::event::Event;
use milepost::domain::grade::Grade;
use milepost::domain::stats::DaySpan;
use milepost::domain::tally::{DayTally, GradeTally, PassCount, StateBefore};
use milepost::store::{IndexedContent, LogContent, Store};

use super::kit::*;

type Sums<K> = HashMap<(K, StateBefore), GradeTally>;

/// Two and a half years of answers, some a day, most days none.
fn years(store: &Store) -> Vec<Event> {
    let mut events = Vec::new();
    for (step, day) in (DAY - 900..=DAY).step_by(13).enumerate() {
        for turn in 0..3 {
            let card = nth((step + turn) % 4, step * 7 % 5);
            let grade_of = [Grade::AGAIN, Grade::GOOD, Grade::EASY][(step + turn * 2) % 3];
            events.push(grade(store, &card, grade_of, day));
        }
    }
    events
}

fn summed<K: Hash + Eq>(rows: Vec<(K, StateBefore, GradeTally)>) -> Sums<K> {
    rows.into_iter()
        .filter(|row| row.2.count() > 0)
        .map(|(key, met, tally)| ((key, met), tally))
        .collect()
}

fn counted<K: Hash + Eq>(
    rows: Vec<(K, StateBefore, PassCount)>,
) -> HashMap<(K, StateBefore), PassCount> {
    rows.into_iter()
        .filter(|row| row.2.n > 0)
        .map(|(key, met, outcome)| ((key, met), outcome))
        .collect()
}

fn outcomes<K: Hash + Eq>(sums: Sums<K>) -> HashMap<(K, StateBefore), PassCount> {
    sums.into_iter()
        .map(|(key, tally)| (key, tally.outcome()))
        .collect()
}

fn plain<K: Hash + Eq>(rows: &[DayTally], key: impl Fn(&DayTally) -> K) -> Sums<K> {
    let mut sums: Sums<K> = HashMap::new();
    for row in rows {
        *sums.entry((key(row), row.met)).or_default() += row.tally;
    }
    sums
}

/// Every sum of a span against its days, and the doctor's word on them.
fn agree(store: &Store) {
    for (from, to) in [
        (i32::MIN, DAY),
        (DAY - 364, DAY),
        (DAY - 700, DAY - 200),
        (DAY - 1, DAY),
    ] {
        let span = DaySpan {
            from: StudyDay::from_number(from),
            to: StudyDay::from_number(to),
        };
        let days = store.progress().tallies(span.from, span.to).unwrap();
        let topics = store.progress().sums_by_topic(span).unwrap();
        assert_eq!(
            counted(topics),
            outcomes(plain(&days, |row| row.topic.clone()))
        );
        assert_eq!(
            counted(store.progress().sums_by_kind(span).unwrap()),
            outcomes(plain(&days, |row| row.kind))
        );
        assert_eq!(
            counted(store.progress().sums_by_hour(span).unwrap()),
            outcomes(plain(&days, |row| row.hour))
        );
        assert_eq!(
            summed(store.progress().sums_by_day(span).unwrap()),
            plain(&days, |row| row.day)
        );
    }
    assert!(
        store.doctor().iter().all(|check| check.faults.is_empty()),
        "{:?}",
        store.doctor()
    );
}

#[test]
fn sums_agree_with_their_days_whatever_changes_them() {
    let home = stocked(1);
    let events = years(&home.store);
    agree(&home.store);
    agree(&home.store);
    home.store
        .progress()
        .undo(&events[40].key, &stamp(DAY))
        .unwrap();
    agree(&home.store);
    // An answer on a day long settled, as from a clock that was set back.
    grade(&home.store, &nth(3, 4), Grade::GOOD, DAY - 500);
    agree(&home.store);
    // Every card leaves its topic for another.
    stock(&home.store, 2, 5);
    agree(&home.store);
    let content = IndexedContent {
        stamp: "none",
        files: &[],
        areas: &[],
        topics: &[],
        roadmaps: &[],
        retired: &[],
    };
    home.store.replace_content(&content).unwrap();
    agree(&home.store);
}

#[test]
fn merged_answers_reach_settled_sums() {
    let (here, there) = (stocked(1), stocked(2));
    years(&here.store);
    agree(&here.store);
    for day in [DAY - 800, DAY - 410, DAY - 3] {
        grade(&there.store, &nth(1, 1), Grade::HARD, day);
    }
    let file = there.folder.path().join("log.jsonl");
    there
        .store
        .log()
        .export(
            &mut std::fs::File::create(&file).unwrap(),
            &file,
            LogContent::Whole,
        )
        .unwrap();
    here.store.progress().import(&file).unwrap();
    agree(&here.store);
}
