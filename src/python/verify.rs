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

use crate::domain::card::{Body, Card, TypedCard};
use crate::python::foreign::{ForeignRunner, Freshness};
use crate::python::host::{Hosts, NoHost};
use crate::python::interpreter::Interpreter;
use crate::python::machine::Machine;
use crate::python::sandbox::Sandbox;
use crate::threads::in_threads;
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

/// What programs are run on.
#[derive(Debug, Clone, Copy)]
pub struct Pythons<'a> {
    /// In the sandbox.
    pub interpreters: &'a [Interpreter],
    /// And with a runner from outside.
    pub runner: Option<&'a ForeignRunner>,
}

/// What verification did.
#[derive(Debug)]
pub struct Verified {
    /// What it found, in the order of the cards and of the versions.
    pub findings: Vec<Finding>,
    /// Cards times the Pythons they ran on.
    pub steps: usize,
    /// Cards that the runner was asked to run.
    pub cards_with_runner: usize,
}

/// Runs what can be run of `cards` on the first of each minor version of the interpreters that a card's scope and
/// packages allow, and with the runner, in `jobs` threads. Wrong solutions run on the newest interpreter only.
/// Siblings share their programs, which run once. `on_progress` is called from the threads.
pub fn verify(
    sandbox: &Sandbox,
    cards: &[Card],
    pythons: Pythons,
    jobs: NonZeroUsize,
    on_progress: impl Fn(VerifyProgress) + Sync,
) -> Verified {
    let (steps, mut findings) = plan(sandbox, cards, pythons);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    in_threads(jobs.get().min(steps.len()), || {
        while let Some(step) = steps.get(next.fetch_add(1, Ordering::Relaxed)) {
            let problems = step.take();
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
    findings.extend(found.into_inner().unwrap_or_else(PoisonError::into_inner));
    // The threads finish in any order.
    findings.sort_by_key(|(order, _)| *order);
    let with_runner = |step: &&VerifyStep| {
        matches!(
            (step.machine, &step.part),
            (Machine::Foreign(..), ProgramPart::Programs)
        )
    };
    Verified {
        findings: one_each(findings.into_iter().map(|(_, finding)| finding)),
        steps: steps.len(),
        cards_with_runner: steps.iter().filter(with_runner).count(),
    }
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
    /// What the card says of this Python.
    Programs,
    /// How fast counted operations grow.
    Growth { ops: &'a str },
    /// Wrong solutions, many of them slow on purpose.
    WrongSolutions,
}

struct VerifyStep<'a> {
    place: (usize, usize),
    card: &'a Card,
    machine: Machine<'a>,
    hosts: usize,
    part: ProgramPart<'a>,
}

impl VerifyStep<'_> {
    fn problems_on(&self, machine: Machine) -> Vec<CardProblem> {
        let exam = Exam {
            machine,
            card: self.card,
            hosts: self.hosts,
        };
        match (&self.part, &self.card.body) {
            (ProgramPart::Growth { ops }, Body::Type(card)) => exam.growth(card, ops),
            (ProgramPart::WrongSolutions, Body::Code(card)) => exam.wrong_solutions(card),
            _ => exam.sit(),
        }
    }

    fn take(&self) -> Vec<(ProgramId, Finding)> {
        let mut problems = self.problems_on(self.machine);
        // An earlier program may have left something behind: only a new interpreter can convict a card.
        if let Machine::Foreign(runner, Freshness::Used) = self.machine
            && problems.iter().any(is_doubtful)
        {
            problems = self.problems_on(Machine::Foreign(runner, Freshness::Fresh));
        }
        let (card, step) = self.place;
        let findings = problems
            .into_iter()
            .map(|problem| finding(self.card, Some(self.machine), problem));
        findings
            .enumerate()
            .map(|(number, finding)| ((card, step, number), finding))
            .collect()
    }
}

const fn is_doubtful(problem: &CardProblem) -> bool {
    !matches!(problem, CardProblem::Lacks(_))
}

fn finding(card: &Card, machine: Option<Machine>, problem: CardProblem) -> Finding {
    Finding {
        card: card.id.clone(),
        pythons: machine.iter().map(Machine::version).collect(),
        problem,
    }
}

/// The steps, and what needs no run to be found.
fn plan<'a>(
    sandbox: &'a Sandbox,
    cards: &'a [Card],
    pythons: Pythons<'a>,
) -> (Vec<VerifyStep<'a>>, Vec<(ProgramId, Finding)>) {
    let executable: Vec<&Card> = without_siblings(cards)
        .filter(|card| exam::is_executable(&card.body))
        .collect();
    let hosts = Hosts::of(pythons.interpreters, &executable, sandbox);
    let (mut steps, mut findings) = (Vec::new(), Vec::new());
    for (place, card) in executable.into_iter().enumerate() {
        let static_problem = if let Body::Bug(bug) = &card.body {
            exam::bug_lines(bug)
        } else {
            None
        };
        let mut machines = Vec::new();
        match hosts.each_minor(card) {
            Ok(interpreters) => {
                let sandboxed = |python| Machine::Sandboxed(sandbox, python);
                machines.extend(interpreters.into_iter().map(sandboxed));
            }
            // A runner may be the only one in its scope.
            Err(NoHost::Interpreter(_)) if pythons.runner.is_some_and(|it| it.serves(card)) => {}
            Err(reason) => {
                findings.push((
                    (place, 0, 0),
                    finding(card, None, CardProblem::Skipped(reason)),
                ));
            }
        }
        if let Some(runner) = pythons.runner.filter(|runner| runner.serves(card)) {
            let machine = Machine::Foreign(runner, Freshness::Used);
            match runner.missing_packages(card).as_slice() {
                [] => machines.push(machine),
                missing => {
                    let problem = CardProblem::Lacks(format!("package {}", missing.join(" and ")));
                    findings.push(((place, 0, 2), finding(card, Some(machine), problem)));
                }
            }
        }
        steps.extend(steps_of(card, place, &machines));
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

fn steps_of<'a>(card: &'a Card, place: usize, machines: &[Machine<'a>]) -> Vec<VerifyStep<'a>> {
    let is_sandboxed = |machine: &&Machine| matches!(machine, Machine::Sandboxed(..));
    let mut sandboxed = machines.iter().filter(is_sandboxed);
    let hosts = sandboxed.clone().count();
    let step = |number, machine, part| VerifyStep {
        place: (place, number),
        card,
        machine,
        hosts,
        part,
    };
    let mut steps: Vec<_> = (1..)
        .zip(machines)
        .map(|(number, machine)| step(number, *machine, ProgramPart::Programs))
        .collect();
    // Counts do not depend on the version, nor does what tests notice: the newest that is quick is asked.
    let newest = sandboxed.next_back().or(machines.last());
    let part = match &card.body {
        Body::Type(TypedCard { ops: Some(ops), .. }) => Some(ProgramPart::Growth { ops }),
        Body::Code(code) if !code.wrong.is_empty() => Some(ProgramPart::WrongSolutions),
        Body::Type(_)
        | Body::Code(_)
        | Body::Bug(_)
        | Body::Output(_)
        | Body::Basic(_)
        | Body::Cloze(_)
        | Body::Choice(_)
        | Body::Open(_) => None,
    };
    if let (Some(part), Some(newest)) = (part, newest) {
        steps.push(step(machines.len() + 1, *newest, part));
    }
    steps
}
