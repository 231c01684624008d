//! The notes of an Anki collection as notes to import. What a note's cards show is decided by its templates, not
//! by the names of its type or fields.

use std::collections::HashSet;

use super::html::{Target, render};
use super::media::MediaUse;
use super::notes::{Face, FaceReply, FieldMarkup, ImportNote, LeftOutReason, NoteField, NoteShape};
use super::template::{NoteFields, Side, answer_part, cloze_fields, fill};
use crate::domain::anki::{AnkiCollection, AnkiKind, AnkiNote, AnkiNoteType};

/// How much of a note's first field names it in a report, in characters.
const LABEL_CHARS: usize = 40;

/// A note of a collection as a note to import; or its number, and why it cannot be a card. One at a time: all of them
/// would take more memory than the collection.
pub fn note_of_collection(
    collection: &AnkiCollection,
    note: &AnkiNote,
) -> Result<ImportNote, (u64, LeftOutReason)> {
    import_note(collection, note).map_err(|reason| (row_of(note), reason))
}

/// The deck that a note's cards are in: that of the first one.
pub fn deck_of_note<'c>(collection: &'c AnkiCollection, note: &AnkiNote) -> Option<&'c str> {
    let card = note.cards.first()?;
    collection.decks.get(&card.deck).map(String::as_str)
}

/// The number by which Anki's browser finds a note.
fn row_of(note: &AnkiNote) -> u64 {
    note.id.unsigned_abs()
}

/// The beginning of a note's first field that shows something.
pub fn note_label(note: &AnkiNote) -> String {
    let fields = note.fields().unwrap_or_default();
    let mut texts = fields.iter().map(|field| {
        let shown = render(field, Target::Bare, &mut MediaUse::default());
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let text = texts.find(|text| !text.is_empty()).unwrap_or_default();
    if text.chars().count() <= LABEL_CHARS {
        return text;
    }
    let short: String = text.chars().take(LABEL_CHARS - 1).collect();
    format!("{short}…")
}

fn import_note(collection: &AnkiCollection, note: &AnkiNote) -> Result<ImportNote, LeftOutReason> {
    let note_type = collection.note_types.get(&note.note_type);
    let note_type = note_type.ok_or(LeftOutReason::NoNoteType)?;
    let texts = note.fields().ok_or(LeftOutReason::TooLong)?;
    if note.cards.is_empty() {
        return Err(LeftOutReason::NoCards);
    }
    let fields = NoteFields {
        names: &note_type.fields,
        texts: &texts,
    };
    let (made, shape) = match note_type.kind {
        AnkiKind::Normal => faces(note, note_type, &fields)?,
        AnkiKind::Cloze => cloze(note_type, &fields)?,
    };
    Ok(ImportNote {
        row: row_of(note),
        guid: Some(note.guid.clone()).filter(|guid| !guid.is_empty()),
        card: None,
        deck: deck_of_note(collection, note).map(str::to_owned),
        tags: note.tags(),
        markup: FieldMarkup::Html,
        fields: made,
        shape,
    })
}

/// Texts that are made from templates, in the place of fields.
#[derive(Default)]
struct MadeFields {
    fields: Vec<NoteField>,
    /// Fields of the note that a card shows.
    shown: HashSet<usize>,
}

impl MadeFields {
    fn push(&mut self, text: String) -> usize {
        self.fields.push(NoteField { name: None, text });
        self.fields.len() - 1
    }

    fn push_side(&mut self, side: Side) -> usize {
        self.shown.extend(side.shown);
        self.push(side.html)
    }

    /// Adds the fields that no card shows, under their names, to be kept as the reason.
    fn with_rest(mut self, fields: &NoteFields<'_>, unwanted: &HashSet<usize>) -> Vec<NoteField> {
        for (index, text) in fields.texts.iter().enumerate() {
            if self.shown.contains(&index) || unwanted.contains(&index) {
                continue;
            }
            self.fields.push(NoteField {
                name: fields.names.get(index).cloned(),
                text: text.clone(),
            });
        }
        self.fields
    }
}

type Shaped = (Vec<NoteField>, NoteShape);

/// A face for each card that the note has.
fn faces(
    note: &AnkiNote,
    note_type: &AnkiNoteType,
    fields: &NoteFields<'_>,
) -> Result<Shaped, LeftOutReason> {
    let mut made = MadeFields::default();
    let mut faces: Vec<Face> = Vec::new();
    for card in &note.cards {
        let templates = &mut note_type.templates.iter();
        let Some(template) = templates.find(|template| template.ord == card.ord) else {
            continue;
        };
        let question = fill(&template.question, fields);
        let part = answer_part(&template.answer);
        let mut answer = fill(part, fields);
        if is_blank(&answer) && part.len() < template.answer.len() {
            answer = fill(&template.answer, fields);
        }
        let typed = question.typed.or(answer.typed);
        let question = made.push_side(question);
        let (answer, reply) = match typed {
            Some(field) => {
                made.shown.insert(field);
                let text = fields.texts.get(field).cloned().unwrap_or_default();
                (made.push(text), FaceReply::Typed)
            }
            None => (made.push_side(answer), FaceReply::Recalled),
        };
        faces.push(Face {
            ord: card.ord,
            question: vec![question],
            answer: vec![answer],
            reply,
        });
    }
    if faces.is_empty() {
        return Err(LeftOutReason::NoCards);
    }
    let switches = switches(note_type);
    Ok((made.with_rest(fields, &switches), NoteShape::Faces(faces)))
}

/// Fields that templates only ask whether they hold anything, such as "Add Reverse".
fn switches(note_type: &AnkiNoteType) -> HashSet<usize> {
    let names = note_type.fields.iter().enumerate();
    let is_switch = |name: &str| {
        let sides = note_type
            .templates
            .iter()
            .flat_map(|template| [&template.question, &template.answer]);
        let asks = |side: &String| {
            side.contains(&format!("{{{{#{name}}}}}")) || side.contains(&format!("{{{{^{name}}}}}"))
        };
        let shows = |side: &String| {
            side.contains(&format!("{{{{{name}}}}}")) || side.contains(&format!(":{name}}}}}"))
        };
        sides.clone().any(asks) && !sides.clone().any(shows)
    };
    names
        .filter(|(_, name)| is_switch(name))
        .map(|(index, _)| index)
        .collect()
}

fn is_blank(side: &Side) -> bool {
    let mut media = MediaUse::default();
    side.typed.is_none()
        && render(&side.html, Target::Bare, &mut media).is_empty()
        && media.found.is_empty()
}

/// The text of a cloze note: its question as the template has it, blanks and all.
fn cloze(note_type: &AnkiNoteType, fields: &NoteFields<'_>) -> Result<Shaped, LeftOutReason> {
    let template = note_type.templates.first().ok_or(LeftOutReason::NoCards)?;
    let asked = cloze_fields(&template.question, fields);
    let is_occlusion = |field: &usize| {
        let text = fields.texts.get(*field).map_or("", String::as_str);
        text.contains("::image-occlusion:")
    };
    if asked.iter().any(is_occlusion) {
        return Err(LeftOutReason::ImageOcclusion);
    }
    let mut made = MadeFields::default();
    let text = made.push_side(fill(&template.question, fields));
    Ok((
        made.with_rest(fields, &HashSet::new()),
        NoteShape::Cloze(text),
    ))
}
