//! Bytes to text, and plain text to the Markdown that shows it as it stands.

use crate::domain::code_span::longest_backticks;

/// What the bytes 0x80 to 0x9F mean in Windows code page 1252; a zero has no meaning there.
const CP1252_HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

/// Decodes a text file: UTF-8, UTF-16 with its mark, or Windows code page 1252 where the bytes
/// cannot be UTF-8. Line ends become newlines. Nothing for bytes that no text has.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_bytes(rest)?,
        _ => decode_bytes(bytes)?,
    };
    if text.contains('\0') {
        return None;
    }
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

fn decode_bytes(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    bytes.iter().map(|byte| decode_cp1252(*byte)).collect()
}

fn decode_cp1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => {
            let code = CP1252_HIGH[usize::from(byte - 0x80)];
            char::from_u32(u32::from(code)).filter(|c| *c != '\0')
        }
        _ => Some(char::from(byte)),
    }
}

/// Plain text as Markdown that shows every character of it. Text with indented lines is shown as
/// code, since Markdown has no other way to keep the indentation.
pub(super) fn literal(text: &str) -> String {
    let text = text.trim();
    if text.lines().any(is_indented) {
        return fence(text);
    }
    let lines: Vec<String> = text.lines().map(literal_line).collect();
    join_lines(&lines)
}

fn is_indented(line: &str) -> bool {
    let is_blank = line.trim().is_empty();
    !is_blank && (line.starts_with("  ") || line.starts_with('\t'))
}

/// Lines with hard breaks between them; an empty line parts two paragraphs.
fn join_lines(lines: &[String]) -> String {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            let is_break = !line.is_empty() && !lines[index - 1].is_empty();
            out.push_str(if is_break { "\\\n" } else { "\n" });
        }
        out.push_str(line);
    }
    out
}

fn literal_line(line: &str) -> String {
    let line = line.trim();
    let escaped = escape(line);
    if begins_block(line) {
        // A number is escaped behind its digits: `1\. First`.
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        return format!("{}\\{}", &escaped[..digits], &escaped[digits..]);
    }
    escaped
}

/// Whether Markdown would take the line for a heading, a list item, a quotation or a rule.
fn begins_block(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if after_digits.len() < line.len() {
        return after_digits.starts_with(['.', ')']);
    }
    line.starts_with(['#', '>', '-', '+', '=', '~'])
}

/// Stands for the unknown neighbour of a piece of text: a sign next to it may be markup.
const UNKNOWN: char = '.';

/// Escapes what Markdown would read as markup within a line.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = UNKNOWN;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(UNKNOWN);
        match c {
            // `<1>` marks a blank in a cloze card, so a backslash in front of it is not enough.
            '<' if after.is_ascii_digit() => out.push_str("&lt;"),
            _ if is_markup(before, c, after) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

fn is_markup(before: char, c: char, after: char) -> bool {
    let is_word = |c: char| c.is_alphanumeric();
    match c {
        '`' | '[' | ']' => true,
        '*' => !(before.is_whitespace() && after.is_whitespace()),
        '_' => !(is_word(before) && is_word(after)),
        '\\' => after.is_ascii_punctuation() || after == ' ',
        '<' => is_word(after) || matches!(after, '/' | '!' | '?'),
        '&' => is_word(after) || after == '#',
        _ => false,
    }
}

/// Code of several lines, fenced.
pub(super) fn fence(code: &str) -> String {
    let ticks = "`".repeat(longest_backticks(code).max(2) + 1);
    format!("{ticks}\n{}\n{ticks}", code.trim_matches('\n'))
}
