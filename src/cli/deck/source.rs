//! Where a deck is read from: a folder, or a git repository.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{git_failure, refused, unwritable};
use crate::cli::app::App;
use crate::decks::{DeckFiles, MAX_FILE_BYTES, SourceKind, UnfitFile, is_deck_path, read_folder};
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::sync::{CommitFile, CommitFileKind, FetchedCommit};

/// Where a deck is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeckSource {
    /// A whole path, or an address as it was typed.
    pub(super) place: String,
    pub(super) kind: SourceKind,
}

/// What was read.
pub(super) struct ReadDeck {
    pub(super) files: DeckFiles,
    /// The commit, of a repository.
    pub(super) commit: Option<String>,
}

impl DeckSource {
    /// What a learner typed: a folder that is there, else an address.
    pub(super) fn typed(text: &str) -> Result<Self, AppError> {
        let path = Path::new(text);
        if path.is_dir() {
            let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let kind = if is_bare_repository(&whole) {
                SourceKind::Git
            } else {
                SourceKind::Folder
            };
            return Ok(Self {
                place: whole.display().to_string(),
                kind,
            });
        }
        if !is_address(text) {
            return Err(
                AppError::user(problems::no_deck_source(text)).hint(problems::name_deck_source())
            );
        }
        Ok(Self {
            place: text.to_owned(),
            kind: SourceKind::Git,
        })
    }

    /// Reads the deck: of a repository the commit that is named, else the newest.
    pub(super) fn read(&self, app: &App, pin: Option<&str>) -> Result<ReadDeck, AppError> {
        match self.kind {
            SourceKind::Folder if pin.is_some() => {
                Err(AppError::usage(problems::no_commits_in_folder())
                    .hint(problems::pin_repository()))
            }
            SourceKind::Folder => {
                let folder = PathBuf::from(&self.place);
                if !folder.is_dir() {
                    return Err(AppError::user(problems::no_deck_source(&self.place))
                        .hint(problems::name_deck_source()));
                }
                let files = read_folder(&folder).map_err(|error| refused(&error))?;
                Ok(ReadDeck {
                    files,
                    commit: None,
                })
            }
            SourceKind::Git => self.fetch(app, pin),
        }
    }

    fn fetch(&self, app: &App, pin: Option<&str>) -> Result<ReadDeck, AppError> {
        if let Some(pin) = pin.filter(|pin| !is_commit_name(pin)) {
            return Err(
                AppError::usage(problems::no_commit_name(pin)).hint(problems::write_commit())
            );
        }
        let aside = tempfile::Builder::new()
            .prefix(".new-")
            .tempdir_in(app.shared_decks().root())
            .map_err(|error| unwritable(app, &error))?;
        let fetched = FetchedCommit::fetch(aside.path(), &self.place, pin)
            .map_err(|error| git_failure(&error))?;
        let listed = fetched.files().map_err(|error| git_failure(&error))?;
        let wanted = wanted(&listed)?;
        let contents = fetched
            .contents(&wanted)
            .map_err(|error| git_failure(&error))?;
        let mut files = DeckFiles::default();
        for (file, bytes) in wanted.iter().zip(contents) {
            let text = String::from_utf8(bytes)
                .map_err(|_| refused(&UnfitFile::NotUtf8.refusal(&file.path)))?;
            let text: Arc<str> = text.into();
            files
                .push(file.path.clone(), text)
                .map_err(|error| refused(&error))?;
        }
        Ok(ReadDeck {
            files,
            commit: Some(fetched.commit),
        })
    }
}

/// The files that belong to the deck, if they may be read at all.
fn wanted(listed: &[CommitFile]) -> Result<Vec<&CommitFile>, AppError> {
    let wanted: Vec<&CommitFile> = listed
        .iter()
        .filter(|file| is_deck_path(&file.path))
        .collect();
    for file in &wanted {
        let unfit = match file.kind {
            CommitFileKind::Other => Some(UnfitFile::NoFile),
            CommitFileKind::Regular if file.size > MAX_FILE_BYTES => Some(UnfitFile::TooLarge),
            CommitFileKind::Regular => None,
        };
        if let Some(unfit) = unfit {
            return Err(refused(&unfit.refusal(&file.path)));
        }
    }
    let bytes = wanted.iter().map(|file| file.size).sum();
    if DeckFiles::may_have(wanted.len(), bytes) {
        Ok(wanted)
    } else {
        Err(refused(&crate::decks::RefusedDeck::TooLarge))
    }
}

/// Whether a folder is a repository without a work tree.
fn is_bare_repository(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir()
}

/// Whether a text is an address as git knows them: `https://...`, or `git@host:path`. A remote helper, which would
/// run a command, has two colons.
fn is_address(text: &str) -> bool {
    if text.starts_with('-') || text.contains("::") || text.chars().any(char::is_whitespace) {
        return false;
    }
    let before_colon = text.split_once(':').map(|(before, _)| before);
    before_colon.is_some_and(|before| !before.is_empty() && !before.contains('/'))
}

/// Whether a text can name a commit, a branch or a tag.
fn is_commit_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
}

/// A place as it is shown: an address without the password in it.
pub(crate) fn shown_place(place: &str) -> String {
    let mut shown = String::new();
    match place.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split('/').next().unwrap_or(rest);
            let rest = match host.rsplit_once('@') {
                Some((user, _)) => &rest[user.len() + 1..],
                None => rest,
            };
            let _ = write!(shown, "{scheme}://{rest}");
        }
        None => shown.push_str(place),
    }
    crate::ui::clean::clean_line(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_path_and_from_a_command() {
        for address in ["https://host/deck.git", "git@host:team/deck", "file:///a/b"] {
            assert!(is_address(address), "{address}");
        }
        for other in [
            "ext::sh -c id",
            "fd::3",
            "-oProxyCommand=id:x",
            "./a:b",
            "missing",
            "",
        ] {
            assert!(!is_address(other), "{other}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        assert_eq!(shown_place("https://ana:secret@host/d"), "https://host/d");
        assert_eq!(shown_place("git@host:team/d"), "git@host:team/d");
        assert_eq!(shown_place("/home/ana/d@2"), "/home/ana/d@2");
    }
}
