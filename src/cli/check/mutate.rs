//! `check --mutate`: whether the tests of each exercise notice small changes to its reference solution.

use serde_json::{Value, json};

use super::{CheckTools, Wanted, bar, card_fault};
use crate::domain::id::CardId;
use crate::domain::wording::problems;
use crate::python::mutate::{CardMutants, MutantOutcome, mutate};
use crate::ui::clean::clean_line;
use crate::ui::messages::CheckMessages;

/// What the mutants came to.
pub(super) struct Mutated {
    cards: usize,
    mutants: usize,
    survivors: usize,
    /// Cards without mutants, and why.
    skipped: Vec<(CardId, String)>,
}

impl Mutated {
    pub(super) fn object(&self) -> Value {
        json!({
            "cards": self.cards,
            "mutants": self.mutants,
            "survivors": self.survivors,
            "skipped": self.skipped.iter().map(|(card, _)| card).collect::<Vec<_>>(),
        })
    }

    pub(super) fn lines(&self, words: CheckMessages) -> String {
        let mut text = words.mutated(self.mutants, words.cards(self.cards), self.survivors);
        text.push('\n');
        if !self.skipped.is_empty() {
            text.push_str(&words.not_executed(self.skipped.len()));
            text.push('\n');
        }
        for (card, why) in &self.skipped {
            text.push_str(&format!("  {card}: {}\n", clean_line(why)));
        }
        text
    }
}

/// Runs the mutants of every wanted card; each survivor is a fault at its card.
pub(super) fn run(wanted: &mut Wanted, tools: &CheckTools) -> Mutated {
    let found = mutate(
        &tools.sandbox,
        &tools.cards,
        &tools.interpreters,
        tools.jobs,
        |progress| bar(progress.done, progress.total),
    );
    let mut mutated = Mutated {
        cards: 0,
        mutants: 0,
        survivors: 0,
        skipped: Vec::new(),
    };
    for CardMutants { card, outcome } in found {
        match outcome {
            MutantOutcome::Ran {
                made,
                survivors,
                stale,
            } => {
                mutated.cards += 1;
                mutated.mutants += made;
                mutated.survivors += survivors.len();
                for mutant in survivors {
                    let what = problems::mutant_survives(
                        &card,
                        mutant.kind,
                        mutant.line,
                        mutant.from,
                        mutant.to,
                    );
                    card_fault(wanted, &card, what, problems::add_test_or_explain());
                }
                for change in stale {
                    let what = problems::explained_in_vain(&card, change.from, change.to);
                    card_fault(wanted, &card, what, problems::remove_equivalent());
                }
            }
            MutantOutcome::Unfit(test) => {
                let what = problems::solution_fails(&card, test);
                card_fault(wanted, &card, what, problems::fix_card());
            }
            MutantOutcome::Broken(why) => {
                let what = format!("{card}: {why}");
                card_fault(wanted, &card, what.into(), problems::run_again());
            }
            MutantOutcome::Skipped(why) => mutated.skipped.push((card, why)),
        }
    }
    mutated
}
