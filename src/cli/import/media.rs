//! Pictures and sounds of a package, on their way to the home's folder `media`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::outcome::MissingMedia;
use crate::decks::import::{MediaNames, marked, safe_name};
use crate::engine::staged_import::StagedImport;
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
    /// What could not be taken.
    pub missing: Vec<MissingMedia>,
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

    /// Pictures and sounds of the package that no card names.
    pub(super) fn unused(&self, used: &[String]) -> Vec<String> {
        let used: HashSet<&String> = used.iter().collect();
        let unused = self.names.keys().filter(|name| !used.contains(name));
        let mut unused: Vec<String> = unused.cloned().collect();
        unused.sort_unstable();
        unused
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

    /// Adds what the cards name to the import. A file that cannot be unpacked is missing; one that cannot be
    /// written ends the import.
    pub(super) fn take(
        &self,
        package: &mut AnkiPackage,
        used: &[String],
        import: &mut StagedImport<'_>,
    ) -> Result<TakenMedia, AppError> {
        let mut taken = TakenMedia {
            count: 0,
            missing: Vec::new(),
        };
        for original in used {
            let Some(name) = self.names.get(original) else {
                taken.lack(original, None);
                continue;
            };
            if self.folder.join(name).exists() {
                taken.count += 1;
                continue;
            }
            let mut bytes = Vec::new();
            match package.copy_media(original, &mut bytes) {
                Ok(true) => {
                    import.add(Path::new("media").join(name), &bytes)?;
                    taken.count += 1;
                }
                Ok(false) => taken.lack(original, None),
                Err(error) => taken.lack(original, Some(&error)),
            }
        }
        Ok(taken)
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
