//! The decks that are part of the binary.

use crate::decks::source::SourceFile;

include!(concat!(env!("OUT_DIR"), "/embedded_decks.rs"));

/// The built-in files.
pub fn sources() -> Vec<SourceFile> {
    FILES
        .iter()
        .map(|(path, text)| SourceFile::embedded(path, text))
        .collect()
}

/// Changes whenever the built-in files change, or the code that reads them: 16 hexadecimal digits.
pub const fn stamp() -> &'static str {
    STAMP
}
