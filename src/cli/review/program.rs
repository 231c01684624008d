//! Programs in a review: the editor, the run, which promise broke, as often as wanted.

use crate::cli::keep;
use crate::cli::programs::{KEPT, Manuscript, Ran, Visit, commented, own_lines, told};
use crate::cli::review::Sitting;
use crate::cli::review::command::Colon;
use crate::cli::review::judged::Judged;
use crate::cli::review::turn::{Answered, Asked, Input};
use crate::domain::card::{Body, Kind};
use crate::domain::event::Evidence;
use crate::domain::judge::Verdict as Judgement;
use crate::domain::suggest::{RULE_VERSION, Trial as Tried, suggest};
use crate::error::AppError;
use crate::python::trial::{Trial, Verdict};
use crate::ui::palette::Role;
use crate::ui::terminal::{Ask, Manner};

/// A program on its way to a verdict.
struct Attempt {
    manuscript: Manuscript,
    runs: u32,
    last: Option<Trial>,
}

/// What comes after a round with a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The learner may go on with it.
    Again,
    /// It passed, or it cannot be run here.
    Done,
    /// The learner asks for the reference.
    GaveUp,
}

impl Sitting<'_> {
    /// Lets the learner write a program for a `code` card until its tests pass or the reference is asked for.
    pub(super) fn programmed(&mut self, asked: &mut Asked) -> Result<Answered, AppError> {
        let Body::Code(body) = &asked.card.body else {
            return Ok(Answered::Given(Judged::by_learner()));
        };
        let start = commented(&body.prompt, &body.starter);
        self.write_until_done(asked, start)
    }

    /// Lets the learner repair a `bug` card, once its line was named.
    pub(super) fn repaired(
        &mut self,
        asked: &mut Asked,
        judged: Judged,
    ) -> Result<Answered, AppError> {
        let Body::Bug(body) = &asked.card.body else {
            return Ok(Answered::Given(judged));
        };
        let start = body.code.clone();
        self.remark(Role::Faint, self.app.words().repair_prompt())?;
        let prompt = self.look().palette.prompt().to_owned();
        loop {
            match self.prompt(asked, &prompt, Ask::Key, Colon::Needed)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(key) if key.trim() == "r" => break,
                Input::Text(key) if key.trim().is_empty() => return Ok(Answered::Given(judged)),
                Input::Text(_) => self.remark(Role::Faint, self.app.words().repair_prompt())?,
            }
        }
        match self.write_until_done(asked, start)? {
            Answered::Left(next) => Ok(Answered::Left(next)),
            Answered::Given(repair) => Ok(Answered::Given(with_repair(judged, repair))),
        }
    }

    fn write_until_done(&mut self, asked: &mut Asked, start: String) -> Result<Answered, AppError> {
        let words = self.app.words();
        let draft = self
            .app
            .store
            .draft(&asked.card.id)?
            .filter(|draft| *draft != start);
        let mut offer = words.write_prompt();
        if draft.is_some() {
            self.remark(Role::Faint, words.draft_found())?;
            offer = words.rewrite_prompt();
        }
        let manuscript = Manuscript::new(draft.unwrap_or(start))?;
        let mut attempt = Attempt {
            manuscript,
            runs: 0,
            last: None,
        };
        loop {
            self.remark(Role::Faint, offer)?;
            let prompt = self.look().palette.prompt().to_owned();
            let after = match self.prompt(asked, &prompt, Ask::Key, Colon::Needed)? {
                Input::Leave(next) => return Ok(Answered::Left(next)),
                Input::Text(key) => match key.trim() {
                    "" => self.edit_program(asked, &mut attempt)?,
                    "x" => {
                        attempt.manuscript.read()?;
                        self.try_program(asked, &mut attempt)?
                    }
                    "r" => After::GaveUp,
                    _ => After::Again,
                },
            };
            if after != After::Again {
                return Ok(Answered::Given(weigh_program(asked, &attempt, after)));
            }
            offer = words.rewrite_prompt();
        }
    }

    /// One visit to the editor, and the run of what came of it.
    fn edit_program(
        &mut self,
        asked: &mut Asked,
        attempt: &mut Attempt,
    ) -> Result<After, AppError> {
        let began = self.app.world.clock.now();
        let visit = attempt.manuscript.visit(self.app, self.terminal)?;
        asked.work(began, self.app.world.clock.now());
        match visit {
            Visit::Failed => Ok(After::Again),
            Visit::Unchanged => self
                .remark(Role::Near, self.app.words().editor_unchanged())
                .map(|()| After::Again),
            Visit::Changed => self.try_program(asked, attempt),
        }
    }

    /// Keeps a program and runs it.
    fn try_program(&mut self, asked: &Asked, attempt: &mut Attempt) -> Result<After, AppError> {
        let text = &attempt.manuscript.text;
        keep::done(self.app, self.terminal, || {
            self.app.store.save_draft(&asked.card.id, text)
        })?;
        let trial = match self
            .runner
            .run(self.app, self.terminal, &asked.card, text)?
        {
            Ran::Not => return Ok(After::Done),
            Ran::Failed => return Ok(After::Again),
            Ran::Tried(trial, version) => {
                let mut text = told(self.look(), &trial);
                text.push_str(&self.runner.fence(self.look(), &trial, &version));
                self.say(&text)?;
                trial
            }
        };
        attempt.runs += 1;
        let after = if trial.verdict == Verdict::Passed {
            After::Done
        } else {
            After::Again
        };
        attempt.last = Some(*trial);
        Ok(after)
    }

    /// Whether this sitting offers the editor for programs.
    pub(super) fn offers_editor(&self) -> bool {
        self.terminal.manner() == Manner::Interactive
    }
}

/// Turns the last run into a suggestion and evidence; a program that cannot be run here is graded by the learner.
fn weigh_program(asked: &Asked, attempt: &Attempt, after: After) -> Judged {
    let text = &attempt.manuscript.text;
    let program = Some(own_lines(&asked.card, text).to_owned());
    if attempt.last.is_none() && after == After::Done {
        return Judged {
            program,
            ..Judged::by_learner()
        };
    }
    let last = attempt.last.as_ref();
    let passed = last.is_some_and(|trial| trial.verdict == Verdict::Passed);
    let verdict = if passed {
        Judgement::Right
    } else {
        Judgement::Wrong
    };
    let hints = u32::try_from(asked.hints).unwrap_or(u32::MAX);
    let tried = Tried {
        attempts: attempt.runs.max(1),
        hints,
        answer_ms: 0,
        pace: None,
    };
    let suggested = suggest(Kind::Code, &verdict, &tried);
    let evidence = Evidence {
        rule: RULE_VERSION,
        given: text.chars().take(KEPT).collect(),
        order: vec![],
        verdict: if passed { "right" } else { "gave-up" }.to_owned(),
        suggested,
        attempts: tried.attempts,
        hints,
        passed: last.map(|trial| trial.passed),
        total: last.map(|trial| trial.total),
    };
    Judged {
        shown: String::new(),
        suggested: Some(suggested),
        evidence: Some(evidence),
        program,
    }
}

/// The line was judged; the repair adds what its tests said, and a failed one weighs no more than the line.
fn with_repair(mut line: Judged, repair: Judged) -> Judged {
    if let (Some(evidence), Some(repair)) = (&mut line.evidence, repair.evidence) {
        evidence.passed = repair.passed;
        evidence.total = repair.total;
    }
    line.program = repair.program;
    line
}
