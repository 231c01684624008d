//! A text that is open in the learner's editor. It lies in a folder of the home, so that it is still there
//! when this process is killed: the next start finds it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::files;

/// The folder of the home in which each open text has a folder of its own.
const FOLDER: &str = "editing";

/// Locked while a text is made, or taken over from a process that has ended. Without it a folder that is
/// just being made would look like one that was left behind.
const GATE: &str = ".lock";

/// Locked for as long as the text is open.
const OWNER: &str = ".owner";

/// What is open, and the text as this program holds it.
const RECORD: &str = ".opened.json";

/// How long another process may make or take over a text.
const GATE_TIMEOUT: Duration = Duration::from_secs(5);

/// What an editor is open for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OpenFor {
    /// A program that answers the card.
    Answer,
    /// The card itself.
    Card,
    /// Its translation into the language with this tag.
    Translation(String),
}

impl OpenFor {
    const fn file_name(&self) -> &'static str {
        match self {
            Self::Answer => "card.py",
            Self::Card | Self::Translation(_) => "card.toml",
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OpenRecord {
    card: String,
    purpose: OpenFor,
    text: String,
}

/// A text that is open, or was when its process ended.
#[derive(Debug)]
struct TextFolder {
    path: PathBuf,
    record: OpenRecord,
    /// The lock; none where the file system has none.
    _owner: Option<File>,
}

/// A text while it is open. What an editor wrote and nobody read outlives this value.
#[derive(Debug)]
pub(crate) struct OpenText(TextFolder);

/// A text whose process has ended.
#[derive(Debug)]
pub(crate) struct LeftText(TextFolder);

impl OpenText {
    /// Puts a text where an editor can open it.
    pub(crate) fn create(
        home: &Path,
        card: &str,
        purpose: OpenFor,
        text: &str,
    ) -> io::Result<Self> {
        let all = home.join(FOLDER);
        files::make_folder(&all)?;
        let gate = files::open_lock(&all.join(GATE))?;
        // Where the file system has no locks, no other process takes a text over either.
        let _ = files::lock_within(GATE_TIMEOUT, || gate.try_lock());
        // A folder, not a file alone: editors save by putting a new file in its place, and put
        // their own files next to it.
        let folder = tempfile::Builder::new()
            .prefix(&format!("{}-", card.replace('#', "-")))
            .tempdir_in(&all)?;
        let owner = files::open_lock(&folder.path().join(OWNER))?;
        let owner = owner.try_lock().is_ok().then_some(owner);
        let record = OpenRecord {
            card: card.to_owned(),
            purpose,
            text: text.to_owned(),
        };
        let mut opened = TextFolder {
            path: folder.path().to_owned(),
            record,
            _owner: owner,
        };
        opened.write_record(text)?;
        files::replace(&opened.file(), text)?;
        // From here on its end is decided by what is in it.
        let _ = folder.keep();
        Ok(Self(opened))
    }

    /// The file for an editor.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.file()
    }

    /// The text when it was opened.
    pub(crate) fn opened(&self) -> &str {
        &self.0.record.text
    }

    /// The text as it is now.
    pub(crate) fn read(&self) -> io::Result<String> {
        fs::read_to_string(self.0.file())
    }

    /// Notes that a text is safe elsewhere: only what differs from it is worth keeping.
    pub(crate) fn note_saved(&mut self, text: &str) {
        if text != self.0.record.text {
            // Where this fails, the text is offered although nobody needs it.
            let _ = self.0.write_record(text);
        }
    }

    /// Removes what is there, whatever it says.
    pub(crate) fn discard(self) {
        self.0.remove();
    }
}

impl Drop for OpenText {
    fn drop(&mut self) {
        if !self.0.is_worth_keeping() {
            self.0.remove();
        }
    }
}

impl LeftText {
    /// The texts of a home whose process has ended. Those with nothing to keep are cleared.
    pub(crate) fn all(home: &Path) -> Vec<Self> {
        let all = home.join(FOLDER);
        let folders = folders_in(&all);
        if folders.is_empty() {
            return Vec::new();
        }
        let gate = files::open_lock(&all.join(GATE));
        if !gate.as_ref().is_ok_and(|gate| gate.try_lock().is_ok()) {
            // Another process is looking right now, or the file system has no locks.
            return Vec::new();
        }
        let left = folders.into_iter().filter_map(TextFolder::take_over);
        let (kept, done): (Vec<_>, Vec<_>) = left.partition(TextFolder::is_worth_keeping);
        done.iter().for_each(TextFolder::remove);
        kept.into_iter().map(Self).collect()
    }

    /// The card's id as it was when the text was opened.
    pub(crate) fn card(&self) -> &str {
        &self.0.record.card
    }

    /// What it was open for.
    pub(crate) const fn purpose(&self) -> &OpenFor {
        &self.0.record.purpose
    }

    /// Where it lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.0.path
    }

    /// The text as this program held it last.
    pub(crate) fn opened(&self) -> &str {
        &self.0.record.text
    }

    /// The text as the editor left it, if it can be read.
    pub(crate) fn text(&self) -> Option<String> {
        fs::read_to_string(self.0.file()).ok()
    }

    /// Clears it, now that a text is safe elsewhere. Says whether nothing stays: an editor may have left a file
    /// of its own.
    pub(crate) fn clear_saved(mut self, text: &str) -> bool {
        let stays = self.0.has_files_of_editor();
        if stays {
            // Where this fails, the text is offered once more.
            let _ = self.0.write_record(text);
        } else {
            self.0.remove();
        }
        !stays
    }

    /// Goes on with it.
    pub(crate) fn resume(self) -> OpenText {
        OpenText(self.0)
    }
}

impl TextFolder {
    fn file(&self) -> PathBuf {
        self.path.join(self.record.purpose.file_name())
    }

    fn write_record(&mut self, text: &str) -> io::Result<()> {
        text.clone_into(&mut self.record.text);
        let json = serde_json::to_string(&self.record)?;
        files::replace(&self.path.join(RECORD), &json)
    }

    /// A folder that nobody has open any more. One without a record was not finished.
    fn take_over(path: PathBuf) -> Option<Self> {
        let owner = files::open_lock(&path.join(OWNER)).ok()?;
        owner.try_lock().ok()?;
        let Ok(record) = fs::read(path.join(RECORD)) else {
            let _ = fs::remove_dir_all(&path);
            return None;
        };
        Some(Self {
            record: serde_json::from_slice(&record).ok()?,
            path,
            _owner: Some(owner),
        })
    }

    /// Whether it holds what is nowhere else: another text, or a file of an editor that was killed with it.
    fn is_worth_keeping(&self) -> bool {
        match fs::read_to_string(self.file()) {
            Ok(text) if text == self.record.text || text.trim().is_empty() => {
                self.has_files_of_editor()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.has_files_of_editor(),
            Ok(_) | Err(_) => true,
        }
    }

    /// Whether an editor left a file of its own, such as the one from which vim recovers.
    fn has_files_of_editor(&self) -> bool {
        let known = [OWNER, RECORD, self.record.purpose.file_name()];
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let mut names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.any(|name| {
            // Not what we had not renamed yet, nor a copy of the text before it was saved.
            !known.contains(&name.as_str())
                && !name.starts_with(files::ASIDE)
                && !name.ends_with('~')
        })
    }

    fn remove(&self) {
        // Where this fails, the next start tries again.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.map(|entry| entry.path()).collect()
}
