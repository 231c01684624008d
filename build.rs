//! Lists the built-in decks for `decks::embedded`, refuses any that is not TOML, and stamps them.
#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells build scripts where they are by environment"
)]

#[path = "build/messages.rs"]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every value that a message file may not hold is refused alike"
)]
mod messages;
#[path = "build/phrases.rs"]
mod phrases;
#[path = "build/wordings.rs"]
mod wordings;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::de::DeTable;

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let languages = messages::generate(&root.join("src/ui/messages"));
    wordings::generate(&languages);
    phrases::generate(&languages);
    let decks = root.join("decks");
    let mut files = Vec::new();
    collect(&decks, &mut files);
    files.sort();
    let mut stamp = Stamp::new();
    let mut list = String::new();
    for file in &files {
        let text =
            fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let path = file
            .strip_prefix(&decks)
            .expect("found below it")
            .to_string_lossy()
            .replace('\\', "/");
        if is_toml(file) {
            validate(&path, &text);
        }
        stamp.add(path.as_bytes());
        stamp.add(text.as_bytes());
        writeln!(
            list,
            "    ({path:?}, include_str!({:?})),",
            file.display().to_string()
        )
        .expect("memory");
    }
    // The same text read by another reader is other content.
    stamp_folder(&root.join("src/decks"), &mut stamp);
    for file in ["src/domain/card.rs", "src/domain/roadmap.rs"] {
        stamp_file(&root.join(file), &mut stamp);
    }
    let module = format!(
        "const FILES: &[(&str, &str)] = &[\n{list}];\nconst STAMP: &str = \"{:016x}\";\n",
        stamp.0
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded_decks.rs"), module).expect("cargo made the folder");
}

/// Deck files below a folder; editors' and hidden files are no decks.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if is_toml(&path) || name == "requirements.txt" {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}

fn is_toml(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "toml")
}

fn validate(path: &str, text: &str) {
    if let Err(error) = DeTable::parse(text) {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text[..at].matches('\n').count() + 1;
        panic!("decks/{path}:{line}: invalid TOML: {}", error.message());
    }
}

fn stamp_folder(folder: &Path, stamp: &mut Stamp) {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a readable folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
    {
        stamp_file(file, stamp);
    }
}

fn stamp_file(file: &Path, stamp: &mut Stamp) {
    println!("cargo::rerun-if-changed={}", file.display());
    stamp.add(&fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
}

/// FNV-1a, 64 bits: tells builds apart, guards nothing.
struct Stamp(u64);

impl Stamp {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
