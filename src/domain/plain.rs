//! Plain text: lower case without accents, the form in which texts are searched and compared.
//! And the nearest of some names, for suggestions.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in lower case, without accents, compatible characters made one: `Função` is `funcao`.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    bare.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The name most like a wanted one, if any is like it: at most a third of the letters differ, and four. Where none
/// is, the shortest that the wanted one is a part of. Of several the first by the alphabet.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
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
        // As many letters as one is longer differ at least, which is told sooner than the distance.
        let distance = if longer > most { longer } else { strsim::osa_distance(&wanted, &plain) };
        let part = length > 2 && plain.contains(&wanted);
        (distance <= most || part).then_some((distance > most, distance, name))
    };
    names.into_iter().filter_map(likeness).min().map(|(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_vanish() {
        for (text, expected) in [("Função", "funcao"), ("ÉCOLE", "ecole"), ("ﬁn²", "fin2"), ("ß", "ß"), ("İ", "i")]
        {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("topc", ["topic", "tag"]), Some("topic"));
        assert_eq!(nearest("x", ["topic", "tag", "y"]), None);
        assert_eq!(nearest("ab", ["xyz", "abc", "ac"]), Some("abc"), "of two as near the first by the alphabet");
        assert_eq!(nearest("Fução", ["funcao", "fusao"]), Some("funcao"), "accents and case are no difference");
    }

    #[test]
    fn a_part_of_a_name_is_near_where_nothing_is_nearer() {
        assert_eq!(nearest("big", ["big-technical", "big-tech", "mastering-python"]), Some("big-tech"));
        assert_eq!(nearest("python", ["mastering-python", "pythin"]), Some("pythin"));
        assert_eq!(nearest("on", ["mastering-python"]), None);
    }

    #[test]
    fn long_names_that_merely_begin_alike_are_not_near() {
        assert_eq!(nearest("python.collections.counter", ["python.collections.deque"]), None);
    }

    proptest! {
        #[test]
        fn plain_text_stays_as_it_is(text in ".*") {
            prop_assert_eq!(plain(&plain(&text)), plain(&text));
        }
    }
}
