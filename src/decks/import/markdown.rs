//! Decks of Markdown: `Q:` and `A:` ask and answer, `C:` is a sentence with blanks in brackets.
//!
//! A card goes on to the next marker or to a line of dashes. Markers within fenced code are code. A
//! comment `<!-- milepost: ID -->` above a card names it.

use super::header::split_tags;
use super::notes::{Face, FaceReply, FieldMarkup, ImportNote, LeftOutReason, NoteField, NoteShape};
use super::table::NoteTable;
use crate::decks::markdown::{
    COMMENT, COMMENT_END, Fence, REVERSE, REVERSED, TAGS, WHY, after_marker, id_comment, is_rule,
};

/// Reads a deck. `stem` is the name of its file, which names the deck where its front matter does not.
pub fn read_markdown(text: &str, stem: &str) -> NoteTable {
    let (name, first_line) = front_matter(text);
    let mut reader = MarkdownReader {
        deck: name.unwrap_or_else(|| stem.to_owned()),
        table: NoteTable::default(),
        card: None,
        comment: None,
    };
    let mut fence = Fence::default();
    for (number, line) in (1..).zip(text.lines()) {
        if number >= first_line {
            let was_open = fence.is_open();
            // Code may begin right behind a marker: "A: ```python".
            let content = if was_open { line } else { after_marker(line) };
            let is_code = fence.is_code(content) && (was_open || content == line);
            if is_code {
                reader.text(line);
            } else {
                reader.line(number, line);
            }
        }
    }
    reader.finish();
    reader.table
}

/// The deck with a comment above each card that got an id: `ids` are lines, from 1 and in order, with the
/// ids of their cards.
pub fn with_ids(text: &str, ids: &[(u64, String)]) -> String {
    let mut ids = ids.iter().peekable();
    let mut named = String::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if let Some((_, id)) = ids.next_if(|(row, _)| *row == number) {
            let end = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
            named.push_str(id_comment(id, &[]).trim_end());
            named.push_str(end);
        }
        named.push_str(line);
    }
    named
}

/// The name in the lines between `---` at the top, and the number of the first line after them.
fn front_matter(text: &str) -> (Option<String>, u64) {
    let mut lines = text.lines();
    let end = lines.next().filter(|line| is_rule(line)).and_then(|_| {
        let place = lines.position(is_rule)?;
        u64::try_from(place).ok()
    });
    let Some(length) = end else {
        return (None, 1);
    };
    let inside: Vec<&str> = text
        .lines()
        .skip(1)
        .take_while(|line| !is_rule(line))
        .collect();
    let table: Option<toml::Table> = inside.join("\n").parse().ok();
    let name = table.and_then(|table| table.get("name")?.as_str().map(str::to_owned));
    (name, length + 3)
}

/// What the comment above a card says.
#[derive(Debug, Default)]
struct CardComment {
    card: String,
    reversed: bool,
    tags: Vec<String>,
}

impl CardComment {
    fn read(line: &str) -> Option<Self> {
        let inside = line.trim_end().strip_prefix(COMMENT)?;
        let inside = inside.strip_suffix(COMMENT_END)?;
        let mut parts = inside.split(';').map(str::trim);
        let mut comment = Self {
            card: parts.next()?.to_owned(),
            ..Self::default()
        };
        for part in parts {
            comment.reversed |= part == REVERSED;
            if let Some(tags) = part.strip_prefix(TAGS) {
                comment.tags = split_tags(tags);
            }
        }
        Some(comment)
    }
}

/// The part of a card that lines are added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CardPart {
    Question,
    Answer,
    Cloze,
    Why,
    /// Behind the line that announces the reverse.
    BeforeReverse,
    ReverseQuestion,
    ReverseAnswer,
}

/// A card that is being read.
#[derive(Debug)]
struct OpenCard {
    line: u64,
    comment: Option<CardComment>,
    part: CardPart,
    question: String,
    answer: Option<String>,
    cloze: Option<String>,
    why: Option<String>,
    reverse_question: Option<String>,
    reverse_answer: Option<String>,
}

impl OpenCard {
    const fn begun(line: u64, comment: Option<CardComment>, part: CardPart) -> Self {
        Self {
            line,
            comment,
            part,
            question: String::new(),
            answer: None,
            cloze: None,
            why: None,
            reverse_question: None,
            reverse_answer: None,
        }
    }

    /// Goes on with another part.
    fn turn_to(&mut self, part: CardPart, text: &str) {
        self.part = part;
        self.text().push_str(text.trim_start());
    }

    fn text(&mut self) -> &mut String {
        match self.part {
            CardPart::Question => &mut self.question,
            CardPart::Answer => self.answer.get_or_insert_default(),
            CardPart::Cloze => self.cloze.get_or_insert_default(),
            CardPart::Why => self.why.get_or_insert_default(),
            CardPart::BeforeReverse | CardPart::ReverseQuestion => {
                self.reverse_question.get_or_insert_default()
            }
            CardPart::ReverseAnswer => self.reverse_answer.get_or_insert_default(),
        }
    }
}

struct MarkdownReader {
    deck: String,
    table: NoteTable,
    card: Option<OpenCard>,
    /// The comment that was read last, for the card that follows.
    comment: Option<CardComment>,
}

impl MarkdownReader {
    fn line(&mut self, number: u64, line: &str) {
        if let Some(question) = line.strip_prefix("Q:") {
            self.begin(number, CardPart::Question, question);
        } else if let Some(cloze) = line.strip_prefix("C:") {
            self.begin(number, CardPart::Cloze, cloze);
        } else if let Some(answer) = line.strip_prefix("A:") {
            self.answer(number, answer);
        } else if let Some(comment) = CardComment::read(line) {
            self.finish();
            self.comment = Some(comment);
        } else if is_rule(line) {
            self.finish();
        } else if let (WHY, Some(card)) = (line.trim_end(), &mut self.card) {
            card.turn_to(CardPart::Why, "");
        } else if let (REVERSE, Some(card)) = (line.trim_end(), &mut self.card) {
            card.part = CardPart::BeforeReverse;
        } else {
            self.text(line);
        }
    }

    fn begin(&mut self, number: u64, part: CardPart, text: &str) {
        if let (CardPart::Question, Some(card)) = (part, &mut self.card)
            && card.part == CardPart::BeforeReverse
        {
            return card.turn_to(CardPart::ReverseQuestion, text);
        }
        self.finish();
        let mut card = OpenCard::begun(number, self.comment.take(), part);
        card.turn_to(part, text);
        self.card = Some(card);
    }

    fn answer(&mut self, number: u64, text: &str) {
        match &mut self.card {
            Some(card) if card.part == CardPart::Question => card.turn_to(CardPart::Answer, text),
            Some(card) if card.part == CardPart::ReverseQuestion => {
                card.turn_to(CardPart::ReverseAnswer, text);
            }
            // A second answer, or one to nothing: the card that it belonged to is not known.
            _ => {
                self.finish();
                let mut card = OpenCard::begun(number, self.comment.take(), CardPart::Answer);
                card.turn_to(CardPart::Answer, text);
                self.card = Some(card);
            }
        }
    }

    fn text(&mut self, line: &str) {
        if let Some(card) = &mut self.card {
            let text = card.text();
            text.push('\n');
            text.push_str(line);
        } else if line.trim().is_empty() {
            self.table.empty += 1;
        } else {
            self.table.comments += 1;
        }
    }

    /// Makes a note of the card that was read.
    fn finish(&mut self) {
        let Some(card) = self.card.take() else {
            return;
        };
        let is_cloze = card.cloze.is_some();
        if !is_cloze && card.question.trim().is_empty() {
            return self.leave_out(card.line, LeftOutReason::NoQuestion);
        }
        if !is_cloze && card.answer.is_none() {
            return self.leave_out(card.line, LeftOutReason::NoAnswer);
        }
        let comment = card.comment.unwrap_or_default();
        let reverse = match (&card.reverse_question, &card.reverse_answer) {
            (Some(_), Some(_)) => Some([2, 3]),
            (Some(_), None) => return self.leave_out(card.line, LeftOutReason::NoAnswer),
            _ => comment.reversed.then_some([1, 0]),
        };
        let shape = if is_cloze {
            NoteShape::Cloze(0)
        } else {
            NoteShape::Faces(faces(reverse))
        };
        let texts = [
            Some(card.cloze.unwrap_or(card.question)),
            card.answer,
            card.reverse_question,
            card.reverse_answer,
            card.why,
        ];
        let fields = texts.into_iter().flatten().map(|text| NoteField {
            name: None,
            text: text.trim().to_owned(),
        });
        self.table.notes.push(ImportNote {
            row: card.line,
            guid: None,
            card: Some(comment.card).filter(|card| !card.is_empty()),
            deck: Some(self.deck.clone()),
            tags: comment.tags,
            markup: FieldMarkup::Markdown,
            fields: fields.collect(),
            shape,
        });
    }

    fn leave_out(&mut self, line: u64, why: LeftOutReason) {
        self.table.left_out.push((line, why));
    }
}

/// The card of a question, and its reverse: the fields that ask and answer it.
fn faces(reverse: Option<[usize; 2]>) -> Vec<Face> {
    let fields = [Some([0, 1]), reverse];
    let faces = (0..).zip(fields.into_iter().flatten());
    faces
        .map(|(ord, [question, answer])| Face {
            ord,
            question: vec![question],
            answer: vec![answer],
            reply: FaceReply::Recalled,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECK: &str = "\
---
name = \"Go basics\"
---
# Words about the deck

Q: What does this print?
```go
A: not an answer
```
A: Nothing.

It does not compile.
<!-- why -->
`A` is a label.
<!-- milepost: go.zero; tags: types zero -->
C: The zero value of [int] is [0].
---
A note.
A: an answer to nothing
Q: no answer
Q: last
A:
two lines
";

    fn texts(note: &ImportNote) -> Vec<&str> {
        note.fields
            .iter()
            .map(|field| field.text.as_str())
            .collect()
    }

    #[test]
    fn cards_go_on_to_the_next_marker_outside_of_code() {
        let table = read_markdown(DECK, "file");
        let [first, cloze, last] = table.notes.as_slice() else {
            panic!("{table:?}");
        };
        assert_eq!(
            texts(first),
            [
                "What does this print?\n```go\nA: not an answer\n```",
                "Nothing.\n\nIt does not compile.",
                "`A` is a label.",
            ]
        );
        assert_eq!((first.row, first.deck.as_deref()), (6, Some("Go basics")));
        assert_eq!(cloze.card.as_deref(), Some("go.zero"));
        assert_eq!(cloze.tags, ["types", "zero"]);
        assert_eq!(texts(cloze), ["The zero value of [int] is [0]."]);
        assert_eq!(texts(last), ["last", "two lines"]);
        assert_eq!(
            table.left_out,
            [
                (19, LeftOutReason::NoQuestion),
                (20, LeftOutReason::NoAnswer)
            ]
        );
        assert_eq!(table.comments, 2);
    }

    #[test]
    fn without_front_matter_the_file_names_the_deck() {
        let table = read_markdown("Q: a\nA: b\n", "My notes");
        assert_eq!(table.notes[0].deck.as_deref(), Some("My notes"));
        let open = read_markdown("---\nQ: a\nA: b\n", "open");
        assert_eq!(open.notes.len(), 1);
    }

    #[test]
    fn ids_stand_above_their_cards() {
        let text = "Q: a\r\nA: b\r\nQ: c\r\nA: d\r\n";
        let named = with_ids(text, &[(3, "t.c".to_owned())]);
        assert_eq!(
            named,
            "Q: a\r\nA: b\r\n<!-- milepost: t.c -->\r\nQ: c\r\nA: d\r\n"
        );
    }
}
