//! The part of the card standard that a machine can judge.
//!
//! A breach in a built-in card is an error; in a card of the learner's it is a warning, and what concerns a topic
//! as a whole (floors, mix, first cards) does not apply.

mod kinds;
mod numbers;
mod order;
mod plurals;
mod similar;
mod terms;
mod topics;
mod wording;

use crate::decks::fault::{Fault, Severity};
use crate::decks::load::{CardPlace, DeckContent};
use crate::domain::card::Card;
use crate::domain::wording::{Wording, faults};

/// A card with its siblings, as its file has it.
pub(super) struct LintedCard<'c> {
    pub(super) card: &'c Card,
    pub(super) siblings: &'c [Card],
    pub(super) place: CardPlace,
}

/// Something that breaks the standard.
pub(super) struct LintFault {
    place: CardPlace,
    severity: Severity,
    what: Wording,
    hint: Wording,
}

/// Gathers breaches.
pub(super) struct LintFaults(Vec<LintFault>);

impl LintFaults {
    /// A card breaks a rule.
    pub(super) fn rule(&mut self, sheet: &LintedCard, what: Wording, hint: Wording) {
        self.add(
            Severity::of_rule(&sheet.card.origin),
            sheet.place,
            faults::of_card(sheet.card.id.base(), what),
            hint,
        );
    }

    /// Something is worth a look.
    pub(super) fn look(&mut self, place: CardPlace, what: Wording, hint: Wording) {
        self.add(Severity::Warning, place, what, hint);
    }

    /// A topic breaks a rule.
    pub(super) fn add(
        &mut self,
        severity: Severity,
        place: CardPlace,
        what: Wording,
        hint: Wording,
    ) {
        self.0.push(LintFault {
            place,
            severity,
            what,
            hint,
        });
    }
}

/// The cards with their siblings, in teaching order.
pub(super) fn sheets(content: &DeckContent) -> Vec<LintedCard<'_>> {
    let mut sheets = Vec::new();
    let mut at = 0;
    for siblings in content.cards.chunk_by(|a, b| a.id.base() == b.id.base()) {
        sheets.push(LintedCard {
            card: &siblings[0],
            siblings,
            place: content.places[at],
        });
        at += siblings.len();
    }
    sheets
}

/// Everything in which the cards and their translations break the standard.
pub(super) fn lint(content: &DeckContent) -> Vec<Fault> {
    let sheets = sheets(content);
    let mut breaches = LintFaults(Vec::new());
    for sheet in &sheets {
        wording::lint(sheet, &mut breaches);
        kinds::lint(sheet, &mut breaches);
    }
    similar::lint(&sheets, content, &mut breaches);
    order::lint(&sheets, content, &mut breaches);
    topics::lint(&sheets, content, &mut breaches);
    let breaches = breaches.0.into_iter();
    breaches
        .map(|breach| fault(content, breach))
        .chain(terms::lint(content))
        .chain(numbers::lint(content))
        .chain(plurals::lint(content))
        .collect()
}

fn fault(
    content: &DeckContent,
    LintFault {
        place,
        severity,
        what,
        hint,
    }: LintFault,
) -> Fault {
    Fault {
        file: content.file(place).clone(),
        spot: place.spot,
        severity,
        what,
        hint,
    }
}
