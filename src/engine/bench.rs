//! The bench: long cards, offered before the quick ones.

use std::collections::HashSet;

use crate::domain::cost::{LONG_SECONDS, LongAllowance, choose_long, is_long_kind};
use crate::domain::id::CardId;
use crate::engine::costs::CostedCard;
use crate::engine::plan::PlannedCard;
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// Long cards that are due or new: those that fit today, and those that wait for another day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bench {
    fitting: Vec<CostedCard>,
    waiting: Vec<CostedCard>,
}

/// What is offered before a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenchOffer {
    /// Long cards that fit today.
    pub cards: usize,
    /// Minutes they take.
    pub minutes: u32,
    /// Long cards that wait for another day.
    pub waiting: usize,
}

impl Bench {
    /// The long ones among the cards that wait, for a day of this many minutes.
    pub(super) fn of<'c>(
        home: &Workspace<'_>,
        waiting: impl Iterator<Item = &'c CostedCard>,
        minutes: u32,
    ) -> Result<Self, AppError> {
        let is_long = |card: &&CostedCard| card.seconds > LONG_SECONDS;
        let long: Vec<&CostedCard> = waiting.filter(is_long).collect();
        let mut bench = Self::default();
        if long.is_empty() {
            return Ok(bench);
        }
        let seconds: Vec<u32> = long.iter().map(|card| card.seconds).collect();
        let fits = choose_long(&seconds, allowance(home, minutes)?);
        for (place, card) in long.into_iter().enumerate() {
            let part = if fits.contains(&place) {
                &mut bench.fitting
            } else {
                &mut bench.waiting
            };
            part.push(card.clone());
        }
        Ok(bench)
    }

    /// The long cards of a plan's day, all of which fit.
    pub(super) fn planned(cards: &[&PlannedCard]) -> Self {
        let fitting = cards.iter().map(|planned| CostedCard {
            card: planned.card.clone(),
            seconds: planned.seconds,
        });
        Self {
            fitting: fitting.collect(),
            waiting: vec![],
        }
    }

    /// Whether a card is a long one that waits for another day.
    pub(super) fn is_put_off(&self, card: &CardId) -> bool {
        self.waiting.iter().any(|long| long.card == *card)
    }

    /// Whether a card is one of them.
    pub(super) fn has(&self, card: &CardId) -> bool {
        self.all().any(|long| long.card == *card)
    }

    /// All of them.
    pub(super) fn cards(&self) -> HashSet<CardId> {
        self.all().map(|long| long.card.clone()).collect()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.fitting.len() + self.waiting.len()
    }

    /// What to offer; nothing where no long card fits.
    pub(super) fn offer(&self) -> Option<BenchOffer> {
        let seconds: u32 = self.fitting.iter().map(|card| card.seconds).sum();
        (!self.fitting.is_empty()).then(|| BenchOffer {
            cards: self.fitting.len(),
            minutes: seconds.div_ceil(60),
            waiting: self.waiting.len(),
        })
    }

    /// The cards that fit.
    pub(super) fn into_fitting(self) -> Vec<CardId> {
        self.fitting.into_iter().map(|long| long.card).collect()
    }

    fn all(&self) -> impl Iterator<Item = &CostedCard> {
        self.fitting.iter().chain(&self.waiting)
    }
}

/// Study days that are looked at for what long cards left of their share.
const SAVED_OVER: i32 = 6;

/// What today has for long cards: its share less what they took already, and what earlier days left.
fn allowance(home: &Workspace<'_>, minutes: u32) -> Result<LongAllowance, AppError> {
    let today = home.today();
    let mut allowance = LongAllowance::of_day(minutes);
    let mut studied = HashSet::new();
    let mut spent_before = 0;
    for tally in home
        .store
        .progress()
        .tallies(today.plus(-SAVED_OVER), today)?
    {
        let is_long = tally.kind.is_some_and(is_long_kind);
        let seconds = u32::try_from(tally.tally.total_ms / 1_000).unwrap_or(u32::MAX);
        if tally.day < today {
            studied.insert(tally.day);
        }
        match (is_long, tally.day < today) {
            (true, true) => spent_before += seconds,
            (true, false) => allowance.spend(seconds),
            (false, _) => {}
        }
    }
    allowance.save(
        u32::try_from(studied.len()).unwrap_or(u32::MAX),
        spent_before,
    );
    Ok(allowance)
}
