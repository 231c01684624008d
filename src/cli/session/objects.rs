//! A session as JSON objects, one a line, both ways: for editors, simulators and other front ends.
//!
//! Every prompt is announced by an object, a `question` or a `verdict`, and again whenever it is
//! asked again: after a near miss, an error, a hint. A client needs no memory of what came before.

use serde_json::{Map, Value, json};

use super::nothing;
use super::object_input::{Expected, read_input};
use super::object_text::{answer_text, points, question_object};
use super::show::hint_text;
use super::trial::{no_python, trial};
use crate::cli::app::App;
use crate::cli::media::media_file;
use crate::domain::event::pause;
use crate::domain::grade::Grade;
use crate::domain::judge::{AnswerVerdict, Judgement};
use crate::engine::prompt::{GradeOffer, Input, Prompt, Reply};
use crate::engine::shown::{
    AnswerShown, Nothing, Overruled, Question, Recorded, SessionHead, SessionRemark, Shown, Summary,
};
use crate::engine::waiting::WaitingCounts;
use crate::engine::{Front, expected_seconds};
use crate::error::AppError;
use crate::python::trial::{ProgramTrial, ProgramVerdict as TestVerdict};
use crate::ui::card::Renderer;
use crate::ui::clean::clean_json;
use crate::ui::palette::Palette;
use crate::ui::terminal::{Terminal, TerminalReply as Typing};

/// Columns that texts are laid out for: none is ever broken.
const UNBROKEN: usize = 10_000;

/// A session's front that reads and writes objects.
pub(crate) struct ObjectFront<'a> {
    app: &'a App,
    terminal: &'a mut dyn Terminal,
    scope: Option<String>,
    question: Option<Question>,
    verdict: VerdictSoFar,
}

/// What is known of an answer, until its grade is asked for.
#[derive(Default)]
struct VerdictSoFar {
    word: Option<&'static str>,
    feedback: Option<String>,
    mistake: Option<String>,
    answer: Option<AnswerShown>,
}

impl<'a> ObjectFront<'a> {
    pub(crate) fn new(app: &'a App, terminal: &'a mut dyn Terminal, scope: Option<String>) -> Self {
        Self {
            app,
            terminal,
            scope,
            question: None,
            verdict: VerdictSoFar::default(),
        }
    }

    fn look(&self) -> Renderer {
        Renderer {
            width: UNBROKEN,
            palette: Palette::PLAIN,
            words: self.app.words(),
        }
    }

    fn send(&mut self, event: &str, mut fields: Map<String, Value>) -> Result<(), AppError> {
        fields.insert("event".to_owned(), json!(event));
        let text = Value::Object(fields).to_string();
        let line = clean_json(&text);
        self.terminal.say(&format!("{line}\n"))?;
        Ok(self.terminal.show()?)
    }

    fn send_session(&mut self, waits: WaitingCounts, scope: Option<&str>) -> Result<(), AppError> {
        let fields = object(json!({
            "schema": 1,
            "due": waits.due,
            "learning": waits.learning,
            "new": waits.new,
            "minutes": waits.minutes(),
            "scope": scope,
        }));
        self.send("session", fields)
    }

    fn send_nothing(&mut self, nothing: &Nothing) -> Result<(), AppError> {
        let scope = self.scope.clone();
        self.send_session(WaitingCounts::default(), scope.as_deref())?;
        let (_, lines) = nothing::in_words(nothing, self.app.words());
        let next = lines.join("; ");
        let mut fields = counts(&Summary::default());
        fields.insert("next".to_owned(), json!({ "hint": next }));
        self.send("summary", fields)
    }

    fn send_recorded(&mut self, recorded: &Recorded) -> Result<(), AppError> {
        let fields = object(json!({
            "card": recorded.card,
            "grade": grade_word(recorded.grade),
            "interval": recorded.next.map(|(days, _)| days),
            "due": recorded.next.map(|(_, due)| due.iso()),
            "overruled": recorded.overruled == Overruled::Yes,
        }));
        self.send("recorded", fields)
    }

    fn send_summary(&mut self, summary: &Summary) -> Result<(), AppError> {
        let mut fields = counts(summary);
        let next = summary.ahead.map(|ahead| {
            json!({
                "repeats": ahead.repeats,
                "left": ahead.left,
                "tomorrow": ahead.tomorrow,
                "streak": ahead.streak.current,
                "best_streak": ahead.streak.best,
                "waiting": {
                    "due": ahead.waits.due,
                    "learning": ahead.waits.learning,
                    "new": ahead.waits.new,
                    "later": ahead.waits.later,
                },
            })
        });
        fields.insert("next".to_owned(), json!(next));
        self.send("summary", fields)?;
        if summary.tally.reviews + summary.tally.repeats + summary.tally.set_aside > 0 {
            self.app.back_up_daily();
        }
        Ok(())
    }

    fn send_error(&mut self, error: &str, hint: &str) -> Result<(), AppError> {
        let fields = object(json!({ "error": error, "hint": hint }));
        self.send("error", fields)
    }

    /// A verdict that asks for another answer.
    fn send_near(&mut self, why: &str) -> Result<(), AppError> {
        let feedback = self.app.words().near(why);
        let fields = object(json!({
            "card": self.question.as_ref().map(|question| &question.card.id),
            "verdict": "near",
            "feedback": feedback,
        }));
        self.send("verdict", fields)
    }

    fn take_judgement(&mut self, judgement: &Judgement, given: &str) {
        self.verdict.word = Some(match judgement.verdict {
            AnswerVerdict::Right => "right",
            // The second near miss is as wrong as any other answer.
            AnswerVerdict::Near { .. } | AnswerVerdict::Wrong => "wrong",
            AnswerVerdict::Blank => "blank",
        });
        self.verdict.feedback = Some(self.look().verdict(judgement, given).trim().to_owned());
    }

    fn take_trial(&mut self, run: &ProgramTrial) {
        self.verdict.word = Some(if run.verdict == TestVerdict::Passed {
            "right"
        } else {
            "wrong"
        });
        self.verdict.feedback = Some(trial(self.look(), run).trim().to_owned());
    }

    fn send_question(&mut self, prompt: &Prompt) -> Result<(), AppError> {
        let Some(question) = &self.question else {
            return Ok(());
        };
        let seconds = expected_seconds(&self.app.workspace(), &question.card.id)?;
        let fields = question_object(question, prompt, seconds);
        self.send("question", fields)
    }

    fn send_verdict(&mut self, offer: &GradeOffer) -> Result<(), AppError> {
        let card = self.verdict.answer.as_ref().map(|answer| &answer.card);
        let grades = offer.days.map(|days| {
            let of = |grade: Grade| days[usize::from(grade.q())];
            json!({
                "again": of(Grade::AGAIN),
                "hard": of(Grade::HARD),
                "good": of(Grade::GOOD),
                "easy": of(Grade::EASY),
            })
        });
        let answer = &self.verdict.answer;
        let fields = object(json!({
            "card": card.map(|card| &card.id),
            "verdict": self.verdict.word.unwrap_or("none"),
            "feedback": self.verdict.feedback,
            "mistake": self.verdict.mistake,
            "answer": answer.as_ref().map(|answer| answer_text(&answer.card, &answer.order)),
            "why": card.and_then(|card| card.why.as_deref()),
            "points": card.and_then(points),
            "grades": grades,
            "suggested": grade_word(offer.default),
        }));
        self.send("verdict", fields)
    }

    fn send_remark(&mut self, remark: &SessionRemark) -> Result<(), AppError> {
        let (word, card) = match remark {
            SessionRemark::Near(why) => return self.send_near(why),
            SessionRemark::Fault(fault) => {
                let message = self.look().fault(fault).trim().to_owned();
                return self.send_error(&message, "send another answer");
            }
            SessionRemark::MetElsewhere(card) => ("met_elsewhere", Some(card)),
            SessionRemark::AnsweredElsewhere => ("answered_elsewhere", None),
            SessionRemark::NothingToUndo => ("nothing_to_undo", None),
            SessionRemark::Undone(card) => ("undone", Some(card)),
            SessionRemark::Buried => ("buried", None),
            SessionRemark::Suspended(card) => ("suspended", Some(card)),
            SessionRemark::Skipped => ("skipped", None),
            SessionRemark::Flagged => ("flagged", None),
            SessionRemark::NoHints => ("no_hints", None),
            SessionRemark::NoMedia => ("no_media", None),
            SessionRemark::OneLanguage => ("one_language", None),
            SessionRemark::NoMoreHints => ("no_more_hints", None),
            SessionRemark::WhyLater => ("why_later", None),
            SessionRemark::NoWhy => ("no_why", None),
            SessionRemark::NotRun => ("not_run", None),
            SessionRemark::PassedCheck => ("passed_check", None),
            SessionRemark::NotChecked => ("not_checked", None),
            SessionRemark::Leech { .. } => ("leech", None),
            // What a client has sent itself: a bad list of points is answered by the question
            // again. The rest comes up in interviews alone, which speak no objects.
            SessionRemark::Ticked { .. }
            | SessionRemark::NotPoints { .. }
            | SessionRemark::DraftFound
            | SessionRemark::HandedIn
            | SessionRemark::HandsInOnly
            | SessionRemark::CanStillRun { .. }
            | SessionRemark::ClarifyFirst
            | SessionRemark::Clarified(_)
            | SessionRemark::FollowUp(_)
            | SessionRemark::InterviewHelp
            | SessionRemark::InterviewEmpty => return Ok(()),
        };
        let card = card.or(self.question.as_ref().map(|question| &question.card.id));
        let fields = object(json!({ "remark": word, "card": card }));
        self.send("remark", fields)
    }

    fn send_info(&mut self, info: &crate::engine::shown::CardInfo) -> Result<(), AppError> {
        let text = super::info::card_info(self.look(), info);
        let fields = object(json!({ "card": info.card.id, "text": text.trim() }));
        self.send("info", fields)
    }

    fn announce(&mut self, prompt: &Prompt) -> Result<(), AppError> {
        if let Prompt::Grade(offer) = prompt {
            self.send_verdict(offer)
        } else {
            self.send_question(prompt)
        }
    }
}

impl Front for ObjectFront<'_> {
    fn show(&mut self, shown: &Shown) -> Result<(), AppError> {
        match shown {
            Shown::SessionHead(SessionHead::Review { scope, waits, .. }) => {
                self.send_session(*waits, scope.as_deref())
            }
            Shown::SessionHead(
                SessionHead::Drill { scope, cards } | SessionHead::Placement { scope, most: cards },
            ) => {
                let waits = WaitingCounts {
                    due: *cards,
                    ..WaitingCounts::default()
                };
                self.send_session(waits, scope.as_deref())
            }
            Shown::Nothing(nothing) => self.send_nothing(nothing),
            Shown::Question(question) => {
                self.question = Some((**question).clone());
                self.verdict = VerdictSoFar::default();
                Ok(())
            }
            Shown::Verdict { judgement, given } => {
                self.take_judgement(judgement, given);
                Ok(())
            }
            Shown::Answer(answer) => {
                self.verdict.answer = Some((**answer).clone());
                Ok(())
            }
            Shown::Trial { trial, .. } | Shown::Interrupted(trial) => {
                self.take_trial(trial);
                Ok(())
            }
            Shown::Mistake(label) => {
                self.verdict.mistake = Some(label.clone());
                Ok(())
            }
            // No verdict: its word stays `none`, and the client grades.
            Shown::NoPython {
                why,
                scope,
                unusable,
            } => {
                let text = no_python(self.look(), unusable, scope, why);
                self.verdict.feedback = Some(text.trim().to_owned());
                Ok(())
            }
            Shown::SandboxFailed(error) => {
                self.verdict.feedback = Some(error.to_string());
                Ok(())
            }
            Shown::Primer(primer) => {
                let fields = object(json!({ "title": primer.title, "text": primer.text }));
                self.send("primer", fields)
            }
            Shown::Hint(hint) => {
                let hint = hint_text(self.look(), hint);
                let card = self.question.as_ref().map(|question| &question.card.id);
                let fields = object(json!({ "card": card, "hint": hint }));
                self.send("hint", fields)
            }
            Shown::Why(card) => {
                let fields = object(json!({ "card": card.id, "why": card.why, "refs": card.refs }));
                self.send("why", fields)
            }
            Shown::Info(info) => self.send_info(info),
            Shown::Media { card, names } => {
                let files: Vec<_> = names
                    .iter()
                    .map(|name| media_file(self.app, name))
                    .collect();
                self.send("media", object(json!({ "card": card, "files": files })))
            }
            Shown::Remark(remark) => self.send_remark(remark),
            Shown::Recorded(recorded) => self.send_recorded(recorded),
            Shown::Summary(summary) => self.send_summary(summary),
            Shown::Placed(result) => {
                let fields = object(json!({
                    "asked": result.asked,
                    "topics": result.topics,
                    "cards": result.cards,
                }));
                self.send("placed", fields)
            }
            Shown::Help(_)
            | Shown::AnswersHead
            | Shown::Answered { .. }
            | Shown::Interviewed(_) => Ok(()),
        }
    }

    fn flush(&mut self) -> Result<(), AppError> {
        Ok(self.terminal.show()?)
    }

    fn ask(&mut self, prompt: &Prompt) -> Result<Input, AppError> {
        // Nobody is there to agree: `milepost trust` says so beforehand.
        if let Prompt::Consent { .. } | Prompt::Bench(_) = prompt {
            return Ok(untimed(Reply::No));
        }
        let asked = Expected::at(prompt);
        self.announce(prompt)?;
        let began = self.app.world.clock.now();
        loop {
            let line = match self.terminal.line()? {
                Typing::Text(line) => line,
                Typing::Interrupt | Typing::Paste | Typing::End => return Ok(untimed(Reply::End)),
            };
            if line.trim().is_empty() {
                continue;
            }
            match read_input(&line, asked) {
                Ok((reply, millis)) => {
                    let took = millis.unwrap_or_else(|| pause(began, self.app.world.clock.now()));
                    return Ok(Input {
                        reply,
                        millis: took,
                    });
                }
                Err(error) => {
                    self.send_error(&error, asked.hint())?;
                    self.announce(prompt)?;
                }
            }
        }
    }
}

const fn untimed(reply: Reply) -> Input {
    Input { reply, millis: 0 }
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value {
        fields
    } else {
        Map::new()
    }
}

fn counts(summary: &Summary) -> Map<String, Value> {
    let tally = &summary.tally;
    let [again, hard, good, easy] = tally.grades;
    object(json!({
        "reviews": tally.reviews,
        "repeats": tally.repeats,
        "passed": tally.passed,
        "again": again,
        "hard": hard,
        "good": good,
        "easy": easy,
        "overruled": tally.overruled,
        "set_aside": tally.set_aside,
        "lapsed": tally.lapsed,
        "minutes": tally.total_ms.div_ceil(60_000),
    }))
}

/// The word of a grade: anything under a pass is Again.
const fn grade_word(grade: Grade) -> &'static str {
    match grade.q() {
        0..=2 => "again",
        3 => "hard",
        4 => "good",
        _ => "easy",
    }
}
