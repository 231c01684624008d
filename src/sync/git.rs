//! A folder that is a clone of a git repository, which the `git` program brings to the other machines.
//!
//! Segments are never changed and no two devices write the same one, so that any two histories can be merged.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Variables by which a surrounding `git`, one that runs a hook for instance, would name another repository.
const OF_ANOTHER: [&str; 4] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
];

/// Who commits where git knows nobody.
const COMMITTER: [&str; 4] = [
    "-c",
    "user.name=Milepost",
    "-c",
    "user.email=milepost@localhost",
];

/// The clone.
#[derive(Debug)]
pub struct GitClone {
    path: PathBuf,
}

/// How a push ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushOutcome {
    /// The remote has everything, or there is none.
    Done,
    /// The remote did not take it, most likely since another machine pushed in between.
    Refused(GitRefusal),
}

/// What `git` refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitRefusal {
    /// What was asked of it, such as `fetch`.
    pub command: String,
    /// The last line it said, or the system's reason for not starting it.
    pub said: String,
}

/// The branch of a remote that a clone follows.
struct RemoteBranch {
    remote: String,
    branch: String,
}

impl RemoteBranch {
    /// Where the clone keeps what it last saw of it.
    fn seen(&self) -> String {
        format!("refs/remotes/{}/{}", self.remote, self.branch)
    }
}

impl GitClone {
    /// The clone that a folder is; nothing where it is a plain folder, also one within a work tree.
    pub fn at(path: &Path) -> Option<Self> {
        path.join(".git").exists().then(|| Self {
            path: path.to_owned(),
        })
    }

    /// Brings in what the other machines pushed.
    pub fn pull(&self) -> Result<(), GitRefusal> {
        let Some(remote) = self.remote_branch()? else {
            return Ok(());
        };
        self.git(&["fetch", "--quiet", &remote.remote])?;
        let seen = remote.seen();
        if self.revision(&seen)?.is_none() {
            // A remote without a commit. The first push makes its branch.
            return Ok(());
        }
        // Two clones of an empty repository begin a history each.
        let mut merge = self.as_committer()?;
        merge.extend([
            "merge",
            "--quiet",
            "--no-edit",
            "--allow-unrelated-histories",
            &seen,
        ]);
        self.git(&merge).map(|_| ())
    }

    /// Commits those of the named files that are new or changed.
    pub fn commit(&self, files: &[String], message: &str) -> Result<(), GitRefusal> {
        if files.is_empty() {
            return Ok(());
        }
        let names = files.join("\0");
        let add = [
            "add",
            "--force",
            "--pathspec-from-file=-",
            "--pathspec-file-nul",
        ];
        checked(&add, self.run(&add, names.as_bytes()))?;
        let staged = ["diff", "--cached", "--quiet"];
        if self.run(&staged, b"").is_ok_and(|run| run.status.success()) {
            return Ok(());
        }
        let mut commit = self.as_committer()?;
        commit.extend(["commit", "--quiet", "--message", message]);
        self.git(&commit).map(|_| ())
    }

    /// Sends what the remote lacks.
    pub fn push(&self) -> Result<PushOutcome, GitRefusal> {
        let Some(remote) = self.remote_branch()? else {
            return Ok(PushOutcome::Done);
        };
        let here = self.revision("HEAD")?;
        if here.is_none() || here == self.revision(&remote.seen())? {
            return Ok(PushOutcome::Done);
        }
        let target = format!("HEAD:refs/heads/{}", remote.branch);
        let push = ["push", "--quiet", "--porcelain", &remote.remote, &target];
        let run = self.run(&push, b"");
        if let Ok(run) = &run
            && let Some(said) = rejection(&run.stdout)
        {
            return Ok(PushOutcome::Refused(GitRefusal {
                command: name_of(&push),
                said,
            }));
        }
        checked(&push, run).map(|_| PushOutcome::Done)
    }

    /// What is pushed to and pulled from; nothing where the repository has no remote.
    fn remote_branch(&self) -> Result<Option<RemoteBranch>, GitRefusal> {
        let remotes = self.git(&["remote"])?;
        let first = remotes.lines().next();
        let Some(remote) = remotes.lines().find(|name| *name == "origin").or(first) else {
            return Ok(None);
        };
        let branch = self.git(&["symbolic-ref", "--short", "HEAD"])?;
        Ok(Some(RemoteBranch {
            remote: remote.to_owned(),
            branch: branch.trim().to_owned(),
        }))
    }

    /// The commit that a name leads to, if there is one.
    fn revision(&self, name: &str) -> Result<Option<String>, GitRefusal> {
        let words = ["rev-parse", "--verify", "--quiet", name];
        let run = self.run(&words, b"").map_err(|e| refusal(&words, &e))?;
        let found = String::from_utf8_lossy(&run.stdout).trim().to_owned();
        Ok((run.status.success() && !found.is_empty()).then_some(found))
    }

    /// Options for a command that makes a commit: the learner's own name, if git knows it.
    fn as_committer(&self) -> Result<Vec<&'static str>, GitRefusal> {
        let words = ["config", "user.email"];
        let run = self.run(&words, b"").map_err(|e| refusal(&words, &e))?;
        Ok(if run.status.success() {
            Vec::new()
        } else {
            COMMITTER.to_vec()
        })
    }

    /// Runs git; gives what it printed.
    fn git(&self, words: &[&str]) -> Result<String, GitRefusal> {
        checked(words, self.run(words, b""))
    }

    fn run(&self, words: &[&str], input: &[u8]) -> io::Result<Output> {
        run_git(&self.path, words, input, &[])
    }
}

/// The line of `push --porcelain` about a branch that the remote did not take.
fn rejection(printed: &[u8]) -> Option<String> {
    let printed = String::from_utf8_lossy(printed);
    let line = printed.lines().find(|line| line.starts_with("!\t"))?;
    line.rsplit('\t').next().map(str::to_owned)
}

pub(super) fn refusal(words: &[&str], error: &io::Error) -> GitRefusal {
    GitRefusal {
        command: name_of(words),
        said: error.to_string(),
    }
}

/// The command in the words of a call, without the options before it.
fn name_of(words: &[&str]) -> String {
    let options = COMMITTER.len();
    let at = if words.first() == Some(&"-c") {
        options
    } else {
        0
    };
    words.get(at).copied().unwrap_or_default().to_owned()
}

/// What git printed, if it succeeded.
pub(super) fn checked(words: &[&str], run: io::Result<Output>) -> Result<String, GitRefusal> {
    let run = run.map_err(|e| refusal(words, &e))?;
    if run.status.success() {
        return Ok(String::from_utf8_lossy(&run.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&run.stderr);
    let printed = String::from_utf8_lossy(&run.stdout);
    let mut lines = printed.lines().chain(errors.lines()).map(str::trim);
    Err(GitRefusal {
        command: name_of(words),
        said: lines
            .rfind(|line| !line.is_empty())
            .unwrap_or("")
            .to_owned(),
    })
}

/// Runs git in a folder, with some more variables in its environment.
pub(super) fn run_git(
    folder: &Path,
    words: &[&str],
    input: &[u8],
    variables: &[(&str, &str)],
) -> io::Result<Output> {
    let mut command = Command::new("git");
    for name in OF_ANOTHER {
        command.env_remove(name);
    }
    let mut child = command
        .arg("-C")
        .arg(folder)
        .args(words)
        // A session that ends with a sync must not wait for a password; and what git says is read here.
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Closed at once where there is nothing to say. It may be gone before it has read everything.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input);
    }
    child.wait_with_output()
}
