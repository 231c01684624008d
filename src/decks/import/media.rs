//! Names of pictures and sounds: as notes have them, and as files have them.

use std::collections::HashMap;

use crate::domain::card::hex16;

/// Longest name of a file, in bytes: with a mark added it fits every file system.
const MAX_NAME_BYTES: usize = 180;

/// Under which name a picture or sound of a note is kept, by the name that the note has for it.
pub type MediaNames = HashMap<String, String>;

/// The names that are known, and those that were met.
#[derive(Debug, Default)]
pub(super) struct MediaUse<'n> {
    names: Option<&'n MediaNames>,
    pub(super) found: Vec<String>,
}

impl<'n> MediaUse<'n> {
    pub(super) const fn new(names: &'n MediaNames) -> Self {
        Self {
            names: Some(names),
            found: Vec::new(),
        }
    }

    /// Notes a name, and gives the one to show. A note may have it percent-encoded.
    pub(super) fn meet(&mut self, name: &str) -> String {
        let known = |name: &str| self.names.and_then(|names| names.get(name));
        let decoded = percent_decoded(name);
        let (name, shown) = match (known(name), known(&decoded)) {
            (Some(shown), _) => (name.to_owned(), shown.clone()),
            (None, Some(shown)) => (decoded, shown.clone()),
            (None, None) => (name.to_owned(), name.to_owned()),
        };
        self.found.push(name);
        shown
    }
}

fn percent_decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(code)) = (byte, code) {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// A name under which a file can be kept on every system, within its folder. A name that had to change bears
/// a mark made from the whole of it, so that two names stay two.
pub fn safe_name(name: &str) -> String {
    let is_allowed =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')');
    let kept: String = name
        .chars()
        .map(|c| if is_allowed(c) { c } else { '_' })
        .collect();
    let kept = kept.trim_start_matches('.').trim();
    let kept = kept.trim_end_matches(['.', ' ']);
    if kept == name && kept.len() <= MAX_NAME_BYTES && !is_reserved(kept) {
        return kept.to_owned();
    }
    let (stem, extension) = split_extension(kept);
    let mut end = stem.len().min(MAX_NAME_BYTES / 2);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    marked(&format!("{}{extension}", &stem[..end]), name.as_bytes())
}

/// A name with a mark made from some bytes before its extension.
pub fn marked(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = split_extension(name);
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}.{}{extension}", &hex16(bytes)[..8])
}

/// The stem, and the extension with its dot; a long one is not an extension.
fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if name.len() - at <= 6 => name.split_at(at),
        _ => (name, ""),
    }
}

/// Names that Windows gives to devices, whatever their extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_port = numbered.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    is_port || matches!(stem.as_str(), "" | "con" | "prn" | "aux" | "nul")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_are_made_safe() {
        for name in ["tree.png", "rec-1600.mp3", "árvore (2).jpg"] {
            assert_eq!(safe_name(name), name);
        }
        let long = "x".repeat(400) + ".png";
        for name in [
            "../../etc/passwd",
            "/etc/passwd",
            "..",
            "",
            "a\\b.png",
            "a\0b.png",
            "NUL.txt",
            ".bashrc",
            "C:x.png",
            long.as_str(),
        ] {
            let safe = safe_name(name);
            assert_ne!(safe, name);
            assert!(!safe.contains(['/', '\\', '\0', ':']), "{safe}");
            assert!(!safe.starts_with('.') && safe.len() < 200, "{safe}");
        }
        assert_ne!(safe_name("a/b.png"), safe_name("a:b.png"));
        let safe = safe_name("a/b.png");
        assert_eq!(split_extension(&safe).1, ".png");
    }

    #[test]
    fn encoded_names_are_found() {
        let names = MediaNames::from([("my tree.png".to_owned(), "kept.png".to_owned())]);
        let mut media = MediaUse::new(&names);
        assert_eq!(media.meet("my%20tree.png"), "kept.png");
        assert_eq!(media.meet("100%.png"), "100%.png");
        assert_eq!(media.found, ["my tree.png", "100%.png"]);
    }
}
