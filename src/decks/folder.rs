//! The learner's deck folder: its files as sources, and marks by which an unchanged folder is recognised.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::source::SourceFile;
use crate::domain::card::{Lang, Origin};
use crate::domain::plain::io_reason;
use crate::domain::wording::{Wording, faults};

/// Folders below the root: a language, `topics`, an area; one more so that what lies too deep is reported.
const DEEPEST: usize = 4;

/// A file or folder as it was when it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMark {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes; 0 for a folder.
    pub size: i64,
    /// When it was last changed, nanoseconds since 1970-01-01. A folder changes when a file comes or goes.
    pub mtime: i64,
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Scan {
    /// Its deck files.
    pub sources: Vec<SourceFile>,
    /// Every file and folder looked at, the root first.
    pub marks: Vec<FileMark>,
    /// What could not be looked at.
    pub faults: Vec<Fault>,
}

/// Looks through a deck folder. One that does not exist holds nothing.
pub fn scan(root: &Path, origin: &Origin) -> Scan {
    let mut walk = Walk {
        root: root.to_path_buf(),
        real: PathBuf::new(),
        origin: origin.clone(),
        seen: HashSet::new(),
        scan: Scan::default(),
    };
    if let Ok(real) = root.canonicalize() {
        walk.real = real;
        walk.folder(root, 0);
    }
    walk.scan
}

/// The one deck file at a path, as if its folder were laid out like a deck folder around it.
pub fn single(file: &Path, origin: Origin) -> SourceFile {
    let parts: Vec<String> = file
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let begins = |part: &String| matches!(part.as_str(), "topics" | "roadmaps");
    let start = parts.iter().rposition(begins).map(|at| {
        if at > 0 && Lang::from_tag(&parts[at - 1]).is_some() {
            at - 1
        } else {
            at
        }
    });
    let path = match start {
        Some(start) => parts[start..].join("/"),
        None if is_glossary(&parts) => parts[parts.len() - 2..].join("/"),
        None => format!("topics/{}", parts.last().map_or("", String::as_str)),
    };
    SourceFile::file(path, &file.to_string_lossy(), origin, file.to_path_buf())
}

/// Whether a path ends in a language's glossary.
fn is_glossary(parts: &[String]) -> bool {
    matches!(parts, [.., lang, file] if file == "glossary.toml" && Lang::from_tag(lang).is_some())
}

/// Whether folders still are what their marks say, at one look for each mark.
pub fn unchanged<'m>(
    roots: &[&Path],
    marks: impl IntoIterator<Item = (&'m Path, i64, i64)>,
) -> bool {
    let mut unmarked = roots.to_vec();
    for (path, size, mtime) in marks {
        unmarked.retain(|root| *root != path);
        if !fs::metadata(path).is_ok_and(|now| (size_of(&now), mtime_of(&now)) == (size, mtime)) {
            return false;
        }
    }
    // A folder without a mark was not there; if it is there now, it is new.
    unmarked.iter().all(|root| !root.exists())
}

/// A file or folder as it is now; nothing where there is none.
pub(super) fn mark_of(path: &Path) -> Option<FileMark> {
    let now = fs::metadata(path).ok()?;
    Some(FileMark {
        path: path.to_path_buf(),
        size: size_of(&now),
        mtime: mtime_of(&now),
    })
}

struct Walk {
    root: PathBuf,
    real: PathBuf,
    origin: Origin,
    seen: HashSet<PathBuf>,
    scan: Scan,
}

impl Walk {
    fn folder(&mut self, folder: &Path, depth: usize) {
        // A link that leads back up would be walked for ever.
        let real = match folder.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.unreadable(folder, &error),
        };
        if !self.seen.insert(real) || depth > DEEPEST {
            return;
        }
        self.mark(folder);
        let entries: io::Result<Vec<_>> = fs::read_dir(folder).and_then(Iterator::collect);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, &error),
        };
        let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        for path in paths {
            self.entry(&path, depth);
        }
    }

    /// A folder that could not be read to its end: the next start looks again.
    fn unreadable(&mut self, folder: &Path, error: &io::Error) {
        for mark in &mut self.scan.marks {
            if mark.path == folder {
                mark.mtime = i64::MIN;
            }
        }
        self.fault(
            folder,
            faults::unreadable(io_reason(error)),
            faults::fix_permissions(),
        );
    }

    fn entry(&mut self, path: &Path, depth: usize) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            return;
        }
        if path.is_symlink()
            && !path
                .canonicalize()
                .is_ok_and(|real| real.starts_with(&self.real))
        {
            return self.fault(path, faults::leads_out(), faults::copy_not_link());
        }
        if path.is_dir() {
            self.folder(path, depth + 1);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
            || name == "requirements.txt"
        {
            // A pipe or a device could be read for ever.
            if !path.is_file() {
                return self.fault(path, faults::no_file(), faults::remove_it());
            }
            self.mark(path);
            let parts: Vec<_> = path
                .strip_prefix(&self.root)
                .unwrap_or(path)
                .iter()
                .map(|part| part.to_string_lossy())
                .collect();
            let source = SourceFile::file(
                parts.join("/"),
                &path.to_string_lossy(),
                self.origin.clone(),
                path.to_path_buf(),
            );
            self.scan.sources.push(source);
        }
    }

    fn mark(&mut self, path: &Path) {
        self.scan.marks.extend(mark_of(path));
    }

    fn fault(&mut self, path: &Path, what: Wording, hint: Wording) {
        let file = path.to_string_lossy().into();
        let fault = Fault {
            file,
            spot: FilePosition::START,
            severity: Severity::Error,
            what,
            hint,
        };
        self.scan.faults.push(fault);
    }
}

fn size_of(now: &Metadata) -> i64 {
    if now.is_dir() {
        0
    } else {
        i64::try_from(now.len()).unwrap_or(i64::MAX)
    }
}

fn mtime_of(now: &Metadata) -> i64 {
    let since = now
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since
        .and_then(|since| i64::try_from(since.as_nanos()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_file_has_the_place_that_its_folders_give() {
        for (file, path) in [
            ("a/decks/topics/core/lists.toml", "topics/core/lists.toml"),
            (
                "pt-BR/topics/core/lists.toml",
                "pt-BR/topics/core/lists.toml",
            ),
            ("a/decks/pt-BR/glossary.toml", "pt-BR/glossary.toml"),
            ("glossary.toml", "topics/glossary.toml"),
            ("a/lists.toml", "topics/lists.toml"),
        ] {
            assert_eq!(single(Path::new(file), Origin::Mine).path, path);
        }
    }
}
