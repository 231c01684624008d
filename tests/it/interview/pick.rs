//! Which questions an interview asks: what must hold whatever the cards.

use std::collections::{HashMap, HashSet};

use milepost::domain::card::{CardKind, Interview};
use milepost::domain::id::{CardId, TopicId};
use milepost::domain::interview::{Candidate, Round, pick};
use milepost::domain::memory::{CardMark, CardStage};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::home::TestEnv;

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let stage = prop_oneof![
        Just(CardStage::New),
        Just(CardStage::Learning),
        Just(CardStage::Young),
        Just(CardStage::Mature)
    ];
    let interview = prop_oneof![
        Just(Interview::No),
        Just(Interview::Rare),
        Just(Interview::Sometimes),
        Just(Interview::Common)
    ];
    let one = (
        0..5_usize,
        1..2_000_u32,
        0..6_u8,
        stage,
        interview,
        0..20_u32,
        0..20_u32,
        any::<bool>(),
    );
    prop::collection::vec(one, 0..60).prop_map(|all| {
        let made = all.into_iter().enumerate();
        made.map(
            |(n, (round, seconds, topic, stage, interview, lapses, fails, flavour))| Candidate {
                card: CardId::parse(&format!("cards.n{}#{}", n / 2, n % 2 + 1)).unwrap(),
                topic: TopicId::parse(&format!("topic-{topic}")).unwrap(),
                round: Round::ALL[round],
                kind: CardKind::ALL[(n + round) % CardKind::ALL.len()],
                seconds,
                interview,
                stage,
                lapses,
                fails,
                flavour: if flavour { CardMark::On } else { CardMark::Off },
            },
        )
        .collect()
    })
}

fn picked(candidates: Vec<Candidate>, minutes: u32, seed: u64) -> Vec<Candidate> {
    pick(candidates, minutes, &mut ChaCha8Rng::seed_from_u64(seed))
}

fn base(candidate: &Candidate) -> String {
    candidate.card.base().to_owned()
}

proptest! {
    #[test]
    fn questions_fit_into_the_time_and_no_two_are_siblings(all in candidates(), minutes in 0..120_u32, seed: u64) {
        let picked = picked(all, minutes, seed);
        prop_assert!(picked.iter().map(|one| one.seconds).sum::<u32>() <= minutes * 60);
        let bases: HashSet<String> = picked.iter().map(base).collect();
        prop_assert_eq!(bases.len(), picked.len());
        prop_assert!(picked.iter().all(|one| one.interview != Interview::No));
    }

    #[test]
    fn rounds_come_in_the_order_of_a_loop(all in candidates(), minutes in 0..120_u32, seed: u64) {
        prop_assert!(picked(all, minutes, seed).is_sorted_by_key(|one| one.round));
    }

    #[test]
    fn short_questions_fill_a_loop_that_lacks_a_part(mut all in candidates(), minutes in 0..120_u32, seed: u64) {
        all.retain(|one| one.round != Round::Behavioural);
        let picked = picked(all.clone(), minutes, seed);
        let left = minutes * 60 - picked.iter().map(|one| one.seconds).sum::<u32>();
        if left <= minutes * 60 / 3 {
            return Ok(());
        }
        let bases: HashSet<String> = picked.iter().map(base).collect();
        let fits = |one: &Candidate| one.interview != Interview::No && one.seconds <= left && !bases.contains(&base(one));
        prop_assert!(!all.iter().any(fits));
    }

    #[test]
    fn a_seed_draws_the_same_in_whatever_order_the_cards_come(all in candidates(), seed: u64) {
        let mut turned = all.clone();
        turned.reverse();
        prop_assert_eq!(picked(all, 45, seed), picked(turned, 45, seed));
    }
}

/// The kind that most questions of a round have.
fn kind_in(round: Round) -> CardKind {
    match round {
        Round::WarmUp => CardKind::Basic,
        Round::Language => CardKind::Output,
        Round::Coding => CardKind::Code,
        Round::Design | Round::Behavioural => CardKind::Open,
    }
}

fn plain(n: u32, round: Round, seconds: u32) -> Candidate {
    Candidate {
        card: CardId::parse(&format!("cards.n{n}")).unwrap(),
        topic: TopicId::parse(&format!("topic-{n}")).unwrap(),
        round,
        kind: kind_in(round),
        seconds,
        interview: Interview::Common,
        stage: CardStage::Mature,
        lapses: 0,
        fails: 0,
        flavour: CardMark::Off,
    }
}

/// How often each card is the one question of an interview that has time for one.
fn drawn(all: &[Candidate]) -> HashMap<CardId, u32> {
    let mut counts = HashMap::new();
    for seed in 0..1_000 {
        for one in picked(all.to_vec(), 1, seed) {
            *counts.entry(one.card).or_default() += 1;
        }
    }
    counts
}

#[test]
fn weak_and_often_asked_cards_are_drawn_more_often() {
    let mut all: Vec<Candidate> = (0..4).map(|n| plain(n, Round::Language, 60)).collect();
    all[1].stage = CardStage::Learning;
    all[2].fails = 3;
    all[3].interview = Interview::Rare;
    let counts = drawn(&all);
    let count = |place: usize| counts.get(&all[place].card).copied().unwrap_or(0);
    assert!(
        count(0) < count(1) && count(1) < count(2) && count(3) < count(0),
        "{counts:?}"
    );
}

#[test]
fn cards_of_a_weak_topic_are_drawn_more_often() {
    let mut all: Vec<Candidate> = (0..3).map(|n| plain(n, Round::Language, 60)).collect();
    all[0].topic = all[1].topic.clone();
    all[0].fails = 3;
    let counts = drawn(&all);
    assert!(
        counts[&all[1].card] > 2 * counts[&all[2].card],
        "{counts:?}"
    );
}

#[test]
fn three_quarters_of_an_hour_are_problems_a_discussion_and_a_talk() {
    let lengths = [60, 90, 900, 900, 300];
    let all: Vec<Candidate> = (0..50)
        .zip(Round::ALL.iter().zip(lengths).cycle())
        .map(|(n, (round, length))| plain(n, *round, length))
        .collect();
    for seed in 0..50 {
        let picked = picked(all.clone(), 45, seed);
        let count = |round: Round| picked.iter().filter(|one| one.round == round).count();
        assert_eq!(count(Round::Behavioural), 1, "seed {seed}");
        assert_eq!(count(Round::Design), 1, "seed {seed}");
        assert!((1..=2).contains(&count(Round::Coding)), "seed {seed}");
        assert!(picked.len() <= 4, "seed {seed}: {picked:?}");
    }
}

#[test]
fn a_road_of_short_questions_fills_the_time_with_them() {
    let all: Vec<Candidate> = (0..50)
        .map(|n| plain(n, [Round::WarmUp, Round::Language][n as usize % 2], 60))
        .collect();
    assert_eq!(picked(all, 45, 1).len(), 45);
}

#[test]
fn interviews_from_the_roadmaps_have_few_long_questions() {
    let env = TestEnv::new();
    for seed in ["1", "2", "3", "4"] {
        let words = ["interview", "--roadmap", "big-tech", "--seed", seed];
        env.run_with(&words, &":skip\n".repeat(30));
        let shown = env.json(&["interview", "show", "--json"]);
        let turns = shown["turns"].as_array().unwrap();
        let count = |kind: &str, round: &str| {
            let is_one = |turn: &&serde_json::Value| {
                (kind.is_empty() || turn["kind"] == kind)
                    && (round.is_empty() || turn["round"] == round)
            };
            turns.iter().filter(is_one).count()
        };
        assert!((1..=2).contains(&count("code", "")), "seed {seed}: {shown}");
        assert_eq!(count("", "behavioural"), 1, "seed {seed}: {shown}");
        assert!(turns.len() <= 4, "seed {seed}: {shown}");
        let seconds: u64 = turns
            .iter()
            .filter_map(|turn| turn["seconds"].as_u64())
            .sum();
        assert!(
            (20 * 60..=45 * 60).contains(&seconds),
            "seed {seed}: {seconds}"
        );
    }
}
