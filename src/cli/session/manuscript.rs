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
pub(super) struct Manuscript {
    /// The card it answers.
    pub(super) card: CardId,
    folder: TempDir,
    /// The text as it was last read.
    pub(super) text: String,
}

/// What came of a visit to the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visit {
    /// The text is another one now.
    Changed,
    /// It is as it was.
    Unchanged,
    /// The editor failed, and the learner was told how.
    Failed,
}

impl Manuscript {
    fn new(prompt: &ProgramPrompt) -> Result<Self, AppError> {
        let folder = tempfile::Builder::new()
            .prefix("milepost-")
            .tempdir()
            .map_err(|error| no_text_file(&error))?;
        let manuscript = Self {
            card: prompt.card.clone(),
            folder,
            text: prompt.text.clone(),
        };
        std::fs::write(manuscript.file(), &manuscript.text)
            .map_err(|error| no_text_file(&error))?;
        Ok(manuscript)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("card.py")
    }

    /// Reads it again.
    pub(super) fn read(&mut self) -> Result<Visit, AppError> {
        let text = std::fs::read_to_string(self.file()).map_err(|error| no_text_file(&error))?;
        let visit = if text == self.text {
            Visit::Unchanged
        } else {
            Visit::Changed
        };
        self.text = text;
        Ok(visit)
    }
}

impl TerminalFront<'_> {
    /// The manuscript for a prompt: the one that is open, or a new one.
    pub(super) fn open_manuscript(
        &mut self,
        prompt: &ProgramPrompt,
    ) -> Result<&mut Manuscript, AppError> {
        let manuscript = match self.manuscript.take() {
            Some(manuscript) if manuscript.card == prompt.card => manuscript,
            _ => Manuscript::new(prompt)?,
        };
        Ok(self.manuscript.insert(manuscript))
    }

    /// Opens the learner's editor and waits for it to end. The time counts in full up to what the
    /// card is expected to take: it is work, not a pause.
    pub(super) fn visit_editor(&mut self, prompt: &ProgramPrompt) -> Result<Visit, AppError> {
        let began = self.app.world.clock.now();
        let manuscript = self.open_manuscript(prompt)?;
        let visited = Editor::of_environment()
            .and_then(|editor| editor.run(&manuscript.file()))
            .and_then(|()| manuscript.read());
        let took = self.app.world.clock.now().millis() - began.millis();
        self.millis += took.clamp(0, prompt.visit_ms);
        match visited {
            Err(error) if error.kind == ErrorKind::User => {
                let text = self.look().failure(&error);
                self.say(&text)?;
                Ok(Visit::Failed)
            }
            visited => visited,
        }
    }
}
