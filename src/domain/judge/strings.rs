//! Python's strings: where they and the fields of f-strings end, and what they hold.

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
pub(super) fn field_end(chars: &[char], start: usize, nesting: usize) -> Option<usize> {
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

/// The place of the colon that begins the format, or the end.
pub(super) fn format_start(content: &[char]) -> usize {
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
