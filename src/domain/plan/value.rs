//! What a card is worth in an interview.

use crate::domain::card::{CardKind, Interview};

/// What a remembered card is worth, by how often interviews ask it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueScale {
    /// In many interviews.
    pub common: f64,
    /// Now and then.
    pub sometimes: f64,
    /// Rarely.
    pub rare: f64,
    /// Hardly ever.
    pub no: f64,
    /// How many times as much a card is worth that is answered with a program or a talk.
    pub code: f64,
    /// How many times as much a card is worth that trains a dimension in which the latest interviews were weak.
    pub weak: f64,
}

impl Default for ValueScale {
    fn default() -> Self {
        Self {
            common: 3.0,
            sometimes: 1.0,
            rare: 0.3,
            no: 0.1,
            code: 10.0,
            weak: 1.5,
        }
    }
}

impl ValueScale {
    /// What a card is worth.
    pub fn value(&self, interview: Interview, kind: CardKind) -> f64 {
        let asked = match interview {
            Interview::Common => self.common,
            Interview::Sometimes => self.sometimes,
            Interview::Rare => self.rare,
            Interview::No => self.no,
        };
        match kind {
            CardKind::Code | CardKind::Open => asked * self.code,
            CardKind::Basic
            | CardKind::Cloze
            | CardKind::Choice
            | CardKind::Type
            | CardKind::Output
            | CardKind::Bug => asked,
        }
    }
}
