//! Mutants: small changes to reference solutions, which the tests of their cards must notice.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::domain::card::{Body, Card, Code, EquivalentChange};
use crate::domain::id::CardId;
use crate::python::batch::{Mutant, MutantReport, run_mutants};
use crate::python::host::host;
use crate::python::interpreter::Interpreter;
use crate::python::sandbox::Sandbox;
use crate::python::verify::VerifyProgress;
use crate::threads::in_threads;

/// What the mutants of one card came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardMutants {
    /// The card.
    pub card: CardId,
    /// What became of them.
    pub outcome: MutantOutcome,
}

/// What became of the mutants of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MutantOutcome {
    /// They ran.
    Ran {
        /// How many there are.
        made: usize,
        /// Those that pass every test and are not explained.
        survivors: Vec<Mutant>,
        /// Explanations of changes that some test notices, or that nobody makes.
        stale: Vec<EquivalentChange>,
    },
    /// The reference fails, so that mutants say nothing.
    Unfit(String),
    /// They could not be run to their end.
    Broken(String),
    /// Nothing here can run the card.
    Skipped(String),
}

/// Changes every reference solution of `code` cards in one place at a time, and runs the tests against each change, in
/// `jobs` threads. Each card runs on the first interpreter that serves it.
pub fn mutate(
    sandbox: &Sandbox,
    cards: &[Card],
    interpreters: &[Interpreter],
    jobs: NonZeroUsize,
    on_progress: impl Fn(VerifyProgress) + Sync,
) -> Vec<CardMutants> {
    let mut work: Vec<(&Card, &Code)> = Vec::new();
    for card in cards {
        if let Body::Code(code) = &card.body {
            work.push((card, code));
        }
    }
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    in_threads(jobs.get().min(work.len()), || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((card, code)) = work.get(place) else {
                return;
            };
            let outcome = outcome(sandbox, interpreters, card, code);
            let card = card.id.clone();
            found
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((place, CardMutants { card, outcome }));
            on_progress(VerifyProgress {
                done: done.fetch_add(1, Ordering::Relaxed) + 1,
                total: work.len(),
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, mutants)| mutants).collect()
}

fn outcome(
    sandbox: &Sandbox,
    interpreters: &[Interpreter],
    card: &Card,
    code: &Code,
) -> MutantOutcome {
    let python = match host(sandbox, interpreters, card) {
        Ok(python) => python,
        Err(why) => return MutantOutcome::Skipped(why.to_string()),
    };
    match run_mutants(sandbox, python, card, code) {
        Ok(Some(MutantReport::Ran { made, survivors })) => explained(code, made, survivors),
        Ok(Some(MutantReport::Unfit { reference })) => MutantOutcome::Unfit(reference),
        Ok(None) => MutantOutcome::Broken("the mutants did not run to their end".to_owned()),
        Err(error) => MutantOutcome::Broken(error.to_string()),
    }
}

/// Sets aside the survivors that the card explains.
fn explained(code: &Code, made: usize, survivors: Vec<Mutant>) -> MutantOutcome {
    let explains = |change: &EquivalentChange, mutant: &Mutant| {
        change.from == mutant.from && change.to == mutant.to
    };
    let stale = code
        .equivalent
        .iter()
        .filter(|change| !survivors.iter().any(|mutant| explains(change, mutant)))
        .cloned()
        .collect();
    let survivors = survivors
        .into_iter()
        .filter(|mutant| {
            !code
                .equivalent
                .iter()
                .any(|change| explains(change, mutant))
        })
        .collect();
    MutantOutcome::Ran {
        made,
        survivors,
        stale,
    }
}
