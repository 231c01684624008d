//! Lines that say how a prompt is answered.

use super::{QuestionState, TerminalFront, Voice};
use crate::domain::card::{Answers, CardKind};
use crate::engine::prompt::{LinesExpected, Prompt};
use crate::error::AppError;
use crate::ui::palette::TextRole;
use crate::ui::terminal::InputMode;

impl TerminalFront<'_> {
    /// On a screen, one line that says how to answer; for the plain kinds only the first time.
    pub(super) fn cue(&mut self, prompt: &Prompt) -> Result<(), AppError> {
        let (QuestionState::Fresh, Some(kind)) = (self.question, self.kind) else {
            return Ok(());
        };
        // What surrounds an answer, and what follows it, says itself what it is for.
        if matches!(
            prompt,
            Prompt::Aside | Prompt::NextAnswer | Prompt::Rubric { .. }
        ) {
            return Ok(());
        }
        let cue = match self.voice {
            Voice::Review => self.review_cue(prompt, kind),
            Voice::Interview => self.interview_cue(prompt, kind),
        };
        if !matches!(prompt, Prompt::Program(_)) {
            self.cued.insert(kind);
        }
        match (cue, self.terminal.input_mode()) {
            (Some(cue), InputMode::Interactive) => self.remark(TextRole::Faint, cue),
            _ => Ok(()),
        }
    }

    fn review_cue(&self, prompt: &Prompt, kind: CardKind) -> Option<&'static str> {
        let words = self.app.words();
        let plain = match (prompt, kind) {
            (Prompt::Reveal, CardKind::Open) => words.open_prompt(),
            (Prompt::Reveal, _) => words.reveal(),
            (Prompt::Line, _) => words.type_prompt(),
            _ => return self.how_to_answer(prompt),
        };
        (!self.cued.contains(&kind)).then_some(plain)
    }

    fn interview_cue(&self, prompt: &Prompt, kind: CardKind) -> Option<&'static str> {
        let words = self.app.words();
        match kind {
            CardKind::Code => Some(words.interview.write()),
            CardKind::Basic | CardKind::Open => Some(words.interview.aloud()),
            CardKind::Cloze
            | CardKind::Choice
            | CardKind::Type
            | CardKind::Output
            | CardKind::Bug => self.how_to_answer(prompt),
        }
    }

    /// How an answer is typed, where that is not plain.
    fn how_to_answer(&self, prompt: &Prompt) -> Option<&'static str> {
        let words = self.app.words();
        if let Prompt::Letters { answers } = prompt {
            return Some(match answers {
                Answers::Several => words.choices_prompt(),
                Answers::One => words.choice_prompt(),
            });
        }
        if let Prompt::Lines(expected) = prompt {
            return Some(match expected {
                LinesExpected::One => words.output_line_prompt(),
                LinesExpected::Several => words.output_prompt(),
                LinesExpected::WithEmpty => words.output_empty_prompt(),
            });
        }
        (*prompt == Prompt::LineNumber).then_some(words.bug_prompt())
    }
}
