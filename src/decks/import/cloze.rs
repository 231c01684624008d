//! Sentences with blanks: Anki's `{{c1::answer::hint}}`, and `[answer]` of Markdown decks.

/// A blank of a note, as its field has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoteBlank {
    /// The number Anki knows it by, from 1.
    pub number: u32,
    /// What is hidden, in the field's own notation.
    pub answer: String,
    /// Shown in its place.
    pub hint: Option<String>,
}

/// A field split at its blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ClozePiece {
    /// Text around the blanks.
    Text(String),
    /// A blank.
    Blank(NoteBlank),
}

/// Why a cloze cannot become cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClozeFault {
    /// A blank within a blank.
    Nested,
    /// A blank that never ends.
    Open,
}

/// Whether a field holds a blank.
pub(super) fn has_blanks(field: &str) -> bool {
    next_blank(field).is_some()
}

/// Splits a field at its blanks.
pub(super) fn split(field: &str) -> Result<Vec<ClozePiece>, ClozeFault> {
    let mut pieces = Vec::new();
    let mut rest = field;
    while let Some((start, number, inner_at)) = next_blank(rest) {
        if start > 0 {
            pieces.push(ClozePiece::Text(rest[..start].to_owned()));
        }
        let length = blank_length(&rest[inner_at..]).ok_or(ClozeFault::Open)?;
        let inner = &rest[inner_at..inner_at + length];
        if has_blanks(inner) {
            return Err(ClozeFault::Nested);
        }
        let (answer, hint) = match inner.split_once("::") {
            Some((answer, hint)) => (answer, Some(hint.to_owned())),
            None => (inner, None),
        };
        pieces.push(ClozePiece::Blank(NoteBlank {
            number,
            answer: answer.to_owned(),
            hint: hint.filter(|hint| !hint.trim().is_empty()),
        }));
        rest = &rest[inner_at + length + 2..];
    }
    if !rest.is_empty() {
        pieces.push(ClozePiece::Text(rest.to_owned()));
    }
    Ok(pieces)
}

/// Splits a sentence of a Markdown deck at its brackets, each of which is a blank. `\[` and `\]` are
/// brackets of the text; those of pictures, `![…](…)`, and of links, `[…](…)`, belong to them.
pub(super) fn split_brackets(text: &str) -> Result<Vec<ClozePiece>, ClozeFault> {
    let mut pieces = Vec::new();
    let mut around = String::new();
    let mut number = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if c == '\\' && after.starts_with(['[', ']']) {
            around.push_str(&after[..1]);
            rest = &after[1..];
            continue;
        }
        if c != '[' {
            around.push(c);
            rest = after;
            continue;
        }
        let (inner, behind) = bracket(after)?;
        if around.ends_with('!') || behind.starts_with('(') {
            let length = rest.len() - behind.len();
            around.push_str(&rest[..length]);
        } else {
            number += 1;
            pieces.push(ClozePiece::Text(std::mem::take(&mut around)));
            pieces.push(ClozePiece::Blank(NoteBlank {
                number,
                answer: inner,
                hint: None,
            }));
        }
        rest = behind;
    }
    pieces.push(ClozePiece::Text(around));
    Ok(pieces)
}

/// The text up to the bracket that closes, and what follows it.
fn bracket(text: &str) -> Result<(String, &str), ClozeFault> {
    let mut inner = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            ']' => return Ok((inner, after)),
            '[' => return Err(ClozeFault::Nested),
            '\\' if after.starts_with(['[', ']']) => {
                inner.push_str(&after[..1]);
                rest = &after[1..];
            }
            _ => {
                inner.push(c);
                rest = after;
            }
        }
    }
    Err(ClozeFault::Open)
}

/// Where the next blank starts, its number, and where its text starts.
fn next_blank(text: &str) -> Option<(usize, u32, usize)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("{{c") {
        let start = from + at;
        let after = &text[start + 3..];
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = after[..digits].parse().ok();
        if let (Some(number), true) = (number, after[digits..].starts_with("::")) {
            return Some((start, number, start + 3 + digits + 2));
        }
        from = start + 3;
    }
    None
}

/// The length of a blank's text: up to the `}}` that leaves no brace of the text open, else up to
/// the first one, as Anki reads it.
fn blank_length(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' if open > 0 => open -= 1,
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
    }
    text.find("}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanks(field: &str) -> Vec<(u32, String, Option<String>)> {
        let pieces = split(field).unwrap();
        let blanks = pieces.into_iter().filter_map(|piece| match piece {
            ClozePiece::Blank(blank) => Some((blank.number, blank.answer, blank.hint)),
            ClozePiece::Text(_) => None,
        });
        blanks.collect()
    }

    #[test]
    fn blanks_keep_numbers_answers_and_hints() {
        assert_eq!(
            blanks("The capital of {{c1::France::country}} is {{c2::Paris}}."),
            [
                (1, "France".to_owned(), Some("country".to_owned())),
                (2, "Paris".to_owned(), None),
            ]
        );
        assert_eq!(blanks("{{c2::two}}")[0].0, 2);
    }

    #[test]
    fn braces_within_a_blank_belong_to_it() {
        let field = "A dict is {{c1::<code>{'a': {1: 2}}</code>}} here.";
        assert_eq!(blanks(field)[0].1, "<code>{'a': {1: 2}}</code>");
        assert_eq!(blanks("{{c1::a } b}} c")[0].1, "a } b");
    }

    #[test]
    fn brackets_are_blanks_but_for_pictures_links_and_escapes() {
        let text = r"![map](m.png) [Paris] is in [France] ([more](url)), \[sic\] [xs\[0\]]";
        let pieces = split_brackets(text).unwrap();
        let answers: Vec<&str> = pieces
            .iter()
            .filter_map(|piece| match piece {
                ClozePiece::Blank(blank) => Some(blank.answer.as_str()),
                ClozePiece::Text(_) => None,
            })
            .collect();
        assert_eq!(answers, ["Paris", "France", "xs[0]"]);
        assert_eq!(pieces[0], ClozePiece::Text("![map](m.png) ".to_owned()));
        assert_eq!(
            pieces[4],
            ClozePiece::Text(" ([more](url)), [sic] ".to_owned())
        );
        assert_eq!(split_brackets("[a [b]]"), Err(ClozeFault::Nested));
        assert_eq!(split_brackets("a [b"), Err(ClozeFault::Open));
    }

    #[test]
    fn what_cannot_be_asked_is_named() {
        let nested = "{{c1::outer {{c2::inner}} rest}}";
        assert_eq!(split(nested), Err(ClozeFault::Nested));
        assert_eq!(split("{{c1::never"), Err(ClozeFault::Open));
        assert!(!has_blanks("{{Field}} and {c1::x}"));
    }
}
