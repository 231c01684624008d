//! The file in which a learner writes a program, and the visits of an editor to it.

use std::path::PathBuf;

use super::TerminalFront;
use crate::cli::app::App;
use crate::cli::edit::Editor;
use crate::cli::errors::no_text_file;
use crate::cli::open_text::{LeftText, OpenFor, OpenText};
use crate::domain::id::CardId;
use crate::engine::prompt::ProgramPrompt;
use crate::error::{AppError, ErrorKind};

/// A program while it is being written: a file of its own, which an editor that returned at once may still be
/// working on.
pub(super) struct ProgramFile {
    /// The card it answers.
    pub(super) card: CardId,
    open: OpenText,
    /// The text as it was last read.
    pub(super) text: String,
}

/// What came of a visit to the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EditorResult {
    /// The text is another one now.
    Changed,
    /// It is as it was.
    Unchanged,
    /// The editor failed, and the learner has seen why.
    Failed,
}

impl ProgramFile {
    fn new(app: &App, prompt: &ProgramPrompt) -> Result<Self, AppError> {
        let home = &app.world.home.data;
        let card = prompt.card.as_str();
        // What an editor left next to the same text belongs to it: vim recovers from its own file.
        let is_of_prompt = |left: &LeftText| {
            left.card() == card
                && *left.purpose() == OpenFor::Answer
                && left.text().is_some_and(|text| text == prompt.text)
        };
        let open = match LeftText::all(home).into_iter().find(is_of_prompt) {
            Some(left) => left.resume(),
            None => OpenText::create(home, card, OpenFor::Answer, &prompt.text)
                .map_err(|error| no_text_file(&error))?,
        };
        Ok(Self {
            card: prompt.card.clone(),
            open,
            text: prompt.text.clone(),
        })
    }

    fn file(&self) -> PathBuf {
        self.open.file()
    }

    /// Notes that the text that was read last is saved as a draft or in an answer.
    pub(super) fn note_saved(&mut self) {
        self.open.note_saved(&self.text);
    }

    /// Reads it again.
    pub(super) fn read(&mut self) -> Result<EditorResult, AppError> {
        let text = self.open.read().map_err(|error| no_text_file(&error))?;
        let visit = if text == self.text {
            EditorResult::Unchanged
        } else {
            EditorResult::Changed
        };
        self.text = text;
        Ok(visit)
    }
}

impl TerminalFront<'_> {
    /// Closes the file: its card was answered or left, and the engine holds the text.
    pub(super) fn close_program_file(&mut self) {
        if let Some(mut program_file) = self.program_file.take() {
            program_file.note_saved();
        }
    }

    /// The file for a prompt: the one that is open, or a new one.
    pub(super) fn open_program_file(
        &mut self,
        prompt: &ProgramPrompt,
    ) -> Result<&mut ProgramFile, AppError> {
        let program_file = match self.program_file.take() {
            Some(program_file) if program_file.card == prompt.card => program_file,
            _ => ProgramFile::new(self.app, prompt)?,
        };
        Ok(self.program_file.insert(program_file))
    }

    /// Opens the learner's editor and waits for it to end. The time counts in full up to what the
    /// card is expected to take: it is work, not a pause.
    pub(super) fn visit_editor(
        &mut self,
        prompt: &ProgramPrompt,
    ) -> Result<EditorResult, AppError> {
        let began = self.app.world.clock.now();
        let program_file = self.open_program_file(prompt)?;
        let visited = Editor::of_environment()
            .and_then(|editor| editor.run(&program_file.file()))
            .and_then(|()| program_file.read());
        let took = self.app.world.clock.now().millis() - began.millis();
        self.millis += took.clamp(0, prompt.visit_ms);
        match visited {
            // The prompt stays: the learner names another editor or goes on without one, and the
            // answer is not lost with the session.
            Err(error) if error.kind == ErrorKind::User => {
                let text = self.look().failure(&error);
                self.say(&text)?;
                Ok(EditorResult::Failed)
            }
            visited => visited,
        }
    }
}
