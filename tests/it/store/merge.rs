//! Logs go out as lines and come in by union.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;

use milepost::domain::day::StudyDay;
use milepost::domain::event::{Event, EventBody, MarkEvent, RoadEvent};
use milepost::domain::grade::Grade;
use milepost::domain::id::CardId;
use milepost::domain::memory::{CardState, Interval};
use milepost::store::{
    EventStatus, Filter, LogContent, LogEnding, MergedEvents, Store, StoreError,
};
use proptest::prelude::*;

use super::fold::{Deed, deed, live};
use super::kit::*;

/// Exports a home's log into its folder.
fn exported(home: &Home) -> PathBuf {
    let file = home.folder.path().join("log.jsonl");
    home.store
        .log()
        .export(&mut File::create(&file).unwrap(), &file, LogContent::Whole)
        .unwrap();
    file
}

/// What a home knows of its cards' schedules, without their strengths.
fn due_days(store: &Store) -> Vec<(CardId, Interval, StudyDay, [u32; 3])> {
    let schedule = |(id, state): (CardId, CardState)| {
        let seen = *state.memory.seen()?;
        let counts = [seen.passes, seen.reviews, seen.lapses];
        Some((id, seen.interval, seen.due, counts))
    };
    kept(store).cards.into_iter().filter_map(schedule).collect()
}

/// What stands of a day, by going through the whole log.
fn stood(store: &Store, day: StudyDay) -> Vec<Event> {
    let logged = store
        .log()
        .events(Filter {
            from: Some(day),
            to: Some(day),
            ..Filter::default()
        })
        .unwrap();
    let standing = logged
        .map(Result::unwrap)
        .filter(|logged| logged.standing == EventStatus::Stands);
    standing
        .map(|logged| logged.event)
        .filter(|event| !matches!(event.body, EventBody::Undo { .. }))
        .collect()
}

#[test]
fn a_log_comes_back_as_it_went_and_no_oftener_than_once() {
    let (here, there) = (stocked(1), stocked(2));
    grade(&here.store, &nth(0, 0), Grade::GOOD, DAY);
    here.store
        .progress()
        .record(
            EventBody::Road(RoadEvent::Follow {
                roadmap: roadmap("road"),
            }),
            &stamp(DAY),
        )
        .unwrap();
    let file = exported(&here);
    let cards = [(nth(0, 0), 1)];
    let covered = here.store.log().coverage().unwrap();
    assert_eq!(covered.count(), 2);
    let imported = |new, known| MergedEvents {
        new,
        known,
        ending: LogEnding::Sealed,
        origin: None,
        covered: covered.clone(),
        cards: cards.clone().into(),
        renamed: 0,
    };
    assert_eq!(
        there.store.progress().import(&file).unwrap(),
        imported(2, 0)
    );
    assert_eq!(
        there.store.progress().import(&file).unwrap(),
        imported(0, 2)
    );
    assert_eq!(log(&there.store), log(&here.store));
    assert_eq!(kept(&there.store), kept(&here.store));
}

#[test]
fn after_a_merge_the_clock_goes_on_from_the_greatest() {
    let (ahead, behind) = (stocked(1), stocked(2));
    let late = grade(&ahead.store, &nth(0, 0), Grade::GOOD, DAY + 300);
    behind.store.progress().import(&exported(&ahead)).unwrap();
    let next = behind
        .store
        .progress()
        .record(MarkEvent::Suspend.on(nth(0, 0)), &stamp(DAY))
        .unwrap();
    assert!(next.clock > late.clock);
    assert_eq!(kept(&behind.store), folded(&behind.store));
}

#[test]
fn a_damaged_line_is_named_and_nothing_comes_in() {
    let (here, there) = (stocked(1), stocked(2));
    for card in 0..3 {
        grade(&here.store, &nth(0, card), Grade::GOOD, DAY);
    }
    let file = exported(&here);
    let text = fs::read_to_string(&file).unwrap();
    let fifth = format!("{}\n", text.lines().nth(4).unwrap());
    for (damaged, at) in [
        (text.replace("\"answer_ms\":4321", "\"answer_ms\":4322"), 3),
        // An event that is missing altogether, and lines after the last one.
        (text.replacen(&fifth, "", 1), 5),
        (format!("{text}{text}"), 7),
        (text.replacen("\"seq\":2", "\"seq\":9", 1), 4),
        (text.replacen("sm2", "sm3", 1), 2),
        (text.replacen("milepost_log\":2", "milepost_log\":9", 1), 1),
        ("hello\n".to_owned(), 1),
        (String::new(), 1),
    ] {
        fs::write(&file, &damaged).unwrap();
        let fault = there.store.progress().import(&file).unwrap_err();
        assert!(
            matches!(fault, StoreError::Line { line, .. } if line == at),
            "{at}: {fault}"
        );
        assert!(fault.to_string().contains("log.jsonl"), "{fault}");
        assert!(log(&there.store).is_empty());
    }
    // The first version had no last line that would tell of the missing one.
    let first_version = text.replacen("milepost_log\":2", "milepost_log\":1", 1);
    let lines = first_version
        .lines()
        .filter(|line| line.contains("milepost_log") || line.contains("\"seq\""));
    fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let bare = tempfile::tempdir().unwrap();
    let bare = milepost::store::Store::open(&files(bare.path()), device(3)).unwrap();
    assert!(
        bare.progress()
            .import(&file)
            .unwrap_err()
            .to_string()
            .contains("settings")
    );
    assert!(log(&bare).is_empty());
}

#[test]
fn a_log_that_was_cut_anywhere_is_noticed() {
    let (here, there) = (stocked(1), stocked(2));
    for card in 0..2 {
        grade(&here.store, &nth(0, card), Grade::GOOD, DAY);
    }
    let file = exported(&here);
    let whole = fs::read(&file).unwrap();
    let head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    // Only the very last line end may be missing.
    for length in head..whole.len() - 1 {
        fs::write(&file, &whole[..length]).unwrap();
        let fault = there.store.progress().import(&file).unwrap_err();
        assert!(
            matches!(fault, StoreError::CutShort { .. }),
            "{length}: {fault}"
        );
        assert!(log(&there.store).is_empty());
    }
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(there.store.progress().import(&file).unwrap().new, 2);
}

#[test]
fn a_log_of_an_earlier_version_comes_in_without_a_last_line() {
    let (here, there) = (stocked(1), stocked(2));
    grade(&here.store, &nth(0, 0), Grade::GOOD, DAY);
    let file = exported(&here);
    let text = fs::read_to_string(&file).unwrap();
    let (events, _) = text.trim_end().rsplit_once('\n').unwrap();
    fs::write(
        &file,
        events.replacen("milepost_log\":2", "milepost_log\":1", 1),
    )
    .unwrap();
    let merged = there.store.progress().import(&file).unwrap();
    assert_eq!((merged.new, merged.ending), (1, LogEnding::Open));
}

#[test]
fn line_ends_may_change_on_the_way() {
    let (here, there) = (stocked(1), stocked(2));
    grade(&here.store, &nth(0, 0), Grade::GOOD, DAY);
    let file = exported(&here);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace('\n', "\r\n")).unwrap();
    assert_eq!(there.store.progress().import(&file).unwrap().new, 1);
}

#[test]
fn one_key_with_two_meanings_refuses_the_merge() {
    let (one, other) = (stocked(1), stocked(1));
    grade(&one.store, &nth(0, 0), Grade::GOOD, DAY);
    grade(&other.store, &nth(0, 0), Grade::AGAIN, DAY);
    let before = log(&other.store);
    assert!(matches!(
        other.store.progress().import(&exported(&one)),
        Err(StoreError::Clash { line: 3, .. })
    ));
    assert_eq!(log(&other.store), before);
}

#[test]
fn kinds_of_a_newer_version_are_kept_and_handed_on() {
    let (here, there) = (stocked(1), stocked(2));
    let body = serde_json::json!({"kind": "teleport", "card": "t0.c0", "zeal": 1.50, "big": 18_446_744_073_709_551_615_u64});
    let unknown = EventBody::Unknown {
        kind: "teleport".to_owned(),
        body,
    };
    here.store.progress().record(unknown, &stamp(DAY)).unwrap();
    there.store.progress().import(&exported(&here)).unwrap();
    assert_eq!(log(&there.store), log(&here.store));
    assert_eq!(log(&there.store)[0].body.kind(), "teleport");
    assert_eq!(
        fs::read(exported(&there)).unwrap(),
        fs::read(exported(&here)).unwrap()
    );
}

#[test]
fn a_body_that_its_kind_could_not_have_is_refused_although_its_checksum_fits() {
    let (here, there) = (stocked(1), stocked(2));
    let body = serde_json::json!({"kind": "suspend", "card": 7});
    here.store
        .progress()
        .record(
            EventBody::Unknown {
                kind: "suspend".to_owned(),
                body,
            },
            &stamp(DAY),
        )
        .unwrap();
    let fault = there.store.progress().import(&exported(&here)).unwrap_err();
    assert!(matches!(fault, StoreError::Line { line: 3, .. }), "{fault}");
    assert!(
        fault.to_string().contains("'suspend'") && log(&there.store).is_empty(),
        "{fault}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn homes_converge_whatever_the_order_of_merging(
        lives in prop::array::uniform3((prop::collection::vec(deed(), 0..25), prop::collection::vec(deed(), 0..15))),
        orders in prop::array::uniform3(Just(vec![0_usize, 1, 2]).prop_shuffle()),
    ) {
        let homes = [stocked(1), stocked(2), stocked(3)];
        for (home, (first, _)) in homes.iter().zip(&lives) {
            live(&home.store, first, DAY);
        }
        homes[1].store.progress().import(&exported(&homes[0])).unwrap();
        for (home, (_, then)) in homes.iter().zip(&lives) {
            live(&home.store, &then.iter().filter(|deed| !matches!(deed, Deed::Interview)).cloned().collect::<Vec<_>>(), DAY + 3);
        }
        let logs: Vec<PathBuf> = homes.iter().map(exported).collect();
        for (home, order) in homes.iter().zip(&orders) {
            for from in order {
                home.store.progress().import(&logs[*from]).unwrap();
            }
        }
        for home in &homes {
            prop_assert_eq!(log(&home.store), log(&homes[0].store));
            prop_assert_eq!(kept(&home.store), folded(&home.store));
            prop_assert_eq!(totals(&home.store), totals(&homes[0].store));
            // Each home may use a scheduler of its own; only strengths depend on it.
            prop_assert_eq!(due_days(&home.store), due_days(&homes[0].store));
            let days: BTreeSet<StudyDay> = log(&home.store).iter().map(|event| event.stamp.day).collect();
            for day in days {
                prop_assert_eq!(home.store.log().day_events(day).unwrap(), stood(&home.store, day));
            }
            let faults: Vec<_> = home.store.doctor().into_iter().filter(|check| !check.faults.is_empty()).collect();
            prop_assert!(faults.is_empty(), "{:?}", faults);
        }
    }
}
