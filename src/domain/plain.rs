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

/// The name most like a wanted one, if any is like it: at most a third of the letters differ.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const LONGEST: usize = 200;
    if wanted.len() > LONGEST {
        return None;
    }
    let wanted = plain(wanted);
    let most = (wanted.chars().count() / 3).max(1);
    let near = names.into_iter().map(|name| (strsim::osa_distance(&wanted, &plain(name)), name));
    near.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
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
        assert_eq!(nearest("x", ["topic", "tag"]), None);
    }

    proptest! {
        #[test]
        fn plain_text_stays_as_it_is(text in ".*") {
            prop_assert_eq!(plain(&plain(&text)), plain(&text));
        }
    }
}
