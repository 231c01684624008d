//! Which questions an interview asks: weak and often asked ones by chance, mixed as a real loop mixes them.

use std::collections::HashMap;

use rand::Rng;

use crate::domain::card::{CardKind, Interview};
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
    /// Its kind.
    pub kind: CardKind,
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
    /// Whether it is a problem that takes a program.
    fn is_problem(&self) -> bool {
        self.kind == CardKind::Code
    }

    /// Whether it is discussed: a design, a program to be reviewed, an explanation.
    fn is_discussion(&self) -> bool {
        match self.round {
            Round::Design => true,
            Round::Coding => self.kind == CardKind::Bug,
            Round::Language => self.kind == CardKind::Open,
            Round::WarmUp | Round::Behavioural => false,
        }
    }

    fn is_talk(&self) -> bool {
        self.round == Round::Behavioural
    }

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

/// Minutes of one loop: one talk, one discussion, and one or two problems.
const LOOP_MINUTES: u32 = 45;

/// The questions of an interview of `minutes` minutes, in the order they are asked. They fit into
/// the time, no two are siblings, and the same candidates and the same seed give the same
/// questions, in whatever order the candidates come.
///
/// An interview is a few long questions, not a quiz: of each 45 minutes one talk, one discussion, and one or
/// two problems. What they leave is time for the questions around them. Only where one of the three is
/// missing, because no card has it or another part was asked for, and more than a third of the time is left,
/// do other questions fill it: each round gets its share then, and none that still fits is left out.
pub fn pick(candidates: Vec<Candidate>, minutes: u32, rng: &mut impl Rng) -> Vec<Candidate> {
    let whole = minutes.saturating_mul(60);
    let mut drawing = Drawing::over(candidates, whole);
    for _ in 0..loops(minutes) {
        draw_loop(&mut drawing, whole, rng);
    }
    if !drawing.has_every_part() && drawing.time > whole / 3 {
        fill_the_rest(&mut drawing, whole, rng);
    }
    let mut picked = drawing.picked;
    picked.sort_by_key(|candidate| candidate.round);
    picked
}

/// Draws one loop. The talk comes first, for the long questions would leave it nothing; and a problem before
/// the discussion, which may be a design that takes the rest.
fn draw_loop(drawing: &mut Drawing, whole: u32, rng: &mut impl Rng) {
    drawing.take(share_of(whole, 20), rng, Candidate::is_talk);
    drawing.take(share_of(whole, 50), rng, Candidate::is_problem);
    drawing.take(share_of(whole, 60), rng, Candidate::is_discussion);
    // A second problem is to be worth the time that is left: a short one would end the interview early.
    let least = drawing.time.min(LOOP_MINUTES * 60) / 3;
    let is_long = |candidate: &Candidate| candidate.is_problem() && candidate.seconds >= least;
    if drawing.take(whole, rng, is_long).is_none() {
        drawing.take(whole, rng, Candidate::is_problem);
    }
}

/// How many loops an interview is made of: the nearest whole number, but at least one.
fn loops(minutes: u32) -> u32 {
    (minutes.saturating_add(LOOP_MINUTES / 2) / LOOP_MINUTES).max(1)
}

/// Fills what time is left round by round. Each gets a question, where one of at most twice its share of the
/// time is found.
fn fill_the_rest(drawing: &mut Drawing, whole: u32, rng: &mut impl Rng) {
    let shares = drawing.shares();
    for (round, share) in shares.iter().copied() {
        drawing.take(share_of(whole, 2 * share), rng, |candidate| {
            candidate.round == round
        });
    }
    for (round, share) in shares {
        let time = share_of(whole, share).saturating_sub(drawing.spent(round));
        drawing.fill(time, rng, |candidate| candidate.round == round);
    }
    // What no longer question fits into goes to the language, and then to whatever fits.
    drawing.fill(whole, rng, |candidate| candidate.round == Round::Language);
    drawing.fill(whole, rng, |_| true);
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
        // The draw goes by place, so the order decides what a seed draws.
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

    /// Whether a problem, a discussion and a talk were found.
    fn has_every_part(&self) -> bool {
        self.picked.iter().any(Candidate::is_problem)
            && self.picked.iter().any(Candidate::is_discussion)
            && self.picked.iter().any(Candidate::is_talk)
    }

    /// Seconds that the questions of a round take.
    fn spent(&self, round: Round) -> u32 {
        self.picked
            .iter()
            .filter(|picked| picked.round == round)
            .map(|picked| picked.seconds)
            .sum()
    }

    /// Takes questions until none fits into this many seconds, or into the time that is left of the
    /// whole.
    fn fill(&mut self, seconds: u32, rng: &mut impl Rng, wanted: impl Fn(&Candidate) -> bool) {
        let mut budget = seconds;
        while let Some(taken) = self.take(budget, rng, &wanted) {
            budget -= taken;
        }
    }

    /// Takes one question of at most this many seconds, if there is one; says how many it takes.
    fn take(
        &mut self,
        seconds: u32,
        rng: &mut impl Rng,
        wanted: impl Fn(&Candidate) -> bool,
    ) -> Option<u32> {
        let most = seconds.min(self.time);
        let place = self.draw(rng, |candidate| {
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

    fn draw(&self, rng: &mut impl Rng, fits: impl Fn(&Candidate) -> bool) -> Option<usize> {
        let weights: Vec<(usize, u64)> = (0..)
            .zip(&self.left)
            .filter(|(_, one)| fits(one))
            .map(|(place, one)| (place, self.weight(one)))
            .collect();
        let total: u64 = weights.iter().map(|(_, weight)| weight).sum();
        if total == 0 {
            return None;
        }
        let mut drawn = rng.random_range(0..total);
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
        // Never 0: where nothing else is left, a topic is asked about again.
        (weight / (1 + 3 * asked)).max(1)
    }
}
