//! A sentence with blanks, of which each card asks one.

use serde::{Deserialize, Serialize};

/// A sentence with blanks `<1>` to `<3>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloze {
    /// The sentence with its marks.
    pub text: String,
    /// All blanks, in order of their marks.
    pub blanks: Vec<Blank>,
    /// Index in `blanks` of the one this card asks.
    pub asked: usize,
    /// A program that asserts the claim.
    pub check: Option<String>,
}

impl Cloze {
    /// The sentence as it is asked: the hint, or dots, in place of the blank.
    pub fn question(&self) -> String {
        let asked = self.blanks.get(self.asked);
        let hint = asked.and_then(|blank| blank.hint.as_deref());
        self.with_blank(&format!("[{}]", hint.unwrap_or("...")))
    }

    /// The sentence with the other blanks filled in, and `asked` in place of the one this card asks.
    pub fn with_blank(&self, asked: &str) -> String {
        let mut text = self.text.clone();
        for (index, blank) in self.blanks.iter().enumerate() {
            let mark = format!("<{}>", index + 1);
            let filled = if index == self.asked {
                asked
            } else {
                &blank.answer
            };
            text = text.replace(&mark, filled);
        }
        text
    }
}

/// One blank of a cloze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// What belongs there.
    pub answer: String,
    /// Other right answers.
    pub accept: Vec<String>,
    /// What kind of word is asked.
    pub hint: Option<String>,
}
