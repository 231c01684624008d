//! Cards as a Markdown deck: `Q:`, `A:` and `C:` lines that people read, and that other programs know.
//!
//! A comment above each card keeps its id and tags; a comment line parts the answer from its reason.

use std::fmt::Write as _;

use crate::domain::card::{Body, Card, Cloze, Truth};
use crate::domain::code_span::{code_span, longest_backticks};

/// How the comment above a card begins.
pub(super) const COMMENT: &str = "<!-- milepost: ";
/// How it ends.
pub(super) const COMMENT_END: &str = " -->";
/// Says that the card is also asked the other way round.
pub(super) const REVERSED: &str = "reversed";
/// Begins the tags.
pub(super) const TAGS: &str = "tags: ";
/// The line between an answer and its reason.
pub(super) const WHY: &str = "<!-- why -->";
/// The line above a question and an answer that are the card the other way round, in words of their own.
pub(super) const REVERSE: &str = "<!-- reverse -->";

/// The deck of cards of one topic, those that share an id next to each other.
pub fn markdown_deck(topic: &str, cards: &[Card]) -> String {
    let mut text = format!("---\nname = \"{topic}\"\n---\n");
    for siblings in cards.chunk_by(|one, next| one.id.base() == next.id.base()) {
        text.push('\n');
        text.push_str(&markdown_card(siblings));
    }
    text
}

/// A card with its siblings: the comment that names it, and its lines.
pub(super) fn markdown_card(siblings: &[Card]) -> String {
    let Some(first) = siblings.first() else {
        return String::new();
    };
    let reverse = siblings.get(1).filter(|_| !is_cloze(first));
    let reverse = reverse.map(markdown_sides);
    let is_swapped = reverse.as_ref().is_some_and(|[question, answer]| {
        [answer.clone(), question.clone()] == markdown_sides(first)
    });
    let mut notes = Vec::new();
    if is_swapped {
        notes.push(REVERSED.to_owned());
    }
    if !first.tags.is_empty() {
        notes.push(format!("{TAGS}{}", first.tags.join(" ")));
    }
    let mut text = id_comment(first.id.base(), &notes);
    if let Body::Cloze(cloze) = &first.body {
        marked(&mut text, "C:", &bracketed(cloze));
    } else {
        let [question, answer] = markdown_sides(first);
        marked(&mut text, "Q:", &question);
        marked(&mut text, "A:", &answer);
    }
    if let Some(why) = &first.why {
        let _ = writeln!(text, "{WHY}\n{}", safe_lines(why));
    }
    if let Some([question, answer]) = reverse.filter(|_| !is_swapped) {
        let _ = writeln!(text, "{REVERSE}");
        marked(&mut text, "Q:", &question);
        marked(&mut text, "A:", &answer);
    }
    text
}

/// A text behind its marker; code begins on a line of its own.
fn marked(text: &mut String, marker: &str, content: &str) {
    let gap = if Fence::default().is_code(content.lines().next().unwrap_or_default()) {
        "\n"
    } else {
        " "
    };
    let _ = writeln!(text, "{marker}{gap}{}", safe_lines(content));
}

fn is_cloze(card: &Card) -> bool {
    matches!(card.body, Body::Cloze(_))
}

/// The comment above a card, with its newline: the id, and what else it says.
pub(super) fn id_comment(base: &str, notes: &[String]) -> String {
    let mut text = format!("{COMMENT}{base}");
    for note in notes {
        text.push_str("; ");
        text.push_str(note);
    }
    text + COMMENT_END + "\n"
}

/// The question and the answer of any card, as Markdown.
pub(super) fn markdown_sides(card: &Card) -> [String; 2] {
    let mut question = card.body.prompt().trim().to_owned();
    if let Some(code) = card.body.code() {
        question = format!("{question}\n\n{}", fenced(code, "python"));
    }
    let answer = match &card.body {
        Body::Basic(body) => body.answer.trim().to_owned(),
        Body::Type(body) => as_code(&body.answer),
        Body::Output(body) => fenced(&body.stdout, ""),
        Body::Bug(body) => fenced(&body.fix, "python"),
        Body::Code(body) => fenced(&body.solution, "python"),
        Body::Choice(body) => {
            let options = body.options.iter().map(|option| option.text.as_str());
            question = format!("{question}\n\n{}", list(options));
            let right = body
                .options
                .iter()
                .filter(|option| option.truth == Truth::Right);
            list(right.map(|option| option.text.as_str()))
        }
        Body::Open(body) => list(body.points.iter().map(|point| point.text.as_str())),
        Body::Cloze(body) => {
            let blank = body.blanks.get(body.asked);
            question = body.question();
            blank.map(|blank| blank.answer.clone()).unwrap_or_default()
        }
    };
    [question, answer]
}

fn list<'t>(items: impl Iterator<Item = &'t str>) -> String {
    let lines: Vec<String> = items.map(|item| format!("- {}", item.trim())).collect();
    lines.join("\n")
}

/// A typed answer, which is plain text: in Markdown only code shows every sign of it.
fn as_code(answer: &str) -> String {
    if answer.trim().contains('\n') {
        fenced(answer, "")
    } else {
        code_span(answer.trim())
    }
}

fn fenced(code: &str, language: &str) -> String {
    let ticks = "`".repeat(longest_backticks(code).max(2) + 1);
    format!("{ticks}{language}\n{}\n{ticks}", code.trim_matches('\n'))
}

/// A cloze with its blanks in brackets; other brackets get a backslash.
fn bracketed(cloze: &Cloze) -> String {
    let mut text = escape_brackets(cloze.text.trim());
    for (number, blank) in (1..).zip(&cloze.blanks) {
        let answer = escape_brackets(&blank.answer);
        text = text.replace(&format!("<{number}>"), &format!("[{answer}]"));
    }
    text
}

fn escape_brackets(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// Whether a line would begin a card, end it or part it.
pub(super) fn is_marker(line: &str) -> bool {
    let is_comment = line.starts_with(COMMENT) || matches!(line.trim_end(), WHY | REVERSE);
    is_comment || is_rule(line) || after_marker(line) != line
}

/// What follows `Q:`, `A:` or `C:` on a line that begins so; else the line.
pub(super) fn after_marker(line: &str) -> &str {
    let marked = ["Q:", "A:", "C:"]
        .iter()
        .find_map(|mark| line.strip_prefix(mark));
    marked.unwrap_or(line)
}

/// A line of dashes, which ends a card.
pub(super) fn is_rule(line: &str) -> bool {
    line.trim_end() == "---"
}

/// A text whose lines cannot be taken for those of another card: in Markdown a space in front of a line
/// means nothing. Code keeps its lines; markers are not looked for in it.
fn safe_lines(text: &str) -> String {
    let mut fence = Fence::default();
    let mut lines = text.trim_end().lines().enumerate();
    let mut safe = String::new();
    for (index, line) in &mut lines {
        if index > 0 {
            safe.push('\n');
            if !fence.is_code(line) && is_marker(line) {
                safe.push(' ');
            }
        } else {
            fence.is_code(line);
        }
        safe.push_str(line);
    }
    safe
}

/// Follows fenced code through the lines of a text.
#[derive(Debug, Default)]
pub(super) struct Fence {
    /// The sign that opened it and how often it stands there.
    open: Option<(char, usize)>,
}

impl Fence {
    /// Whether code is open.
    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether the next line belongs to code, the fences themselves included.
    pub(super) fn is_code(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let Some(sign) = line.chars().next().filter(|sign| matches!(sign, '`' | '~')) else {
            return self.open.is_some();
        };
        let length = line.len() - line.trim_start_matches(sign).len();
        match self.open {
            Some((open, least)) => {
                if sign == open && length >= least && line[length..].trim().is_empty() {
                    self.open = None;
                }
                true
            }
            // Ticks behind the fence make the line a code span.
            None if length >= 3 && !(sign == '`' && line[length..].contains('`')) => {
                self.open = Some((sign, length));
                true
            }
            None => false,
        }
    }
}
