//! The line that offers the grades, and what a key on it means.

use super::TerminalFront;
use super::ask::PromptInput;
use super::keys::Colon;
use crate::domain::grade::Grade;
use crate::domain::schedule::Scheduler;
use crate::domain::wording::problems;
use crate::engine::prompt::{GradeOffer, Reply, Suggested};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{Ask, InputMode};

/// In which numbers grades are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GradeScale {
    /// The four buttons, 1 to 4.
    Buttons,
    /// SM-2's own, 0 to 5.
    Raw,
}

/// What came before a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyBefore {
    None,
    Rejected,
}

impl GradeScale {
    const fn range(self) -> &'static str {
        match self {
            Self::Buttons => "1-4",
            Self::Raw => "0-5",
        }
    }

    fn grade(self, text: &str) -> Option<Grade> {
        let number: u8 = text.parse().ok()?;
        match self {
            Self::Raw => Grade::from_q(number),
            Self::Buttons => Grade::BUTTONS
                .get(usize::from(number.checked_sub(1)?))
                .copied(),
        }
    }
}

impl TerminalFront<'_> {
    pub(super) fn ask_grade(&mut self, offer: &GradeOffer) -> Result<Reply, AppError> {
        self.explain_buttons(offer)?;
        let line = self.grade_line(offer);
        let mut before = KeyBefore::None;
        loop {
            let text = match self.entry(&line, Ask::Key, Colon::Needed)? {
                PromptInput::Text(text) => text,
                PromptInput::Other(reply) => return Ok(reply),
            };
            let text = text.trim();
            if text.is_empty() && before == KeyBefore::Rejected {
                // It belongs to the key that was rejected: a slip of the hand never grades.
                before = KeyBefore::None;
                continue;
            }
            if text.is_empty() {
                return Ok(Reply::Grade(None));
            }
            match self.scale.grade(text) {
                Some(grade) => return Ok(Reply::Grade(Some(grade))),
                None => self.refuse_grade(text)?,
            }
            before = KeyBefore::Rejected;
        }
    }

    /// Once, where the buttons of a first answer look alike: what they mean all the same.
    fn explain_buttons(&mut self, offer: &GradeOffer) -> Result<(), AppError> {
        // Only SM-2 begins with fixed intervals; FSRS-6 tells the buttons apart from the first answer on.
        if !matches!(self.app.settings.scheduler, Scheduler::Sm2(_)) {
            return Ok(());
        }
        let is_plain = self.scale == GradeScale::Buttons
            && self.terminal.input_mode() == InputMode::Interactive;
        let look_alike = offer.days.is_some_and(|days| {
            days[usize::from(Grade::HARD.q())] == days[usize::from(Grade::EASY.q())]
        });
        // A disk that refuses is not in the way here: the answer says so.
        if is_plain && look_alike && self.app.store.local().tell_once("buttons").unwrap_or(false) {
            self.remark(TextRole::Faint, self.app.words().buttons_explained())?;
        }
        Ok(())
    }

    /// On a screen the learner is asked again; on a pipe nothing shows where the next answer would
    /// begin.
    fn refuse_grade(&mut self, text: &str) -> Result<(), AppError> {
        let range = self.scale.range();
        let text = clean_line(text);
        if self.terminal.input_mode() == InputMode::Lines {
            let line = self.terminal.line_number();
            let message = problems::input_no_grade(line, text);
            return Err(AppError::user(message).hint(problems::write_grade(range)));
        }
        self.remark(TextRole::Near, &self.app.words().no_grade(text, range))
    }

    fn grade_line(&self, offer: &GradeOffer) -> String {
        let (palette, lang) = (self.look().palette, self.app.lang);
        let parts: Vec<String> = self
            .labels()
            .into_iter()
            .map(|(grade, label)| {
                let text = match offer.days {
                    Some(days) => format!("{label} {}d", lang.whole(days[usize::from(grade.q())])),
                    None => label,
                };
                if offer.suggested == Suggested::ByJudge && offer.default == grade {
                    palette.paint(TextRole::Key, &format!("[{text}]"))
                } else {
                    text
                }
            })
            .collect();
        format!("{}  {}", parts.join(palette.dot()), palette.prompt())
    }

    /// A grade as it stands on the line.
    pub(super) fn grade_label(&self, grade: Grade) -> String {
        let label = self.labels().into_iter().find(|(known, _)| *known == grade);
        label.map_or_else(|| grade.q().to_string(), |(_, label)| label)
    }

    fn labels(&self) -> Vec<(Grade, String)> {
        let words = self.app.words();
        match self.scale {
            GradeScale::Raw => Grade::ALL
                .iter()
                .map(|grade| (*grade, grade.q().to_string()))
                .collect(),
            GradeScale::Buttons => {
                let names = [words.again(), words.hard(), words.good(), words.easy()];
                let keys = Grade::BUTTONS.iter().zip(names).zip(1..);
                keys.map(|((grade, name), key)| (*grade, format!("{key} {name}")))
                    .collect()
            }
        }
    }
}
