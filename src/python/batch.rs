//! Several answers to one card in one sandbox, each in a process of its own: which tests they fail, and which small
//! changes to the reference no test notices.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::card::{Card, Code};
use crate::domain::judge::FailedTests;
use crate::python::interpreter::Interpreter;
use crate::python::run::{Limits, Run};
use crate::python::sandbox::{Sandbox, SandboxError};

const RUN_BATCH: &str = include_str!("batch/run_batch.py");
const MUTANTS: &str = include_str!("batch/mutants.py");

/// Answers that run next to each other for a learner who waits.
const AT_ONCE: usize = 4;
/// Processor time of one answer while the learner waits. No test tells a slow solution from an endless one.
const LEARNER_CPU: Duration = Duration::from_secs(1);
/// Processor time of all mutants of a card together.
const MUTANTS_CPU: Duration = Duration::from_mins(5);
/// How much longer than its processor time a batch may take where all processors are busy.
const PATIENCE: u32 = 6;

/// What the script is asked to do.
#[derive(Serialize)]
struct BatchJob<'a> {
    tests: &'a str,
    /// Answers to run.
    answers: &'a [&'a str],
    /// The program to change; empty where answers are run.
    answer: &'a str,
    /// Seconds of processor time for one answer.
    cpu: f64,
    stop_at_first: bool,
    at_once: usize,
}

#[derive(Deserialize)]
struct BatchReport {
    results: Vec<AnswerResult>,
}

#[derive(Deserialize)]
struct AnswerResult {
    failed: Vec<String>,
    passed: u32,
}

/// What became of the mutants of a reference solution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MutantReport {
    /// They ran.
    Ran {
        /// How many there are.
        made: usize,
        /// Those that pass every test.
        survivors: Vec<Mutant>,
    },
    /// The reference itself fails.
    Unfit {
        /// The test it fails.
        reference: String,
    },
}

/// A small change to a program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Mutant {
    /// What kind of change: `drop-statement`, `swap-comparison`.
    pub kind: String,
    /// The line it changes, from 1.
    pub line: u32,
    /// That line before, without its indentation.
    pub from: String,
    /// That line after the change.
    pub to: String,
}

/// Which tests each of some answers fails; nothing if the batch did not run to its end.
pub fn failing_tests(
    sandbox: &Sandbox,
    python: &Interpreter,
    card: &Card,
    code: &Code,
    answers: &[&str],
) -> Result<Option<Vec<FailedTests>>, SandboxError> {
    let limits = Limits::of(card);
    let cpu = limits.cpu.min(LEARNER_CPU);
    let job = BatchJob {
        tests: &code.tests,
        answers,
        answer: "",
        cpu: cpu.as_secs_f64(),
        stop_at_first: false,
        at_once: AT_ONCE,
    };
    let count = u32::try_from(answers.len()).unwrap_or(u32::MAX);
    let program = format!("{RUN_BATCH}\nmain(json.loads({}))\n", literal(&job));
    // A share of processor time for each answer, and one for the script around them.
    let run = sandbox.run(python, &program, &batch_limits(&limits, cpu * (count + 1)))?;
    let report: Option<BatchReport> = parsed(&run);
    let outcome = |result: AnswerResult| FailedTests {
        failed: result.failed.into_iter().collect(),
        passed: result.passed,
    };
    Ok(report.map(|report| report.results.into_iter().map(outcome).collect()))
}

/// Changes the reference solution in one place at a time and runs the tests of the card against each change.
pub(super) fn run_mutants(
    sandbox: &Sandbox,
    python: &Interpreter,
    card: &Card,
    code: &Code,
) -> Result<Option<MutantReport>, SandboxError> {
    let limits = Limits::of(card);
    let job = BatchJob {
        tests: &code.tests,
        answers: &[],
        answer: &code.solution,
        cpu: limits.cpu.as_secs_f64(),
        stop_at_first: true,
        at_once: 1,
    };
    let program = format!(
        "{RUN_BATCH}\n{MUTANTS}\nmain_mutate(json.loads({}))\n",
        literal(&job)
    );
    let run = sandbox.run(python, &program, &batch_limits(&limits, MUTANTS_CPU))?;
    Ok(parsed(&run))
}

/// The job as a string in Python: what JSON writes for a string means the same there.
fn literal(job: &BatchJob) -> String {
    let text = serde_json::to_string(job).expect("texts and numbers become JSON");
    serde_json::to_string(&text).expect("a text becomes JSON")
}

fn batch_limits(limits: &Limits, cpu: Duration) -> Limits {
    Limits {
        cpu,
        wall: cpu * PATIENCE,
        ..limits.clone()
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(run: &Run) -> Option<T> {
    serde_json::from_str(run.stdout.trim())
        .ok()
        .filter(|_| run.passed())
}
