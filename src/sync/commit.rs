//! A commit of somebody else's repository, fetched and read file by file.
//!
//! Nothing is checked out, so that no hook, filter, link or submodule of the repository counts for anything. Git may
//! use `https`, `ssh` and files only: a remote helper such as `ext::` would run a command.

use std::path::Path;

use super::git::{GitRefusal, checked, refusal, run_git};

/// What keeps git to fetching and reading, whatever the learner's settings are.
const CONFINED: [(&str, &str); 14] = [
    ("GIT_ALLOW_PROTOCOL", "https:ssh:file"),
    ("GIT_CONFIG_COUNT", "6"),
    ("GIT_CONFIG_KEY_0", "core.hooksPath"),
    ("GIT_CONFIG_VALUE_0", "/dev/null"),
    ("GIT_CONFIG_KEY_1", "core.fsmonitor"),
    ("GIT_CONFIG_VALUE_1", "false"),
    // Work in the background would go on in a folder that is removed.
    ("GIT_CONFIG_KEY_2", "gc.auto"),
    ("GIT_CONFIG_VALUE_2", "0"),
    ("GIT_CONFIG_KEY_3", "maintenance.auto"),
    ("GIT_CONFIG_VALUE_3", "false"),
    ("GIT_CONFIG_KEY_4", "fetch.recurseSubmodules"),
    ("GIT_CONFIG_VALUE_4", "false"),
    ("GIT_CONFIG_KEY_5", "core.quotePath"),
    ("GIT_CONFIG_VALUE_5", "false"),
];

/// Where the fetched commit is kept.
const BRANCH: &str = "refs/heads/deck";

/// Files that are read at once. Their names fit into a pipe, so that git and we never wait for each other.
const AT_ONCE: usize = 500;

/// A commit in a bare repository that nobody else uses.
#[derive(Debug)]
pub struct FetchedCommit<'p> {
    folder: &'p Path,
    /// Its whole name.
    pub commit: String,
}

/// A file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitFile {
    /// Its path in the repository.
    pub path: String,
    /// What it is.
    pub kind: CommitFileKind,
    /// Its size in bytes.
    pub size: u64,
    /// The name of its content.
    id: String,
}

/// What a file of a commit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitFileKind {
    /// A regular file.
    Regular,
    /// A link, or a repository within the repository.
    Other,
}

impl<'p> FetchedCommit<'p> {
    /// Fetches a commit into an empty folder: the one that is named, else the newest of the main branch.
    pub fn fetch(folder: &'p Path, url: &str, pin: Option<&str>) -> Result<Self, GitRefusal> {
        let fetched = Self {
            folder,
            commit: String::new(),
        };
        // Without a template there is no hook either.
        fetched.git(&["init", "--quiet", "--bare", "--template=", "."])?;
        let refspec = format!("{}:{BRANCH}", pin.unwrap_or("HEAD"));
        let newest = fetched.git(&fetch_words(&["--depth=1", "--", url, &refspec]));
        let name = match (newest, pin) {
            (Ok(_), _) => format!("{BRANCH}^{{commit}}"),
            // A server may give no commit by its name, and none by a part of it. Then the whole history has it.
            (Err(_), Some(pin)) => {
                let everything = "+refs/heads/*:refs/remotes/deck/*";
                fetched.git(&fetch_words(&["--", url, everything]))?;
                format!("{pin}^{{commit}}")
            }
            (Err(refusal), None) => return Err(refusal),
        };
        let commit = fetched.git(&["rev-parse", "--verify", &name])?;
        Ok(Self {
            commit: commit.trim().to_owned(),
            ..fetched
        })
    }

    /// All files of the commit.
    pub fn files(&self) -> Result<Vec<CommitFile>, GitRefusal> {
        let listed = self.git(&["ls-tree", "-r", "-z", "-l", "--full-tree", &self.commit])?;
        Ok(listed.split('\0').filter_map(file_of).collect())
    }

    /// The contents of some files, in order.
    pub fn contents(&self, files: &[&CommitFile]) -> Result<Vec<Vec<u8>>, GitRefusal> {
        let words = ["cat-file", "--batch"];
        let mut contents = Vec::new();
        for some in files.chunks(AT_ONCE) {
            let ids: Vec<&str> = some.iter().map(|file| file.id.as_str()).collect();
            let ids = ids.join("\n") + "\n";
            let run = run_git(self.folder, &words, ids.as_bytes(), &CONFINED);
            let run = run.map_err(|error| refusal(&words, &error))?;
            let mut rest = run.stdout.as_slice();
            for file in some {
                let content = next_content(&mut rest).ok_or_else(|| GitRefusal {
                    command: words[0].to_owned(),
                    said: file.path.clone(),
                })?;
                contents.push(content);
            }
        }
        Ok(contents)
    }

    fn git(&self, words: &[&str]) -> Result<String, GitRefusal> {
        checked(words, run_git(self.folder, words, b"", &CONFINED))
    }
}

fn fetch_words<'w>(rest: &[&'w str]) -> Vec<&'w str> {
    let mut words = vec!["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];
    words.extend(rest);
    words
}

/// A line of `ls-tree -l`: mode, type, name of the content and size, then a tab and the path.
fn file_of(line: &str) -> Option<CommitFile> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let (mode, _, id, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    Some(CommitFile {
        path: path.to_owned(),
        kind: if mode.starts_with("100") {
            CommitFileKind::Regular
        } else {
            CommitFileKind::Other
        },
        size: size.parse().unwrap_or(0),
        id: id.to_owned(),
    })
}

/// The next entry of `cat-file --batch`: a line that ends with the size, the content, and a newline.
fn next_content(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?.to_vec();
    *rest = rest.get(end + 2 + size..)?;
    Some(content)
}
