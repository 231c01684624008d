//! The planner: what must hold for any cards, any prerequisites and any number of days.

use milepost::domain::cost::{CostFacts, LONG_SECONDS, LongAllowance, choose_long};
use milepost::domain::plan::{
    Belief, Course, FsrsCurve, Horizon, LONG_SHARE, LastAnswer, MemoryCurve, PlanCard, PlanTopic,
    Purpose, ScheduledAsk, Situation, mock_days, plan_course, unplanned_recall,
};
use milepost::domain::schedule::fsrs6::{FsrsMemory, Rating};
use proptest::prelude::*;

type Cards = Situation<FsrsMemory>;

fn horizon(days: i32, minutes: f64) -> Horizon {
    Horizon {
        days,
        whole: days,
        seconds_a_day: minutes * 60.0,
        spent_today: 0.0,
        kept: 1.0,
        long_saved: 0.0,
    }
}

fn new_card(topic: usize, value: f64, seconds: u32, family: usize) -> PlanCard<FsrsMemory> {
    PlanCard {
        topic,
        value,
        seconds,
        family,
        needs: vec![],
        open_from: 0,
        belief: None,
        due: None,
    }
}

fn seen_card(mut card: PlanCard<FsrsMemory>, days_ago: i32) -> PlanCard<FsrsMemory> {
    let state = FsrsCurve::default().first(Rating::Good);
    card.belief = Some(Belief::known(state, -days_ago, LastAnswer::Passed));
    card.due = Some(ScheduledAsk {
        day: 1 - days_ago,
        interval: 1,
    });
    card
}

/// Topics in a chain or apart, and cards of every sort in them.
fn situations() -> impl Strategy<Value = Cards> {
    let card = (
        0..6_usize,
        prop_oneof![Just(0.1), Just(1.0), Just(3.0), Just(30.0)],
        prop_oneof![Just(25_u32), Just(90), Just(600), Just(1_500)],
        0..40_usize,
        prop_oneof![3 => Just(None), 1 => (1..60_i32).prop_map(Some)],
        0..4_i32,
    );
    let cards = prop::collection::vec(card, 0..60);
    let needs = prop::collection::vec(prop::collection::vec(0..6_usize, 0..2), 6);
    (cards, needs, 1..80_i32, 1..90_u32).prop_map(|(cards, needs, days, minutes)| {
        let cards = cards
            .into_iter()
            .map(|(topic, value, seconds, family, ago, open)| {
                let mut card = new_card(topic, value, seconds, family);
                card.open_from = open;
                match ago {
                    Some(days_ago) => seen_card(card, days_ago),
                    None => card,
                }
            });
        let topics = needs
            .into_iter()
            .enumerate()
            .map(|(place, needs)| PlanTopic {
                needs: needs.into_iter().filter(|need| *need < place).collect(),
            });
        Situation {
            cards: cards.collect(),
            topics: topics.collect(),
            horizon: horizon(days, f64::from(minutes)),
        }
    })
}

fn value(situation: &Cards, recall: &[f64]) -> f64 {
    let worth = situation.cards.iter().zip(recall);
    worth.map(|(card, recall)| card.value * recall).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_day_never_holds_more_than_its_minutes(situation in situations()) {
        let course = plan_course(&FsrsCurve::default(), &situation);
        prop_assert_eq!(course.days.len(), usize::try_from(situation.horizon.days).unwrap());
        for (day, planned) in (0..).zip(&course.days) {
            prop_assert!(planned.seconds <= situation.horizon.seconds_on(day) + 1e-6);
        }
    }

    #[test]
    fn siblings_never_come_up_on_one_day(situation in situations()) {
        let course = plan_course(&FsrsCurve::default(), &situation);
        for (day, planned) in (0..).zip(&course.days) {
            let mut families: Vec<usize> = planned
                .turns
                .iter()
                .map(|turn| situation.cards[turn.card].family)
                .collect();
            families.sort_unstable();
            families.dedup();
            prop_assert_eq!(families.len(), planned.turns.len());
            for turn in &planned.turns {
                prop_assert!(situation.cards[turn.card].open_from <= day);
            }
        }
    }

    #[test]
    fn most_of_the_time_stays_for_quick_cards(situation in situations()) {
        let course = plan_course(&FsrsCurve::default(), &situation);
        let (mut long, mut allowed) = (0.0, 0.0);
        for (day, planned) in (0..).zip(&course.days) {
            let seconds = planned.turns.iter().map(|turn| situation.cards[turn.card].seconds);
            long += seconds.filter(|seconds| *seconds > LONG_SECONDS).map(f64::from).sum::<f64>();
            allowed += LONG_SHARE * situation.horizon.seconds_on(day);
            prop_assert!(long <= allowed + 1e-6, "day {day}: {long} of {allowed}");
        }
    }

    #[test]
    fn a_card_is_new_once_and_never_before_its_topic_opens(situation in situations()) {
        let course = plan_course(&FsrsCurve::default(), &situation);
        let mut asked: Vec<bool> = situation.cards.iter().map(|card| card.belief.is_some()).collect();
        for planned in &course.days {
            for turn in &planned.turns {
                prop_assert_eq!(turn.purpose == Purpose::Learn, !asked[turn.card]);
                if turn.purpose == Purpose::Learn {
                    prop_assert!(may_open(&situation, &asked, situation.cards[turn.card].topic));
                }
                asked[turn.card] = true;
            }
        }
    }

    #[test]
    fn a_plan_never_does_harm(situation in situations()) {
        let curve = FsrsCurve::default();
        let course = plan_course(&curve, &situation);
        let idle = Situation { horizon: horizon(situation.horizon.days, 0.0), ..situation.clone() };
        let nothing = plan_course(&curve, &idle);
        prop_assert!(nothing.days.iter().all(|day| day.turns.is_empty()));
        prop_assert!(value(&situation, &course.on_date) >= value(&situation, &nothing.on_date) - 1e-9);
        for recall in course.on_date.iter().chain(&unplanned_recall(&curve, &situation, 10)) {
            prop_assert!((0.0..=1.0 + 1e-9).contains(recall));
        }
    }

    #[test]
    fn the_same_morning_gives_the_same_plan(situation in situations()) {
        let curve = FsrsCurve::default();
        prop_assert_eq!(plan_course(&curve, &situation), plan_course(&curve, &situation));
    }

    #[test]
    fn a_bench_leaves_most_of_the_day(long in prop::collection::vec(181..4_000_u32, 0..20), minutes in 0..600_u32) {
        let fits = choose_long(&long, LongAllowance::of_day(minutes));
        let taken: u32 = fits.iter().map(|place| long[*place]).sum();
        prop_assert!(taken * 10 <= minutes * 60 * 4);
    }

    #[test]
    fn over_a_week_long_cards_take_their_share(minutes in 1..120_u32, card in 181..4_000_u32) {
        let mut spent = Vec::new();
        for day in 0..60_usize {
            let mut allowance = LongAllowance::of_day(minutes);
            let before = &spent[day.saturating_sub(6)..];
            allowance.save(u32::try_from(before.len()).unwrap(), before.iter().sum());
            let fits = choose_long(&[card], allowance);
            spent.push(if fits.is_empty() { 0 } else { card });
        }
        prop_assert!(spent.iter().sum::<u32>() * 10 <= minutes * 60 * 60 * 4);
        // A card that takes no more than a day comes on some day.
        prop_assert!(spent.iter().any(|spent| *spent > 0) || card > minutes * 60);
    }
}

/// Whether every prerequisite of a topic had at least half of its cards asked: fewer cannot have passed.
fn may_open(situation: &Cards, asked: &[bool], topic: usize) -> bool {
    situation.topics[topic].needs.iter().all(|need| {
        let of_topic = |place: &usize| situation.cards[*place].topic == *need;
        let cards: Vec<usize> = (0..situation.cards.len()).filter(of_topic).collect();
        let met = cards.iter().filter(|place| asked[**place]).count();
        met * 2 >= cards.len()
    })
}

/// A first topic of worthless cards, and a second, which builds on it, of valuable ones.
fn locked_treasure() -> Cards {
    let mut cards: Vec<_> = (0..8).map(|family| new_card(0, 0.1, 25, family)).collect();
    cards.extend((8..16).map(|family| new_card(1, 3.0, 25, family)));
    cards.extend((16..80).map(|family| new_card(2, 1.0, 25, family)));
    Situation {
        cards,
        topics: vec![
            PlanTopic::default(),
            PlanTopic { needs: vec![0] },
            PlanTopic::default(),
        ],
        horizon: horizon(6, 5.0),
    }
}

fn topics_asked(situation: &Cards, course: &Course, topic: usize) -> usize {
    let turns = course.days.iter().flat_map(|day| &day.turns);
    let of_topic = turns.filter(|turn| situation.cards[turn.card].topic == topic);
    of_topic
        .filter(|turn| turn.purpose == Purpose::Learn)
        .count()
}

#[test]
fn a_worthless_prerequisite_is_paid_for_with_what_it_opens() {
    let situation = locked_treasure();
    let course = plan_course(&FsrsCurve::default(), &situation);
    assert!(topics_asked(&situation, &course, 0) >= 4);
    assert_eq!(topics_asked(&situation, &course, 1), 8);
}

#[test]
fn a_card_longer_than_the_daily_allowance_gets_its_day() {
    let mut cards: Vec<_> = (0..200)
        .map(|family| new_card(0, 1.0, 25, family))
        .collect();
    cards.push(new_card(0, 300.0, 25 * 60, 200));
    let situation = Situation {
        cards,
        topics: vec![PlanTopic::default()],
        horizon: horizon(10, 30.0),
    };
    let course = plan_course(&FsrsCurve::default(), &situation);
    let day = course
        .days
        .iter()
        .position(|day| day.turns.iter().any(|turn| turn.card == 200));
    // 12 minutes a day are for long cards: 25 fit on the third.
    assert_eq!(day, Some(2));
}

#[test]
fn what_is_worth_most_comes_first() {
    let mut cards: Vec<_> = (0..50).map(|family| new_card(0, 1.0, 25, family)).collect();
    cards.extend((50..60).map(|family| new_card(0, 3.0, 25, family)));
    let situation = Situation {
        cards,
        topics: vec![PlanTopic::default()],
        horizon: horizon(30, 5.0),
    };
    let course = plan_course(&FsrsCurve::default(), &situation);
    let first = course.days[0].turns.iter().take(10);
    assert!(first.into_iter().all(|turn| turn.card >= 50));
}

#[test]
fn two_mock_interviews_stand_on_a_long_calendar() {
    assert_eq!(mock_days(70), [35, 4]);
    assert_eq!(mock_days(10), [3]);
    assert!(mock_days(3).is_empty());
}

#[test]
fn a_plan_remembers_more_than_the_order_of_the_road() {
    let mut cards = Vec::new();
    for family in 0..300 {
        let value = if family % 10 == 9 { 3.0 } else { 0.3 };
        cards.push(new_card(family / 30, value, 25, family));
    }
    let topics = (0..10_usize).map(|topic| PlanTopic {
        needs: topic.checked_sub(5).into_iter().collect(),
    });
    let situation = Situation {
        cards,
        topics: topics.collect(),
        horizon: horizon(30, 5.0),
    };
    let curve = FsrsCurve::default();
    let planned = value(&situation, &plan_course(&curve, &situation).on_date);
    let without = value(&situation, &unplanned_recall(&curve, &situation, 10));
    assert!(planned > without * 1.05, "{planned} against {without}");
}

#[test]
fn a_cost_is_the_learners_own_time_before_any_estimate() {
    let facts = CostFacts {
        own: Some(8_200),
        kind: Some(30_000),
        declared_minutes: Some(12),
    };
    assert_eq!(facts.seconds(), 9);
    assert_eq!(CostFacts { own: None, ..facts }.seconds(), 30);
    let declared = CostFacts {
        declared_minutes: Some(12),
        ..CostFacts::default()
    };
    assert_eq!(declared.seconds(), 720);
    assert_eq!(CostFacts::default().seconds(), 25);
}
