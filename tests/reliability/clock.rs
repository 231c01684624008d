//! Clocks that change, travel, stop or lie.

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Utc};
use milepost::domain::day::{Instant, Rollover, StudyDay, Zone};
use milepost::ui::script::Script;

use crate::home::TestEnv;
use crate::kit::{events, faults, tell};

fn reviewed(env: &TestEnv) -> crate::home::Ran {
    env.run_with(
        &["review", "kind:basic", "--new", "1", "--limit", "1"],
        "\n3\n",
    )
}

fn last_day(env: &TestEnv) -> String {
    events(env.path()).last().unwrap().stamp.day.iso()
}

#[test]
fn a_clock_a_little_behind_keeps_the_day_of_the_last_entry() {
    let mut env = TestEnv::new();
    env.at("2026-11-20T18:30:00-03:00");
    assert_eq!(reviewed(&env).stderr, "");
    env.at("2026-11-18T18:30:00-03:00");
    let ran = reviewed(&env);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.stderr,
        "warning: the clock says 2026-11-18, but the last entry was made on 2026-11-20: that day goes on\n"
    );
    assert_eq!(last_day(&env), "2026-11-20");
    assert_eq!(env.json(&["due", "--json"])["study_day"], "2026-11-20");
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

#[test]
fn a_clock_set_back_a_year_tells_the_truth_and_marks_what_is_written() {
    let mut env = TestEnv::new();
    reviewed(&env);
    env.at("2025-11-20T18:30:00-03:00");
    let ran = reviewed(&env);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.stderr.contains("365 days before the last entry"),
        "{}",
        ran.stderr
    );
    assert_eq!(last_day(&env), "2025-11-20");
    let log = env.json(&["log", "--json"]);
    assert_eq!(log["events"][0].get("clock_behind"), None);
    assert_eq!(log["events"][1]["clock_behind"], true);
    assert!(env.ok(&["log"]).contains("(clock behind)"));
    assert_eq!(reviewed(&env).stderr, "", "it is said once");
    env.at("2026-11-21T18:30:00-03:00");
    assert_eq!(reviewed(&env).code, 0);
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

#[test]
fn a_clock_forward_forty_days_is_a_pause_and_four_hundred_and_one_are_asked_about() {
    let mut env = TestEnv::new();
    reviewed(&env);
    env.at("2026-12-30T18:30:00-03:00");
    assert_eq!(reviewed(&env).stderr, "");
    env.at("2028-02-29T18:30:00-03:00");
    let review = ["review", "kind:basic", "--new", "1", "--limit", "1"];
    let refused = env.script(&review, Script::new(&["q"]));
    assert!(
        refused.contains("426 days after the last entry")
            && refused.contains("is the clock right?"),
        "{refused}"
    );
    assert!(refused.contains("nothing was written"), "{refused}");
    assert_eq!(last_day(&env), "2026-12-30");
    let taken = env.script(&review, Script::new(&["", "", "3", ""]));
    assert!(taken.contains("[1/1]"), "{taken}");
    assert_eq!(last_day(&env), "2028-02-29");
    assert_eq!(reviewed(&env).stderr, "");
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

#[test]
fn a_pipe_is_only_warned_of_a_jump_ahead() {
    let mut env = TestEnv::new();
    reviewed(&env);
    env.at("2030-01-01T18:30:00-03:00");
    let ran = reviewed(&env);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr
            .starts_with("warning: the clock says 2030-01-01, "),
        "{}",
        ran.stderr
    );
}

#[test]
fn who_only_looks_is_not_bothered_about_the_clock() {
    let mut env = TestEnv::new();
    reviewed(&env);
    env.at("2031-01-01T18:30:00-03:00");
    for words in [&["due"][..], &["list", "is:due"], &["log"], &["doctor"]] {
        assert_eq!(env.run(words).stderr, "", "{words:?}");
    }
}

#[test]
fn travel_never_takes_a_day_twice_nor_brings_one_back() {
    let mut env = TestEnv::new();
    let mut last = String::new();
    // Around the world, westward over the date line and back.
    for now in [
        "2026-11-20T22:00:00+13:00",
        "2026-11-20T06:00:00-10:00",
        "2026-11-20T20:00:00-10:00",
        "2026-11-22T07:00:00+14:00",
        "2026-11-21T22:00:00+00:00",
        "2026-11-21T23:30:00-08:00",
        "2026-11-23T05:00:00+09:00",
    ] {
        env.at(now);
        let ran = reviewed(&env);
        assert_eq!(ran.code, 0, "{now}: {}", ran.all());
        let day = last_day(&env);
        assert!(day >= last, "{now}: {day} after {last}");
        last = day;
    }
    assert_eq!(faults(env.path()), Vec::<String>::new());
}

/// Instants of the coming year at which a zone's offset changes.
fn changes(tz: chrono_tz::Tz, year: i32) -> Vec<DateTime<Utc>> {
    let zone = Zone::Named(tz);
    let start = Utc.with_ymd_and_hms(year, 11, 20, 0, 0, 0).unwrap();
    let offset = |at: DateTime<Utc>| zone.offset_at(Instant::from_millis(at.timestamp_millis()));
    let hours = (0..366 * 24).map(|hour| start + Duration::hours(hour));
    hours
        .filter(|at| offset(*at) != offset(*at + Duration::hours(1)))
        .collect()
}

#[test]
fn every_zone_with_a_clock_change_has_one_study_day_a_date_at_every_rollover() {
    let mut zones = 0;
    let mut checked = 0;
    for tz in chrono_tz::TZ_VARIANTS {
        let changes = changes(tz, 2026);
        zones += usize::from(!changes.is_empty());
        for change in changes {
            for hour in 0..24 {
                days_run_on(Zone::Named(tz), change, Rollover::at_hour(hour).unwrap());
                checked += 1;
            }
        }
    }
    assert!(zones > 150, "{zones} zones change their clocks");
    tell(&format!(
        "{zones} zones, {checked} changes with rollovers: one study day a date"
    ));
}

/// For four days around an instant: days grow one at a time, and the next rollover is where the day changes.
fn days_run_on(zone: Zone, around: DateTime<Utc>, rollover: Rollover) {
    let mut at = Instant::from_millis((around - Duration::days(2)).timestamp_millis());
    let mut day = zone.study_day(at, rollover);
    for _ in 0..4 {
        let next = zone.next_rollover(at, rollover);
        assert!(next > at, "{zone} {at:?}");
        let before = Instant::from_millis(next.millis() - 1);
        assert_eq!(
            zone.study_day(before, rollover),
            day,
            "{zone} rollover {} {before:?}",
            rollover.hour()
        );
        assert_eq!(
            zone.study_day(next, rollover),
            day.plus(1),
            "{zone} rollover {} {next:?}",
            rollover.hour()
        );
        day = day.plus(1);
        at = next;
    }
}

#[test]
fn a_leap_day_is_a_day_like_any_other() {
    let mut env = TestEnv::new();
    for (now, day) in [
        ("2028-02-28T18:30:00-03:00", "2028-02-28"),
        ("2028-02-29T18:30:00-03:00", "2028-02-29"),
        ("2028-03-01T03:59:59-03:00", "2028-02-29"),
        ("2028-03-01T04:00:00-03:00", "2028-03-01"),
    ] {
        env.at(now);
        assert_eq!(reviewed(&env).code, 0);
        assert_eq!(last_day(&env), day, "{now}");
    }
    assert_eq!(
        StudyDay::parse("2028-02-29").unwrap().plus(1).date(),
        NaiveDate::from_ymd_opt(2028, 3, 1).unwrap()
    );
    assert_eq!(
        StudyDay::parse("2028-02-29")
            .unwrap()
            .plus(366)
            .date()
            .year(),
        2029
    );
}

#[test]
fn every_rollover_hour_turns_the_day_at_its_hour() {
    for hour in 0..24 {
        let mut env = TestEnv::new();
        env.write("config.toml", &format!("rollover = {hour}\n"));
        let day = |env: &TestEnv| {
            env.json(&["due", "--json"])["study_day"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        env.at(&format!("2026-11-20T{hour:02}:00:00-03:00"));
        assert_eq!(day(&env), "2026-11-20");
        let before = NaiveDate::from_ymd_opt(2026, 11, 20)
            .unwrap()
            .and_hms_opt(hour, 0, 0)
            .unwrap()
            - Duration::seconds(1);
        env.at(&format!("{}-03:00", before.format("%Y-%m-%dT%H:%M:%S")));
        assert_eq!(day(&env), "2026-11-19");
    }
}
