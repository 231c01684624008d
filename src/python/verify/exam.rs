//! Holds one card against one interpreter.

use std::time::Duration;

use crate::domain::card::{Body, Bug, Card, Code, Output, TypedCard};
use crate::domain::judge::{Edit, edits};
use crate::python::machine::{Machine, NotRun};
use crate::python::run::{Limits, Run, RunStatus};
use crate::python::sandbox::PROGRAM;
use crate::python::traceback;
use crate::python::trial::{ProgramVerdict, TestProgram};
use crate::python::verify::growth::{Misfit, bear_out};
use crate::python::verify::problem::{CardProblem, failed, happened, short};

/// How often an output is compared on all interpreters together: each process draws other hashes, and one draw may
/// hide an order that varies.
const DRAWS: usize = 6;
/// How often on each interpreter at least.
const LEAST_DRAWS: usize = 2;
/// How much longer than a learner's run one may take here, where all processors are busy.
const PATIENCE: u32 = 6;
/// How much longer than its processor time a program may take with a runner, which may be ten times slower.
const RUNNER_PATIENCE: u32 = 20;
/// The same for a program that should fail, for which too late is a failure as well.
const RUNNER_PATIENCE_FOR_FAILURE: u32 = 5;
/// Processor time for counting operations.
const COUNTING: Duration = Duration::from_secs(30);

/// Whether anything of a card is run.
pub(super) fn is_executable(body: &Body) -> bool {
    match body {
        Body::Output(_) | Body::Bug(_) | Body::Code(_) => true,
        Body::Type(card) => card.check.is_some() || card.ops.is_some(),
        Body::Cloze(card) => card.check.is_some(),
        Body::Choice(card) => card.check.is_some(),
        Body::Basic(_) | Body::Open(_) => false,
    }
}

/// A card on an interpreter.
pub(super) struct Exam<'a> {
    pub(super) machine: Machine<'a>,
    pub(super) card: &'a Card,
    /// How many interpreters the card is held against.
    pub(super) hosts: usize,
}

type Problems = Result<Vec<CardProblem>, NotRun>;

impl Exam<'_> {
    /// What the programs of the card do that they should not.
    pub(super) fn sit(&self) -> Vec<CardProblem> {
        let problems = match &self.card.body {
            Body::Output(card) => self.output(card),
            Body::Bug(card) => self.bug(card),
            Body::Code(card) => self.code(card),
            Body::Type(card) => card
                .check
                .as_deref()
                .map_or(Ok(Vec::new()), |check| self.typed(card, check)),
            Body::Cloze(card) => self.claim(card.check.as_deref()),
            Body::Choice(card) => self.claim(card.check.as_deref()),
            Body::Basic(_) | Body::Open(_) => Ok(Vec::new()),
        };
        problems.unwrap_or_else(|error| vec![not_run(error)])
    }

    /// Which wrong solutions pass their tests; to be asked of one interpreter.
    pub(super) fn wrong_solutions(&self, card: &Code) -> Vec<CardProblem> {
        let mut problems = Vec::new();
        for wrong in &card.wrong {
            let what = format!("the wrong solution '{}'", wrong.label);
            let program = TestProgram::tested(&wrong.code, &card.tests);
            match self.must_fail(&what, &program) {
                Ok(problem) => problems.extend(problem),
                Err(error) => return vec![not_run(error)],
            }
        }
        problems
    }

    /// Whether counted operations grow as the answer says; to be asked of one interpreter.
    pub(super) fn growth(&self, card: &TypedCard, ops: &str) -> Vec<CardProblem> {
        let program = format!("{ops}\nprint([ops(n) for n in {:?}])", card.sizes);
        let limits = Limits {
            cpu: COUNTING,
            wall: COUNTING * PATIENCE,
            ..self.limits()
        };
        let run = match self.machine.run(&program, &limits) {
            Ok(run) => run,
            Err(error) => return vec![not_run(error)],
        };
        let counts = if run.passed() {
            serde_json::from_str::<Vec<f64>>(run.stdout.trim()).ok()
        } else {
            None
        };
        let Some(counts) = counts else {
            return vec![CardProblem::Ops(happened(&run))];
        };
        match bear_out(&card.answer, &card.sizes, &counts) {
            Ok(()) => vec![],
            Err(Misfit::UnknownClass) => vec![CardProblem::UnknownClass(card.answer.clone())],
            Err(Misfit::Better(best)) => {
                vec![CardProblem::Growth {
                    claim: card.answer.clone(),
                    best,
                    counts: short(run.stdout.trim()),
                }]
            }
        }
    }

    fn limits(&self) -> Limits {
        let limits = Limits::of(self.card);
        let wall = match self.machine {
            Machine::Sandboxed(..) => limits.wall * PATIENCE,
            Machine::Foreign(..) => limits.cpu * RUNNER_PATIENCE,
        };
        Limits { wall, ..limits }
    }

    fn limits_of_failure(&self) -> Limits {
        let limits = self.limits();
        match self.machine {
            Machine::Sandboxed(..) => limits,
            Machine::Foreign(..) => Limits {
                wall: limits.cpu * RUNNER_PATIENCE_FOR_FAILURE,
                ..limits
            },
        }
    }

    fn draws(&self) -> usize {
        match self.machine {
            Machine::Sandboxed(..) => DRAWS.div_ceil(self.hosts.max(1)).max(LEAST_DRAWS),
            // Its hashes need not be random.
            Machine::Foreign(..) => 1,
        }
    }

    fn output(&self, card: &Output) -> Problems {
        let limits = self.limits();
        for _ in 0..self.draws() {
            let run = self.machine.run(&card.code, &limits)?;
            let problem = printed(card, &run).or_else(|| ended(card, &run));
            if let Some(problem) = problem {
                return Ok(vec![problem]);
            }
        }
        Ok(Vec::new())
    }

    fn bug(&self, card: &Bug) -> Problems {
        let broken = self.must_fail(
            "the broken program",
            &TestProgram::tested(&card.code, &card.tests),
        )?;
        let fixed = self.must_pass("the fix", &TestProgram::tested(&card.fix, &card.tests))?;
        Ok(broken.into_iter().chain(fixed).collect())
    }

    fn code(&self, card: &Code) -> Problems {
        let mut problems = Vec::new();
        problems.extend(self.must_pass(
            "the solution",
            &TestProgram::tested(&card.solution, &card.tests),
        )?);
        problems.extend(self.must_fail(
            "the starter",
            &TestProgram::tested(&card.starter, &card.tests),
        )?);
        Ok(problems)
    }

    fn typed(&self, card: &TypedCard, check: &str) -> Problems {
        let mut problems = Vec::new();
        for answer in std::iter::once(&card.answer).chain(&card.accept) {
            problems.extend(self.must_pass(
                &format!("the answer '{answer}'"),
                &TestProgram::filled(check, answer),
            )?);
        }
        for reject in &card.reject {
            let what = format!("the near miss '{}'", reject.answer);
            problems.extend(self.must_fail(&what, &TestProgram::filled(check, &reject.answer))?);
        }
        Ok(problems)
    }

    fn claim(&self, check: Option<&str>) -> Problems {
        let Some(check) = check else {
            return Ok(Vec::new());
        };
        Ok(self
            .must_pass("the check", &TestProgram::claim(check))?
            .into_iter()
            .collect())
    }

    fn must_pass(&self, what: &str, program: &TestProgram) -> Result<Option<CardProblem>, NotRun> {
        let trial = program.run_on(self.machine, &self.limits())?;
        let passed = trial.verdict == ProgramVerdict::Passed;
        Ok((!passed).then(|| CardProblem::Fails {
            what: what.to_owned(),
            happened: failed(&trial),
        }))
    }

    fn must_fail(&self, what: &str, program: &TestProgram) -> Result<Option<CardProblem>, NotRun> {
        let trial = program.run_on(self.machine, &self.limits_of_failure())?;
        let passed = trial.verdict == ProgramVerdict::Passed;
        Ok(passed.then(|| CardProblem::Passes(what.to_owned())))
    }
}

fn not_run(error: NotRun) -> CardProblem {
    match error {
        NotRun::Lacks(what) => CardProblem::Lacks(what),
        NotRun::Sandbox(_) | NotRun::Runner(_) => CardProblem::NotRun(error.to_string()),
    }
}

fn printed(card: &Output, run: &Run) -> Option<CardProblem> {
    let (printed, expected) = (
        run.stdout.trim_end_matches('\n'),
        card.stdout.trim_end_matches('\n'),
    );
    let differs = printed != expected;
    differs.then(|| CardProblem::Printed {
        printed: short(printed),
        expected: short(expected),
    })
}

fn ended(card: &Output, run: &Run) -> Option<CardProblem> {
    let (well, expected) = match &card.raises {
        None => (run.passed(), "end by itself".to_owned()),
        Some(class) => (
            raised(run).is_some_and(|raised| raised == *class),
            format!("raise {class}"),
        ),
    };
    (!well).then(|| CardProblem::Ended {
        expected,
        happened: happened(run),
    })
}

/// The class of the exception that ended a run. Python says nothing of a `SystemExit`.
fn raised(run: &Run) -> Option<String> {
    let RunStatus::Exited(code) = run.status else {
        return None;
    };
    let traceback = traceback::parse(&run.stderr, PROGRAM).map(|traceback| traceback.exception);
    traceback.or_else(|| (code != 0).then(|| "SystemExit".to_owned()))
}

fn is_same(edit: &Edit) -> bool {
    matches!(edit, Edit::Same(..))
}

/// Holds the bug lines against the difference between the broken and the fixed program.
pub(super) fn bug_lines(card: &Bug) -> Option<CardProblem> {
    let (broken, fixed): (Vec<_>, Vec<_>) =
        (card.code.lines().collect(), card.fix.lines().collect());
    let steps = edits(&broken, &fixed, |a, b| a == b);
    let mut touched = Vec::new();
    let mut next = 1;
    for run in steps.chunk_by(|a, b| is_same(a) == is_same(b)) {
        let old = run
            .iter()
            .filter(|edit| !matches!(edit, Edit::Extra(_)))
            .count();
        let after = next + u32::try_from(old).unwrap_or(u32::MAX - next);
        match run.first() {
            Some(edit) if is_same(edit) => {}
            // Lines that were only added touch both their neighbours.
            _ if old == 0 => touched.extend([next - 1, next]),
            _ => touched.extend(next..after),
        }
        next = after;
    }
    let named = card.bug_lines.iter().any(|line| touched.contains(line));
    (!named).then(|| CardProblem::BugLines {
        touched,
        named: card.bug_lines.clone(),
    })
}
