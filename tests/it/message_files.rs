//! The build refuses a message file that does not agree with the English one.

use std::panic;
use std::path::Path;
use std::{fs, io};

use crate::messages;

/// A copy of the message files, with a change to the Spanish ones.
fn changed(change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/messages");
    let entries: io::Result<Vec<_>> = fs::read_dir(files).unwrap().collect();
    for entry in entries.unwrap() {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let spanish = folder.path().join("es.toml");
    let text = fs::read_to_string(&spanish).unwrap();
    fs::write(&spanish, change(text)).unwrap();
    folder
}

/// What stops the build; nothing if the files agree.
fn refusal(folder: &tempfile::TempDir) -> Option<String> {
    let read = panic::catch_unwind(|| messages::read_all(folder.path()).len());
    let payload = read.err()?;
    payload.downcast_ref::<String>().cloned()
}

#[test]
fn a_draft_that_agrees_is_taken() {
    assert_eq!(refusal(&changed(|text| text)), None);
}

#[test]
fn a_key_that_english_does_not_have_stops_the_build_of_a_draft_too() {
    let folder = changed(|text| text.replace("right = ", "rihgt = "));
    let said = refusal(&folder).unwrap();
    assert!(said.contains("es.toml") && said.contains("rihgt"), "{said}");
}

#[test]
fn a_placeholder_that_english_does_not_fill_stops_the_build() {
    let folder = changed(|text| text.replace("{language}", "{lenguaje}"));
    let said = refusal(&folder).unwrap();
    assert!(said.contains("{lenguaje}"), "{said}");
}
