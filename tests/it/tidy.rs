//! The shape of the source: who imports whom, how long files are, and where the world may be touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms, and what each may import besides itself.
const MAY_IMPORT: [(&str, &[&str]); 13] = [
    ("main", &["cli", "python"]),
    (
        "cli",
        &[
            "ui", "engine", "store", "decks", "python", "sync", "domain", "error", "files", "world",
        ],
    ),
    (
        "engine",
        &[
            "store", "decks", "python", "sync", "domain", "error", "files", "world",
        ],
    ),
    ("ui", &["domain"]),
    ("store", &["domain", "files"]),
    ("sync", &["domain", "files"]),
    ("decks", &["domain", "files", "threads"]),
    ("python", &["domain", "threads"]),
    ("domain", &[]),
    ("error", &["domain"]),
    ("files", &["domain"]),
    ("threads", &[]),
    ("world", &["domain", "error"]),
];

/// What may stand at the top of the repository, besides hidden files.
const TOP_LEVEL: [&str; 20] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "README.pt-BR.md",
    "SECURITY.md",
    "benches",
    "build",
    "build.rs",
    "clippy.toml",
    "decks",
    "deny.toml",
    "docs",
    "fuzz",
    "src",
    "target",
    "tests",
    "tools",
];

/// Lines of code, tests and comments apart, that a file may have.
const LONGEST: usize = 400;

/// Files that may be longer, each with its reason.
const LONG: [(&str, &str); 3] = [
    ("decks/body.rs", "reformatted to 100 columns; to be split"),
    (
        "decks/translate.rs",
        "reformatted to 100 columns; to be split",
    ),
    ("ui/card.rs", "reformatted to 100 columns; to be split"),
];

/// Names that say nothing of what a file holds.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "manager", "common"];

/// What only one room may speak of: the words, the room or file, and why.
const OWNED: [(&[&str], &str, &str); 5] = [
    (&["rusqlite"], "store", "SQLite is known to the store alone"),
    (
        &[
            "SELECT ",
            "INSERT INTO ",
            "INSERT OR ",
            "DELETE FROM ",
            "CREATE TABLE ",
            "PRAGMA ",
        ],
        "store",
        "all SQL stands in the store",
    ),
    (&["owo_colors"], "ui", "colour lives in the ui"),
    (
        &[
            "env::var",
            "env::vars",
            "env::temp_dir",
            "env::current_dir",
            "env::home_dir",
        ],
        "world.rs",
        "the environment is read once",
    ),
    (
        &[
            "SystemTime::now",
            "Utc::now",
            "Local::now",
            "OsRng",
            "rand::rng()",
        ],
        "world.rs",
        "time and chance come in as values",
    ),
];

/// Words a room may use although another owns them, each with its reason.
const EXCUSED: [(&str, &str, &str); 0] = [];

struct Source {
    path: String,
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

/// Every source file, without comments and without its tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    assert!(paths.len() > 50, "the sources are not where they were");
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let path = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            Source {
                path,
                code: code_of(&text),
            }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn code_of(text: &str) -> String {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    text.lines()
        .filter(is_code)
        .fold(String::new(), |mut code, line| {
            writeln!(code, "{line}").unwrap();
            code
        })
}

/// The rooms a file names: after `crate::`, in braces too, and after `milepost::` in the binary.
fn imported(source: &Source) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for prefix in ["crate::", "milepost::"] {
        for (at, _) in source.code.match_indices(prefix) {
            let rest = &source.code[at + prefix.len()..];
            let list = rest
                .strip_prefix('{')
                .and_then(|list| list.split("};").next());
            let names = list.map_or_else(|| vec![rest], |list| list.split(',').collect());
            rooms.extend(names.into_iter().map(|name| {
                name.trim()
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect::<String>()
            }));
        }
    }
    rooms
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_room_imports_only_what_its_place_on_the_map_allows() {
    let rooms: BTreeSet<&str> = MAY_IMPORT.iter().map(|(room, _)| *room).collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        let Some((room, allowed)) = MAY_IMPORT.iter().find(|(room, _)| *room == source.room())
        else {
            faults.push(format!("src/{}: lies in no room of the map", source.path));
            continue;
        };
        for import in imported(source) {
            if rooms.contains(import.as_str())
                && import != *room
                && !allowed.contains(&import.as_str())
            {
                faults.push(format!(
                    "src/{}: {room} must not import {import}",
                    source.path
                ));
            }
        }
    }
    none(&faults);
}

/// Circles between modules that are left for now, each with its reason.
const CIRCLES: [(&str, &str); 2] = [
    ("cli", "commands share how things are shown"),
    ("decks", "loading and its checks share one gathering"),
];

/// Every path that a file imports: `use` lists spread out, and paths written where they are needed.
fn paths_of(code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, start) in ["crate::", "super::"]
        .iter()
        .flat_map(|start| code.match_indices(start))
    {
        let before = code[..at].chars().next_back();
        // A `super::super::` is one path, read from its beginning.
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        spread(
            &code[at..at + start.len()],
            &code[at + start.len()..],
            &mut paths,
        );
    }
    paths
}

/// Adds the paths that begin with `prefix` and go on in `rest`, braces spread out.
fn spread(prefix: &str, rest: &str, paths: &mut BTreeSet<String>) {
    let Some(list) = rest.strip_prefix('{') else {
        let name: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'))
            .collect();
        match rest[name.len()..].strip_prefix('{') {
            Some(_) => spread(&format!("{prefix}{name}"), &rest[name.len()..], paths),
            None => drop(paths.insert(format!("{prefix}{name}"))),
        }
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                let item = list[start..at].trim();
                if !item.is_empty() {
                    spread(prefix, item, paths);
                }
                start = at + 1;
            }
            '}' => depth -= 1,
            _ => {}
        }
        if c == '}' && depth == 0 && start == at + 1 {
            return;
        }
    }
}

/// The module a file is, by its place: `store/log/mod.rs` is `store/log`.
fn module_of(path: &str) -> &str {
    let module = path.strip_suffix(".rs").unwrap_or(path);
    module.strip_suffix("/mod").unwrap_or(module)
}

/// The module that a path leads to from a file, as deep as modules go.
fn resolved(path: &str, from: &str, modules: &BTreeSet<&str>) -> Option<String> {
    let mut at: Vec<&str> = Vec::new();
    let mut names = path.split("::").peekable();
    if names.next_if_eq(&"crate").is_none() {
        at = from.split('/').collect();
        while names.next_if_eq(&"super").is_some() {
            at.pop();
        }
    }
    for name in names {
        at.push(name);
        if !modules.contains(at.join("/").as_str()) {
            at.pop();
            break;
        }
    }
    (!at.is_empty()).then(|| at.join("/"))
}

/// Which neighbour in which folder imports which: a file and the folder of its parts count as one, and what
/// lies in a folder may use what its head offers.
fn neighbours(sources: &[Source]) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let modules: BTreeSet<&str> = sources
        .iter()
        .map(|source| module_of(&source.path))
        .collect();
    let mut edges: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path.contains('/')) {
        let from = module_of(&source.path);
        for path in paths_of(&source.code) {
            let Some(to) = resolved(&path, from, &modules) else {
                continue;
            };
            let shared = from
                .split('/')
                .zip(to.split('/'))
                .take_while(|(a, b)| a == b)
                .count();
            let folder: Vec<&str> = from.split('/').take(shared).collect();
            let next = |module: &str| module.split('/').nth(shared).map(str::to_owned);
            // Rooms have rules of their own.
            if let (Some(one), Some(other), true) = (next(from), next(&to), shared > 0) {
                edges
                    .entry(folder.join("/"))
                    .or_default()
                    .insert((one, other));
            }
        }
    }
    edges
}

/// The members of circles: those that lead to themselves.
fn circles(edges: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut reach: BTreeSet<(String, String)> = edges.clone();
    loop {
        let longer: Vec<(String, String)> = reach
            .iter()
            .flat_map(|(a, b)| {
                let on = edges.iter().filter(move |(from, _)| from == b);
                on.map(move |(_, to)| (a.clone(), to.clone()))
            })
            .filter(|pair| !reach.contains(pair))
            .collect();
        if longer.is_empty() {
            break;
        }
        reach.extend(longer);
    }
    let own = reach.into_iter().filter(|(a, b)| a == b);
    own.map(|(a, _)| a).collect()
}

#[test]
fn no_modules_of_a_room_import_each_other_in_a_circle() {
    let mut faults = Vec::new();
    let mut left = BTreeSet::new();
    for (folder, edges) in neighbours(&sources()) {
        let members = circles(&edges);
        if members.is_empty() {
            continue;
        }
        match CIRCLES.iter().find(|(listed, _)| *listed == folder) {
            Some((listed, _)) => drop(left.insert(*listed)),
            None => faults.push(format!(
                "src/{folder}: {} import each other",
                members.join(", ")
            )),
        }
    }
    let gone = CIRCLES.iter().filter(|(folder, _)| !left.contains(folder));
    faults.extend(
        gone.map(|(folder, _)| format!("src/{folder}: has no circle and need not be listed")),
    );
    none(&faults);
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        code: code.to_owned(),
    };
    let of = |sources: &[Source]| -> Vec<String> {
        neighbours(sources).values().flat_map(circles).collect()
    };
    let one = source("a/one.rs", "use super::{two::Two, four};");
    let two = source("a/two.rs", "use crate::a::{\n three::{Three, X},\n};");
    let four = source("a/four.rs", "");
    let three = source("a/three.rs", "fn f() -> crate::a::one::One {}");
    let head = source("a/mod.rs", "");
    assert_eq!(of(&[head, one, two, three, four]), ["one", "three", "two"]);
    let head = source("a/mod.rs", "mod one;\nmod two;\npub use one::One;");
    let one = source("a/one.rs", "use super::Two;\nuse super::two::Two;");
    let two = source("a/two.rs", "use crate::b::Three;");
    assert!(of(&[head, one, two]).is_empty());
}

#[test]
fn what_one_room_owns_no_other_speaks_of() {
    let mut faults = Vec::new();
    for source in sources() {
        for (words, owner, why) in OWNED {
            let at_home = source.room() == owner || source.path == owner;
            let excused = |word: &str| {
                EXCUSED
                    .iter()
                    .any(|(path, what, _)| *path == source.path && *what == word)
            };
            let found = words
                .iter()
                .filter(|word| !at_home && source.code.contains(**word) && !excused(word));
            faults
                .extend(found.map(|word| format!("src/{}: '{}': {why}", source.path, word.trim())));
        }
    }
    none(&faults);
}

/// What the system says carries a number that tells a learner nothing: `domain::plain::reason` leaves it out.
#[test]
fn no_error_shows_what_the_system_says_as_it_says_it() {
    let mut faults = Vec::new();
    for source in sources() {
        for (message, rest) in source
            .code
            .split("#[error(")
            .skip(1)
            .filter_map(|rest| rest.split_once(")]\n"))
        {
            let variant = rest.split("#[error(").next().unwrap_or_default();
            let whole = variant
                .split("),\n")
                .next()
                .unwrap_or_default()
                .split("},\n")
                .next()
                .unwrap_or_default();
            let shown = ["{0}", "{source}", "{error}"]
                .iter()
                .any(|place| message.contains(place));
            if shown && whole.contains("io::Error") {
                faults.push(format!("src/{}: {message}", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_file_is_longer_than_can_be_read_at_once() {
    let mut faults = Vec::new();
    let mut long = BTreeSet::new();
    for source in sources() {
        let lines = source.code.lines().count();
        if lines <= LONGEST {
            continue;
        }
        match LONG.iter().find(|(path, _)| *path == source.path) {
            Some((path, _)) => drop(long.insert(*path)),
            None => faults.push(format!(
                "src/{}: {lines} lines of code, {LONGEST} at most",
                source.path
            )),
        }
    }
    let listed = LONG.iter().filter(|(path, _)| !long.contains(path));
    faults.extend(
        listed.map(|(path, _)| format!("src/{path}: is short again and need not be listed")),
    );
    none(&faults);
}

#[test]
fn files_are_named_after_what_they_hold_and_say_so_in_their_first_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let mut paths = Vec::new();
        collect(&root.join(folder), &mut paths);
        for path in paths {
            let shown = path.strip_prefix(root).unwrap().display().to_string();
            let mut parts = shown.trim_end_matches(".rs").split('/');
            if let Some(name) = parts.rfind(|part| EMPTY_NAMES.contains(part)) {
                faults.push(format!("{shown}: '{name}' says nothing"));
            }
            // A file of tests is told by its name.
            let tests = path.file_name().is_some_and(|name| name == "tests.rs");
            if !tests && !fs::read_to_string(&path).unwrap().starts_with("//!") {
                faults.push(format!("{shown}: does not open with what it holds"));
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_lies_at_the_top_by_accident() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let faults: Vec<String> = names
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()))
        .map(|name| format!("{name}: remove it, or add it to TOP_LEVEL"))
        .collect();
    none(&faults);
}

#[test]
fn every_document_that_is_linked_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    let mut documents: Vec<PathBuf> = [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "benches/README.md",
    ]
    .iter()
    .map(|name| root.join(name))
    .collect();
    for folder in ["docs", "docs/decisions"] {
        let entries = fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path());
        documents.extend(
            entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")),
        );
    }
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty()
                && !file.contains("://")
                && !document.parent().unwrap().join(file).exists()
            {
                faults.push(format!("{}: '{link}' leads nowhere", document.display()));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_dependency_stands_with_its_reason_in_the_first_decision() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let reasons = fs::read_to_string(root.join("docs/decisions/0001-dependencies.md")).unwrap();
    let rows = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split('|').next());
    let words = |cell: &str| {
        cell.split([' ', ',', '(', ')'])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let listed: BTreeSet<String> = rows.flat_map(words).collect();
    let mut faults = Vec::new();
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let table: toml::Table = fs::read_to_string(root.join(manifest))
            .unwrap()
            .parse()
            .unwrap();
        for name in dependencies(&table) {
            if name != "milepost" && !listed.contains(&name) {
                faults.push(format!(
                    "{manifest}: '{name}' has no row in docs/decisions/0001-dependencies.md"
                ));
            }
        }
    }
    none(&faults);
}

/// A crate that nothing uses still has to be fetched, built and kept up.
#[test]
fn every_dependency_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let mut paths = vec![root.join("build.rs")];
    for folder in ["src", "tests", "benches"] {
        collect(&root.join(folder), &mut paths);
    }
    let texts: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let is_used = |name: &str| {
        let name = name.replace('-', "_");
        let path = format!("{name}::");
        let import = format!("use {name}");
        texts
            .iter()
            .any(|text| text.contains(&path) || text.contains(&import))
    };
    let faults: Vec<String> = dependencies(&manifest)
        .into_iter()
        .filter(|name| !is_used(name))
        .map(|name| format!("Cargo.toml: nothing uses '{name}'"))
        .collect();
    none(&faults);
}

/// The names of all crates that a manifest asks for, of every kind and for every target.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else {
            continue;
        };
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                names.extend(table.keys().cloned());
            }
            "target" => names.extend(
                table
                    .values()
                    .filter_map(toml::Value::as_table)
                    .flat_map(dependencies),
            ),
            _ => {}
        }
    }
    names
}
