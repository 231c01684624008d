//! The study day around clock changes.

use milepost::domain::day::{Instant, Rollover, StudyDay, Zone};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Probe {
    tz: String,
    rollover: u8,
    now: i64,
    local: String,
    civil_day: String,
    civil_next_day_at: i64,
}

#[test]
fn every_probe_around_a_clock_change_agrees() {
    let mut probes = 0;
    for line in include_str!("../vectors/study_day.jsonl").lines() {
        let probe: Probe = serde_json::from_str(line).unwrap();
        let zone = Zone::Named(probe.tz.parse().unwrap());
        let rollover = Rollover::at_hour(probe.rollover).unwrap();
        let now = Instant::from_millis(probe.now * 1_000);
        assert_eq!(zone.local(now).to_string(), probe.local, "{line}");
        assert_eq!(
            zone.study_day(now, rollover),
            StudyDay::parse(&probe.civil_day).unwrap(),
            "{line}"
        );
        assert_eq!(
            zone.next_rollover(now, rollover).millis(),
            probe.civil_next_day_at * 1_000,
            "{line}"
        );
        probes += 1;
    }
    assert_eq!(probes, 794);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_year_in_any_zone_has_one_study_day_per_civil_date(
        zone in 0..chrono_tz::TZ_VARIANTS.len(),
        hour in 0..24_u8,
        start in 1_600_000_000_000_i64..1_800_000_000_000,
    ) {
        let zone = Zone::Named(chrono_tz::TZ_VARIANTS[zone]);
        let rollover = Rollover::at_hour(hour).unwrap();
        let mut now = Instant::from_millis(start);
        for _ in 0..366 {
            let day = zone.study_day(now, rollover);
            let next = zone.next_rollover(now, rollover);
            let before = Instant::from_millis(next.millis() - 1);
            prop_assert!(next > now);
            prop_assert_eq!(zone.study_day(next, rollover), day.plus(1));
            prop_assert_eq!(zone.study_day(before, rollover), day);
            now = next;
        }
    }
}
