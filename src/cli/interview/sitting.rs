//! The sitting: questions one after another under a clock, and not a word on the answers.

use crate::cli::app::App;
use crate::cli::interview::choose::{Question, Setup};
use crate::cli::interview::{all, look, page};
use crate::cli::review::command::{Colon, Command, Typed, read};
use crate::cli::review::judged::{how_to_answer, judge};
use crate::domain::card::{Body, Card, Point, Weight};
use crate::domain::day::Instant;
use crate::domain::event::{EventBody, EventKey};
use crate::domain::interview::{Claim, RECORD_VERSION, Record, Turn, Verdict, minutes_between};
use crate::domain::judge;
use crate::domain::memory::Mark;
use crate::domain::suggest::RULE_VERSION;
use crate::error::AppError;
use crate::ui::card::{Look, rubric_order};
use crate::ui::messages::{Messages, fill};
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply, Terminal};

/// Longest answer that is kept, in characters.
const KEPT: usize = 4_000;

/// An interview that is being held.
pub(super) struct Sitting<'a> {
    pub(super) app: &'a App,
    pub(super) terminal: &'a mut dyn Terminal,
    pub(super) questions: Vec<Question>,
    pub(super) record: Record,
}

/// What came at a question.
enum Got {
    /// An answer; empty when it was given aloud, or not at all.
    Answer(String),
    /// The learner passes.
    Skip,
    /// The interview is over.
    End,
}

/// Holds an interview. What was answered is kept, however it ends.
pub(super) fn sit(
    app: &App,
    terminal: &mut dyn Terminal,
    setup: Setup,
    questions: Vec<Question>,
) -> Result<(), AppError> {
    let look = look(app, terminal);
    let mut text = look.remark(Role::Title, &head(app, &setup, questions.len()));
    text.push_str(&look.remark(Role::Faint, app.words().interview_rules));
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
        turns: Vec::new(),
    };
    Sitting { app, terminal, questions, record }.run()
}

fn head(app: &App, setup: &Setup, questions: usize) -> String {
    let values = [
        ("scope", setup.title.as_str()),
        ("minutes", &setup.minutes.to_string()),
        ("n", &questions.to_string()),
        ("seed", &setup.seed.to_string()),
        ("dot", app.palette.dot()),
    ];
    fill(app.words().interview_head, &values)
}

impl<'a> Sitting<'a> {
    pub(super) fn look(&self) -> Look<'a> {
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
        let asked = self.ask_all();
        if self.record.turns.is_empty() {
            asked?;
            return self.remark(Role::Faint, self.app.words().interview_empty);
        }
        let first = self.save()?;
        asked?;
        let marked = self.mark_all();
        if self.record.turns.iter().any(|turn| turn.verdict == Verdict::Ticked) {
            self.save()?;
            self.app.store.undo(&first, &self.app.stamp())?;
        }
        marked?;
        self.finish()
    }

    /// Writes the record; when this returns, it is on disk.
    fn save(&self) -> Result<EventKey, AppError> {
        let record = serde_json::to_value(&self.record)
            .map_err(|error| AppError::internal(format!("the interview cannot be written: {error}")))?;
        Ok(self.app.store.record(EventBody::Interview { record }, &self.app.stamp())?.key)
    }

    fn finish(&mut self) -> Result<(), AppError> {
        let mut earlier = all(self.app)?;
        let number = earlier.pop().map_or(1, |kept| kept.number);
        let mut text = page::scorecard(self.app, self.look(), &self.record, &earlier)?;
        let kept = fill(self.app.words().interview_kept, &[("n", &number.to_string())]);
        text.push_str(&self.look().remark(Role::Faint, &kept));
        self.say(&text)
    }

    fn ask_all(&mut self) -> Result<(), AppError> {
        for place in 0..self.questions.len() {
            let shown = self.app.world.clock.now();
            self.show_question(place, shown)?;
            let Some((given, verdict)) = self.answer(place)? else { break };
            let now = self.app.world.clock.now();
            let turn = turn(&self.questions[place], self.app.words(), &given, verdict, shown, now);
            self.record.turns.push(turn);
            self.record.ended = now;
        }
        Ok(())
    }

    fn show_question(&mut self, place: usize, now: Instant) -> Result<(), AppError> {
        let (look, words) = (self.look(), self.app.words());
        let question = &self.questions[place];
        let clock = clock(words, self.record.minutes, minutes_gone(self.record.began, now));
        let mut text = format!("\n{}", self.head(place, &clock)?);
        text.push_str(&look.question(&question.card, &question.order));
        let how = if is_spoken(&question.card) {
            Some(words.interview_aloud)
        } else {
            how_to_answer(words, &question.card.body)
        };
        if let (Some(how), Manner::Interactive) = (how, self.terminal.manner()) {
            text.push_str(&look.remark(Role::Faint, how));
        }
        self.say(&text)
    }

    /// The line above a question: its number, part and topic at the left, a note at the right.
    pub(super) fn head(&self, place: usize, note: &str) -> Result<String, AppError> {
        let (look, question) = (self.look(), &self.questions[place]);
        let mark = format!("[{}/{}]", place + 1, self.questions.len());
        let topic = page::topic_title(self.app, &question.card.topic)?;
        let title = format!("{} › {topic}", page::round_name(self.app.words(), question.round));
        let line = look.head(&look.palette.paint(Role::Title, &mark), &title, note);
        Ok(format!("{}\n", line.trim_end()))
    }

    /// The answer with what its judge says, which nobody hears yet; nothing if the interview is over.
    fn answer(&mut self, place: usize) -> Result<Option<(String, Verdict)>, AppError> {
        loop {
            let given = match self.typed(place)? {
                Got::End => return Ok(None),
                Got::Skip => return Ok(Some((String::new(), Verdict::Skipped))),
                Got::Answer(given) => given,
            };
            let question = &self.questions[place];
            if is_spoken(&question.card) {
                return Ok(Some((given, Verdict::Unrated)));
            }
            match judge(&question.card, &question.order, &given) {
                Ok(judgement) => return Ok(Some((given, word_of(&judgement.verdict)))),
                Err(fault) if self.terminal.manner() == Manner::Interactive => {
                    self.remark(Role::Near, &fault.to_string())?;
                }
                // On a pipe the next line answers the next question: what cannot be judged is wrong.
                Err(_) => return Ok(Some((given, Verdict::Wrong))),
            }
        }
    }

    /// One line, or for an output several, ended by an empty line or a full stop.
    fn typed(&mut self, place: usize) -> Result<Got, AppError> {
        let first = self.line()?;
        let (Got::Answer(line), Body::Output(_)) = (&first, &self.questions[place].card.body) else {
            return Ok(first);
        };
        let (mut lines, mut line) = (String::new(), line.clone());
        while !line.is_empty() && line != "." {
            lines.push_str(&line);
            lines.push('\n');
            line = self.more()?;
        }
        Ok(Got::Answer(lines))
    }

    fn line(&mut self) -> Result<Got, AppError> {
        let prompt = self.look().palette.prompt();
        loop {
            let line = match self.terminal.ask(prompt, Ask::Line)? {
                Reply::Text(line) => line,
                Reply::Interrupt => continue,
                Reply::End => return Ok(Got::End),
            };
            match read(&line, Colon::Needed) {
                Typed::Text(text) => return Ok(Got::Answer(text.to_owned())),
                Typed::Command(Command::Skip) => return Ok(Got::Skip),
                Typed::Command(Command::Quit) => return Ok(Got::End),
                Typed::Command(_) | Typed::Unknown(_) => self.remark(Role::Faint, self.app.words().interview_help)?,
            }
        }
    }

    /// One more line of an answer; nothing in it is a command, and the end of the input ends the answer.
    fn more(&mut self) -> Result<String, AppError> {
        let prompt = self.look().palette.prompt();
        loop {
            match self.terminal.ask(prompt, Ask::Line)? {
                Reply::Text(line) => return Ok(line),
                Reply::Interrupt => {}
                Reply::End => return Ok(String::new()),
            }
        }
    }
}

/// Whether only the learner can say how good an answer was.
pub(super) const fn is_spoken(card: &Card) -> bool {
    matches!(card.body, Body::Basic(_) | Body::Code(_) | Body::Open(_))
}

const fn word_of(verdict: &judge::Verdict) -> Verdict {
    match verdict {
        judge::Verdict::Right => Verdict::Right,
        judge::Verdict::Near { .. } => Verdict::Near,
        judge::Verdict::Wrong => Verdict::Wrong,
        judge::Verdict::Blank => Verdict::Blank,
    }
}

/// Whole minutes that have passed.
fn minutes_gone(began: Instant, now: Instant) -> u32 {
    minutes_between(Instant::from_millis(began.millis().saturating_add(59_999)), now)
}

/// The clock in words: what is gone and left, or how far over time it is.
fn clock(words: &Messages, minutes: u32, gone: u32) -> String {
    if gone > minutes {
        return fill(words.interview_over, &[("over", &(gone - minutes).to_string())]);
    }
    fill(words.interview_clock, &[("gone", &gone.to_string()), ("left", &(minutes - gone).to_string())])
}

fn turn(question: &Question, words: &Messages, given: &str, verdict: Verdict, shown: Instant, now: Instant) -> Turn {
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
        given: given.chars().take(KEPT).collect(),
        verdict,
        rule: RULE_VERSION,
        points: claims(card, words),
    }
}

/// The rubric of a card that is not judged: its own points, or what interviewers look for in any program.
fn claims(card: &Card, words: &Messages) -> Vec<Claim> {
    let point = |text: &str, weight| Point { text: text.to_owned(), weight, area: None };
    let points = match &card.body {
        Body::Open(body) => rubric_order(body).into_iter().cloned().collect(),
        Body::Code(_) => vec![
            point(words.coding_right, Weight::Must),
            point(words.coding_cost, Weight::Must),
            point(words.coding_asked, Weight::Extra),
            point(words.coding_tried, Weight::Extra),
        ],
        Body::Basic(_) => vec![point(words.basic_said, Weight::Must)],
        Body::Cloze(_) | Body::Choice(_) | Body::Type(_) | Body::Output(_) | Body::Bug(_) => vec![],
    };
    points.into_iter().map(|point| Claim { point, met: Mark::Off }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;

    #[test]
    fn the_clock_says_what_is_gone_what_is_left_and_what_is_over() {
        let words = messages(Lang::En);
        let gone = |seconds: i64| minutes_gone(Instant::from_millis(0), Instant::from_millis(seconds * 1_000));
        assert_eq!(clock(words, 45, gone(0)), "0 min gone, 45 left");
        assert_eq!(clock(words, 45, gone(119)), "1 min gone, 44 left");
        assert_eq!(clock(words, 45, gone(45 * 60)), "45 min gone, 0 left");
        assert_eq!(clock(words, 45, gone(48 * 60 + 59)), "3 min over time");
    }
}
