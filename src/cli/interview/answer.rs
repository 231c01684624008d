//! Answers in an interview: a line, some lines, or a program that is run once and says nothing.

use crate::cli::interview::choose::Question;
use crate::cli::interview::sitting::{Given, Sitting};
use crate::cli::keep;
use crate::cli::programs::{KEPT, Manuscript, Ran, Visit, broke, commented, own_lines};
use crate::cli::review::command::{Colon, Command, Typed, read};
use crate::cli::review::judged::judge;
use crate::domain::card::{Body, Card};
use crate::domain::interview::{Program, Tests, Verdict};
use crate::domain::judge;
use crate::error::AppError;
use crate::python::trial::Trial;
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner, Reply};

/// What came at a prompt.
enum Got {
    /// A line; empty when the answer was given aloud, or not at all.
    Line(String),
    /// The learner passes.
    Skip,
    /// The interview is over.
    End,
}

/// What came of writing a program.
enum Written {
    /// It was handed in.
    In(Program),
    /// How it would be written, in a line.
    Said(String),
    /// Nothing was written; the question stands.
    Nothing,
    /// The learner passes.
    Skip,
    /// The interview is over.
    End,
}

impl Sitting<'_> {
    /// The answer with what its judge says, which nobody hears yet; nothing if the interview is over.
    pub(super) fn answer(&mut self, question: &Question) -> Result<Option<Given>, AppError> {
        let card = &question.card;
        loop {
            let text = match self.typed(&card.body)? {
                Got::End => return Ok(None),
                Got::Skip => return Ok(Some(skipped())),
                Got::Line(text) => text,
            };
            if let (Body::Code(body), "", Manner::Interactive) =
                (&card.body, text.trim(), self.terminal.manner())
            {
                let offer = self.app.words().interview.nothing_written();
                match self.write(card, &commented(&body.prompt, &body.starter), offer)? {
                    Written::In(program) => return Ok(Some(handed_in(text, program))),
                    Written::Said(text) => {
                        return Ok(Some(Given {
                            text,
                            program: None,
                            verdict: Verdict::Unrated,
                        }));
                    }
                    Written::Skip => return Ok(Some(skipped())),
                    Written::End => return Ok(None),
                    Written::Nothing => continue,
                }
            }
            if matches!(card.body, Body::Basic(_) | Body::Code(_) | Body::Open(_)) {
                return Ok(Some(Given {
                    text,
                    program: None,
                    verdict: Verdict::Unrated,
                }));
            }
            if let Some(verdict) = self.verdict(question, &text)? {
                return self.repaired(
                    card,
                    Given {
                        text,
                        program: None,
                        verdict,
                    },
                );
            }
        }
    }

    /// What the judge says; nothing if the learner is to answer again.
    fn verdict(&mut self, question: &Question, given: &str) -> Result<Option<Verdict>, AppError> {
        match judge(&question.card, &question.order, given) {
            Ok(judgement) => Ok(Some(word_of(&judgement.verdict))),
            Err(fault) if self.terminal.manner() == Manner::Interactive => {
                let message = self.look().fault(&fault);
                self.remark(Role::Near, &message).map(|()| None)
            }
            // On a pipe the next line answers the next question: what cannot be judged is wrong.
            Err(_) => Ok(Some(Verdict::Wrong)),
        }
    }

    /// Lets the learner repair a `bug` whose line was named. A repair that passes its tests has found the line too.
    fn repaired(&mut self, card: &Card, line: Given) -> Result<Option<Given>, AppError> {
        let (Body::Bug(body), Manner::Interactive) = (&card.body, self.terminal.manner()) else {
            return Ok(Some(line));
        };
        loop {
            self.remark(Role::Faint, self.app.words().interview.repair())?;
            match self.line()? {
                Got::Line(text) if text.trim() == "r" => {}
                Got::Line(text) if text.trim().is_empty() => return Ok(Some(line)),
                Got::Line(_) => continue,
                Got::Skip => return Ok(Some(line)),
                Got::End => return Ok(Some(self.last(line))),
            }
            match self.write(card, &body.code, self.app.words().interview.not_repaired())? {
                Written::In(program) => {
                    let passed = program
                        .tests
                        .as_ref()
                        .is_some_and(|tests| tests.broke.is_none());
                    let verdict = if passed { Verdict::Right } else { line.verdict };
                    return Ok(Some(Given {
                        program: Some(program),
                        verdict,
                        ..line
                    }));
                }
                Written::Skip => return Ok(Some(line)),
                Written::End => return Ok(Some(self.last(line))),
                Written::Said(_) | Written::Nothing => {}
            }
        }
    }

    /// An answer after which the interview is over.
    fn last(&mut self, given: Given) -> Given {
        self.ahead.clear();
        given
    }

    /// A program in the learner's editor, until it is handed in; as long as nothing is written, `offer` says what
    /// else works.
    fn write(&mut self, card: &Card, start: &str, offer: &str) -> Result<Written, AppError> {
        let (app, words) = (self.app, self.app.words());
        let draft = app.store.draft(&card.id)?.filter(|draft| draft != start);
        if draft.is_some() {
            self.remark(Role::Faint, words.draft_found())?;
        }
        let mut manuscript = Manuscript::new(draft.unwrap_or_else(|| start.to_owned()))?;
        let mut opens = true;
        loop {
            if opens && manuscript.visit(app, self.terminal)? == Visit::Failed {
                return Ok(Written::Nothing);
            }
            let blank = manuscript.text == start;
            if !blank {
                keep::done(app, self.terminal, || {
                    app.store.save_draft(&card.id, &manuscript.text)
                })?;
            }
            self.remark(
                Role::Faint,
                if blank {
                    offer
                } else {
                    words.interview.hand_in()
                },
            )?;
            let said = match self.line()? {
                Got::Skip => return Ok(Written::Skip),
                Got::End => return Ok(Written::End),
                Got::Line(text) => text,
            };
            // An editor with a window of its own may have saved by now.
            manuscript.read()?;
            opens = said.trim() == "e" || said.trim().is_empty() && manuscript.text == start;
            match said.trim() {
                "" if !blank && !opens => {
                    if let Some(program) = self.hand_in(card, &manuscript.text)? {
                        return Ok(Written::In(program));
                    }
                }
                "" | "e" => {}
                _ if blank => return Ok(Written::Said(said)),
                _ => {}
            }
        }
    }

    /// Runs a program once; what came of it is told at the end. Nothing if the run itself failed.
    fn hand_in(&mut self, card: &Card, text: &str) -> Result<Option<Program>, AppError> {
        let (app, words) = (self.app, self.app.words());
        let tests = match self.runner.run(app, self.terminal, card, text)? {
            Ran::Failed => return Ok(None),
            Ran::Not => None,
            Ran::Tried(trial, _) => Some(tests(&trial, broke(words, &trial))),
        };
        Ok(Some(Program {
            text: own_lines(card, text).chars().take(KEPT).collect(),
            tests,
        }))
    }

    /// One line, or for an output several, ended by an empty line or a full stop.
    fn typed(&mut self, body: &Body) -> Result<Got, AppError> {
        let first = self.line()?;
        let (Got::Line(line), Body::Output(_)) = (&first, body) else {
            return Ok(first);
        };
        let (mut lines, mut line) = (String::new(), line.clone());
        while !line.is_empty() && line != "." {
            lines.push_str(&line);
            lines.push('\n');
            line = match self.more(Colon::Within)? {
                Some(Got::Line(line)) => line,
                Some(left) => return Ok(left),
                None => String::new(),
            };
        }
        Ok(Got::Line(lines))
    }

    fn line(&mut self) -> Result<Got, AppError> {
        Ok(self.more(Colon::Needed)?.unwrap_or(Got::End))
    }

    /// One line; nothing at the end of the input, which ends an answer of several.
    fn more(&mut self, colon: Colon) -> Result<Option<Got>, AppError> {
        let prompt = self.look().palette.prompt();
        loop {
            let line = match self.terminal.ask(prompt, Ask::Line)? {
                Reply::Text(line) => line,
                Reply::Interrupt => continue,
                Reply::End => return Ok(None),
            };
            match read(&line, colon) {
                Typed::Text(text) => return Ok(Some(Got::Line(text.to_owned()))),
                Typed::Command(Command::Skip) => return Ok(Some(Got::Skip)),
                Typed::Command(Command::Quit) => return Ok(Some(Got::End)),
                Typed::Command(_) | Typed::Unknown(_) => {
                    self.remark(Role::Faint, self.app.words().interview.help())?;
                }
            }
        }
    }
}

const fn skipped() -> Given {
    Given {
        text: String::new(),
        program: None,
        verdict: Verdict::Skipped,
    }
}

/// What the tests say of a program is its verdict; one that was not run is left to the learner.
fn handed_in(text: String, program: Program) -> Given {
    let verdict = match &program.tests {
        None => Verdict::Unrated,
        Some(Tests { broke: None, .. }) => Verdict::Right,
        Some(_) => Verdict::Wrong,
    };
    Given {
        text,
        program: Some(program),
        verdict,
    }
}

fn tests(trial: &Trial, broke: Option<String>) -> Tests {
    Tests {
        passed: trial.passed,
        total: trial.total,
        broke,
    }
}

const fn word_of(verdict: &judge::Verdict) -> Verdict {
    match verdict {
        judge::Verdict::Right => Verdict::Right,
        judge::Verdict::Near { .. } => Verdict::Near,
        judge::Verdict::Wrong => Verdict::Wrong,
        judge::Verdict::Blank => Verdict::Blank,
    }
}
