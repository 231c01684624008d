//! Sessions of the engine at a terminal: a screen with keys and an editor, or lines on a pipe.

mod ask;
mod cues;
mod grade_line;
pub(crate) mod info;
mod keys;
mod lines;
mod nothing;
mod object_input;
mod object_text;
mod objects;
mod program_file;
mod show;
mod summary;
mod trial;

use std::collections::HashSet;

use crate::cli::app::App;
use crate::domain::card::CardKind;
use crate::engine::prompt::{Input, Prompt, Reply};
use crate::engine::shown::Shown;
use crate::engine::{Front, FrontKind};
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;
use crate::ui::terminal::{InputMode, Terminal};

pub(crate) use grade_line::GradeScale;
pub(crate) use objects::ObjectFront;
use program_file::ProgramFile;
pub(crate) use summary::{duration, streak, waiting_line};
pub(crate) use trial::{broke, no_python, trial};

/// In whose words a session speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A review or a drill: everything is said at once.
    Review,
    /// An interview: nothing is said of an answer.
    Interview,
}

/// A session's front at a terminal.
pub(crate) struct TerminalFront<'a> {
    app: &'a App,
    terminal: &'a mut dyn Terminal,
    voice: Voice,
    scale: GradeScale,
    /// The kind of the card that is asked.
    kind: Option<CardKind>,
    /// Whether the next prompt is the first since its question was shown.
    question: QuestionState,
    /// Kinds whose plain cue was given once already.
    cued: HashSet<CardKind>,
    /// The prompt that was asked last, and whether a command came instead of a reply.
    last_prompt: Option<Prompt>,
    last_reply: LastReply,
    opening: EditorOpens,
    /// Lines of an answer that were given so far.
    lines: String,
    /// The program that is being written.
    program_file: Option<ProgramFile>,
    /// What was said last of the sandbox: the same is not said twice.
    sandbox_said: String,
    /// Milliseconds waited for the reply that is being asked for.
    millis: i64,
}

/// Whether a question was asked for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuestionState {
    Fresh,
    Asked,
}

/// What came at the last prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LastReply {
    Command,
    Answer,
}

/// When the editor opens for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EditorOpens {
    /// At once: the learner has just asked for it.
    AtOnce,
    WhenAsked,
}

impl<'a> TerminalFront<'a> {
    pub(crate) fn new(
        app: &'a App,
        terminal: &'a mut dyn Terminal,
        voice: Voice,
        scale: GradeScale,
    ) -> Self {
        Self {
            app,
            terminal,
            voice,
            scale,
            kind: None,
            question: QuestionState::Asked,
            cued: HashSet::new(),
            last_prompt: None,
            last_reply: LastReply::Answer,
            opening: EditorOpens::WhenAsked,
            lines: String::new(),
            program_file: None,
            sandbox_said: String::new(),
            millis: 0,
        }
    }

    fn look(&self) -> Renderer {
        Renderer {
            width: self.terminal.width(),
            palette: self.terminal.palette(),
            words: self.app.words(),
        }
    }

    fn say(&mut self, text: &str) -> Result<(), AppError> {
        Ok(self.terminal.say(text)?)
    }

    fn remark(&mut self, role: TextRole, message: &str) -> Result<(), AppError> {
        let text = self.look().remark(role, message);
        self.say(&text)
    }

    /// A reply with the time it took.
    fn input(&mut self, reply: Reply) -> Input {
        Input {
            reply,
            millis: std::mem::take(&mut self.millis),
        }
    }
}

/// What a terminal can do.
pub(crate) fn front_kind(terminal: &dyn Terminal) -> FrontKind {
    match terminal.input_mode() {
        InputMode::Interactive => FrontKind::Screen,
        InputMode::Lines => FrontKind::Lines,
    }
}

impl Front for TerminalFront<'_> {
    fn show(&mut self, shown: &Shown) -> Result<(), AppError> {
        self.show_one(shown)
    }

    fn flush(&mut self) -> Result<(), AppError> {
        Ok(self.terminal.show()?)
    }

    fn ask(&mut self, prompt: &Prompt) -> Result<Input, AppError> {
        // The engine asks on once it has saved the last reply; where that failed, it asks to retry.
        if !matches!(prompt, Prompt::Retry(_))
            && let Some(program_file) = &mut self.program_file
        {
            program_file.note_saved();
        }
        let reply = self.ask_prompt(prompt)?;
        self.last_prompt = Some(prompt.clone());
        self.last_reply = if matches!(reply, Reply::Command(_)) {
            LastReply::Command
        } else {
            LastReply::Answer
        };
        // An aside comes before the question's own prompt, which is the first after it all the
        // same.
        if *prompt != Prompt::Aside {
            self.question = QuestionState::Asked;
        }
        Ok(self.input(reply))
    }
}
