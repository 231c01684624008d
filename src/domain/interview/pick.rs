//! Which questions an interview asks: weak and often asked ones by chance, mixed as a real loop mixes them.

use std::collections::HashMap;

use rand::Rng;

use crate::domain::card::Interview;
use crate::domain::id::{CardId, TopicId};
use crate::domain::interview::Round;
use crate::domain::memory::{CardMark, CardStage};

/// The rounds, each with its share of the time in hundredths, in the order in which they get their first
/// question. The short ones come first, for the long ones would leave them nothing.
const SHARES: [(Round, u32); 5] = [
    (Round::Behavioural, 10),
    (Round::WarmUp, 10),
    (Round::Language, 25),
    (Round::Design, 25),
    (Round::Coding, 30),
];

/// How much more a card of the wanted flavour counts.
const FLAVOUR: u64 = 4;

/// A card that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The card.
    pub card: CardId,
    /// Its topic.
    pub topic: TopicId,
    /// The part of the interview it belongs to.
    pub round: Round,
    /// Seconds it takes.
    pub seconds: u32,
    /// How often interviews ask it.
    pub interview: Interview,
    /// How far it is learnt.
    pub stage: CardStage,
    /// Times it was forgotten.
    pub lapses: u32,
    /// Answers of the last weeks that failed.
    pub fails: u32,
    /// Whether it has the flavour of the company that was asked for.
    pub flavour: CardMark,
}

impl Candidate {
    /// What failures say of it, from 0 to 10.
    fn trouble(&self) -> u64 {
        u64::from(self.lapses.min(4)) + 2 * u64::from(self.fails.min(3))
    }

    /// How weak it is by itself, from 1.
    fn weakness(&self) -> u64 {
        let stage = match self.stage {
            CardStage::Learning => 4,
            CardStage::New => 3,
            CardStage::Young => 2,
            CardStage::Mature => 1,
        };
        stage + self.trouble()
    }

    const fn frequency(&self) -> u64 {
        match self.interview {
            Interview::Common => 8,
            Interview::Sometimes => 3,
            Interview::Rare => 1,
            Interview::No => 0,
        }
    }
}

/// The questions of an interview of so many minutes, in the order they are asked. They fit into the time,
/// no two are siblings, and none that is left would still fit. The same candidates and the same chance give
/// the same questions, in whatever order the candidates come. Each round gets a question, where one of at most twice its
/// share of the time is found.
pub fn pick(candidates: Vec<Candidate>, minutes: u32, chance: &mut impl Rng) -> Vec<Candidate> {
    let whole = minutes.saturating_mul(60);
    let mut drawing = Drawing::over(candidates, whole);
    let shares = drawing.shares();
    for (round, share) in shares.iter().copied() {
        drawing.take(share_of(whole, 2 * share), chance, |candidate| {
            candidate.round == round
        });
    }
    for (round, share) in shares {
        let time = share_of(whole, share).saturating_sub(drawing.spent(round));
        drawing.fill(time, chance, |candidate| candidate.round == round);
    }
    // What no longer question fits into goes to the language, and then to whatever fits.
    drawing.fill(whole, chance, |candidate| {
        candidate.round == Round::Language
    });
    drawing.fill(whole, chance, |_| true);
    let mut picked = drawing.picked;
    picked.sort_by_key(|candidate| candidate.round);
    picked
}

fn share_of(seconds: u32, hundredths: u32) -> u32 {
    u32::try_from(u64::from(seconds) * u64::from(hundredths) / 100).unwrap_or(u32::MAX)
}

struct Drawing {
    left: Vec<Candidate>,
    picked: Vec<Candidate>,
    /// Seconds that no question has taken yet.
    time: u32,
    /// What failures say of each topic.
    trouble: HashMap<TopicId, u64>,
}

impl Drawing {
    fn over(mut candidates: Vec<Candidate>, time: u32) -> Self {
        candidates.retain(|candidate| candidate.frequency() > 0);
        candidates.sort_by(|a, b| a.card.cmp(&b.card));
        let mut trouble: HashMap<TopicId, u64> = HashMap::new();
        for candidate in &candidates {
            *trouble.entry(candidate.topic.clone()).or_default() += candidate.trouble();
        }
        Self {
            left: candidates,
            picked: Vec::new(),
            time,
            trouble,
        }
    }

    /// The shares of the rounds that anything can be asked in; they share the time of the others too.
    fn shares(&self) -> Vec<(Round, u32)> {
        let asked = |round| {
            self.left
                .iter()
                .any(|one| one.round == round && one.seconds <= self.time)
        };
        let shares: Vec<_> = SHARES
            .into_iter()
            .filter(|(round, _)| asked(*round))
            .collect();
        let all: u32 = shares.iter().map(|(_, share)| share).sum();
        shares
            .into_iter()
            .map(|(round, share)| (round, share * 100 / all))
            .collect()
    }

    /// Seconds that the questions of a round take.
    fn spent(&self, round: Round) -> u32 {
        self.picked
            .iter()
            .filter(|picked| picked.round == round)
            .map(|picked| picked.seconds)
            .sum()
    }

    /// Takes questions until none fits into so many seconds, or into the time that is left of the whole.
    fn fill(&mut self, seconds: u32, chance: &mut impl Rng, wanted: impl Fn(&Candidate) -> bool) {
        let mut budget = seconds;
        while let Some(taken) = self.take(budget, chance, &wanted) {
            budget -= taken;
        }
    }

    /// Takes one question of at most so many seconds, if there is one; says how many it takes.
    fn take(
        &mut self,
        seconds: u32,
        chance: &mut impl Rng,
        wanted: impl Fn(&Candidate) -> bool,
    ) -> Option<u32> {
        let most = seconds.min(self.time);
        let place = self.draw(chance, |candidate| {
            candidate.seconds <= most && wanted(candidate)
        })?;
        let candidate = self.left.remove(place);
        let taken = candidate.seconds;
        self.time -= taken;
        self.left
            .retain(|other| other.card.base() != candidate.card.base());
        self.picked.push(candidate);
        Some(taken)
    }

    fn draw(&self, chance: &mut impl Rng, fits: impl Fn(&Candidate) -> bool) -> Option<usize> {
        let weights: Vec<(usize, u64)> = (0..)
            .zip(&self.left)
            .filter(|(_, one)| fits(one))
            .map(|(place, one)| (place, self.weight(one)))
            .collect();
        let total: u64 = weights.iter().map(|(_, weight)| weight).sum();
        if total == 0 {
            return None;
        }
        let mut drawn = chance.random_range(0..total);
        let found = weights.iter().find(|(_, weight)| {
            let here = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            here
        });
        found.map(|(place, _)| *place)
    }

    /// Weak, often asked, of a weak topic that was not asked yet.
    fn weight(&self, candidate: &Candidate) -> u64 {
        let topic = self
            .trouble
            .get(&candidate.topic)
            .copied()
            .unwrap_or(0)
            .min(6);
        let flavour = if candidate.flavour.is_on() {
            FLAVOUR
        } else {
            1
        };
        let asked = self
            .picked
            .iter()
            .filter(|picked| picked.topic == candidate.topic)
            .count();
        let asked = u64::try_from(asked).unwrap_or(u64::MAX);
        let weight = 12 * candidate.frequency() * (candidate.weakness() + topic) * flavour;
        (weight / (1 + 3 * asked)).max(1)
    }
}
