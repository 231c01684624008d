//! Which Pythons there are: on PATH, of pyenv, and those that were named.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;

use crate::domain::scope::{OLDEST_MINOR, PythonScope};
use crate::python::probe::{self, PythonEnv, Unfit};
use crate::threads::in_threads;

/// Newest minor version of Python 3 that is looked for by name.
const NEWEST_MINOR: u8 = 15;

/// A version of Python 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 12 in 3.12.1.
    pub minor: u8,
    /// 1 in 3.12.1.
    pub micro: u8,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}.{}", self.minor, self.micro)
    }
}

/// A `CPython` that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// The program itself, never a shim.
    pub program: PathBuf,
    /// What it says it is.
    pub version: Version,
    /// Files and folders it must read to run.
    pub(crate) reads: Vec<PathBuf>,
    prefix: PathBuf,
}

impl Interpreter {
    /// Whether a card with this scope is true on it.
    pub fn serves(&self, scope: &PythonScope) -> bool {
        scope.allows(self.version.minor)
    }
}

/// A Python that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// As it was found or named.
    pub program: PathBuf,
    /// Why not.
    pub why: Unfit,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundInterpreters {
    /// The usable ones: named ones first, then newest first; each real program once.
    pub interpreters: Vec<Interpreter>,
    /// The others.
    pub bad: Vec<Bad>,
}

impl FoundInterpreters {
    /// The best for cards of a scope.
    pub fn best(&self, scope: &PythonScope) -> Option<&Interpreter> {
        self.interpreters.iter().find(|python| python.serves(scope))
    }
}

/// Looks for Pythons and asks each for its version; `given` paths come first, in their order.
pub fn discover(env: &PythonEnv, given: &[PathBuf]) -> FoundInterpreters {
    let mut places: Vec<Vec<PathBuf>> = given.iter().map(|path| vec![path.clone()]).collect();
    let named = places.len();
    places.extend(on_path(env.path.as_ref()));
    places.extend(of_pyenv(env).into_iter().map(|path| vec![path]));
    // All at once: each waits for a process.
    let next = AtomicUsize::new(0);
    let ask = || {
        let mut answers = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(place) = places.get(number) else {
                return answers;
            };
            answers.push((number, first_good(place, env)));
        }
    };
    let mut answers: Vec<_> = in_threads(places.len(), ask)
        .into_iter()
        .flatten()
        .collect();
    answers.sort_by_key(|(number, _)| *number);
    gather(answers.into_iter().map(|(_, answer)| answer), named)
}

/// The programs of each name, in the order of PATH: a shim that fails may hide a good one.
fn on_path(path: Option<&OsString>) -> Vec<Vec<PathBuf>> {
    let Some(path) = path else { return Vec::new() };
    let names = std::iter::once("python3".to_owned())
        .chain((OLDEST_MINOR..=NEWEST_MINOR).map(|minor| format!("python3.{minor}")));
    names
        .map(|name| {
            std::env::split_paths(path)
                .map(|folder| folder.join(&name))
                .filter(|file| file.is_file())
                .collect()
        })
        .filter(|place: &Vec<_>| !place.is_empty())
        .collect()
}

fn of_pyenv(env: &PythonEnv) -> Vec<PathBuf> {
    let root = env
        .pyenv_root
        .clone()
        .or_else(|| env.home.as_ref().map(|home| home.join(".pyenv")));
    let Some(Ok(folders)) = root.map(|root| std::fs::read_dir(root.join("versions"))) else {
        return Vec::new();
    };
    let mut programs: Vec<PathBuf> = folders
        .filter_map(|folder| Some(folder.ok()?.path().join("bin").join("python3")))
        .filter(|program| program.is_file())
        .collect();
    programs.sort();
    programs
}

type Answers = Vec<Result<Interpreter, Bad>>;

/// Asks one after the other until one is good.
fn first_good(place: &[PathBuf], env: &PythonEnv) -> Answers {
    let mut answers = Vec::new();
    for program in place {
        let answer = ask(program, env);
        let good = answer.is_ok();
        answers.push(answer);
        if good {
            break;
        }
    }
    answers
}

fn gather(answers: impl Iterator<Item = Answers>, named: usize) -> FoundInterpreters {
    let mut found = FoundInterpreters::default();
    let mut seen = BTreeSet::new();
    let mut others = Vec::new();
    for (place, answers) in answers.enumerate() {
        for answer in answers {
            match answer {
                Ok(python) => {
                    // Two environments share a program but not their packages.
                    let real = python
                        .program
                        .canonicalize()
                        .unwrap_or_else(|_| python.program.clone());
                    if seen.insert((python.version.minor, real, python.prefix.clone())) {
                        if place < named {
                            &mut found.interpreters
                        } else {
                            &mut others
                        }
                        .push(python);
                    }
                }
                Err(bad) if !found.bad.contains(&bad) => found.bad.push(bad),
                Err(_) => {}
            }
        }
    }
    others.sort_by_key(|python: &Interpreter| std::cmp::Reverse(python.version.minor));
    found.interpreters.extend(others);
    found
}

const QUESTION: &str = "\
import sys, json
print(json.dumps({'name': sys.implementation.name, 'version': list(sys.version_info[:3]),
    'program': sys.executable, 'prefixes': [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix],
    'library': sys.modules['os'].__file__}))
";

#[derive(Deserialize)]
struct ProbeReply {
    name: String,
    version: [u32; 3],
    program: PathBuf,
    prefixes: [PathBuf; 4],
    library: PathBuf,
}

fn ask(program: &Path, env: &PythonEnv) -> Result<Interpreter, Bad> {
    let bad = |why| Bad {
        program: program.to_owned(),
        why,
    };
    let said = probe::ask(program, QUESTION, env).map_err(bad)?;
    // A shim or a start-up file may print something first.
    let line = said.lines().last().unwrap_or_default();
    let answer: ProbeReply = serde_json::from_str(line)
        .map_err(|_| bad(Unfit::Fails("its answer is not Python's".to_owned())))?;
    interpreter(answer).map_err(bad)
}

fn interpreter(answer: ProbeReply) -> Result<Interpreter, Unfit> {
    let [major, minor, micro] = answer.version;
    if answer.name != "cpython" {
        return Err(Unfit::NotCPython(answer.name));
    }
    if (major, minor) < (3, u32::from(OLDEST_MINOR)) {
        return Err(Unfit::TooOld(format!("{major}.{minor}.{micro}")));
    }
    let (Ok(minor), Ok(micro)) = (u8::try_from(minor), u8::try_from(micro)) else {
        return Err(Unfit::Fails(format!(
            "its version is {major}.{minor}.{micro}"
        )));
    };
    Ok(Interpreter {
        reads: reads(&answer),
        prefix: answer.prefixes[0].clone(),
        program: answer.program,
        version: Version { minor, micro },
    })
}

/// Not whole prefixes: one may be the learner's home.
fn reads(answer: &ProbeReply) -> Vec<PathBuf> {
    let parts = ["bin", "lib", "lib64", "share", "pyvenv.cfg"];
    let mut reads: BTreeSet<PathBuf> = answer
        .prefixes
        .iter()
        .flat_map(|prefix| parts.map(|part| prefix.join(part)))
        .collect();
    reads.extend(answer.library.parent().map(Path::to_path_buf));
    reads.insert(answer.program.clone());
    reads.insert(PathBuf::from(format!("/etc/python3.{}", answer.version[1])));
    reads.into_iter().collect()
}
