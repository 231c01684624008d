//! Words: case, accents, spaces, outer quotes and a final full stop do not matter.

use super::diff::{Edit, Piece, edits};
use crate::domain::plain::as_typed;

/// Quotes that may surround an answer.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Whether two texts say the same.
pub(super) fn same(right: &str, given: &str) -> bool {
    let (right_bare, given_bare) = (bare(right), bare(given));
    // Accents and full stops alone leave nothing to compare.
    if right_bare.is_empty() || given_bare.is_empty() {
        return right.trim() == given.trim();
    }
    right_bare == given_bare
}

/// The text without what does not matter.
fn bare(text: &str) -> String {
    let typed = as_typed(text);
    let mut rest = typed.trim();
    let mut stops = 1;
    loop {
        let shorter = without_quotes(rest).or_else(|| {
            without_stop(rest)
                .filter(|_| stops > 0)
                .inspect(|_| stops -= 1)
        });
        match shorter {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_quotes(text: &str) -> Option<&str> {
    let inside = QUOTES
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?
        .trim();
    (!inside.is_empty()).then_some(inside)
}

/// Without one final full stop; dots in a row are no full stop.
fn without_stop(text: &str) -> Option<&str> {
    let rest = text.strip_suffix('.')?;
    (!rest.ends_with('.') && !rest.trim_end().is_empty()).then(|| rest.trim_end())
}

/// What differs, character by character; letters that differ in case or accent count as the same.
pub(super) fn difference(expected: &str, given: &str) -> Vec<Piece> {
    // Each letter is folded once: the comparison looks at all pairs.
    let letters = |text: &str| -> Vec<(char, String)> {
        let letters = text.trim().chars();
        letters
            .map(|c| (c, as_typed(c.encode_utf8(&mut [0; 4]))))
            .collect()
    };
    let (expected, given) = (letters(expected), letters(given));
    let alike = |a: &(char, String), b: &(char, String)| a.1 == b.1;
    let mut pieces: Vec<Piece> = Vec::new();
    for edit in edits(&expected, &given, alike) {
        match (edit, pieces.last_mut()) {
            (Edit::Same(i, _), Some(Piece::Same(run)))
            | (Edit::Missing(i), Some(Piece::Missing(run))) => {
                run.push(expected[i].0);
            }
            (Edit::Extra(j), Some(Piece::Extra(run))) => run.push(given[j].0),
            (Edit::Same(i, _), _) => pieces.push(Piece::Same(expected[i].0.to_string())),
            (Edit::Missing(i), _) => pieces.push(Piece::Missing(expected[i].0.to_string())),
            (Edit::Extra(j), _) => pieces.push(Piece::Extra(given[j].0.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_matter() {
        for (right, given) in [
            ("The class", " the   CLASS. "),
            ("função", "Funcao"),
            ("wraps", "`wraps`"),
            ("wraps", "\"wraps.\""),
            ("wraps.", "\"wraps\"."),
            ("it's", "it’s"),
            ("say \"hi\" to x-y", "say “hi” to x\u{2011}y"),
            ("wraps", "\u{feff}wra\u{200b}ps"),
            ("wraps", "“wraps”"),
            ("...", "..."),
            (".", "."),
            ("''", "''"),
        ] {
            assert!(same(right, given), "{right} {given}");
        }
        for (right, given) in [
            ("wraps", "wrap"),
            ("...", ".."),
            ("''", "."),
            ("a b", "ab"),
            ("1.5", "15"),
            ("a ≠ b", "a = b"),
            ("a ∉ b", "a ∈ b"),
            ("が", "か"),
            ("n²", "n2"),
        ] {
            assert!(!same(right, given), "{right} {given}");
        }
    }

    #[test]
    fn the_difference_names_what_is_missing_and_extra() {
        let pieces = difference("default_factory", "Defalt_facttory");
        let text = |text: &str| text.to_owned();
        assert_eq!(
            pieces,
            [
                Piece::Same(text("defa")),
                Piece::Missing(text("u")),
                Piece::Same(text("lt_fac")),
                Piece::Extra(text("t")),
                Piece::Same(text("tory")),
            ]
        );
    }
}
