//! Words: case, accents, spaces, outer quotes, a leading article, the prompt of a shell and a final full stop do not
//! matter.
//! Case matters in an option, where `-x` and `-X` are two, and in an escape, where `\d` and `\D` are.

use super::diff::{Edit, Piece, edits};
use crate::domain::plain::{as_typed, with_keyboard_signs};

/// Quotes that may surround an answer.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Articles in English and Portuguese, as [`as_typed`] leaves them. Portuguese `as` is not among them: it is also a
/// keyword of Python and SQL, and `as total` is not `total`.
const ARTICLES: [&str; 9] = ["a", "an", "the", "o", "os", "um", "uma", "uns", "umas"];

/// Operators spelled as words: in `a is b` the `a` is a name.
const OPERATORS: [&str; 8] = ["and", "as", "else", "for", "if", "in", "is", "not"];

/// Whether two texts say the same.
pub(super) fn same(right: &str, given: &str) -> bool {
    let (right_bare, given_bare) = (bare(right), bare(given));
    // Accents and full stops alone leave nothing to compare.
    if right_bare.is_empty() || given_bare.is_empty() {
        return right.trim() == given.trim();
    }
    without_article(&right_bare) == without_article(&given_bare)
        && words_with_case(right) == words_with_case(given)
}

/// The text without a leading article, where what follows reads as prose.
fn without_article(bare: &str) -> &str {
    match bare.split_once(' ') {
        Some((article, rest)) if ARTICLES.contains(&article) && is_prose(rest) => rest,
        _ => bare,
    }
}

/// Whether a text begins with a word of two letters or more that is no operator, and has no sign of code in it.
fn is_prose(text: &str) -> bool {
    let is_word_sign = |c: char| c.is_alphanumeric() || " -_'.".contains(c);
    let first = text.split(' ').next().unwrap_or(text);
    let letters = first.chars().filter(|c| c.is_alphanumeric()).count();
    text.chars().all(is_word_sign) && letters > 1 && !OPERATORS.contains(&first)
}

/// The words whose case says something: options of a command such as `-x`, and whatever holds a backslash.
fn words_with_case(text: &str) -> Vec<String> {
    let signs = with_keyboard_signs(text);
    let words = signs.split_whitespace();
    words
        .map(|word| word.trim_matches(|c: char| c == '.' || QUOTES.contains(&c)))
        .filter(|word| is_option(word) || word.contains('\\'))
        .map(str::to_owned)
        .collect()
}

fn is_option(word: &str) -> bool {
    let name = word.trim_start_matches('-');
    name.len() < word.len() && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The text without what does not matter.
fn bare(text: &str) -> String {
    let typed = as_typed(text);
    let mut rest = typed.trim();
    // As it is copied from a page or a terminal.
    rest = rest.strip_prefix("$ ").unwrap_or(rest);
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
            ("pip list", "$ pip list"),
            ("$ pip list", "pip list"),
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
            ("$HOME", "HOME"),
        ] {
            assert!(!same(right, given), "{right} {given}");
        }
    }

    #[test]
    fn a_leading_article_of_prose_does_not_matter() {
        for (right, given) in [
            ("a generator", "generator"),
            ("generator", "The generator."),
            ("gerador", "um gerador"),
            ("um gerador", "O gerador"),
            ("GIL", "the GIL"),
            ("underscore", "\"an underscore\""),
            ("__set__ method", "the __set__ method"),
            ("the .dockerignore", ".dockerignore"),
        ] {
            assert!(same(right, given), "{right} {given}");
        }
        for (right, given) in [
            ("a", "the"),
            ("a b", "b"),
            ("a + b", "+ b"),
            ("a is None", "is None"),
            ("a not in b", "not in b"),
            ("as error", "error"),
            ("a -x", "-x"),
            ("a f(x)", "f(x)"),
            ("the a generator", "generator"),
            ("theory", "ory"),
        ] {
            assert!(!same(right, given), "{right} {given}");
        }
    }

    #[test]
    fn options_and_escapes_keep_their_case() {
        for (right, given) in [("-x", " `-x`."), ("Git log -p", "git log -p"), ("-5", "-5")] {
            assert!(same(right, given), "{right} {given}");
        }
        for (right, given) in [
            ("-x", "-X"),
            ("--lf", "--LF"),
            ("tool -x", "tool -X"),
            ("a\\d", "a\\D"),
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
