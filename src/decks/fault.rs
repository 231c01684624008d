//! What is wrong with a deck, and where: `file:line:column: what; hint`.

use std::fmt;
use std::sync::Arc;

use crate::domain::card::Origin;
use crate::domain::lang::Lang;
use crate::domain::plain::nearest;
use crate::domain::wording::{Wording, faults};

/// Whether a deck may ship with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It has to be repaired.
    Error,
    /// It is worth a look.
    Warning,
}

impl Severity {
    /// Of a rule for cards: the built-in decks keep them all, others as they like.
    pub(crate) const fn of_rule(origin: &Origin) -> Self {
        match origin {
            Origin::BuiltIn => Self::Error,
            Origin::Mine | Origin::Shared(_) => Self::Warning,
        }
    }

    /// The word shown: `error`, `warning`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A position in a text: line and column, both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePosition {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

impl FilePosition {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// One thing that is wrong with a deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file as it is shown.
    pub file: Arc<str>,
    /// Where in it.
    pub spot: FilePosition,
    /// Whether a deck may ship with it.
    pub severity: Severity,
    /// What is wrong.
    pub what: Wording,
    /// What to do.
    pub hint: Wording,
}

impl Fault {
    /// Place, what is wrong, what to do.
    pub fn wording(&self) -> Wording {
        let FilePosition { line, column } = self.spot;
        let place = format!("{}:{line}:{column}", self.file);
        faults::at_place(place, self.what.clone(), self.hint.clone())
    }

    /// The fault in a language.
    pub fn text(&self, lang: Lang) -> String {
        self.wording().text(lang)
    }
}

/// The fault in English, for tests and logs; a learner reads [`Fault::text`].
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::EN))
    }
}

/// How many ids are looked at for the nearest, after a number of faults: none once there are enough
/// hints, because each costs a look at every id.
pub(super) const fn looked_at(faults: usize) -> usize {
    if faults < 100 { usize::MAX } else { 0 }
}

/// "did you mean ...?" for the nearest candidate, else another hint.
pub(super) fn did_you_mean<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    otherwise: impl Into<Wording>,
) -> Wording {
    nearest(name, candidates).map_or_else(|| otherwise.into(), faults::did_you_mean)
}

/// Collects the faults of one file and knows where its bytes stand.
pub(super) struct Diagnostics<'t> {
    file: Arc<str>,
    text: &'t str,
    line_starts: Vec<usize>,
    faults: Vec<Fault>,
}

impl<'t> Diagnostics<'t> {
    /// No faults yet.
    pub(super) fn new(file: Arc<str>, text: &'t str) -> Self {
        let newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            text,
            line_starts: std::iter::once(0).chain(newlines).collect(),
            faults: Vec::new(),
        }
    }

    /// Line and column of a byte.
    pub(super) fn spot(&self, at: usize) -> FilePosition {
        let line = self
            .line_starts
            .partition_point(|start| *start <= at)
            .max(1);
        let start = self.line_starts[line - 1];
        let before = self
            .text
            .get(start..at)
            .map_or(0, |text| text.chars().count());
        FilePosition {
            line: number(line),
            column: number(before + 1),
        }
    }

    /// Notes an error at a byte.
    pub(super) fn error(&mut self, at: usize, what: impl Into<Wording>, hint: impl Into<Wording>) {
        let (file, spot, severity) = (Arc::clone(&self.file), self.spot(at), Severity::Error);
        self.faults.push(Fault {
            file,
            spot,
            severity,
            what: what.into(),
            hint: hint.into(),
        });
    }

    /// How many faults there are so far.
    pub(super) fn count(&self) -> usize {
        self.faults.len()
    }

    /// The faults.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_counts_characters_not_bytes() {
        let diagnostics = Diagnostics::new("f".into(), "ab\nçã x\n");
        assert_eq!(diagnostics.spot(0), FilePosition { line: 1, column: 1 });
        assert_eq!(diagnostics.spot(8), FilePosition { line: 2, column: 4 });
        assert_eq!(diagnostics.spot(9), FilePosition { line: 2, column: 5 });
    }

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        assert_eq!(
            did_you_mean("promt", ["answer", "prompt"], faults::remove_it()),
            faults::did_you_mean("prompt")
        );
        assert_eq!(
            did_you_mean("zzz", ["answer", "prompt"], faults::remove_it()),
            faults::remove_it()
        );
    }
}
