//! One card: its question, the learner's answer, the verdict, and the grade that goes to disk.

use crate::cli::review::command::{self, Colon, Command, Typed};
use crate::cli::review::judged::{self, Judged};
use crate::cli::review::{Mode, Sitting};
use crate::domain::card::{Body, Card, Rev};
use crate::domain::day::Instant;
use crate::domain::event::{Answer, EventBody, EventKey, Evidence, Grader, Practice, Review};
use crate::domain::grade::Grade;
use crate::domain::memory::{CardState, Memory};
use crate::domain::session::{Again, Given, Lapse, Turn};
use crate::domain::sm2::{Outcome, Step};
use crate::error::AppError;
use crate::ui::messages::fill;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

/// Longest pause that counts as thinking, in milliseconds.
const LONGEST_PAUSE_MS: i64 = 60_000;

/// What comes after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The next turn.
    On,
    /// The end.
    Quit,
}

/// What came at a prompt.
pub(super) enum Input {
    /// Text, or a key.
    Text(String),
    /// The turn is over without a grade.
    Leave(Next),
}

/// The card that is being asked.
pub(super) struct Asked {
    /// Whose turn it is.
    pub(super) turn: Turn,
    /// The card.
    pub(super) card: Card,
    /// What the log says of it.
    pub(super) state: CardState,
    /// How far it is.
    pub(super) stage: Stage,
    /// The order in which options are shown.
    pub(super) order: Vec<usize>,
    /// Hints shown.
    pub(super) hints: usize,
    /// Milliseconds waited for the learner, each pause capped.
    pub(super) waited_ms: i64,
    /// The same up to the answer.
    pub(super) answered_ms: i64,
    /// Whether the meaning has changed since it was last seen.
    pub(super) changed: Changed,
}

/// How far a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The question is on the screen.
    Asked,
    /// The answer is.
    Answered,
}

/// Whether a card's meaning has changed since it was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// It has: the answer counts as Hard at best.
    Yes,
    /// It has not.
    No,
}

impl Sitting<'_> {
    /// Asks one card until it is graded or left.
    pub(super) fn turn(&mut self, turn: Turn) -> Result<Next, AppError> {
        let Some(card) = self.app.store.card(turn.card(), self.app.lang)? else {
            return Ok(Next::On);
        };
        let state = self.app.store.state(&card.id)?;
        if self.met_elsewhere(&turn, &state) {
            let message = fill(self.app.words().met_elsewhere, &[("card", card.id.as_str())]);
            return self.remark(Role::Faint, &message).map(|()| Next::On);
        }
        let changed = self.changed(&card, &state)?;
        let order = judged::option_order(&card, &mut self.chance);
        let mut asked =
            Asked { turn, card, state, stage: Stage::Asked, order, hints: 0, waited_ms: 0, answered_ms: 0, changed };
        self.show_question(&asked)?;
        self.prepare()?;
        match self.answer(&mut asked)? {
            Answered::Left(next) => Ok(next),
            Answered::Given(judged) => {
                asked.answered_ms = asked.waited_ms;
                asked.stage = Stage::Answered;
                self.show_answer(&asked, &judged)?;
                self.grade(&mut asked, judged)
            }
        }
    }

    /// Whether another window dealt with a scheduled card since it was queued: it is no longer due.
    fn met_elsewhere(&self, turn: &Turn, state: &CardState) -> bool {
        let today = self.app.today();
        let due = state.memory.seen().is_none_or(|seen| seen.due <= today) && state.is_open_on(today);
        matches!((self.mode, turn), (Mode::Review { .. }, Turn::Scheduled { .. })) && !due
    }

    /// Revision 1 is the first there is, so only later ones need a look at the history.
    fn changed(&self, card: &Card, state: &CardState) -> Result<Changed, AppError> {
        if card.rev <= Rev(1) || state.memory == Memory::New {
            return Ok(Changed::No);
        }
        let history = self.app.store.card_history(&card.id)?;
        let last = history.iter().rev().find_map(|logged| logged.event.body.review().map(|review| review.answer.rev));
        Ok(if last.is_some_and(|last| last < card.rev) { Changed::Yes } else { Changed::No })
    }

    fn show_question(&mut self, asked: &Asked) -> Result<(), AppError> {
        let look = self.look();
        let head = self.head(asked)?;
        let mut text = format!("\n{head}");
        if asked.changed == Changed::Yes {
            text.push_str(&look.remark(Role::Near, self.app.words().card_changed));
        }
        text.push_str(&look.question(&asked.card, &asked.order));
        self.say(&text)?;
        Ok(self.terminal.show()?)
    }

    /// The line above a question: place, phase and topic at the left, state at the right.
    fn head(&self, asked: &Asked) -> Result<String, AppError> {
        let words = self.app.words();
        let place = match &asked.turn {
            Turn::Scheduled { number, .. } => format!("[{number}/{}]", self.session.total()),
            Turn::Repeat { number, .. } => format!("[{} {number}]", words.repeat),
        };
        let title = self.titles.title(&self.app.store, &asked.card.topic, self.app.lang)?;
        let seen = asked.state.memory.seen();
        let mut right = match (self.mode, &asked.turn) {
            (Mode::Drill, _) => words.state_drill.to_owned(),
            (Mode::Review { .. }, Turn::Repeat { .. }) => match self.session.waiting() {
                0 => words.state_repeat.to_owned(),
                waiting => fill(words.repeats_wait, &[("n", &(waiting + 1).to_string())]),
            },
            (Mode::Review { .. }, Turn::Scheduled { .. }) => self.look().state(seen.map(|seen| seen.interval.days())),
        };
        if self.app.settings.scheduler.is_leech(&asked.state.memory) {
            right = format!("{right}{}{}", self.look().palette.dot(), words.state_leech);
        }
        Ok(self.look().head(&self.look().palette.paint(Role::Title, &place), &title, &right))
    }

    fn answer(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        match &asked.card.body {
            Body::Code(_) if self.offers_editor() => self.programmed(asked),
            Body::Basic(_) | Body::Open(_) | Body::Code(_) => self.reveal(asked),
            Body::Bug(_) if self.offers_editor() => match self.judged(asked)? {
                Answered::Given(judged) => {
                    self.say(&judged.shown)?;
                    self.repaired(asked, Judged { shown: String::new(), ..judged })
                }
                left @ Answered::Left(_) => Ok(left),
            },
            Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => self.judged(asked),
        }
    }

    /// Waits for Enter or a space: no other key may give the answer away. On a pipe any line does.
    fn reveal(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        self.cue(&asked.card)?;
        let prompt = self.look().palette.prompt().to_owned();
        loop {
            match self.prompt(asked, &prompt, Ask::Key, Colon::Free)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(text) if text.trim().is_empty() || self.terminal.manner() == Manner::Lines => {
                    return Ok(Answered::Given(Judged::by_learner()));
                }
                Input::Text(_) => self.remark(Role::Faint, self.app.words().reveal)?,
            }
        }
    }

    fn show_answer(&mut self, asked: &Asked, judged: &Judged) -> Result<(), AppError> {
        let look = self.look();
        let mut text = judged.shown.clone();
        text.push_str(&look.answer(&asked.card, &asked.order));
        text.push_str(&look.explanation(&asked.card));
        self.say(&text)
    }

    fn grade(&mut self, asked: &mut Asked, judged: Judged) -> Result<Next, AppError> {
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
        let steps =
            Grade::ALL.map(|grade| scheduler.review(&asked.state.memory, grade, stamp.day, &asked.card.id, &load));
        let suggested = capped(judged.suggested.unwrap_or(Grade::GOOD), asked.changed);
        let prompt = self.grade_prompt(asked, &steps, judged.suggested.map(|_| suggested));
        loop {
            let text = match self.prompt(asked, &prompt, Ask::Key, Colon::Free)? {
                Input::Leave(next) => return Ok(next),
                Input::Text(text) => text,
            };
            match self.read_grade(text.trim(), suggested) {
                Some(grade) => return self.record(asked, judged, capped(grade, asked.changed), &steps),
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
            Mode::Review { raw: Raw::No } | Mode::Drill => {
                Grade::BUTTONS.get(usize::from(number.checked_sub(1)?)).copied()
            }
        }
    }

    /// On a screen the learner is asked again; on a pipe what follows could no longer be told apart.
    fn refuse_grade(&mut self, text: &str) -> Result<(), AppError> {
        let range = if self.mode == (Mode::Review { raw: Raw::Yes }) { "0-5" } else { "1-4" };
        if self.terminal.manner() == Manner::Lines {
            let line = self.terminal.line_number();
            let text = crate::ui::clean::clean_line(text);
            return Err(AppError::user(format!("input line {line}: '{text}' is no grade")).hint(format!(
                "a grade is {range}, or an empty line for the suggestion; what was answered before is saved"
            )));
        }
        let message =
            fill(self.app.words().no_grade, &[("text", &crate::ui::clean::clean_line(text)), ("range", range)]);
        let remark = self.look().remark(Role::Near, &message);
        self.say(&remark)
    }

    fn grade_prompt(&self, asked: &Asked, steps: &[Step; 6], suggested: Option<Grade>) -> String {
        let words = self.app.words();
        let palette = self.look().palette;
        let names = [words.again, words.hard, words.good, words.easy];
        let shows_interval = matches!((self.mode, &asked.turn), (Mode::Review { .. }, Turn::Scheduled { .. }));
        let choices: Vec<(Grade, String)> = if self.mode == (Mode::Review { raw: Raw::Yes }) {
            Grade::ALL.iter().map(|grade| (*grade, grade.q().to_string())).collect()
        } else {
            let labels = Grade::BUTTONS.iter().zip(names).zip(1..);
            labels.map(|((grade, name), key)| (*grade, format!("{key} {name}"))).collect()
        };
        let parts: Vec<String> = choices
            .into_iter()
            .map(|(grade, label)| {
                let days = steps[usize::from(capped(grade, asked.changed).q())].interval.days();
                let text = if shows_interval { format!("{label} {days}d") } else { label };
                if suggested == Some(grade) { palette.paint(Role::Key, &format!("[{text}]")) } else { text }
            })
            .collect();
        format!("{}  {}", parts.join(palette.dot()), palette.prompt())
    }

    /// Writes the answer; when this returns, it is on disk.
    fn record(&mut self, asked: &Asked, judged: Judged, grade: Grade, steps: &[Step; 6]) -> Result<Next, AppError> {
        let step = steps[usize::from(grade.q())];
        let answer = answer_of(asked, judged, grade);
        let total_ms = answer.total_ms;
        let is_review = matches!((self.mode, &asked.turn), (Mode::Review { .. }, Turn::Scheduled { .. }));
        let (key, stands) = if is_review {
            self.record_review(answer, asked, &step)?
        } else {
            let practice = Practice { answer };
            let body = if self.mode == Mode::Drill { EventBody::Cram(practice) } else { EventBody::Repeat(practice) };
            (self.keep(&body)?.key, Stands::Apart)
        };
        let lapse = if stands == Stands::Schedule && step.outcome.is_lapse() { Lapse::Lapsed } else { Lapse::Kept };
        // Only these kinds have drafts; every other answer is spared the write.
        if let Body::Code(_) | Body::Bug(_) = asked.card.body {
            self.app.store.drop_draft(&asked.card.id)?;
        }
        let again = if self.mode != Mode::Drill && self.app.settings.scheduler.needs_repeat(grade) {
            Again::Today
        } else {
            Again::No
        };
        let topic = asked.card.topic.clone();
        self.session.answered(Given { turn: asked.turn.clone(), key, topic, grade, total_ms, again, lapse });
        if stands == Stands::Schedule && step.outcome == Outcome::Leech {
            self.announce_leech(asked, &step)?;
        }
        Ok(Next::On)
    }

    fn record_review(&mut self, answer: Answer, asked: &Asked, step: &Step) -> Result<(EventKey, Stands), AppError> {
        let review = Review {
            answer: answer.clone(),
            settings: self.settings_hash.clone(),
            before: asked.state.memory,
            ease: step.ease,
            interval: step.interval,
            due: step.due,
        };
        if let Some(event) = self.keep_review(review)? {
            self.move_load(&asked.state.memory, step);
            return Ok((event.key, Stands::Schedule));
        }
        self.remark(Role::Near, self.app.words().answered_elsewhere)?;
        Ok((self.keep(&EventBody::Repeat(Practice { answer }))?.key, Stands::Apart))
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
        let note = EventBody::Note { card: asked.card.id.clone(), text: format!("leech: {lapses} lapses") };
        self.keep(&note)?;
        let message = fill(self.app.words().leech, &[("lapses", &lapses.to_string())]);
        let remark = self.look().remark(Role::Near, &message);
        self.say(&remark)
    }

    /// Asks until something comes that is no command, or a command ends the turn.
    pub(super) fn prompt(
        &mut self,
        asked: &mut Asked,
        prompt: &str,
        ask: Ask,
        colon: Colon,
    ) -> Result<Input, AppError> {
        loop {
            let began = self.app.world.clock.now();
            let reply = self.terminal.ask(prompt, ask)?;
            asked.waited_ms += pause(began, self.app.world.clock.now());
            let line = match reply {
                Reply::Text(key) if key == ":" && ask == Ask::Key => self.command_line()?,
                Reply::Text(line) => line,
                Reply::Interrupt => continue,
                Reply::End => return Ok(Input::Leave(Next::Quit)),
            };
            match command::read(&line, colon) {
                Typed::Text(text) => return Ok(Input::Text(text.to_owned())),
                Typed::Unknown(text) => {
                    let message = fill(self.app.words().no_command, &[("text", &crate::ui::clean::clean_line(text))]);
                    let remark = self.look().remark(Role::Near, &message);
                    self.say(&remark)?;
                }
                Typed::Command(command) => {
                    if let Some(next) = self.obey(asked, command)? {
                        return Ok(Input::Leave(next));
                    }
                }
            }
        }
    }

    /// A colon where single keys act begins a whole command.
    fn command_line(&mut self) -> Result<String, AppError> {
        Ok(match self.terminal.ask(":", Ask::Line)? {
            Reply::Text(text) => format!(":{text}"),
            Reply::Interrupt | Reply::End => ":?".to_owned(),
        })
    }

    /// Asks for one more line of an answer; nothing in it is a command.
    pub(super) fn plain_line(&mut self, asked: &mut Asked, prompt: &str) -> Result<Input, AppError> {
        loop {
            let began = self.app.world.clock.now();
            let reply = self.terminal.ask(prompt, Ask::Line)?;
            asked.waited_ms += pause(began, self.app.world.clock.now());
            match reply {
                Reply::Text(line) => return Ok(Input::Text(line)),
                Reply::Interrupt => {}
                Reply::End => return Ok(Input::Leave(Next::Quit)),
            }
        }
    }

    /// Does what a command asks for; says what comes next if it ends the turn.
    fn obey(&mut self, asked: &mut Asked, command: Command) -> Result<Option<Next>, AppError> {
        let words = self.app.words();
        let card = asked.card.id.clone();
        match command {
            Command::Undo => self.undo(Some(asked.turn.clone())).map(|undone| undone.then_some(Next::On)),
            Command::Hint => self.hint(asked).map(|()| None),
            Command::Why => self.why(asked).map(|()| None),
            Command::Info => self.info(asked).map(|()| None),
            Command::Edit => self.edit(asked),
            Command::Bury => {
                let until = self.app.today().plus(1);
                self.set_aside(asked, &EventBody::Bury { card, until }, words.buried)
            }
            Command::Suspend => {
                let message = fill(words.suspended, &[("card", card.as_str())]);
                self.set_aside(asked, &EventBody::Suspend { card }, &message)
            }
            Command::Skip => {
                self.remark(Role::Faint, words.skipped)?;
                Ok(Some(Next::On))
            }
            Command::Flag(note) => {
                self.keep(&EventBody::Flag { card, note })?;
                self.remark(Role::Faint, words.flagged).map(|()| None)
            }
            Command::Quit => Ok(Some(Next::Quit)),
            Command::Help => self.help(asked).map(|()| None),
        }
    }

    fn set_aside(&mut self, asked: &Asked, body: &EventBody, message: &str) -> Result<Option<Next>, AppError> {
        let event = self.keep(body)?;
        self.session.set_aside(asked.turn.clone(), event.key);
        self.remark(Role::Faint, message)?;
        Ok(Some(Next::On))
    }

    fn hint(&mut self, asked: &mut Asked) -> Result<(), AppError> {
        let words = self.app.words();
        let Some(hint) = asked.card.hints.get(asked.hints) else {
            return self.remark(Role::Faint, if asked.card.hints.is_empty() { words.no_hints } else { words.no_hint });
        };
        let text = self.look().labelled(self.app.words().hint, hint);
        asked.hints += 1;
        self.say(&text)
    }

    /// The explanation often holds the answer, so it comes after it.
    fn why(&mut self, asked: &Asked) -> Result<(), AppError> {
        if asked.stage == Stage::Asked {
            return self.remark(Role::Faint, self.app.words().why_later);
        }
        let mut text = self.look().explanation(&asked.card);
        text.push_str(&self.look().references(&asked.card));
        if text.is_empty() {
            return self.remark(Role::Faint, self.app.words().no_why);
        }
        self.say(&text)
    }

    fn help(&mut self, asked: &Asked) -> Result<(), AppError> {
        let words = self.app.words();
        let mut text = self.look().remark(Role::Key, words.help);
        let keys = asked.stage == Stage::Answered || matches!(asked.card.body, Body::Basic(_) | Body::Open(_));
        if keys && self.terminal.manner() == Manner::Interactive {
            text.push_str(&self.look().remark(Role::Faint, words.help_keys));
        }
        self.say(&text)
    }

    pub(super) fn remark(&mut self, role: Role, message: &str) -> Result<(), AppError> {
        let text = self.look().remark(role, message);
        self.say(&text)
    }
}

/// What came of asking for an answer.
pub(super) enum Answered {
    /// An answer, with what a judge says of it.
    Given(Judged),
    /// The turn is over without one.
    Left(Next),
}

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

fn capped(grade: Grade, changed: Changed) -> Grade {
    match changed {
        Changed::Yes => grade.min(Grade::HARD),
        Changed::No => grade,
    }
}

fn pause(began: Instant, ended: Instant) -> i64 {
    (ended.millis() - began.millis()).clamp(0, LONGEST_PAUSE_MS)
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
        grader: if confirmed { Grader::Judge } else { Grader::Learner },
        evidence,
        answer_ms: millis(asked.answered_ms),
        total_ms: millis(asked.waited_ms),
    }
}
