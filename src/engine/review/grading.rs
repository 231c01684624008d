//! The grade of an answer: what is offered, what is taken, and what goes to disk.

use super::{Asked, Grading, Mode, ReviewSession, ReviewStep};
use crate::domain::card::{Body, Rev};
use crate::domain::event::{Answer, EventBody, EventKey, Grader, MarkEvent, Practice, Review};
use crate::domain::grade::Grade;
use crate::domain::memory::Memory;
use crate::domain::schedule::{AnswerKind, ScheduleStep as Schedule};
use crate::domain::session::{Again, AnsweredTurn, Lapse};
use crate::engine::EngineError;
use crate::engine::assessment::Assessment;
use crate::engine::prompt::{GradeOffer, Suggested};
use crate::engine::shown::{Overruled, Recorded, SessionRemark, Shown};
use crate::engine::writer::Writer;
use crate::store::StoreError;

/// Whether an answer changed the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ScheduleEffect {
    /// It did.
    Schedule,
    /// It stands apart: a repeat or a drill.
    Apart,
}

impl ReviewSession<'_> {
    /// Computes what each grade would do, before one is chosen.
    pub(super) fn offer_grades(&mut self, assessment: Assessment) {
        let Some(asked) = &self.current else {
            return;
        };
        let day = self.home.today();
        let load = |day| self.load.get(&day).copied().unwrap_or(0);
        let steps = Grade::ALL.map(|grade| {
            self.home
                .scheduler
                .review(&asked.state.memory, grade, day, &asked.card().id, &load)
        });
        let days = |grade: Grade| {
            let capped = capped(grade, asked.earlier);
            steps[usize::from(capped.q())].interval.days()
        };
        // A hint caps what is suggested also where nobody judges.
        let by_habit = if asked.hints > 0 {
            Grade::HARD
        } else {
            Grade::GOOD
        };
        let suggested = assessment.suggested.unwrap_or(by_habit);
        let offer = GradeOffer {
            days: self.reschedules(&asked.turn).then(|| Grade::ALL.map(days)),
            default: capped(suggested, asked.earlier),
            suggested: match assessment.suggested {
                Some(_) => Suggested::ByJudge,
                None => Suggested::ByHabit,
            },
        };
        if let Some(asked) = &mut self.current {
            asked.step = ReviewStep::Grading(Box::new(Grading {
                assessment,
                offer,
                steps,
            }));
        }
    }

    /// Writes the answer; when this returns, it is on disk. Nothing is changed here before that.
    pub(super) fn record(
        &mut self,
        grade: Option<Grade>,
        writer: &Writer<'_>,
    ) -> Result<(), EngineError> {
        let Some(asked) = &self.current else {
            return Ok(());
        };
        let ReviewStep::Grading(grading) = &asked.step else {
            return Ok(());
        };
        let grade = capped(grade.unwrap_or(grading.offer.default), asked.earlier);
        let step = grading.steps[usize::from(grade.q())];
        let answer = answer_of(asked, &grading.assessment, grade);
        let total_ms = answer.total_ms;
        let (key, stands) = self.write_answer(answer, asked, &step, writer)?;
        // Only these kinds have drafts; every other answer is spared the write.
        if let Body::Code(_) | Body::Bug(_) = asked.card().body {
            self.home.store.local().drop_draft(&asked.card().id)?;
        }
        let leech = stands == ScheduleEffect::Schedule && step.outcome == AnswerKind::Leech;
        let lapses = step.memory.seen().map_or(0, |seen| seen.lapses);
        if leech {
            let text = format!("leech: {lapses} lapses");
            writer.event(&MarkEvent::Note { text }.on(asked.card().id.clone()))?;
        }
        let judged = judged_grade(asked, &grading.assessment);
        let recorded = recorded(asked, judged, grade, &step, stands);
        let is_practice = self.mode == Mode::Drill || self.is_early(&asked.turn);
        let again = if !is_practice && self.home.scheduler.needs_repeat(grade) {
            Again::Today
        } else {
            Again::No
        };
        let lapse = if stands == ScheduleEffect::Schedule && step.outcome.is_lapse() {
            Lapse::Lapsed
        } else {
            Lapse::Kept
        };
        let Some(asked) = self.current.take() else {
            return Ok(());
        };
        if stands == ScheduleEffect::Schedule {
            self.move_load(&asked.state.memory, &step);
        }
        self.queue.answered(AnsweredTurn {
            topic: asked.card().topic.clone(),
            turn: asked.turn,
            key,
            grade,
            total_ms,
            again,
            lapse,
            judged,
        });
        self.shown.push(Shown::Recorded(recorded));
        if leech {
            self.remark(SessionRemark::Leech { lapses });
        }
        Ok(())
    }

    fn write_answer(
        &self,
        answer: Answer,
        asked: &Asked,
        step: &Schedule,
        writer: &Writer<'_>,
    ) -> Result<(EventKey, ScheduleEffect), EngineError> {
        let practice = Practice {
            answer: answer.clone(),
        };
        if self.mode == Mode::Drill || self.is_early(&asked.turn) {
            return Ok((
                writer.event(&EventBody::Cram(practice))?.key,
                ScheduleEffect::Apart,
            ));
        }
        if !self.reschedules(&asked.turn) {
            let event = writer.event(&EventBody::Repeat(practice))?;
            return Ok((event.key, ScheduleEffect::Apart));
        }
        let review = Review {
            answer,
            settings: self.settings_hash.clone(),
            before: asked.state.memory,
            strength: step.strength,
            interval: step.interval,
            due: step.due,
        };
        match writer.event(&EventBody::Review(review)) {
            Ok(event) => Ok((event.key, ScheduleEffect::Schedule)),
            // Another window answered the card in the meantime: what was typed here still counts as practice.
            Err(StoreError::Stale { .. }) => {
                let event = writer.event(&EventBody::Repeat(practice))?;
                Ok((event.key, ScheduleEffect::Apart))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn move_load(&mut self, before: &Memory, step: &Schedule) {
        if let Some(seen) = before.seen()
            && let Some(due) = self.load.get_mut(&seen.due)
        {
            *due = due.saturating_sub(1);
        }
        *self.load.entry(step.due).or_default() += 1;
    }
}

/// A card whose meaning changed since it was last seen counts as Hard at best.
fn capped(grade: Grade, earlier: Option<Rev>) -> Grade {
    match earlier {
        Some(_) => grade.min(Grade::HARD),
        None => grade,
    }
}

fn millis(ms: i64) -> u32 {
    u32::try_from(ms).unwrap_or(u32::MAX)
}

fn answer_of(asked: &Asked, assessment: &Assessment, grade: Grade) -> Answer {
    let card = asked.card();
    let judged = judged_grade(asked, assessment);
    let confirmed = judged == Some(grade) && assessment.evidence.is_some();
    Answer {
        card: card.id.clone(),
        rev: card.rev,
        content: card.content.clone(),
        grade,
        grader: if confirmed {
            Grader::Judge
        } else {
            Grader::Learner
        },
        evidence: assessment.evidence.clone(),
        answer_ms: millis(asked.answered_ms),
        total_ms: millis(asked.waited_ms),
    }
}

/// What the judge suggested, as far as it could be taken.
fn judged_grade(asked: &Asked, assessment: &Assessment) -> Option<Grade> {
    let suggested = assessment.suggested?;
    Some(capped(suggested, asked.earlier))
}

fn recorded(
    asked: &Asked,
    judged: Option<Grade>,
    grade: Grade,
    step: &Schedule,
    stands: ScheduleEffect,
) -> Recorded {
    Recorded {
        card: asked.card().id.clone(),
        grade,
        next: (stands == ScheduleEffect::Schedule).then(|| (step.interval.days(), step.due)),
        overruled: if judged.is_some_and(|judged| judged != grade) {
            Overruled::Yes
        } else {
            Overruled::No
        },
    }
}
