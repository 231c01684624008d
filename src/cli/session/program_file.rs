//! The file in which a learner writes a program, and the visits of an editor to it.

use std::path::PathBuf;

use tempfile::TempDir;

use super::TerminalFront;
use crate::cli::edit::Editor;
use crate::cli::errors::no_text_file;
use crate::domain::id::CardId;
use crate::engine::prompt::ProgramPrompt;
use crate::error::{AppError, ErrorKind};

/// A program while it is being written: a file of its own, which an editor that returned at once may still be
/// working on.
pub(super) struct ProgramFile {
    /// The card it answers.
    pub(super) card: CardId,
    folder: TempDir,
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
    fn new(prompt: &ProgramPrompt) -> Result<Self, AppError> {
        // A folder, not a file alone: editors save by putting a new file in its place, and put
        // their own files next to it.
        let folder = tempfile::Builder::new()
            .prefix("milepost-")
            .tempdir()
            .map_err(|error| no_text_file(&error))?;
        let program_file = Self {
            card: prompt.card.clone(),
            folder,
            text: prompt.text.clone(),
        };
        std::fs::write(program_file.file(), &program_file.text)
            .map_err(|error| no_text_file(&error))?;
        Ok(program_file)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("card.py")
    }

    /// Reads it again.
    pub(super) fn read(&mut self) -> Result<EditorResult, AppError> {
        let text = std::fs::read_to_string(self.file()).map_err(|error| no_text_file(&error))?;
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
    /// The file for a prompt: the one that is open, or a new one.
    pub(super) fn open_program_file(
        &mut self,
        prompt: &ProgramPrompt,
    ) -> Result<&mut ProgramFile, AppError> {
        let program_file = match self.program_file.take() {
            Some(program_file) if program_file.card == prompt.card => program_file,
            _ => ProgramFile::new(prompt)?,
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
