//! The grade of an answer: what is suggested, what the learner takes, and what goes to disk.

use crate::cli::keep;
use crate::cli::review::command::Colon;
use crate::cli::review::judged::Judged;
use crate::cli::review::turn::{Answered, Asked, Changed, Input, Next};
use crate::cli::review::{Mode, Sitting};
use crate::domain::card::Body;
use crate::domain::event::{
    Answer, EventBody, EventKey, Evidence, Grader, MarkEvent, Practice, Review,
};
use crate::domain::grade::Grade;
use crate::domain::memory::Memory;
use crate::domain::schedule::{Outcome, Step};
use crate::domain::session::{Again, Given, Lapse, Turn};
use crate::error::AppError;
use crate::ui::clean::clean_line;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner};

/// Whether SM-2's own grades are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// Grades 0 to 5.
    Yes,
    /// The four buttons.
    No,
}

/// Whether an answer changed the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It did.
    Schedule,
    /// It stands apart: a repeat or a drill.
    Apart,
}

impl Sitting<'_> {
    pub(super) fn grade(&mut self, asked: &mut Asked, judged: Judged) -> Result<Next, AppError> {
        let mut judged = judged;
        if let Body::Open(_) = asked.card.body
            && self.terminal.manner() == Manner::Interactive
        {
            match self.tick(asked)? {
                Answered::Left(next) => return Ok(next),
                Answered::Given(ticked) => judged = ticked,
            }
        }
        let stamp = self.app.stamp();
        let load = |day| self.load.get(&day).copied().unwrap_or(0);
        let scheduler = &self.app.settings.scheduler;
        let steps = Grade::ALL.map(|grade| {
            scheduler.review(&asked.state.memory, grade, stamp.day, &asked.card.id, &load)
        });
        let suggested = capped(judged.suggested.unwrap_or(Grade::GOOD), asked.changed);
        let prompt = self.grade_prompt(asked, &steps, judged.suggested.map(|_| suggested));
        loop {
            let text = match self.prompt(asked, &prompt, Ask::Key, Colon::Free)? {
                Input::Leave(next) => return Ok(next),
                Input::Text(text) => text,
            };
            match self.read_grade(text.trim(), suggested) {
                Some(grade) => {
                    return self.record(asked, judged, capped(grade, asked.changed), &steps);
                }
                None => self.refuse_grade(text.trim())?,
            }
        }
    }

    fn read_grade(&self, text: &str, suggested: Grade) -> Option<Grade> {
        if text.is_empty() {
            return Some(suggested);
        }
        let number: u8 = text.parse().ok()?;
        match self.mode {
            Mode::Review { raw: Raw::Yes } => Grade::from_q(number),
            Mode::Review { raw: Raw::No } | Mode::Drill => Grade::BUTTONS
                .get(usize::from(number.checked_sub(1)?))
                .copied(),
        }
    }

    /// On a screen the learner is asked again; on a pipe what follows could no longer be told apart.
    fn refuse_grade(&mut self, text: &str) -> Result<(), AppError> {
        let range = if self.mode == (Mode::Review { raw: Raw::Yes }) {
            "0-5"
        } else {
            "1-4"
        };
        if self.terminal.manner() == Manner::Lines {
            let line = self.terminal.line_number();
            let text = clean_line(text);
            return Err(AppError::user(format!("input line {line}: '{text}' is no grade")).hint(format!(
                "a grade is {range}, or an empty line for the suggestion; what was answered before is saved"
            )));
        }
        let message = self.app.words().no_grade(clean_line(text), range);
        let remark = self.look().remark(Role::Near, &message);
        self.say(&remark)
    }

    fn grade_prompt(&self, asked: &Asked, steps: &[Step; 6], suggested: Option<Grade>) -> String {
        let words = self.app.words();
        let palette = self.look().palette;
        let names = [words.again(), words.hard(), words.good(), words.easy()];
        let shows_interval = matches!(
            (self.mode, &asked.turn),
            (Mode::Review { .. }, Turn::Scheduled { .. })
        );
        let choices: Vec<(Grade, String)> = if self.mode == (Mode::Review { raw: Raw::Yes }) {
            Grade::ALL
                .iter()
                .map(|grade| (*grade, grade.q().to_string()))
                .collect()
        } else {
            let labels = Grade::BUTTONS.iter().zip(names).zip(1..);
            labels
                .map(|((grade, name), key)| (*grade, format!("{key} {name}")))
                .collect()
        };
        let parts: Vec<String> = choices
            .into_iter()
            .map(|(grade, label)| {
                let days = steps[usize::from(capped(grade, asked.changed).q())]
                    .interval
                    .days();
                let text = if shows_interval {
                    format!("{label} {days}d")
                } else {
                    label
                };
                if suggested == Some(grade) {
                    palette.paint(Role::Key, &format!("[{text}]"))
                } else {
                    text
                }
            })
            .collect();
        format!("{}  {}", parts.join(palette.dot()), palette.prompt())
    }

    /// Writes the answer; when this returns, it is on disk.
    fn record(
        &mut self,
        asked: &Asked,
        judged: Judged,
        grade: Grade,
        steps: &[Step; 6],
    ) -> Result<Next, AppError> {
        let step = steps[usize::from(grade.q())];
        let answer = answer_of(asked, judged, grade);
        let total_ms = answer.total_ms;
        let is_review = matches!(
            (self.mode, &asked.turn),
            (Mode::Review { .. }, Turn::Scheduled { .. })
        );
        let (key, stands) = if is_review {
            self.record_review(answer, asked, &step)?
        } else {
            let practice = Practice { answer };
            let body = if self.mode == Mode::Drill {
                EventBody::Cram(practice)
            } else {
                EventBody::Repeat(practice)
            };
            (
                keep::event(self.app, self.terminal, &body)?.key,
                Stands::Apart,
            )
        };
        let lapse = if stands == Stands::Schedule && step.outcome.is_lapse() {
            Lapse::Lapsed
        } else {
            Lapse::Kept
        };
        // Only these kinds have drafts; every other answer is spared the write.
        if let Body::Code(_) | Body::Bug(_) = asked.card.body {
            keep::done(self.app, self.terminal, || {
                self.app.store.drop_draft(&asked.card.id)
            })?;
        }
        let again = if self.mode != Mode::Drill && self.app.settings.scheduler.needs_repeat(grade) {
            Again::Today
        } else {
            Again::No
        };
        let topic = asked.card.topic.clone();
        self.session.answered(Given {
            turn: asked.turn.clone(),
            key,
            topic,
            grade,
            total_ms,
            again,
            lapse,
        });
        if stands == Stands::Schedule && step.outcome == Outcome::Leech {
            self.announce_leech(asked, &step)?;
        }
        Ok(Next::On)
    }

    fn record_review(
        &mut self,
        answer: Answer,
        asked: &Asked,
        step: &Step,
    ) -> Result<(EventKey, Stands), AppError> {
        let review = Review {
            answer: answer.clone(),
            settings: self.settings_hash.clone(),
            before: asked.state.memory,
            strength: step.strength,
            interval: step.interval,
            due: step.due,
        };
        if let Some(event) = keep::review(self.app, self.terminal, review)? {
            self.move_load(&asked.state.memory, step);
            return Ok((event.key, Stands::Schedule));
        }
        self.remark(Role::Near, self.app.words().answered_elsewhere())?;
        Ok((
            keep::event(
                self.app,
                self.terminal,
                &EventBody::Repeat(Practice { answer }),
            )?
            .key,
            Stands::Apart,
        ))
    }

    fn move_load(&mut self, before: &Memory, step: &Step) {
        if let Some(seen) = before.seen()
            && let Some(due) = self.load.get_mut(&seen.due)
        {
            *due = due.saturating_sub(1);
        }
        *self.load.entry(step.due).or_default() += 1;
    }

    fn announce_leech(&mut self, asked: &Asked, step: &Step) -> Result<(), AppError> {
        let lapses = step.memory.seen().map_or(0, |seen| seen.lapses);
        let text = format!("leech: {lapses} lapses");
        let note = MarkEvent::Note { text }.on(asked.card.id.clone());
        keep::event(self.app, self.terminal, &note)?;
        let message = self.app.words().leech(lapses);
        let remark = self.look().remark(Role::Near, &message);
        self.say(&remark)
    }
}

fn capped(grade: Grade, changed: Changed) -> Grade {
    match changed {
        Changed::Yes => grade.min(Grade::HARD),
        Changed::No => grade,
    }
}

fn millis(ms: i64) -> u32 {
    u32::try_from(ms).unwrap_or(u32::MAX)
}

fn answer_of(asked: &Asked, judged: Judged, grade: Grade) -> Answer {
    let evidence: Option<Evidence> = judged.evidence;
    let confirmed = judged.suggested == Some(grade) && evidence.is_some();
    Answer {
        card: asked.card.id.clone(),
        rev: asked.card.rev,
        content: asked.card.content.clone(),
        grade,
        grader: if confirmed {
            Grader::Judge
        } else {
            Grader::Learner
        },
        evidence,
        answer_ms: millis(asked.answered_ms),
        total_ms: millis(asked.waited_ms),
    }
}
