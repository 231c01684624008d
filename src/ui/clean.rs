//! Text from decks, answers and programs is shown, never obeyed: what could steer a terminal
//! or reorder a line is written out as its number.

use std::borrow::Cow;

/// Whether a character could steer a terminal, hide, or reorder the text around it.
const fn is_unsafe(c: char) -> bool {
    // Controls of C0 and C1 but for tab and newline; what has no width or turns the direction of a
    // line; line and paragraph separators; annotations; and the tag characters, in which a whole
    // text can be hidden. U+200D, the joiner of emoji, stays.
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every unsafe character written as `<U+202E>`. Newlines and tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) {
            shown.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The same for text that must stay on one line: newlines and tabs become spaces too.
pub fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

/// JSON with every unsafe character within its texts as an escape, so that it reads the same and steers nothing.
pub fn clean_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_unsafe(c) {
            // JSON escapes UTF-16: a tag character is above U+FFFF and takes two.
            let mut units = [0; 2];
            shown.extend(
                c.encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_are_shown_as_numbers() {
        assert_eq!(clean("a\u{1b}]0;x\u{7}b"), "a<U+001B>]0;x<U+0007>b");
        assert_eq!(clean("\u{202e}abc\u{200b}"), "<U+202E>abc<U+200B>");
        assert_eq!(clean("\r\u{9b}31m"), "<U+000D><U+009B>31m");
    }

    #[test]
    fn newlines_tabs_and_joiners_stay() {
        assert!(matches!(clean("a\n\tb \u{200d} é"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_reads_the_same_when_it_is_cleaned() {
        let value = serde_json::json!({ "a\u{9b}": "b\u{202e}\u{7f}\u{e0041}\n" });
        let text = value.to_string();
        let shown = clean_json(&text);
        assert!(shown.is_ascii());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_unsafe_survives(text in ".*") {
            proptest::prop_assert!(!clean(&text).chars().any(is_unsafe));
        }
    }
}
