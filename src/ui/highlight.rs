//! Colours for Python: a small lexer, enough to tell words, strings, numbers and comments apart.

use crate::ui::palette::{Palette, TextRole};

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The code with each token painted; the text itself is unchanged.
pub fn python(code: &str, palette: Palette) -> String {
    let mut painted = String::with_capacity(code.len() * 2);
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (role, length) = token(rest, first);
        let (text, after) = rest.split_at(length);
        match role {
            Some(role) => paint_lines(&mut painted, text, role, palette),
            None => painted.push_str(text),
        }
        rest = after;
    }
    painted
}

/// Colour never crosses a line, so that lines can be numbered and indented afterwards.
fn paint_lines(out: &mut String, text: &str, role: TextRole, palette: Palette) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.push_str(&palette.paint(role, line));
        }
    }
}

/// Role and length in bytes of the token a text begins with.
fn token(rest: &str, first: char) -> (Option<TextRole>, usize) {
    if first == '#' {
        return (
            Some(TextRole::Comment),
            rest.find('\n').unwrap_or(rest.len()),
        );
    }
    if first == '"' || first == '\'' {
        return (Some(TextRole::Text), string_length(rest));
    }
    if first.is_ascii_digit() {
        return (
            Some(TextRole::Number),
            run(rest, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.'),
        );
    }
    if first.is_alphabetic() || first == '_' {
        let length = run(rest, |c| c.is_alphanumeric() || c == '_');
        let (word, after) = rest.split_at(length);
        // `t` begins template strings, which came with Python 3.14.
        let is_prefix = length <= 2 && word.chars().all(|c| "rRbBfFuUtT".contains(c));
        if is_prefix && after.starts_with(['"', '\'']) {
            return (Some(TextRole::Text), length + string_length(after));
        }
        return (
            KEYWORDS.contains(&word).then_some(TextRole::Keyword),
            length,
        );
    }
    (None, first.len_utf8())
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Length of the string literal a text begins with; an unfinished one ends with its line.
fn string_length(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let (open, close) = if text.starts_with(&triple) {
        (3, triple.as_str())
    } else {
        (1, quote)
    };
    let mut at = open;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(close) {
            return at + close.len();
        }
        if open == 1 && rest.starts_with('\n') {
            return at;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        at += c.len_utf8();
        if c == '\\' {
            at += chars.next().map_or(0, char::len_utf8);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::palette::{Charset, Colour};

    const ON: Palette = Palette {
        colour: Colour::On,
        charset: Charset::Unicode,
    };

    #[test]
    fn a_keyword_is_painted_and_a_name_like_one_is_not() {
        assert!(python("return", ON).contains('\u{1b}'));
        assert_eq!(python("returned", ON), "returned");
    }

    #[test]
    fn a_hash_in_a_string_is_no_comment() {
        let painted = python("'#' # c", ON);
        assert_eq!(
            painted,
            format!(
                "{} {}",
                ON.paint(TextRole::Text, "'#'"),
                ON.paint(TextRole::Comment, "# c")
            )
        );
    }

    proptest::proptest! {
        #[test]
        fn painting_without_colour_changes_nothing(code in "[ -~\né\"'\\\\#]*") {
            proptest::prop_assert_eq!(python(&code, Palette::PLAIN), code);
        }
    }
}
