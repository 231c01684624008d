//! Plain text: lower case without accents, the form in which texts are searched and compared.
//! And the nearest of some names, for suggestions; and what a system says, as a learner reads it.

use std::fmt::Display;
use std::io;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::file_fault::FileFault;
use crate::domain::wording::{Wording, problems};

/// A text in lower case, without accents, compatible characters made one: `Função` is `funcao`.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    bare.to_lowercase()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// A text as an answer is compared: lower case, keyboard quotes and hyphens, no accents on Latin
/// letters, no invisible characters. Signs and letters of other scripts stay what they are: `≠` is
/// not `=`, `²` is not `2`, and `が` is not `か`.
pub fn as_typed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut typed = String::with_capacity(text.len());
    let whole: String = text.nfc().collect();
    for c in with_keyboard_signs(&whole).chars() {
        push_letters(c, &mut typed);
    }
    typed
}

/// A text with the quotes, hyphens and dots of a keyboard and without invisible characters: word
/// processors and phones put others in their place.
pub fn with_keyboard_signs(text: &str) -> String {
    let mut signs = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        match c {
            '\u{2018}'..='\u{201b}' => signs.push('\''),
            '\u{201c}'..='\u{201f}' => signs.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => signs.push('-'),
            '\u{2026}' => signs.push_str("..."),
            _ => signs.push(c),
        }
    }
    signs
}

/// Zero-width spaces and joiners, the byte order mark, the soft hyphen.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
    )
}

/// Adds a character in lower case; what is made of Latin letters, such as `é` or `ﬁ`, becomes those.
fn push_letters(c: char, typed: &mut String) {
    // A letter of the Latin alphabet that Unicode takes apart only when it folds case.
    if matches!(c, 'ß' | 'ẞ') {
        typed.push_str("ss");
        return;
    }
    let parts: Vec<char> = c.nfkd().filter(|part| !is_combining_mark(*part)).collect();
    // Only letters are taken apart. `≠` decomposes into `=` and a mark, and would equal its
    // opposite.
    let is_latin = !parts.is_empty() && parts.iter().all(char::is_ascii_alphabetic);
    let letters = if is_latin { parts } else { vec![c] };
    typed.extend(letters.into_iter().flat_map(char::to_lowercase));
}

/// The name most like the wanted one: at most a third of its letters differ, and at most four. If
/// there is none, the shortest name that contains it. Ties go to the first in the alphabet.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // The distance takes time in proportion to both lengths, for each of thousands of names.
    const LONGEST: usize = 200;
    if wanted.len() > LONGEST {
        return None;
    }
    let wanted = plain(wanted);
    let length = wanted.chars().count();
    let most = (length / 3).clamp(1, 4).min(length.saturating_sub(1));
    let likeness = |name: &'n str| {
        let plain = plain(name);
        let longer = plain.chars().count().abs_diff(length);
        // The difference in length is the least the distance can be, and quicker to get.
        let distance = if longer > most {
            longer
        } else {
            strsim::osa_distance(&wanted, &plain)
        };
        let part = length > 2 && plain.contains(&wanted);
        (distance <= most || part).then_some((distance > most, distance, name))
    };
    names
        .into_iter()
        .filter_map(likeness)
        .min()
        .map(|(_, _, name)| name)
}

/// Why a system refuses, in its words: without the number of its error, in lower case, and without the name of a
/// temporary file, which was made up.
pub fn reason(error: &impl Display) -> String {
    let text = error.to_string();
    let (words, rest) = text.split_once(" (os error ").unwrap_or((&text, ""));
    let rest = rest.split_once(')').map_or("", |(_, rest)| rest);
    let rest = if rest.starts_with(" at path ") {
        ""
    } else {
        rest
    };
    let mut letters = words.chars();
    let first = letters
        .next()
        .filter(|_| letters.clone().next().is_some_and(char::is_lowercase));
    let first = first
        .into_iter()
        .flat_map(char::to_lowercase)
        .collect::<String>();
    let words = if first.is_empty() {
        words
    } else {
        letters.as_str()
    };
    format!("{first}{words}{rest}")
}

/// Why a system refuses, in the learner's language where the reason is a common one.
pub fn io_reason(error: &io::Error) -> Wording {
    if let Some(fault) = FileFault::of(error) {
        return fault.wording();
    }
    if error.raw_os_error().is_none() {
        return Wording::verbatim(reason(error));
    }
    let common: [(io::ErrorKind, fn() -> Wording); 7] = [
        (io::ErrorKind::NotFound, problems::io_not_found),
        (io::ErrorKind::PermissionDenied, problems::io_denied),
        (io::ErrorKind::IsADirectory, problems::io_is_folder),
        (io::ErrorKind::NotADirectory, problems::io_not_folder),
        (io::ErrorKind::AlreadyExists, problems::io_exists),
        (io::ErrorKind::ReadOnlyFilesystem, problems::io_read_only),
        (io::ErrorKind::StorageFull, problems::io_no_space),
    ];
    let found = common.iter().find(|(kind, _)| *kind == error.kind());
    match found {
        Some((_, wording)) => wording(),
        None => Wording::verbatim(reason(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_vanish() {
        for (text, expected) in [
            ("Função", "funcao"),
            ("ÉCOLE", "ecole"),
            ("ﬁn²", "fin2"),
            ("ß", "ß"),
            ("İ", "i"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn an_answer_is_compared_as_a_keyboard_types_it() {
        for (text, expected) in [
            ("Função", "funcao"),
            ("Func\u{327}a\u{303}o", "funcao"),
            ("ﬁn", "fin"),
            ("Straße", "strasse"),
            ("“it’s” a\u{2011}b – c…", "\"it's\" a-b - c..."),
            ("\u{feff}a\u{200b}b", "ab"),
            ("a ≠ b ∉ C", "a ≠ b ∉ c"),
            ("n²", "n²"),
            ("がカ", "がカ"),
            ("Й", "й"),
            ("ＡＢ", "ab"),
        ] {
            assert_eq!(as_typed(text), expected);
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("topc", ["topic", "tag"]), Some("topic"));
        assert_eq!(nearest("x", ["topic", "tag", "y"]), None);
        assert_eq!(
            nearest("ab", ["xyz", "abc", "ac"]),
            Some("abc"),
            "of two as near the first by the alphabet"
        );
        assert_eq!(
            nearest("Fução", ["funcao", "fusao"]),
            Some("funcao"),
            "accents and case are no difference"
        );
    }

    #[test]
    fn a_part_of_a_name_is_near_where_nothing_is_nearer() {
        assert_eq!(
            nearest("big", ["big-technical", "big-tech", "mastering-python"]),
            Some("big-tech")
        );
        assert_eq!(
            nearest("python", ["mastering-python", "pythin"]),
            Some("pythin")
        );
        assert_eq!(nearest("on", ["mastering-python"]), None);
    }

    #[test]
    fn long_names_that_merely_begin_alike_are_not_near() {
        assert_eq!(
            nearest("python.collections.counter", ["python.collections.deque"]),
            None
        );
    }

    #[test]
    fn a_system_speaks_without_numbers() {
        let missing = std::io::Error::from_raw_os_error(2);
        assert_eq!(reason(&missing), "no such file or directory");
        assert_eq!(
            reason(&format!("{missing}; it goes on")),
            "no such file or directory; it goes on"
        );
        assert_eq!(
            reason(&format!("{missing} at path \"/tmp/.tmpX\"")),
            "no such file or directory"
        );
        assert_eq!(
            reason(&std::io::Error::from_raw_os_error(5)),
            "input/output error"
        );
        for text in ["UTF-8 is asked", "", "I", "it ended (early)"] {
            assert_eq!(reason(&text), text);
        }
    }

    proptest! {
        #[test]
        fn plain_text_stays_as_it_is(text in ".*") {
            prop_assert_eq!(plain(&plain(&text)), plain(&text));
        }

        #[test]
        fn what_was_typed_stays_as_it_is(text in ".*") {
            prop_assert_eq!(as_typed(&as_typed(&text)), as_typed(&text));
        }
    }
}
