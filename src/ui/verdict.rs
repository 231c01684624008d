//! A verdict as text: a sign, a word, and what differs. Signs and marks say it without colour too.

use crate::domain::judge::{AnswerVerdict, Difference, JudgeFault, Judgement, MAX_ANSWER, Piece};
use crate::ui::card::Renderer;
use crate::ui::clean::{clean, clean_line};
use crate::ui::palette::{Colour, TextRole};

impl Renderer {
    /// What a judge says of an answer, and how the answer differs.
    pub fn verdict(&self, judgement: &Judgement, given: &str) -> String {
        let (role, sign, word) = match &judgement.verdict {
            AnswerVerdict::Right => (TextRole::Right, self.palette.tick(), self.words.right()),
            AnswerVerdict::Near { .. } | AnswerVerdict::Wrong => {
                (TextRole::Wrong, self.palette.cross(), self.words.wrong())
            }
            AnswerVerdict::Blank => (TextRole::Faint, self.palette.cross(), self.words.blank()),
        };
        let mut text = format!("{}\n", self.palette.paint(role, &format!("{sign} {word}")));
        match &judgement.difference {
            Some(Difference::Text(pieces)) if is_close(pieces) => {
                text.push_str(&format!(
                    "{}  {}\n",
                    self.palette.paint(TextRole::Faint, self.words.you_typed()),
                    self.pieces(pieces)
                ));
            }
            Some(Difference::Lines(pieces)) => {
                text.push_str(&self.remark(TextRole::Faint, self.words.diff_legend()));
                text.push_str(&self.lines(pieces));
            }
            Some(Difference::Text(_) | Difference::Options { .. }) => {
                text.push_str(&format!(
                    "{}  {}\n",
                    self.palette.paint(TextRole::Faint, self.words.you_typed()),
                    clean_line(given.trim())
                ));
            }
            None => {}
        }
        text
    }

    /// Why an answer cannot be judged.
    pub fn fault(&self, fault: &JudgeFault) -> String {
        let words = self.words;
        match fault {
            JudgeFault::TooLong => words.fault_long(MAX_ANSWER),
            JudgeFault::NoOption { letter, last } => words.fault_option(letter, last),
            JudgeFault::OneOption => words.fault_one().to_owned(),
            JudgeFault::NoLine { given, lines } => words.fault_line(given, lines),
            JudgeFault::BadPattern(what) => words.fault_pattern(what),
        }
    }

    fn pieces(&self, pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Same(text) => clean_line(text),
                Piece::Missing(text) => self.marked(TextRole::Right, "{+", &clean_line(text), "+}"),
                Piece::Extra(text) => self.marked(TextRole::Wrong, "[-", &clean_line(text), "-]"),
            })
            .collect()
    }

    /// Colour alone would not be seen by everyone: extra and missing parts keep their brackets.
    fn marked(&self, role: TextRole, open: &str, text: &str, close: &str) -> String {
        match self.palette.colour {
            Colour::On => format!(
                "{}{}{}",
                self.palette.paint(TextRole::Faint, open),
                self.palette.paint(role, text),
                self.palette.paint(TextRole::Faint, close)
            ),
            Colour::Off => format!("{open}{text}{close}"),
        }
    }

    fn lines(&self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            let (role, sign, line) = match piece {
                Piece::Same(line) => (None, "  ", line),
                Piece::Missing(line) => (Some(TextRole::Right), "+ ", line),
                Piece::Extra(line) => (Some(TextRole::Wrong), "- ", line),
            };
            let line = format!("{sign}{}", clean(line));
            text.push_str(
                &role.map_or_else(|| line.clone(), |role| self.palette.paint(role, &line)),
            );
            text.push('\n');
        }
        text
    }
}

/// Whether a character diff says more than the two texts side by side.
fn is_close(pieces: &[Piece]) -> bool {
    let (mut same, mut other) = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Same(text) => same += text.chars().count(),
            Piece::Missing(text) | Piece::Extra(text) => other += text.chars().count(),
        }
    }
    same >= other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;
    use crate::ui::palette::Palette;

    fn look() -> Renderer {
        Renderer {
            width: 80,
            palette: Palette::PLAIN,
            words: messages(Lang::EN),
        }
    }

    #[test]
    fn a_typing_slip_is_shown_where_it_is() {
        let pieces = vec![
            Piece::Same("pos".to_owned()),
            Piece::Extra("s".to_owned()),
            Piece::Same("itional-onl".to_owned()),
            Piece::Missing("y".to_owned()),
        ];
        let judgement = Judgement {
            verdict: AnswerVerdict::Wrong,
            difference: Some(Difference::Text(pieces)),
        };
        assert_eq!(
            look().verdict(&judgement, "possitional-onl"),
            "✗ wrong\nyou  pos[-s-]itional-onl{+y+}\n"
        );
    }

    #[test]
    fn another_answer_is_shown_as_it_was_typed() {
        let pieces = vec![
            Piece::Extra("list".to_owned()),
            Piece::Missing("O(1)".to_owned()),
        ];
        let judgement = Judgement {
            verdict: AnswerVerdict::Wrong,
            difference: Some(Difference::Text(pieces)),
        };
        assert_eq!(
            look().verdict(&judgement, "list\u{7}"),
            "✗ wrong\nyou  list<U+0007>\n"
        );
    }
}
