//! A morning's plan: two thousand cards, ten weeks, every stage of learning among them.

use milepost::domain::plan::{
    Belief, FsrsCurve, Horizon, LastAnswer, MemoryCurve, PlanCard, PlanTopic, Situation,
    plan_course, unplanned_recall,
};
use milepost::domain::schedule::fsrs6::{FsrsMemory, Rating};

const CARDS: usize = 2_000;
const TOPICS: usize = 100;
const DAYS: i32 = 70;

fn main() {
    divan::main();
}

/// Half of the cards are new, the others were answered up to four times.
fn situation() -> Situation<FsrsMemory> {
    let cards = (0..CARDS).map(|place| PlanCard {
        topic: place * TOPICS / CARDS,
        value: [3.0, 1.0, 3.0, 0.3, 30.0][place % 5],
        seconds: [20, 25, 40, 25, 600][place % 5],
        family: place,
        needs: vec![],
        open_from: 0,
        belief: (place % 2 == 0).then(|| known(place)),
        due: None,
    });
    let topics = (0..TOPICS).map(|topic| PlanTopic {
        needs: topic.checked_sub(3).into_iter().collect(),
    });
    Situation {
        cards: cards.collect(),
        topics: topics.collect(),
        horizon: Horizon {
            days: DAYS,
            whole: DAYS,
            seconds_a_day: 1_800.0,
            spent_today: 0.0,
            kept: 0.9,
            long_saved: 0.0,
        },
    }
}

fn known(place: usize) -> Belief<FsrsMemory> {
    let curve = FsrsCurve::default();
    let mut state = curve.first(Rating::Good);
    for step in 0..place % 4 {
        let days = u32::try_from(1 + (place * 7 + step) % 20).expect("a few days");
        state = curve.after(state, Rating::Good, days);
    }
    let ago = i32::try_from(1 + place % 30).expect("a month");
    Belief::known(state, -ago, LastAnswer::Passed)
}

#[divan::bench]
fn a_plan_for_two_thousand_cards(bencher: divan::Bencher<'_, '_>) {
    let (curve, situation) = (FsrsCurve::default(), situation());
    bencher.bench(|| plan_course(&curve, divan::black_box(&situation)));
}

#[divan::bench]
fn the_same_days_without_a_plan(bencher: divan::Bencher<'_, '_>) {
    let (curve, situation) = (FsrsCurve::default(), situation());
    bencher.bench(|| unplanned_recall(&curve, divan::black_box(&situation), 10));
}
