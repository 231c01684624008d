//! A disk that loses power: what was synced is there; all else is there, torn, or not there, as chance has it.

use std::collections::{BTreeMap, HashMap};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::trace::Change;
use crate::kit::Chance;

/// Bytes a disk writes whole or not at all.
const SECTOR: usize = 512;

/// The files of a home with their contents.
pub(super) type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// A disk, and what is still on its way to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    files: Vec<File>,
    by_inode: HashMap<u64, usize>,
    names: Names,
    on_the_way: Vec<Naming>,
    seen: Names,
    syncs: Syncs,
}

/// What a sync is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Syncs {
    /// What was written before is on the disk.
    #[default]
    Kept,
    /// Nothing: a disk that lies, to prove that the test would see a sync that is missing.
    Ignored,
}

type Names = BTreeMap<PathBuf, Entry>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder,
}

#[derive(Debug, Clone, Default)]
struct File {
    safe: Vec<u8>,
    open: Vec<Edit>,
}

#[derive(Debug, Clone)]
enum Edit {
    Write(usize, Vec<u8>),
    Cut(usize),
}

/// A change of names, which happens whole or not at all.
#[derive(Debug, Clone)]
struct Naming {
    takes: Option<PathBuf>,
    gives: Option<(PathBuf, Entry)>,
}

impl Naming {
    fn apply(&self, names: &mut Names) {
        if let Some(path) = &self.takes {
            names.remove(path);
        }
        if let Some((path, entry)) = &self.gives {
            names.insert(path.clone(), *entry);
        }
    }

    fn folder(&self) -> &Path {
        let path = self
            .gives
            .as_ref()
            .map(|(path, _)| path)
            .or(self.takes.as_ref());
        path.and_then(|path| path.parent()).unwrap_or(Path::new(""))
    }
}

/// How a cut treats what was on its way.
#[derive(Clone, Copy)]
enum Mood {
    LosesAll,
    KeepsAll,
    Draws,
}

impl Mood {
    fn keeps(self, chance: &mut Chance) -> bool {
        match self {
            Self::LosesAll => false,
            Self::KeepsAll => true,
            Self::Draws => chance.below(2) == 0,
        }
    }
}

fn write(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    if bytes.len() < at + piece.len() {
        bytes.resize(at + piece.len(), 0);
    }
    bytes[at..at + piece.len()].copy_from_slice(piece);
}

impl File {
    fn as_written(&self) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        for edit in &self.open {
            match edit {
                Edit::Write(at, piece) => write(&mut bytes, *at, piece),
                Edit::Cut(size) => bytes.resize(*size, 0),
            }
        }
        bytes
    }

    fn after_cut(&self, mood: Mood, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.safe.clone();
        for edit in &self.open {
            match edit {
                Edit::Write(at, piece) => tear(&mut bytes, *at, piece, mood, chance),
                Edit::Cut(size) if mood.keeps(chance) => bytes.resize(*size, 0),
                Edit::Cut(_) => {}
            }
        }
        bytes
    }
}

/// Writes those sectors of a piece that reach the disk; a file may also have grown without its bytes.
fn tear(bytes: &mut Vec<u8>, at: usize, piece: &[u8], mood: Mood, chance: &mut Chance) {
    if bytes.len() < at + piece.len() && mood.keeps(chance) {
        bytes.resize(at + piece.len(), 0);
    }
    let mut from = 0;
    while from < piece.len() {
        let to = piece.len().min(((at + from) / SECTOR + 1) * SECTOR - at);
        if mood.keeps(chance) {
            write(bytes, at + from, &piece[from..to]);
        }
        from = to;
    }
}

impl Disk {
    /// A disk that holds a folder as it is now.
    pub(super) fn of(home: &Path) -> Self {
        let mut disk = Self::default();
        disk.take_in(home, home);
        disk.seen = disk.names.clone();
        disk
    }

    /// The same disk, with such syncs from now on.
    pub(super) fn with(&self, syncs: Syncs) -> Self {
        Self {
            syncs,
            ..self.clone()
        }
    }

    fn take_in(&mut self, home: &Path, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, found) = (entry.path(), entry.metadata().unwrap());
            let name = path.strip_prefix(home).unwrap().to_path_buf();
            if found.is_dir() {
                self.names.insert(name, Entry::Folder);
                self.take_in(home, &path);
            } else {
                self.files.push(File {
                    safe: std::fs::read(&path).unwrap(),
                    open: Vec::new(),
                });
                self.by_inode.insert(found.ino(), self.files.len() - 1);
                self.names.insert(name, Entry::File(self.files.len() - 1));
            }
        }
    }

    /// Takes in what happened next.
    pub(super) fn take(&mut self, change: &Change) {
        match change {
            Change::New { inode, path } => {
                self.files.push(File::default());
                self.by_inode.insert(*inode, self.files.len() - 1);
                let entry = Entry::File(self.files.len() - 1);
                if let Some(path) = path {
                    self.name(None, Some((path.clone(), entry)));
                }
            }
            Change::Write { inode, at, bytes } => {
                self.file(*inode).open.push(Edit::Write(*at, bytes.clone()));
            }
            Change::Cut { inode, size } => self.file(*inode).open.push(Edit::Cut(*size)),
            Change::Folder { path } => self.name(None, Some((path.clone(), Entry::Folder))),
            Change::Link { inode, path } => {
                let entry = Entry::File(self.by_inode[inode]);
                self.name(None, Some((path.clone(), entry)));
            }
            Change::Move { from, to } => {
                let entry = self.seen[from];
                self.name(Some(from.clone()), Some((to.clone(), entry)));
            }
            Change::Gone { path } => self.name(Some(path.clone()), None),
            Change::Sync { .. } | Change::Settle { .. } if self.syncs == Syncs::Ignored => {}
            Change::Sync { inode } => {
                let file = self.file(*inode);
                file.safe = file.as_written();
                file.open.clear();
            }
            Change::Settle { folder } => self.settle(folder),
            Change::Said => {}
        }
    }

    fn file(&mut self, inode: u64) -> &mut File {
        &mut self.files[self.by_inode[&inode]]
    }

    fn name(&mut self, takes: Option<PathBuf>, gives: Option<(PathBuf, Entry)>) {
        let naming = Naming { takes, gives };
        naming.apply(&mut self.seen);
        self.on_the_way.push(naming);
    }

    fn settle(&mut self, folder: &Path) {
        let (settled, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.on_the_way)
            .into_iter()
            .partition(|naming| naming.folder() == folder);
        for naming in settled {
            naming.apply(&mut self.names);
        }
        self.on_the_way = rest;
    }

    /// The files as a program sees them now, with power.
    pub(super) fn as_written(&self) -> Tree {
        reachable(&self.seen)
            .map(|(path, file)| (path.clone(), self.files[file].as_written()))
            .collect()
    }

    /// The files as the next program finds them if power fails now. The shared memory of `SQLite` is never synced
    /// and holds anything.
    pub(super) fn after_cut(&self, chance: &mut Chance) -> Tree {
        let mood = [Mood::LosesAll, Mood::KeepsAll, Mood::Draws, Mood::Draws]
            [usize::try_from(chance.below(4)).unwrap()];
        let mut names = self.names.clone();
        for naming in &self.on_the_way {
            if mood.keeps(chance) {
                naming.apply(&mut names);
            }
        }
        let files = reachable(&names);
        let found = |(path, file): (&PathBuf, usize)| {
            let shared = path.to_string_lossy().ends_with("-shm");
            (
                path.clone(),
                if shared {
                    noise(chance)
                } else {
                    self.files[file].after_cut(mood, chance)
                },
            )
        };
        files.map(found).collect()
    }
}

fn noise(chance: &mut Chance) -> Vec<u8> {
    (0..32_768)
        .map(|_| u8::try_from(chance.below(256)).unwrap())
        .collect()
}

/// Names of files whose folders are all there.
fn reachable(names: &Names) -> impl Iterator<Item = (&PathBuf, usize)> {
    let stands = |path: &Path| {
        let above = path
            .ancestors()
            .skip(1)
            .filter(|above| !above.as_os_str().is_empty());
        above
            .into_iter()
            .all(|above| names.get(above) == Some(&Entry::Folder))
    };
    names.iter().filter_map(move |(path, entry)| match entry {
        Entry::File(file) if stands(path) => Some((path, *file)),
        Entry::File(_) | Entry::Folder => None,
    })
}
