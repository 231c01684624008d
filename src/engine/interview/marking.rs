//! Marking: everything was asked, and the learner ticks what the answers said.

use super::answer::left_to_tick;
use super::{InterviewPhase, InterviewSession};
use crate::domain::memory::CardMark;
use crate::engine::assessment::point_numbers;
use crate::engine::prompt::{Prompt, Reply, SessionCommand};
use crate::engine::shown::{SessionRemark, Shown};
use crate::engine::{EngineError, FrontKind};

impl InterviewSession<'_> {
    pub(super) fn handle_marking(
        &mut self,
        reply: &Reply,
        place: usize,
    ) -> Result<(), EngineError> {
        let (text, ticks) = if let Reply::Text(text) = reply {
            (text.trim(), CardMark::On)
        } else if *reply == Reply::Yes {
            ("", CardMark::On)
        } else if matches!(reply, Reply::Command(SessionCommand::Quit) | Reply::End) {
            ("", CardMark::Off)
        } else {
            return Ok(());
        };
        if !text.is_empty() {
            let last = self.record.turns[place].points.len();
            let Some(numbers) = point_numbers(text, last) else {
                let text = text.to_owned();
                self.remark(SessionRemark::NotPoints { text, last });
                return Ok(());
            };
            let places: Vec<usize> = numbers.iter().map(|number| number - 1).collect();
            // On a copy: a write that fails leaves the interview as it was.
            let mut record = self.record.clone();
            record.turns[place].tick(&places);
            self.keep(&record, Vec::new())?;
            self.record = record;
        }
        self.phase = InterviewPhase::Marking {
            place: place + 1,
            shown: CardMark::Off,
            ticks,
        };
        Ok(())
    }

    /// Shows an answer next to the card's, and goes on to the next one where nothing is to be asked about it.
    pub(super) fn show_answer(
        &mut self,
        place: usize,
        shown: CardMark,
        ticks: CardMark,
    ) -> Result<Option<Prompt>, EngineError> {
        if shown == CardMark::Off {
            // Someone who asks for all the rest at once is not held up by programs.
            if ticks == CardMark::On
                && let Some(consent) = self.run_late(place)?
            {
                return Ok(Some(consent));
            }
            self.shown.push(Shown::Answered {
                record: Box::new(self.record.clone()),
                place,
            });
        }
        let prompt = self.marking_prompt(place, ticks);
        let (place, shown) = match prompt {
            Some(_) => (place, CardMark::On),
            None => (place + 1, CardMark::Off),
        };
        self.phase = InterviewPhase::Marking {
            place,
            shown,
            ticks,
        };
        Ok(prompt)
    }

    /// What is asked once an answer is on the screen: its points, or on a screen only that it was read.
    fn marking_prompt(&self, place: usize, ticks: CardMark) -> Option<Prompt> {
        if ticks == CardMark::Off {
            return None;
        }
        let answer = &self.record.turns[place];
        match (left_to_tick(answer), self.front) {
            (Some(asked), _) => Some(Prompt::Rubric {
                points: answer.points.len(),
                asked,
            }),
            (None, FrontKind::Screen) => Some(Prompt::NextAnswer),
            (None, FrontKind::Lines | FrontKind::Objects) => None,
        }
    }

    /// Everything was asked: from here on only ticks are missing.
    pub(super) fn begin_marking(&mut self) -> Result<(), EngineError> {
        if self.record.turns.is_empty() {
            self.remark(SessionRemark::InterviewEmpty);
            self.phase = InterviewPhase::Over;
            return Ok(());
        }
        self.keep(&self.record, Vec::new())?;
        self.shown.push(Shown::AnswersHead);
        self.phase = InterviewPhase::Marking {
            place: 0,
            shown: CardMark::Off,
            ticks: CardMark::On,
        };
        Ok(())
    }
}
