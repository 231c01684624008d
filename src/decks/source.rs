//! Where deck text comes from: the binary, the learner's folder, or memory.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::domain::card::{Lang, Origin};
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, faults};
use crate::files;

/// Largest file read, in bytes: parsing needs up to 27 times as much memory.
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// One file of a deck folder.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path inside the folder, with `/`: `topics/core/decorators.toml`.
    pub path: String,
    /// Its name in faults.
    pub shown: Arc<str>,
    /// Whose file it is.
    pub origin: Origin,
    /// Its text, or where that is.
    pub text: SourceText,
}

/// The text of a file, or where it is.
#[derive(Debug, Clone)]
pub enum SourceText {
    /// Part of the binary.
    Embedded(&'static str),
    /// In memory.
    Held(Arc<str>),
    /// On disk; read when it is its turn.
    File(PathBuf),
}

/// What a file is, by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileRole {
    Header,
    Curriculum,
    Retired,
    Requirements,
    Roadmap { stem: String },
    RoadmapOverlay { lang: Lang, stem: String },
    Topic { area: Option<String>, stem: String },
    Overlay { lang: Lang, stem: String },
    Glossary { lang: Lang },
}

impl SourceFile {
    /// A file that is part of the binary.
    pub fn embedded(path: &str, text: &'static str) -> Self {
        let shown = format!("decks/{path}").into();
        Self {
            path: path.to_owned(),
            shown,
            origin: Origin::BuiltIn,
            text: SourceText::Embedded(text),
        }
    }

    /// A text in memory, shown by its path.
    pub fn held(path: &str, origin: Origin, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            shown: path.into(),
            origin,
            text: SourceText::Held(text.into()),
        }
    }

    /// A file on disk.
    pub fn file(path: String, shown: &str, origin: Origin, at: PathBuf) -> Self {
        Self {
            path,
            shown: shown.into(),
            origin,
            text: SourceText::File(at),
        }
    }

    /// What the file is.
    pub(super) fn role(&self) -> Result<FileRole, Fault> {
        role(&self.path).ok_or_else(|| {
            let hint = faults::places();
            self.fault(faults::no_place(&self.path), hint)
        })
    }

    /// The text, with line ends as newlines and without a byte order mark.
    pub(super) fn read(&self) -> Result<Arc<str>, Fault> {
        let text: Arc<str> = match &self.text {
            SourceText::Embedded(text) => Arc::from(*text),
            SourceText::Held(text) => Arc::clone(text),
            SourceText::File(path) => self.read_file(path)?.into(),
        };
        if text.len() as u64 > MAX_FILE_BYTES {
            return Err(self.too_large());
        }
        Ok(if text.contains('\r') || text.starts_with('\u{feff}') {
            cleaned(&text).into()
        } else {
            text
        })
    }

    fn read_file(&self, path: &Path) -> Result<String, Fault> {
        let mut bytes = Vec::new();
        files::open(path)
            .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| {
                self.fault(
                    faults::unreadable(io_reason(&error)),
                    faults::fix_permissions_or_remove(),
                )
            })?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(self.too_large());
        }
        String::from_utf8(bytes).map_err(|error| self.not_utf8(&error))
    }

    fn not_utf8(&self, error: &std::string::FromUtf8Error) -> Fault {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let line = text.matches('\n').count() + 1;
        let column = text
            .rsplit('\n')
            .next()
            .map_or(0, |last| last.chars().count())
            + 1;
        let spot = FilePosition {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(1),
        };
        Fault {
            spot,
            ..self.fault(faults::not_utf8(), faults::save_as_utf8())
        }
    }

    fn too_large(&self) -> Fault {
        let limit = MAX_FILE_BYTES / (1024 * 1024);
        self.fault(faults::too_large(limit), faults::split_by_topic())
    }

    fn fault(&self, what: Wording, hint: Wording) -> Fault {
        let file = Arc::clone(&self.shown);
        Fault {
            file,
            spot: FilePosition::START,
            severity: Severity::Error,
            what,
            hint,
        }
    }
}

fn cleaned(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn role(path: &str) -> Option<FileRole> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts.as_slice() {
        ["deck.toml"] => FileRole::Header,
        ["curriculum.toml"] => FileRole::Curriculum,
        ["retired.toml"] => FileRole::Retired,
        ["requirements.txt"] => FileRole::Requirements,
        ["roadmaps", file] => FileRole::Roadmap { stem: stem(file)? },
        ["topics", file] => FileRole::Topic {
            area: None,
            stem: topic_stem(file)?,
        },
        ["topics", area, file] => FileRole::Topic {
            area: Some((*area).to_owned()),
            stem: topic_stem(file)?,
        },
        [lang, "glossary.toml"] => FileRole::Glossary {
            lang: translated(lang)?,
        },
        // A roadmap may be written in any language, so English is a translation too.
        [lang, "roadmaps", file] => FileRole::RoadmapOverlay {
            lang: Lang::from_tag(lang)?,
            stem: stem(file)?,
        },
        [lang, "topics", file] | [lang, "topics", _, file] => FileRole::Overlay {
            lang: translated(lang)?,
            stem: stem(file)?,
        },
        _ => return None,
    })
}

/// The language of a folder of translations.
fn translated(tag: &str) -> Option<Lang> {
    Lang::from_tag(tag).filter(|lang| *lang != Lang::EN)
}

fn stem(file: &str) -> Option<String> {
    file.strip_suffix(".toml").map(str::to_owned)
}

/// The topic of a file; a topic of many cards goes on in `name.2.toml` and so on.
fn topic_stem(file: &str) -> Option<String> {
    let stem = stem(file)?;
    match stem.rsplit_once('.') {
        Some((topic, part)) if part.parse::<u32>().is_ok_and(|part| part >= 2) => {
            Some(topic.to_owned())
        }
        _ => Some(stem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_a_file_is() {
        let topic = FileRole::Topic {
            area: Some("core".to_owned()),
            stem: "lists".to_owned(),
        };
        assert_eq!(role("topics/core/lists.toml"), Some(topic));
        assert_eq!(
            role("pt-BR/topics/core/lists.toml"),
            Some(FileRole::Overlay {
                lang: Lang::from_tag("pt-BR").unwrap(),
                stem: "lists".to_owned()
            })
        );
        assert_eq!(
            role("pt-BR/glossary.toml"),
            Some(FileRole::Glossary {
                lang: Lang::from_tag("pt-BR").unwrap()
            })
        );
        for path in [
            "glossary.toml",
            "en/glossary.toml",
            "topics/a/b/c.toml",
            "de/topics/core/lists.toml",
            "lists.toml",
            "topics/core/lists.txt",
            "../curriculum.toml",
        ] {
            assert_eq!(role(path), None, "{path}");
        }
    }
}
