use super::*;
use crate::domain::memory::{Ease, Interval, Marks, Memory, SeenMemory, Strength};

const TODAY: StudyDay = StudyDay::from_number(20_000);

fn lens() -> StatsContext {
    StatsContext {
        today: TODAY,
        since: None,
        habit: Habit::default(),
    }
}

fn card(interval: u32, last: i32) -> CardState {
    let seen = SeenMemory {
        strength: Strength::Sm2 {
            ease: Ease::START,
            repetitions: 3,
        },
        passes: 3,
        reviews: 3,
        lapses: 0,
        interval: Interval::from_days(interval).unwrap(),
        due: TODAY.plus(last + i32::try_from(interval).unwrap()),
        last: TODAY.plus(last),
    };
    CardState {
        memory: Memory::Seen(seen),
        marks: Marks::default(),
    }
}

fn of(intervals: &[u32]) -> Figures {
    let mut figures = Figures::default();
    for interval in intervals {
        figures.add_card(&card(*interval, 0), CardMark::Off, &lens());
    }
    figures
}

fn passes(passed: i64, failed: i64) -> PassCount {
    PassCount {
        passed,
        n: passed + failed,
        total_ms: 7,
    }
}

#[test]
fn wilson_agrees_with_published_values() {
    // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (passed, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let (l, h) = Rate { passed, n }.wilson().unwrap();
        assert!(
            (l - low).abs() < 5e-5 && (h - high).abs() < 5e-5,
            "{passed}/{n}: {l} {h}"
        );
    }
}

#[test]
fn no_reviews_have_no_rate() {
    assert_eq!(
        (Rate::default().value(), Rate::default().wilson()),
        (None, None)
    );
    let empty = Figures::default();
    assert_eq!(
        (empty.coverage(), empty.mean_ease(), empty.median_interval()),
        (None, None, None)
    );
    assert_eq!((empty.expected_recall(), empty.readiness()), (None, None));
}

#[test]
fn periods_end_today_and_since_cuts_them() {
    let days = |period: Period, since: Option<i32>| {
        let span = period.span(TODAY, since.map(|back| TODAY.plus(-back)));
        (TODAY.since(span.from), TODAY.since(span.to))
    };
    assert_eq!(days(Period::Today, None), (0, 0));
    assert_eq!(days(Period::Yesterday, None), (1, 1));
    assert_eq!(days(Period::Week, None), (6, 0));
    assert_eq!(days(Period::Year, Some(10)), (10, 0));
    assert_eq!(days(Period::All, Some(400)), (400, 0));
    let none = Period::Yesterday.span(TODAY, Some(TODAY));
    assert!(!none.has(TODAY) && !none.has(TODAY.plus(-1)));
}

#[test]
fn stretches_part_the_days_where_a_period_begins_or_ends() {
    let back = |since: Option<i32>| -> Vec<(i32, i32)> {
        let parts = stretches(TODAY, since.map(|back| TODAY.plus(-back)));
        parts
            .iter()
            .map(|span| (TODAY.since(span.from), TODAY.since(span.to)))
            .collect()
    };
    assert_eq!(
        back(None)[1..],
        [(364, 30), (29, 7), (6, 2), (1, 1), (0, 0)]
    );
    assert_eq!(stretches(TODAY, None)[0].to, TODAY.plus(-365));
    assert_eq!(
        back(Some(9))[1..],
        [(364, 30), (29, 10), (9, 7), (6, 2), (1, 1), (0, 0)]
    );
    assert_eq!(back(Some(6)), back(None));
    assert_eq!(back(Some(-5)), back(None));
}

#[test]
fn answers_count_in_every_period_that_has_their_day() {
    let mut figures = Figures::default();
    figures.add_answers(TODAY, StateBefore::Young, passes(3, 1), &lens());
    figures.add_answers(TODAY.plus(-1), StateBefore::Mature, passes(1, 0), &lens());
    figures.add_answers(TODAY.plus(-29), StateBefore::Young, passes(0, 1), &lens());
    figures.add_answers(TODAY.plus(-40), StateBefore::New, passes(9, 9), &lens());
    figures.add_answers(TODAY.plus(1), StateBefore::Young, passes(9, 9), &lens());
    let n = Period::ALL.map(|period| figures.retention(period).all().n);
    assert_eq!(n, [4, 1, 5, 6, 6, 6]);
    assert_eq!(
        figures.retention(Period::All).young,
        Rate { passed: 3, n: 5 }
    );
    assert_eq!((figures.answers, figures.time_ms), (24, 28));
}

#[test]
fn suspended_and_buried_stand_above_the_other_states() {
    let mut figures = of(&[1, 2, 20, 21]);
    let mut suspended = card(30, 0);
    suspended.marks.suspended = CardMark::On;
    let mut buried = card(30, 0);
    buried.marks.buried_until = Some(TODAY.plus(1));
    figures.add_card(&suspended, CardMark::On, &lens());
    figures.add_card(&buried, CardMark::Off, &lens());
    figures.add_unmet(4);
    let Figures {
        cards,
        new,
        learning,
        young,
        mature,
        suspended,
        buried,
        leeches,
        seen,
        ..
    } = figures;
    assert_eq!(
        [cards, new, learning, young, mature, suspended, buried],
        [10, 4, 1, 2, 1, 1, 1]
    );
    assert_eq!((leeches, seen), (1, 6));
    assert_eq!(
        (figures.coverage(), figures.known()),
        (Some(0.6), Some(0.1))
    );
}

#[test]
fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
    assert_eq!(of(&[5, 1, 2]).median_interval(), Some(2.0));
    assert_eq!(of(&[5, 1, 2, 3]).median_interval(), Some(2.5));
    assert_eq!(of(&[7]).median_interval(), Some(7.0));
}

#[test]
fn recall_falls_to_the_learners_retention_on_the_due_day() {
    let habit = Habit::of(Retention {
        young: Rate { passed: 71, n: 90 },
        mature: Rate::default(),
    });
    let recall = |interval, last| {
        let state = card(interval, last);
        state.memory.seen().map(|seen| habit.recall(seen, TODAY))
    };
    assert_eq!(recall(10, 0), Some(1_000_000));
    assert_eq!(recall(10, -10), Some(800_000));
    assert_eq!(recall(10, -20), Some(640_000));
    assert_eq!(recall(30, -30), Some(900_000));
    assert_eq!(
        recall(30, 1),
        Some(1_000_000),
        "a card of tomorrow, where a clock went back"
    );
}

#[test]
fn readiness_counts_unseen_cards_as_not_known() {
    let mut figures = of(&[3]);
    figures.add_unmet(3);
    assert_eq!(
        (figures.expected_recall(), figures.readiness()),
        (Some(1.0), Some(0.25))
    );
}

#[test]
fn due_in_seven_days_holds_today_and_the_six_days_after() {
    let due = |last: i32| {
        let mut figures = Figures::default();
        figures.add_card(&card(10, last), CardMark::Off, &lens());
        figures.due_soon
    };
    assert_eq!([due(-30), due(-10), due(-4), due(-3)], [1, 1, 1, 0]);
}

proptest::proptest! {
    #[test]
    fn merging_is_adding(a in proptest::collection::vec(1_u32..400, 0..20), b in proptest::collection::vec(1_u32..400, 0..20)) {
        let mut merged = of(&a);
        merged.merge(&of(&b));
        proptest::prop_assert_eq!(merged, of(&[a, b].concat()));
    }

    #[test]
    fn the_interval_holds_the_rate(n in 1_i64..5000, share in 0.0_f64..=1.0) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small numbers")]
        let rate = Rate { passed: (share * n as f64) as i64, n };
        let (value, (low, high)) = (rate.value().unwrap(), rate.wilson().unwrap());
        proptest::prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
    }
}
