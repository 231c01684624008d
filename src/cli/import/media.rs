//! Pictures and sounds of a package, on their way to the home's folder `media`.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::outcome::MissingMedia;
use crate::decks::import::{MediaNames, marked, safe_name};
use crate::domain::plain::io_reason;
use crate::domain::wording::problems;
use crate::error::AppError;
use crate::files;
use crate::store::{AnkiPackage, PackageError};

/// The pictures and sounds of a package, and the names they will have.
pub(super) struct MediaStock {
    folder: PathBuf,
    names: MediaNames,
}

/// What was taken.
pub(super) struct TakenMedia {
    /// How many there are now.
    pub count: usize,
    /// Files that were not there before.
    new: Vec<PathBuf>,
    /// What could not be taken.
    pub missing: Vec<MissingMedia>,
}

impl TakenMedia {
    /// Takes the new files away again.
    pub(super) fn remove(self) {
        for file in self.new {
            // A file that stays is never shown.
            let _ = fs::remove_file(file);
        }
    }
}

impl MediaStock {
    /// Chooses a name for each picture and sound: its own where it is safe, and where no other file has it.
    pub(super) fn plan(package: &mut AnkiPackage, folder: PathBuf) -> Self {
        let originals: Vec<String> = package.media_names().map(str::to_owned).collect();
        let mut names = MediaNames::new();
        let mut taken = HashSet::new();
        for original in originals {
            if names.contains_key(&original) {
                continue;
            }
            let mut name = safe_name(&original);
            if taken.contains(&name.to_lowercase()) {
                name = marked(&name, original.as_bytes());
            }
            if let Some(content) = other_content(package, &original, &folder.join(&name)) {
                name = marked(&name, &content);
            }
            taken.insert(name.to_lowercase());
            names.insert(original, name);
        }
        Self { folder, names }
    }

    /// The names chosen, by those in the package.
    pub(super) const fn names(&self) -> &MediaNames {
        &self.names
    }

    /// Media that the cards name and the package does not hold.
    pub(super) fn lacking(&self, used: &[String]) -> Vec<MissingMedia> {
        let missing = used.iter().filter(|name| !self.names.contains_key(*name));
        missing
            .map(|name| MissingMedia {
                name: name.clone(),
                why: None,
            })
            .collect()
    }

    /// Copies what the cards name. A file that cannot be unpacked is missing; one that cannot be written
    /// ends the import.
    pub(super) fn take(
        &self,
        package: &mut AnkiPackage,
        used: &[String],
    ) -> Result<TakenMedia, AppError> {
        let mut taken = TakenMedia {
            count: 0,
            new: Vec::new(),
            missing: Vec::new(),
        };
        for original in used {
            let Some(name) = self.names.get(original) else {
                taken.lack(original, None);
                continue;
            };
            let to = self.folder.join(name);
            if to.exists() {
                taken.count += 1;
                continue;
            }
            let mut bytes = Vec::new();
            match package.copy_media(original, &mut bytes) {
                Ok(true) => {
                    if let Err(error) = self.write(&to, &bytes) {
                        taken.remove();
                        return Err(cannot_write(&to, &error));
                    }
                    taken.new.push(to);
                    taken.count += 1;
                }
                Ok(false) => taken.lack(original, None),
                Err(error) => taken.lack(original, Some(&error)),
            }
        }
        Ok(taken)
    }

    fn write(&self, to: &Path, bytes: &[u8]) -> io::Result<()> {
        files::make_folder(&self.folder)?;
        let to = files::replaceable_within(&self.folder, to)?;
        let mut aside = files::aside(&to)?;
        aside.write_all(bytes)?;
        files::put(aside, &to)
    }
}

impl TakenMedia {
    fn lack(&mut self, name: &str, error: Option<&PackageError>) {
        self.missing.push(MissingMedia {
            name: name.to_owned(),
            why: error.map(PackageError::wording),
        });
    }
}

/// What a package's file holds, if another file has its name already.
fn other_content(package: &mut AnkiPackage, original: &str, at: &Path) -> Option<Vec<u8>> {
    if !at.exists() {
        return None;
    }
    let mut bytes = Vec::new();
    if !package.copy_media(original, &mut bytes).ok()? {
        return None;
    }
    let there = files::read_beyond(at, bytes.len() as u64).unwrap_or_default();
    (bytes != there).then_some(bytes)
}

fn cannot_write(file: &Path, error: &io::Error) -> AppError {
    AppError::user(problems::cannot_write(file.display(), io_reason(error)))
        .hint(problems::check_path_room())
}
