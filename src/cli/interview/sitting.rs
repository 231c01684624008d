//! The sitting: questions one after another under a clock, and not a word on the answers.

use std::collections::VecDeque;

use crate::cli::app::App;
use crate::cli::interview::choose::{Question, Setup};
use crate::cli::interview::{all, look, page};
use crate::cli::keep;
use crate::cli::programs::Runner;
use crate::cli::review::judged::how_to_answer;
use crate::domain::card::{Body, Card, Point, Weight};
use crate::domain::day::Instant;
use crate::domain::event::EventBody;
use crate::domain::id::TopicId;
use crate::domain::interview::{
    Claim, Program, RECORD_VERSION, Record, Round, Turn, Unfinished, Verdict, minutes_between,
};
use crate::domain::memory::Mark;
use crate::domain::suggest::RULE_VERSION;
use crate::error::AppError;
use crate::ui::card::{Look, rubric_order};
use crate::ui::messages::Messages;
use crate::ui::palette::Role;
use crate::ui::terminal::{Manner, Terminal};

/// Longest answer that is kept, in characters.
const KEPT: usize = 4_000;

/// An interview that is being held.
pub(super) struct Sitting<'a> {
    pub(super) app: &'a App,
    pub(super) terminal: &'a mut dyn Terminal,
    /// Questions still to be asked.
    pub(super) ahead: VecDeque<Question>,
    pub(super) record: Record,
    pub(super) runner: Runner,
}

/// What came of a question.
pub(super) struct Given {
    /// What was typed; empty when it was said aloud.
    pub(super) text: String,
    /// The program that was handed in.
    pub(super) program: Option<Program>,
    pub(super) verdict: Verdict,
}

/// Holds an interview. Each answer is on disk before the next question is asked.
pub(super) fn sit(
    app: &App,
    terminal: &mut dyn Terminal,
    setup: Setup,
    questions: Vec<Question>,
) -> Result<(), AppError> {
    let look = look(app, terminal);
    let mut text = look.remark(Role::Title, &head(app, &setup, questions.len()));
    text.push_str(&look.remark(Role::Faint, app.words().interview.rules()));
    terminal.say(&text)?;
    let now = app.world.clock.now();
    let record = Record {
        version: RECORD_VERSION,
        began: now,
        ended: now,
        minutes: setup.minutes,
        planned: u32::try_from(questions.len()).unwrap_or(u32::MAX),
        seed: setup.seed,
        roadmap: setup.roadmap,
        areas: setup.areas,
        style: setup.style,
        parts: setup.parts,
        away_ms: 0,
        turns: Vec::new(),
    };
    Sitting {
        app,
        terminal,
        ahead: questions.into(),
        record,
        runner: Runner::default(),
    }
    .run()
}

/// Goes on with an interview that broke off. The time in between does not count; a card that is gone is not asked.
pub(super) fn resume(
    app: &App,
    terminal: &mut dyn Terminal,
    unfinished: Unfinished,
) -> Result<(), AppError> {
    let Unfinished { mut record, ahead } = unfinished;
    let now = app.world.clock.now();
    record.away_ms += now.millis().saturating_sub(record.ended.millis()).max(0);
    // Beside each other, or the time until now would be taken off and never have been added.
    record.ended = record.ended.max(now);
    let mut questions = VecDeque::new();
    for planned in ahead {
        let card = app.store.card(&planned.card, app.lang)?;
        questions.extend(card.map(|card| Question::again(card, planned)));
    }
    let look = look(app, terminal);
    let resumed = app
        .words()
        .interview
        .resumed(record.turns.len(), record.planned);
    let mut text = look.remark(Role::Title, &resumed);
    text.push_str(&look.remark(Role::Faint, app.words().interview.rules()));
    terminal.say(&text)?;
    Sitting {
        app,
        terminal,
        ahead: questions,
        record,
        runner: Runner::default(),
    }
    .run()
}

fn head(app: &App, setup: &Setup, questions: usize) -> String {
    let words = app.words().interview;
    words.head(
        app.palette.dot(),
        &setup.title,
        setup.minutes,
        questions,
        setup.seed,
    )
}

impl Sitting<'_> {
    pub(super) fn look(&self) -> Look {
        look(self.app, self.terminal)
    }

    pub(super) fn say(&mut self, text: &str) -> Result<(), AppError> {
        Ok(self.terminal.say(text)?)
    }

    pub(super) fn remark(&mut self, role: Role, message: &str) -> Result<(), AppError> {
        let text = self.look().remark(role, message);
        self.say(&text)
    }

    fn run(mut self) -> Result<(), AppError> {
        self.ask_all()?;
        if self.record.turns.is_empty() {
            return self.remark(Role::Faint, self.app.words().interview.empty());
        }
        // From here on only ticks are missing.
        self.ahead.clear();
        self.keep()?;
        let marked = self.mark_all();
        self.close()?;
        marked?;
        self.finish()
    }

    /// Keeps what there is of the interview; when this returns, it is on disk.
    pub(super) fn keep(&mut self) -> Result<(), AppError> {
        let ahead = self.ahead.iter().map(Question::planned).collect();
        let unfinished = Unfinished {
            record: self.record.clone(),
            ahead,
        };
        let text = serde_json::to_string(&unfinished).map_err(|error| unwritten(&error))?;
        let (app, began) = (self.app, self.record.began);
        keep::done(app, self.terminal, || {
            app.store.keep_unfinished(began, &text)
        })
    }

    /// Writes the record into the log, in place of what was kept while the interview lasted.
    fn close(&mut self) -> Result<(), AppError> {
        let record = serde_json::to_value(&self.record).map_err(|error| unwritten(&error))?;
        keep::event(self.app, self.terminal, &EventBody::Interview { record })?;
        let (app, began) = (self.app, self.record.began);
        keep::done(app, self.terminal, || app.store.drop_unfinished(began))
    }

    fn finish(&mut self) -> Result<(), AppError> {
        let mut earlier = all(self.app)?;
        let number = earlier.pop().map_or(1, |kept| kept.number);
        let mut text = page::scorecard(self.app, self.look(), &self.record, &earlier)?;
        let kept = self.app.words().interview.kept(number);
        text.push_str(&self.look().remark(Role::Faint, &kept));
        self.say(&text)
    }

    fn ask_all(&mut self) -> Result<(), AppError> {
        while let Some(question) = self.ahead.pop_front() {
            let shown = self.app.world.clock.now();
            self.show_question(&question, shown)?;
            let Some(given) = self.answer(&question)? else {
                break;
            };
            let now = self.app.world.clock.now();
            self.record
                .turns
                .push(turn(&question, self.app.words(), given, shown, now));
            self.record.ended = now;
            self.keep()?;
            self.settle_program()?;
        }
        Ok(())
    }

    /// Lets the draft of the last answer go, if it was a program: only now is the program in what is kept.
    fn settle_program(&mut self) -> Result<(), AppError> {
        let Some(Turn {
            card,
            program: Some(program),
            ..
        }) = self.record.turns.last()
        else {
            return Ok(());
        };
        let (app, ran) = (self.app, program.tests.is_some());
        keep::done(app, self.terminal, || app.store.drop_draft(card))?;
        if ran {
            self.remark(Role::Faint, app.words().interview.handed_in())
        } else {
            Ok(())
        }
    }

    fn show_question(&mut self, question: &Question, now: Instant) -> Result<(), AppError> {
        let (look, words) = (self.look(), self.app.words());
        let clock = clock(
            words,
            self.record.minutes,
            minutes_gone(self.record.running_since(), now),
        );
        let place = self.record.turns.len();
        let mut text = format!(
            "\n{}",
            self.head(place, question.round, &question.card.topic, &clock)?
        );
        text.push_str(&look.question(&question.card, &question.order));
        let how = match &question.card.body {
            Body::Code(_) => Some(words.interview.write()),
            Body::Basic(_) | Body::Open(_) => Some(words.interview.aloud()),
            Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => {
                how_to_answer(words, &question.card.body)
            }
        };
        if let (Some(how), Manner::Interactive) = (how, self.terminal.manner()) {
            text.push_str(&look.remark(Role::Faint, how));
        }
        self.say(&text)
    }

    /// The line above a question: its number, part and topic at the left, a note at the right.
    pub(super) fn head(
        &self,
        place: usize,
        round: Round,
        topic: &TopicId,
        note: &str,
    ) -> Result<String, AppError> {
        let look = self.look();
        let mark = format!("[{}/{}]", place + 1, self.record.planned);
        let (part, topic) = (
            page::round_name(look.words, round),
            page::topic_title(self.app, topic)?,
        );
        let title = format!("{part}{}{topic}", look.palette.of());
        let line = look.head(&look.palette.paint(Role::Title, &mark), &title, note);
        Ok(format!("{}\n", line.trim_end()))
    }
}

fn unwritten(error: &serde_json::Error) -> AppError {
    AppError::internal(format!("the interview cannot be written: {error}"))
}

/// Whole minutes that have passed.
fn minutes_gone(began: Instant, now: Instant) -> u32 {
    minutes_between(
        Instant::from_millis(began.millis().saturating_add(59_999)),
        now,
    )
}

/// The clock in words: what is gone and left, or how far over time it is.
fn clock(words: Messages, minutes: u32, gone: u32) -> String {
    if gone > minutes {
        return words.interview.over(gone - minutes);
    }
    words.interview.clock(gone, minutes - gone)
}

fn turn(question: &Question, words: Messages, given: Given, shown: Instant, now: Instant) -> Turn {
    let card = &question.card;
    let millis = now.millis().saturating_sub(shown.millis()).max(0);
    Turn {
        card: card.id.clone(),
        rev: card.rev,
        content: card.content.clone(),
        topic: card.topic.clone(),
        area: card.area.clone(),
        place: question.place.clone(),
        round: question.round,
        kind: card.body.kind(),
        prompt: card.body.prompt().to_owned(),
        order: question.order.clone(),
        seconds: question.seconds,
        ms: u32::try_from(millis).unwrap_or(u32::MAX),
        given: given.text.chars().take(KEPT).collect(),
        verdict: given.verdict,
        rule: RULE_VERSION,
        points: claims(card, words),
        program: given.program,
    }
}

/// The rubric of a card that is not judged: its own points, or what interviewers look for in any program.
fn claims(card: &Card, words: Messages) -> Vec<Claim> {
    let point = |text: &str, weight| Point {
        text: text.to_owned(),
        weight,
        area: None,
    };
    let points = match &card.body {
        Body::Open(body) => rubric_order(body).into_iter().cloned().collect(),
        Body::Code(_) => vec![
            point(words.interview.coding_right(), Weight::Must),
            point(words.interview.coding_cost(), Weight::Must),
            point(words.interview.coding_asked(), Weight::Extra),
            point(words.interview.coding_tried(), Weight::Extra),
        ],
        Body::Basic(_) => vec![point(words.interview.basic_said(), Weight::Must)],
        Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => vec![],
    };
    points
        .into_iter()
        .map(|point| Claim {
            point,
            met: Mark::Off,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;

    #[test]
    fn the_clock_says_what_is_gone_what_is_left_and_what_is_over() {
        let words = messages(Lang::EN);
        let gone = |seconds: i64| {
            minutes_gone(
                Instant::from_millis(0),
                Instant::from_millis(seconds * 1_000),
            )
        };
        assert_eq!(clock(words, 45, gone(0)), "0 min gone, 45 left");
        assert_eq!(clock(words, 45, gone(119)), "1 min gone, 44 left");
        assert_eq!(clock(words, 45, gone(45 * 60)), "45 min gone, 0 left");
        assert_eq!(clock(words, 45, gone(48 * 60 + 59)), "3 min over time");
    }
}
