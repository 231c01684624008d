//! Writes the learner's deck files: blocks of text are put in, replaced or taken out, and the rest stays byte for byte.

mod items;
mod near;
mod prepare;
mod translation;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeTable;

use crate::decks::block::copy;
use crate::decks::document::{begins_card, repair};
use crate::decks::fault::{Diagnostics, Fault};
use crate::decks::load::{DeckContent, load};
use crate::decks::new_errors::new_errors;
use crate::decks::own_files::OwnFiles;
use crate::decks::shared::SharedDecks;
use crate::decks::source::{FileRole, SourceFile, SourceText};
use crate::decks::{embedded, folder};
use crate::domain::card::{Card, Lang, Origin};
use crate::domain::file_fault::FileFault;
use crate::domain::id::TopicId;
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, problems};
use crate::files;
pub use items::{DeckItems, ItemTexts, PutItems};
pub use prepare::PreparedDecks;

/// How long another process may keep the decks to itself.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a file was left as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum EditError {
    /// A file or folder cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// With the change the decks would have faults that they do not have now.
    Faults(Vec<Fault>),
    /// The learner has no card of that id.
    NotMine(String),
    /// The card is the learner's alone.
    NoOriginal(String),
    /// Somebody else changed the card while it was edited.
    Changed {
        /// The card.
        card: String,
        /// Where the text is kept.
        kept: PathBuf,
    },
    /// The text is not one `[[card]]` block.
    NotOneBlock,
    /// The text is not the translation of one card.
    NotOneTranslation,
    /// An edit would turn a card into another.
    IdChanged {
        /// The id before.
        was: String,
        /// The id in the new text.
        now: String,
    },
}

impl EditError {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Io { path, source } => problems::io_at(path.display(), io_reason(source)),
            Self::Faults(faults) => Wording::joined(faults.iter().map(Fault::wording), "\n"),
            Self::NotMine(card) => problems::not_mine(card),
            Self::NoOriginal(card) => problems::no_original(card),
            Self::Changed { card, kept } => problems::changed_meanwhile(card, kept.display()),
            Self::NotOneBlock => problems::not_one_block(),
            Self::NotOneTranslation => problems::not_one_translation(),
            Self::IdChanged { was, now } => problems::id_changed(was, now),
        }
    }
}

/// The learner's deck folder, to be written to.
#[derive(Debug)]
pub struct DeckWriter {
    root: PathBuf,
    shared: SharedDecks,
}

/// Where a card of the learner's stands.
struct OwnCardLocation {
    source: SourceFile,
    text: Arc<str>,
    range: Range<usize>,
}

impl DeckWriter {
    /// A writer over a folder, which need not exist yet, above the decks of others.
    pub const fn new(root: PathBuf, shared: SharedDecks) -> Self {
        Self { root, shared }
    }

    /// The text to edit a card by: the learner's own block with its comments, or a copy that overrides the built-in card.
    /// `siblings` are the card and its siblings, in order.
    pub fn open(&self, siblings: &[&Card]) -> Result<String, EditError> {
        let Some(first) = siblings.first() else {
            return Err(EditError::NotOneBlock);
        };
        match self.find(first.id.base())? {
            Some(OwnCardLocation { text, range, .. }) => {
                Ok(text[range].trim_end().to_owned() + "\n")
            }
            None => copy(siblings).ok_or(EditError::NotOneBlock),
        }
    }

    /// Saves the edited text of a card: over the learner's block, or as a new one in the topic's file.
    /// `opened` is the text that the edit began with. If the block is another one by now, it stays, and
    /// the new text is kept in a file of its own.
    pub fn save(&self, card: &Card, opened: &str, text: &str) -> Result<PathBuf, EditError> {
        let (was, now) = (card.id.base(), id_of(text)?);
        if now != was {
            return Err(EditError::IdChanged {
                was: was.to_owned(),
                now,
            });
        }
        let _lock = self.lock()?;
        let Some(OwnCardLocation {
            source,
            text: old,
            range,
        }) = self.find(was)?
        else {
            return self.put(&card.topic, card.lang, text);
        };
        if old[range.clone()].trim_end() != opened.trim_end() {
            return Err(self.keep_aside(was, text)?);
        }
        // What stood between this block and the next stays as it was.
        let gap = &old[range.start + old[range.clone()].trim_end().len()..range.end];
        let new = format!(
            "{}{}{gap}{}",
            &old[..range.start],
            text.trim(),
            &old[range.end..]
        );
        self.write(&self.content(), &source.path, &with_last_newline(new))
    }

    /// Keeps a text that cannot be saved, in a hidden file that no deck is read from.
    fn keep_aside(&self, card: &str, text: &str) -> Result<EditError, EditError> {
        let keep = || {
            let mut aside = tempfile::Builder::new()
                .prefix(&format!(".{card}-"))
                .suffix(".toml")
                .tempfile_in(&self.root)?;
            aside.write_all(text.as_bytes())?;
            aside.as_file().sync_all()?;
            let (_, kept) = aside.keep().map_err(|error| error.error)?;
            files::settle(&self.root)?;
            Ok(kept)
        };
        let kept = keep().map_err(|source| EditError::Io {
            path: self.root.clone(),
            source,
        })?;
        Ok(EditError::Changed {
            card: card.to_owned(),
            kept,
        })
    }

    /// Adds blocks to the learner's file of a topic, which is begun if there is none.
    pub fn add(&self, topic: &TopicId, lang: Lang, blocks: &str) -> Result<PathBuf, EditError> {
        let _lock = self.lock()?;
        self.put(topic, lang, blocks)
    }

    /// Takes a card of the learner's out of its file: one of their own, or their copy of a built-in card,
    /// which shows again.
    pub fn delete(&self, base: &str) -> Result<PathBuf, EditError> {
        let _lock = self.lock()?;
        self.take_out(base)
    }

    /// Adds a deck file with a header of its own, next to those its topic has.
    pub fn add_file(&self, topic: &TopicId, text: &str) -> Result<PathBuf, EditError> {
        let _lock = self.lock()?;
        let before = self.content();
        let path = OwnFiles::read(&before)?.next_path(&before, topic);
        self.write(&before, &path, text)
    }

    /// All cards of the learner's own decks.
    pub fn own_cards(&self) -> Vec<Card> {
        load(self.files()).cards
    }

    /// Takes out the learner's copy of a deck's card, which shows again. A card that is the learner's alone stays.
    pub fn restore(&self, base: &str) -> Result<PathBuf, EditError> {
        let _lock = self.lock()?;
        if self.find(base)?.is_none() {
            return Err(EditError::NotMine(base.to_owned()));
        }
        let below = load(self.below()).cards;
        if !below.iter().any(|card| card.id.base() == base) {
            return Err(EditError::NoOriginal(base.to_owned()));
        }
        self.take_out(base)
    }

    /// Cuts a card's block out of its file.
    fn take_out(&self, base: &str) -> Result<PathBuf, EditError> {
        let Some(OwnCardLocation {
            source,
            text: old,
            range,
        }) = self.find(base)?
        else {
            return Err(EditError::NotMine(base.to_owned()));
        };
        let new = format!("{}{}", &old[..range.start], &old[range.end..]);
        self.write(
            &self.content(),
            &source.path,
            &with_last_newline(new.trim_end().to_owned()),
        )
    }

    fn put(&self, topic: &TopicId, lang: Lang, blocks: &str) -> Result<PathBuf, EditError> {
        // Whoever has imported a hundred thousand cards adds one more without waiting for them.
        let near = load(self.near(topic));
        let mut files = OwnFiles::read(&near)?;
        files.append(&near, topic, lang, blocks.to_owned());
        let files = files.changed();
        let judged_by_near = if self.are_ids_used(blocks) {
            None
        } else {
            match self.write_all(&near, &files) {
                Err(EditError::Faults(_)) => None,
                written => Some(written?),
            }
        };
        // A card may speak of cards elsewhere, or have the id of one: then all decks say whether it is at fault.
        let mut written = match judged_by_near {
            Some(written) => written,
            None => self.write_all(&self.content(), &files)?,
        };
        Ok(written.pop().unwrap_or_else(|| self.root.clone()))
    }

    fn files(&self) -> Vec<SourceFile> {
        folder::scan(&self.root, &Origin::Mine).sources
    }

    /// The learner's file with a card, its text, and where the card's block stands in it.
    fn find(&self, base: &str) -> Result<Option<OwnCardLocation>, EditError> {
        for source in self.files() {
            if !matches!(source.role(), Ok(FileRole::Topic { .. })) {
                continue;
            }
            let text = read(&source)?;
            if let Some((_, range)) = blocks(&text).into_iter().find(|(id, _)| id == base) {
                return Ok(Some(OwnCardLocation {
                    source,
                    text,
                    range,
                }));
            }
        }
        Ok(None)
    }

    /// Keeps a second process from writing at the same time; the lock ends with the value.
    fn lock(&self) -> Result<File, EditError> {
        let at = self.root.join(".lock");
        let open = || {
            files::make_folder(&self.root)?;
            let file = files::open_lock(&at)?;
            if files::lock_within(LOCK_TIMEOUT, || file.try_lock())? {
                Ok(file)
            } else {
                Err(io::Error::other(FileFault::LockedTooLong))
            }
        };
        open().map_err(|source| EditError::Io {
            path: at.clone(),
            source,
        })
    }

    /// What the decks say now.
    pub fn content(&self) -> DeckContent {
        load(self.below().into_iter().chain(self.files()).collect())
    }

    /// The decks that the learner's lie on.
    fn below(&self) -> Vec<SourceFile> {
        let mut sources = embedded::sources();
        sources.extend(self.shared.scan().sources);
        sources
    }

    /// Replaces a file, or makes it, if the decks have no fault with it that they do not have now.
    fn write(&self, before: &DeckContent, path: &str, text: &str) -> Result<PathBuf, EditError> {
        let mut written = self.write_all(before, &[(path.to_owned(), text.into())])?;
        Ok(written.pop().unwrap_or_else(|| self.root.join(path)))
    }

    /// A file as it will be.
    fn held(&self, path: &str, text: &Arc<str>) -> SourceFile {
        let at = self.root.join(path);
        let shown = at.to_string_lossy().into_owned();
        SourceFile {
            text: SourceText::Held(Arc::clone(text)),
            ..SourceFile::file(path.to_owned(), &shown, Origin::Mine, at)
        }
    }

    /// Whether the decks would have a fault with some files that they do not have now.
    fn must_be_sound(
        &self,
        before: &DeckContent,
        files: &[(String, Arc<str>)],
    ) -> Result<(), EditError> {
        let is_replaced = |source: &SourceFile| {
            source.origin == Origin::Mine && files.iter().any(|(path, _)| *path == source.path)
        };
        let mut sources = before.sources.clone();
        sources.retain(|source| !is_replaced(source));
        sources.extend(files.iter().map(|(path, text)| self.held(path, text)));
        let faults = new_errors(before, load(sources));
        if faults.is_empty() {
            Ok(())
        } else {
            Err(EditError::Faults(faults))
        }
    }

    /// Replaces files, or makes them, if the decks have no fault with them that they do not have now.
    fn write_all(
        &self,
        before: &DeckContent,
        files: &[(String, Arc<str>)],
    ) -> Result<Vec<PathBuf>, EditError> {
        self.must_be_sound(before, files)?;
        let mut written = Vec::new();
        // Checked as a whole above, but written one after the other: a cut in between leaves every
        // file whole, some of them new and some old.
        for (path, text) in files {
            let at = self.root.join(path);
            let is_known =
                |source: &SourceFile| source.origin == Origin::Mine && source.path == *path;
            // A file that is there and was not seen, since its folder could not be read, is not written over.
            if !before.sources.iter().any(is_known) && at.exists() {
                let source = io::ErrorKind::AlreadyExists.into();
                return Err(EditError::Io { path: at, source });
            }
            replace_within(&self.root, &at, text).map_err(|source| EditError::Io {
                path: at.clone(),
                source,
            })?;
            written.push(at);
        }
        Ok(written)
    }
}

pub(super) fn read(source: &SourceFile) -> Result<Arc<str>, EditError> {
    source
        .read()
        .map_err(|fault| EditError::Faults(vec![fault]))
}

/// The blocks of a text of cards: id and range, comments right above a block included.
pub(super) fn blocks(text: &str) -> Vec<(String, Range<usize>)> {
    let mut diagnostics = Diagnostics::new("".into(), text);
    let Some(repaired) = repair(text, &mut diagnostics, begins_card) else {
        return Vec::new();
    };
    let Ok(table) = DeTable::parse(&repaired.text) else {
        return Vec::new();
    };
    let cards = table
        .get_ref()
        .get("card")
        .and_then(|cards| cards.get_ref().as_array());
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for card in cards.into_iter().flat_map(|cards| cards.iter()) {
        let id = card
            .get_ref()
            .get("id")
            .and_then(|id| id.get_ref().as_str())
            .unwrap_or_default();
        // A card in a list that is written inline has no block of its own.
        if !begins_card(&text[card.span().start..]) {
            continue;
        }
        let start = comment_start(text, card.span().start);
        if let Some((_, last)) = found.last_mut() {
            last.end = start;
        }
        found.push((id.to_owned(), start..text.len()));
    }
    found
}

/// Where the lines begin that belong to a header: itself, and comments right above it.
fn comment_start(text: &str, header: usize) -> usize {
    let mut start = text[..header].rfind('\n').map_or(0, |newline| newline + 1);
    for line in text[..start].split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('#') {
            break;
        }
        start -= line.len();
    }
    start
}

fn id_of(text: &str) -> Result<String, EditError> {
    match blocks(text).as_slice() {
        [(id, _)] => Ok(id.clone()),
        [] if DeTable::parse(text).is_err() => {
            let mut diagnostics = Diagnostics::new("the text".into(), text);
            repair(text, &mut diagnostics, begins_card);
            Err(EditError::Faults(diagnostics.into_faults()))
        }
        _ => Err(EditError::NotOneBlock),
    }
}

fn with_last_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a file of a deck folder aside and renames it, so that it is never seen half written, not
/// even after a power loss. A link in the folder leads to no file outside, which would be replaced.
pub(crate) fn replace_within(root: &Path, at: &Path, text: &str) -> io::Result<()> {
    let real = files::replaceable_within(root, at)?;
    real.parent().map_or(Ok(()), files::make_folder)?;
    real.parent().into_iter().for_each(files::clear_abandoned);
    let mut aside = files::aside(&real)?;
    aside.write_all(text.as_bytes())?;
    // The new file would be for the learner's eyes only: one that is shared stays shared.
    if let Ok(old) = fs::metadata(&real) {
        aside.as_file().set_permissions(old.permissions())?;
    }
    files::put(aside, &real)
}
