//! `check --run`: executes every card, in the sandbox and with a runner.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{CheckTools, Wanted, bar, card_fault};
use crate::domain::id::CardId;
use crate::domain::wording::problems;
use crate::python::interpreter::Interpreter;
use crate::python::verify::{CardProblem, Pythons, verify};
use crate::ui::clean::clean_line;
use crate::ui::messages::CheckMessages;

/// What was executed.
pub(super) struct Executed {
    interpreters: Vec<String>,
    steps: usize,
    skipped: Vec<String>,
    runner: Option<RunnerShare>,
}

/// What the runner did of it.
struct RunnerShare {
    /// Its version and its name.
    python: String,
    /// Cards that it was asked to run.
    cards: usize,
    /// Cards that it could not run, by what it has not.
    lacks: BTreeMap<String, Vec<CardId>>,
}

impl RunnerShare {
    fn not_run(&self) -> usize {
        self.lacks.values().map(Vec::len).sum()
    }

    fn object(&self) -> Value {
        json!({ "python": self.python, "cards": self.cards, "not_run": self.lacks })
    }

    fn lines(&self, words: CheckMessages) -> String {
        let mut text = words.by_runner(&self.python, words.cards(self.cards), self.not_run());
        text.push('\n');
        for (what, cards) in &self.lacks {
            let line = words.runner_lacks(cards.len(), clean_line(what));
            text.push_str(&format!("  {line}\n"));
        }
        text
    }
}

impl Executed {
    pub(super) fn object(&self) -> Value {
        json!({
            "interpreters": self.interpreters,
            "steps": self.steps,
            "skipped": self.skipped,
            "runner": self.runner.as_ref().map(RunnerShare::object),
        })
    }

    pub(super) fn lines(&self, words: CheckMessages) -> String {
        let mut text = words.executed(self.steps, self.interpreters.join(", "));
        text.push('\n');
        if !self.skipped.is_empty() {
            text.push_str(&words.not_executed(self.skipped.len()));
            text.push('\n');
        }
        for skipped in &self.skipped {
            text.push_str(&format!("  {}\n", clean_line(skipped)));
        }
        if let Some(runner) = &self.runner {
            text.push_str(&runner.lines(words));
        }
        text
    }
}

/// Executes everything that can be executed, on every interpreter; each difference is a fault at its card.
pub(super) fn run(wanted: &mut Wanted, tools: &CheckTools) -> Executed {
    let pythons = Pythons {
        interpreters: &tools.interpreters,
        runner: tools.runner.as_ref(),
    };
    let verified = verify(
        &tools.sandbox,
        &tools.cards,
        pythons,
        tools.jobs,
        |progress| bar(progress.done, progress.total),
    );
    let mut lacks: BTreeMap<String, Vec<CardId>> = BTreeMap::new();
    let mut skipped = Vec::new();
    for finding in verified.findings {
        if finding.is_fault() {
            let what = finding.to_string().into();
            card_fault(wanted, &finding.card, what, problems::fix_card_or_scope());
        } else if let CardProblem::Lacks(what) = finding.problem {
            lacks.entry(what).or_default().push(finding.card);
        } else {
            skipped.push(finding.to_string());
        }
    }
    let share = tools.runner.as_ref().map(|runner| RunnerShare {
        python: clean_line(&format!("{} ({})", runner.version, runner.name)),
        cards: verified.cards_with_runner,
        lacks,
    });
    Executed {
        interpreters: versions(&tools.interpreters),
        steps: verified.steps,
        skipped,
        runner: share,
    }
}

/// The interpreters that cards ran on: the first of each minor version, in the order of the versions.
fn versions(interpreters: &[Interpreter]) -> Vec<String> {
    let mut versions: Vec<_> = interpreters.iter().map(|python| python.version).collect();
    versions.sort_by_key(|version| version.minor);
    versions.dedup_by_key(|version| version.minor);
    versions.iter().map(ToString::to_string).collect()
}
