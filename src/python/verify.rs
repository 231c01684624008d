//! Holds cards against what Python does: everything that can be executed is, on each interpreter in scope, each
//! program in a process and a sandbox of its own, as a learner's is.

mod exam;
mod growth;
mod problem;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::domain::card::{Body, Card, TypedCard};
use crate::python::host::Hosts;
use crate::python::interpreter::Interpreter;
use crate::python::sandbox::Sandbox;
use exam::Exam;

pub use problem::{CardProblem, Finding};

/// How far verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyProgress {
    /// Steps done: one is one card on one interpreter.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
}

/// Runs what can be run of `cards` on the first of each minor version of `interpreters` that a card's scope and
/// packages allow, in `jobs` threads. Siblings share their programs, which run once. The findings come in the order
/// of the cards and of the versions; `on_progress` is called from the threads.
pub fn verify(
    sandbox: &Sandbox,
    cards: &[Card],
    interpreters: &[Interpreter],
    jobs: NonZeroUsize,
    on_progress: impl Fn(VerifyProgress) + Sync,
) -> Vec<Finding> {
    let (steps, mut findings) = plan(sandbox, cards, interpreters);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs.get().min(steps.len()) {
            scope.spawn(|| {
                while let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let problems = step.take(sandbox);
                    found
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .extend(problems);
                    on_progress(VerifyProgress {
                        done: done.fetch_add(1, Ordering::Relaxed) + 1,
                        total: steps.len(),
                    });
                }
            });
        }
    });
    findings.extend(found.into_inner().unwrap_or_else(PoisonError::into_inner));
    findings.sort_by_key(|(order, _)| *order);
    one_each(findings.into_iter().map(|(_, finding)| finding))
}

/// What several versions show alike is one finding of all of them.
fn one_each(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for finding in findings {
        let of_card = found
            .iter_mut()
            .rev()
            .take_while(|known| known.card == finding.card);
        match of_card
            .into_iter()
            .find(|known| known.problem == finding.problem)
        {
            Some(known) => known.pythons.extend(finding.pythons),
            None => found.push(finding),
        }
    }
    found
}

/// Place of the card, then of the step among those of the card, then of the finding in it.
type ProgramId = (usize, usize, usize);

enum ProgramPart<'a> {
    Programs,
    Growth { ops: &'a str },
}

struct VerifyStep<'a> {
    place: (usize, usize),
    card: &'a Card,
    python: &'a Interpreter,
    hosts: usize,
    part: ProgramPart<'a>,
}

impl VerifyStep<'_> {
    fn take(&self, sandbox: &Sandbox) -> Vec<(ProgramId, Finding)> {
        let exam = Exam {
            sandbox,
            python: self.python,
            card: self.card,
            hosts: self.hosts,
        };
        let problems = match (&self.part, &self.card.body) {
            (ProgramPart::Growth { ops }, Body::Type(card)) => exam.growth(card, ops),
            _ => exam.sit(),
        };
        let (card, step) = self.place;
        let findings = problems
            .into_iter()
            .map(|problem| finding(self.card, Some(self.python), problem));
        findings
            .enumerate()
            .map(|(number, finding)| ((card, step, number), finding))
            .collect()
    }
}

fn finding(card: &Card, python: Option<&Interpreter>, problem: CardProblem) -> Finding {
    Finding {
        card: card.id.clone(),
        pythons: python.iter().map(|python| python.version).collect(),
        problem,
    }
}

/// The steps, and what needs no run to be found.
fn plan<'a>(
    sandbox: &Sandbox,
    cards: &'a [Card],
    interpreters: &'a [Interpreter],
) -> (Vec<VerifyStep<'a>>, Vec<(ProgramId, Finding)>) {
    let executable: Vec<&Card> = without_siblings(cards)
        .filter(|card| exam::is_executable(&card.body))
        .collect();
    let machine = Hosts::of(interpreters, &executable, sandbox);
    let (mut steps, mut findings) = (Vec::new(), Vec::new());
    for (place, card) in executable.into_iter().enumerate() {
        let static_problem = if let Body::Bug(bug) = &card.body {
            exam::bug_lines(bug)
        } else {
            None
        };
        match machine.each_minor(card) {
            Ok(hosts) => steps.extend(steps_of(card, place, &hosts)),
            Err(reason) => {
                findings.push((
                    (place, 0, 0),
                    finding(card, None, CardProblem::Skipped(reason)),
                ));
            }
        }
        findings
            .extend(static_problem.map(|problem| ((place, 0, 1), finding(card, None, problem))));
    }
    (steps, findings)
}

/// Siblings stand next to each other or not; the first of a base speaks for all.
fn without_siblings(cards: &[Card]) -> impl Iterator<Item = &Card> {
    let mut seen = BTreeSet::new();
    cards.iter().filter(move |card| seen.insert(card.id.base()))
}

fn steps_of<'a>(card: &'a Card, place: usize, hosts: &[&'a Interpreter]) -> Vec<VerifyStep<'a>> {
    let step = |number, python, part| VerifyStep {
        place: (place, number),
        card,
        python,
        hosts: hosts.len(),
        part,
    };
    let mut steps: Vec<_> = (1..)
        .zip(hosts)
        .map(|(number, python)| step(number, *python, ProgramPart::Programs))
        .collect();
    // Counts do not depend on the version.
    if let (Body::Type(TypedCard { ops: Some(ops), .. }), Some(newest)) = (&card.body, hosts.last())
    {
        steps.push(step(hosts.len() + 1, newest, ProgramPart::Growth { ops }));
    }
    steps
}
