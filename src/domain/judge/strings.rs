//! Python's strings: where they end, what they hold, and the fields of f-strings.

use super::tokens::{FStringPart, expression};

/// Deepest nesting of f-strings; deeper ones are kept as text.
pub(super) const MAX_NESTING: usize = 8;

/// What backslashes mean in a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// They stand for themselves.
    Raw,
    /// They change what follows.
    Read,
}

#[derive(Clone, Copy)]
pub(super) struct Delimiter {
    pub(super) quote: char,
    pub(super) triple: bool,
}

impl Delimiter {
    pub(super) const fn len(self) -> usize {
        if self.triple { 3 } else { 1 }
    }

    pub(super) fn closes(self, chars: &[char], at: usize) -> bool {
        (0..self.len()).all(|ahead| chars.get(at + ahead) == Some(&self.quote))
    }
}

/// Where a string ends: at its closing quotes, at the end of its line, or at the end of the text. Quotes inside
/// the fields of an f-string belong to the field.
pub(super) fn string_end(
    chars: &[char],
    start: usize,
    delimiter: Delimiter,
    nesting: usize,
) -> usize {
    let mut at = start;
    while let Some(c) = chars.get(at) {
        match c {
            _ if delimiter.closes(chars, at) => return at,
            '\n' if !delimiter.triple => return at,
            '\\' => at += 1,
            '{' if nesting < MAX_NESTING && chars.get(at + 1) == Some(&'{') => at += 1,
            '{' if nesting < MAX_NESTING => match field_end(chars, at + 1, nesting + 1) {
                Some(end) => at = end,
                // An open field leaves no string; looking for its end again at each brace would take for ever.
                None => return line_end(chars, at, delimiter),
            },
            _ => {}
        }
        at += 1;
    }
    chars.len()
}

/// Where a string that never closes ends.
fn line_end(chars: &[char], start: usize, delimiter: Delimiter) -> usize {
    let newline = chars[start..]
        .iter()
        .position(|c| *c == '\n')
        .filter(|_| !delimiter.triple);
    newline.map_or(chars.len(), |ahead| start + ahead)
}

/// The place of the brace that closes a field, if one does.
fn field_end(chars: &[char], start: usize, nesting: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(c) = chars.get(at) {
        match c {
            '}' if depth == 0 => return Some(at),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '"' | '\'' => {
                let triple = chars.get(at + 1) == Some(c) && chars.get(at + 2) == Some(c);
                let delimiter = Delimiter { quote: *c, triple };
                let is_format =
                    at > start && matches!(chars[at - 1], 'f' | 'F' | 't' | 'T' | 'r' | 'R');
                let inner = if is_format { nesting } else { MAX_NESTING };
                let end = string_end(chars, at + delimiter.len(), delimiter, inner);
                if !delimiter.closes(chars, end) {
                    return None;
                }
                at = end + delimiter.len() - 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The content of a string as it would be between any quotes: escaped quotes are bare, escaped newlines gone.
pub(super) fn plain_content(content: &[char], escapes: Escapes) -> String {
    if escapes == Escapes::Raw {
        return content.iter().collect();
    }
    let mut text = String::new();
    let mut chars = content.iter();
    while let Some(c) = chars.next() {
        match (c, c == &'\\') {
            (_, true) => match chars.next() {
                Some(quote @ ('"' | '\'')) => text.push(*quote),
                Some('\n') => {}
                Some(other) => text.extend(['\\', *other]),
                None => text.push('\\'),
            },
            (c, false) => text.push(*c),
        }
    }
    text
}

/// The parts of an f-string or of a field's format.
pub(super) fn parts(content: &[char], escapes: Escapes, nesting: usize) -> Vec<FStringPart> {
    let mut all = Vec::new();
    let mut text = Vec::new();
    let mut at = 0;
    let mut fields = nesting <= MAX_NESTING;
    while let Some(c) = content.get(at) {
        let doubled = content.get(at + 1) == Some(c) && matches!(c, '{' | '}');
        let opens = fields && *c == '{' && !doubled;
        let end = if opens {
            field_end(content, at + 1, nesting)
        } else {
            None
        };
        // After a field that stays open there are no more.
        fields &= !opens || end.is_some();
        if let Some(end) = end {
            push_text(&mut all, &mut text, escapes);
            all.push(field(&content[at + 1..end], escapes, nesting));
            at = end;
        } else {
            text.push(*c);
            if doubled || (*c == '\\' && at + 1 < content.len()) {
                text.push(content[at + 1]);
                at += 1;
            }
        }
        at += 1;
    }
    push_text(&mut all, &mut text, escapes);
    all
}

fn push_text(all: &mut Vec<FStringPart>, text: &mut Vec<char>, escapes: Escapes) {
    if !text.is_empty() {
        all.push(FStringPart::Text(plain_content(text, escapes)));
        text.clear();
    }
}

/// A field: its expression, with any `!r` after it, and the format after a colon.
fn field(content: &[char], escapes: Escapes, nesting: usize) -> FStringPart {
    let colon = format_start(content);
    let (inside, format) = (&content[..colon], content.get(colon + 1..));
    let mut format = format.map_or_else(Vec::new, |format| {
        let mut own = vec![FStringPart::Text(":".to_owned())];
        own.extend(parts(format, escapes, nesting + 1));
        own
    });
    let text: String = inside.iter().collect();
    // `{x = }` prints its own source, spaces included.
    let source = text
        .trim_end()
        .strip_suffix('=')
        .filter(|rest| !rest.ends_with(['=', '!', '<', '>']));
    if source.is_some() {
        format.insert(0, FStringPart::Text(text.clone()));
    }
    FStringPart::Field(expression(inside, nesting), format)
}

/// The place of the colon that begins the format, or the end.
fn format_start(content: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(c) = content.get(at) {
        match c {
            ':' if depth == 0 => return at,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '"' | '\'' => {
                let triple = content.get(at + 1) == Some(c) && content.get(at + 2) == Some(c);
                let delimiter = Delimiter { quote: *c, triple };
                let end = string_end(content, at + delimiter.len(), delimiter, MAX_NESTING);
                at = (end + delimiter.len() - 1).max(at);
            }
            _ => {}
        }
        at += 1;
    }
    content.len()
}
