//! Notes of other programs, and the cards they become.

use std::fmt::Write as _;

use super::cloze::{self, ClozeFault, ClozePiece, NoteBlank};
use super::html::{Target, render};
use super::media::{MediaNames, MediaUse};
use super::text::literal;
use crate::domain::card::{Basic, Blank, Body, Cloze, Compare, TypedCard};
use crate::domain::wording::Wording;

/// Most blanks of one cloze card.
const MAX_BLANKS: usize = 3;

/// Stand for the blanks of a card while its text is rendered: characters for private use, which no markup
/// touches.
const BLANK_MARKS: [char; MAX_BLANKS] = ['\u{e001}', '\u{e002}', '\u{e003}'];

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldMarkup {
    /// HTML, as in Anki's own files.
    Html,
    /// Plain text: every character means itself.
    Plain,
    /// Markdown, as cards are written here too.
    Markdown,
}

/// A field of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteField {
    /// Its name, where the file has names.
    pub name: Option<String>,
    /// Its text.
    pub text: String,
}

/// One card of a note: which fields ask and which answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The card's number within its note, from 0.
    pub ord: u32,
    /// Fields of the question.
    pub question: Vec<usize>,
    /// Fields of the answer.
    pub answer: Vec<usize>,
    /// How it is answered.
    pub reply: FaceReply,
}

/// How a card of a note is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaceReply {
    /// From memory.
    Recalled,
    /// By typing.
    Typed,
}

/// What kind of cards a note has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteShape {
    /// Questions and answers.
    Faces(Vec<Face>),
    /// Blanks in the text of a field.
    Cloze(usize),
}

/// A note of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportNote {
    /// The line or number by which a report names it.
    pub row: u64,
    /// The name that stays when its text is corrected.
    pub guid: Option<String>,
    /// The id that a Markdown deck gives its card.
    pub card: Option<String>,
    /// The deck of its cards.
    pub deck: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// How its fields are written.
    pub markup: FieldMarkup,
    /// Its fields, in order.
    pub fields: Vec<NoteField>,
    /// Its cards.
    pub shape: NoteShape,
}

/// Why a note or a row gives no card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOutReason {
    /// Nothing asks.
    NoQuestion,
    /// Nothing answers.
    NoAnswer,
    /// One blank stands within another.
    NestedBlank,
    /// A blank never ends.
    OpenBlank,
    /// A cloze note without a blank.
    NoBlank,
    /// The row has more columns than the first one: a separator stands in its text.
    TooWide {
        /// Its columns.
        columns: usize,
        /// The columns of the first row.
        expected: usize,
    },
    /// Its note type is not in the collection.
    NoNoteType,
    /// It has no card.
    NoCards,
    /// It asks for parts of a picture.
    ImageOcclusion,
    /// Its text is longer than a card may be.
    TooLong,
    /// Its deck has no name that a topic could have.
    NoTopic(String),
    /// It would change a built-in card.
    BuiltIn(String),
    /// It would turn a card of another kind into a question and an answer.
    OtherKind(String),
    /// It would be a card with a fault: what is wrong, and what to do.
    Fault {
        /// What is wrong.
        what: Wording,
        /// What to do.
        hint: Wording,
    },
}

/// Cards of a note that share an id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CardGroup {
    /// Which group of the note it is, from 0.
    pub part: usize,
    /// Each side with its place in the id, the number of the other program's card, and its body.
    pub sides: Vec<GroupSide>,
    /// What the other fields say.
    pub why: Option<String>,
}

/// One side of a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GroupSide {
    /// What is appended to the id.
    pub side: Option<&'static str>,
    /// The number of the other program's card within its note, from 0.
    pub ord: u32,
    /// What is asked.
    pub body: Body,
}

/// The cards of a note, with the names of its pictures and sounds.
pub(super) struct NoteCards {
    pub groups: Vec<CardGroup>,
    pub media: Vec<String>,
    /// Why some of its cards are left out.
    pub faults: Vec<LeftOutReason>,
}

impl ImportNote {
    /// The cards of this note.
    pub(super) fn cards(&self, names: &MediaNames) -> Result<NoteCards, LeftOutReason> {
        let mut media = MediaUse::new(names);
        let mut faults = Vec::new();
        let groups = match &self.shape {
            NoteShape::Faces(faces) => self.face_groups(faces, &mut media, &mut faults)?,
            NoteShape::Cloze(field) => self.cloze_groups(*field, &mut media)?,
        };
        let mut media = media.found;
        media.sort_unstable();
        media.dedup();
        Ok(NoteCards {
            groups,
            media,
            faults,
        })
    }

    fn render(&self, text: &str, media: &mut MediaUse<'_>) -> String {
        match self.markup {
            FieldMarkup::Plain => literal(text),
            FieldMarkup::Html => render(text, Target::Markdown, media),
            FieldMarkup::Markdown => text.trim().to_owned(),
        }
    }

    fn bare(&self, text: &str) -> String {
        match self.markup {
            FieldMarkup::Plain => text.trim().to_owned(),
            FieldMarkup::Html => render(text, Target::Bare, &mut MediaUse::default()),
            FieldMarkup::Markdown => without_ticks(text.trim()).to_owned(),
        }
    }

    fn joined(&self, fields: &[usize], media: &mut MediaUse<'_>) -> String {
        let texts = fields
            .iter()
            .filter_map(|field| self.fields.get(*field))
            .map(|field| self.render(&field.text, media))
            .filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join("\n\n")
    }

    /// The fields that no card asks or answers, each with its name.
    fn rest(&self, used: &[usize], media: &mut MediaUse<'_>) -> Option<String> {
        let mut rest = String::new();
        for (index, field) in self.fields.iter().enumerate() {
            let text = self.render(&field.text, media);
            if used.contains(&index) || text.is_empty() {
                continue;
            }
            if !rest.is_empty() {
                rest.push_str("\n\n");
            }
            if let Some(name) = &field.name {
                let _ = write!(rest, "{}: ", literal(name));
            }
            rest.push_str(&text);
        }
        (!rest.is_empty()).then_some(rest)
    }

    fn face_groups(
        &self,
        faces: &[Face],
        media: &mut MediaUse<'_>,
        faults: &mut Vec<LeftOutReason>,
    ) -> Result<Vec<CardGroup>, LeftOutReason> {
        let used: Vec<usize> = faces
            .iter()
            .flat_map(|face| face.question.iter().chain(&face.answer))
            .copied()
            .collect();
        let why = self.rest(&used, media);
        let mut bodies = Vec::new();
        for face in faces {
            match self.face_body(face, media) {
                Ok(body) => bodies.push((face.ord, body)),
                Err(reason) => faults.push(reason),
            }
        }
        // Of several cards the ones that can be asked are kept.
        if bodies.is_empty() && !faults.is_empty() {
            return Err(faults.swap_remove(0));
        }
        Ok(into_groups(bodies, why.as_ref()))
    }

    fn face_body(&self, face: &Face, media: &mut MediaUse<'_>) -> Result<Body, LeftOutReason> {
        let prompt = self.joined(&face.question, media);
        let answer = self.joined(&face.answer, media);
        if prompt.is_empty() {
            return Err(LeftOutReason::NoQuestion);
        }
        if answer.is_empty() {
            return Err(LeftOutReason::NoAnswer);
        }
        if face.reply == FaceReply::Recalled {
            return Ok(Body::Basic(Basic { prompt, answer }));
        }
        let typed = face
            .answer
            .first()
            .and_then(|field| self.fields.get(*field));
        let answer = typed.map(|field| self.bare(&field.text)).unwrap_or(answer);
        Ok(Body::Type(typed_card(prompt, answer)))
    }

    /// Cloze cards of up to three blanks each; what one card asks, the next one shows.
    fn cloze_groups(
        &self,
        field: usize,
        media: &mut MediaUse<'_>,
    ) -> Result<Vec<CardGroup>, LeftOutReason> {
        let source = self.fields.get(field).map_or("", |field| &field.text);
        let pieces = match self.markup {
            FieldMarkup::Markdown => cloze::split_brackets(source),
            FieldMarkup::Html | FieldMarkup::Plain => cloze::split(source),
        };
        let pieces = pieces.map_err(|fault| match fault {
            ClozeFault::Nested => LeftOutReason::NestedBlank,
            ClozeFault::Open => LeftOutReason::OpenBlank,
        })?;
        let blanks: Vec<&NoteBlank> = pieces
            .iter()
            .filter_map(|piece| match piece {
                ClozePiece::Blank(blank) => Some(blank),
                ClozePiece::Text(_) => None,
            })
            .collect();
        if blanks.is_empty() {
            return Err(LeftOutReason::NoBlank);
        }
        let why = self.rest(&[field], media);
        let parts = blanks.chunks(MAX_BLANKS).enumerate();
        let groups = parts.map(|(part, asked)| {
            let first = part * MAX_BLANKS;
            let text = self.cloze_text(&pieces, first, media);
            self.cloze_group(part, &text, asked, why.as_ref())
        });
        Ok(groups.collect())
    }

    /// The text with the blanks from `first` on marked, as many as a card may have.
    fn cloze_text(&self, pieces: &[ClozePiece], first: usize, media: &mut MediaUse<'_>) -> String {
        let mut source = String::new();
        let mut index = 0_usize;
        for piece in pieces {
            match piece {
                ClozePiece::Text(text) => source.push_str(text),
                ClozePiece::Blank(blank) => {
                    let place = index.checked_sub(first);
                    match place.and_then(|place| BLANK_MARKS.get(place)) {
                        Some(mark) => source.push(*mark),
                        None => source.push_str(&blank.answer),
                    }
                    index += 1;
                }
            }
        }
        let mut text = self.render(&source, media);
        for (number, mark) in (1..).zip(BLANK_MARKS) {
            text = text.replace(mark, &format!("<{number}>"));
        }
        text
    }

    fn cloze_group(
        &self,
        part: usize,
        text: &str,
        asked: &[&NoteBlank],
        why: Option<&String>,
    ) -> CardGroup {
        let blanks: Vec<Blank> = asked
            .iter()
            .map(|blank| Blank {
                answer: self.bare(&blank.answer),
                accept: Vec::new(),
                hint: blank.hint.as_deref().map(|hint| self.bare(hint)),
            })
            .collect();
        let sides = ["1", "2", "3"].into_iter().zip(asked).enumerate();
        let sides = sides.map(|(asked, (side, blank))| GroupSide {
            side: Some(side),
            ord: blank.number.saturating_sub(1),
            body: Body::Cloze(Cloze {
                text: text.to_owned(),
                blanks: blanks.clone(),
                asked,
                check: None,
            }),
        });
        CardGroup {
            part,
            sides: sides.collect(),
            why: why.cloned(),
        }
    }
}

/// Two basic cards of one note are a card and its reverse; all others have ids of their own.
fn into_groups(bodies: Vec<(u32, Body)>, why: Option<&String>) -> Vec<CardGroup> {
    let is_pair = bodies.len() == 2
        && bodies
            .iter()
            .all(|(_, body)| matches!(body, Body::Basic(_)));
    let side = |side, (ord, body)| GroupSide { side, ord, body };
    if is_pair {
        let sides = [None, Some("reverse")].into_iter().zip(bodies);
        return vec![CardGroup {
            part: 0,
            sides: sides.map(|(name, body)| side(name, body)).collect(),
            why: why.cloned(),
        }];
    }
    let groups = bodies
        .into_iter()
        .enumerate()
        .map(|(part, body)| CardGroup {
            part,
            sides: vec![side(None, body)],
            why: why.cloned(),
        });
    groups.collect()
}

/// A text that is one code span, without its ticks.
fn without_ticks(text: &str) -> &str {
    let inner = text
        .strip_prefix('`')
        .and_then(|text| text.strip_suffix('`'));
    inner.filter(|inner| !inner.contains('`')).unwrap_or(text)
}

fn typed_card(prompt: String, answer: String) -> TypedCard {
    TypedCard {
        prompt,
        answer,
        accept: Vec::new(),
        reject: Vec::new(),
        compare: Compare::Text,
        code: None,
        check: None,
        space: None,
        ops: None,
        sizes: Vec::new(),
    }
}
