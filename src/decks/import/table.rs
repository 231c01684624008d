//! Tables of notes: CSV, TSV, and Anki's text export with its header lines.

use super::cloze;
use super::header::{FileHeader, split_tags};
use super::notes::{Face, FaceReply, FieldMarkup, ImportNote, LeftOutReason, NoteField, NoteShape};
use super::rows::{OpenQuote, TableRow, first_rows, rows};
use crate::domain::spreadsheet::{CARD_COLUMNS, text_of_cell};

/// Names of the column that asks, in head rows of other programs.
const QUESTION_NAMES: [&str; 12] = [
    "prompt",
    "question",
    "front",
    "term",
    "word",
    "q",
    "pergunta",
    "frente",
    "termo",
    "pregunta",
    "card front",
    "side 1",
];
/// Names of the column that answers.
const ANSWER_NAMES: [&str; 13] = [
    "answer",
    "back",
    "definition",
    "meaning",
    "translation",
    "a",
    "resposta",
    "verso",
    "definição",
    "respuesta",
    "response",
    "card back",
    "side 2",
];
const TAG_NAMES: [&str; 4] = ["tags", "tag", "etiquetas", "labels"];
const DECK_NAMES: [&str; 3] = ["deck", "topic", "baralho"];
const GUID_NAMES: [&str; 2] = ["guid", "note id"];

/// Most words of a third column that are taken for tags.
const MAX_TAGS_IN_CELL: usize = 4;

/// What kind of table a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Commas between columns unless the file shows otherwise; a third column of its own is tags.
    Csv,
    /// Tabs between columns unless the file shows otherwise.
    Text,
}

impl TableKind {
    /// The word that scripts read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Text => "text",
        }
    }
}

/// The notes of a table, and what is not a note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteTable {
    /// The notes, in order.
    pub notes: Vec<ImportNote>,
    /// Rows that are not notes.
    pub left_out: Vec<(u64, LeftOutReason)>,
    /// Rows without text.
    pub empty: usize,
    /// Comments: lines of one column that begin with `#`.
    pub comments: usize,
}

/// Reads a table. `chosen` are the columns to take, from 0: the question, the answer, and others.
pub fn read_table(text: &str, kind: TableKind, chosen: &[usize]) -> Result<NoteTable, OpenQuote> {
    let (header, body, lines_before) = FileHeader::read(text);
    let separator = header
        .separator
        .unwrap_or_else(|| guess_separator(body, kind));
    let mut rows = rows(body, separator).map_err(|open| below(open, lines_before))?;
    for row in &mut rows {
        row.line += lines_before;
    }
    let mut table = NoteTable::default();
    rows.retain(|row| table.is_content(row));
    let columns = Columns::find(&header, &mut rows, kind, chosen);
    // Notes of several types have as many columns as their fields.
    let is_one_width = header.names.is_none() && header.note_type_column.is_none();
    // A row wider than the first one has a separator in its text, and its columns mean nothing.
    let width = columns
        .width
        .max(rows.first().map_or(0, |row| row.fields.len()));
    for mut row in rows {
        if columns.are_exported {
            for field in &mut row.fields {
                *field = text_of_cell(field).to_owned();
            }
        }
        if is_one_width && row.fields.len() > width {
            let why = LeftOutReason::TooWide {
                columns: row.fields.len(),
                expected: width,
            };
            table.left_out.push((row.line, why));
            continue;
        }
        table.notes.push(columns.note(&header, &row));
    }
    Ok(table)
}

const fn below(open: OpenQuote, lines: u64) -> OpenQuote {
    OpenQuote {
        line: open.line + lines,
    }
}

impl NoteTable {
    /// Whether a row is neither empty nor a comment; those are counted.
    fn is_content(&mut self, row: &TableRow) -> bool {
        if row.fields.iter().all(|field| field.trim().is_empty()) {
            self.empty += 1;
            return false;
        }
        let is_comment = matches!(row.fields.as_slice(), [only] if only.starts_with('#'));
        self.comments += usize::from(is_comment);
        !is_comment
    }
}

/// How many rows a separator is guessed from.
const GUESS_ROWS: usize = 500;

/// The separator that names the columns, else the one that most rows have. Of equals the tab is first,
/// since texts seldom hold one, then the usual one of the kind.
fn guess_separator(text: &str, kind: TableKind) -> char {
    let candidates = match kind {
        TableKind::Csv => ['\t', ',', ';', '|'],
        TableKind::Text => ['\t', ';', ',', '|'],
    };
    let first = text.lines().find(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    let head = first.unwrap_or_default();
    let names = |separator: char| -> Vec<String> {
        head.split(separator)
            .map(|name| name.trim().trim_matches('"').to_lowercase())
            .collect()
    };
    if let Some(separator) = candidates
        .iter()
        .find(|separator| is_head(&names(**separator)))
    {
        return *separator;
    }
    let mut best = if kind == TableKind::Csv { ',' } else { '\t' };
    let mut best_share = (0, 1);
    for separator in candidates {
        let share = separated_share(text, separator);
        if share.0 * best_share.1 > best_share.0 * share.1 {
            best = separator;
            best_share = share;
        }
    }
    best
}

/// How many of the first rows have more than one column, and how many rows that is of.
fn separated_share(text: &str, separator: char) -> (usize, usize) {
    let rows = first_rows(text, separator, GUESS_ROWS);
    let is_text = |row: &&TableRow| !row.fields.iter().all(|field| field.trim().is_empty());
    let all = rows.iter().filter(is_text).count();
    let separated = rows.iter().filter(|row| row.fields.len() > 1).count();
    (separated, all.max(1))
}

fn is_head(names: &[String]) -> bool {
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    has(&QUESTION_NAMES) && has(&ANSWER_NAMES)
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns {
    question: usize,
    answer: usize,
    tags: Option<usize>,
    deck: Option<usize>,
    guid: Option<usize>,
    note_type: Option<usize>,
    /// Columns kept as the reason, in order.
    others: Vec<usize>,
    names: Vec<String>,
    /// Whether this program wrote the table.
    are_exported: bool,
    width: usize,
}

impl Columns {
    /// Finds the columns by the header, by a head row, which is taken from the rows, or by order.
    fn find(
        header: &FileHeader,
        rows: &mut Vec<TableRow>,
        kind: TableKind,
        chosen: &[usize],
    ) -> Self {
        let mut names = header.names.clone().unwrap_or_default();
        let has_head =
            names.is_empty() && rows.first().is_some_and(|row| is_head(&lower(&row.fields)));
        if has_head {
            names = rows.remove(0).fields;
        }
        let width = rows.iter().map(|row| row.fields.len()).max().unwrap_or(0);
        let lower = lower(&names);
        let column_of =
            |known: &[&str]| lower.iter().position(|name| known.contains(&name.as_str()));
        let mut columns = Self {
            tags: header.tags_column.or_else(|| column_of(&TAG_NAMES)),
            deck: header.deck_column.or_else(|| column_of(&DECK_NAMES)),
            guid: header.guid_column.or_else(|| column_of(&GUID_NAMES)),
            note_type: header.note_type_column,
            width: if has_head { names.len() } else { 0 },
            ..Self::default()
        };
        let is_bare_csv = kind == TableKind::Csv
            && names.is_empty()
            && width == 3
            && rows.iter().all(|row| is_tag_list(row.fields.get(2)));
        if is_bare_csv
            && columns.tags.is_none()
            && header.special_columns().iter().all(Option::is_none)
        {
            columns.tags = Some(2);
        }
        let special = [columns.tags, columns.deck, columns.guid, columns.note_type];
        let fields: Vec<usize> = (0..width.max(names.len()))
            .filter(|column| !special.contains(&Some(*column)))
            .collect();
        let by_name = column_of(&QUESTION_NAMES).zip(column_of(&ANSWER_NAMES));
        let by_order = (
            fields.first().copied().unwrap_or(0),
            fields.get(1).copied().unwrap_or(usize::MAX),
        );
        (columns.question, columns.answer) = match *chosen {
            [question, answer, ..] => (question, answer),
            _ => by_name.unwrap_or(by_order),
        };
        let others = if chosen.is_empty() {
            &fields[..]
        } else {
            chosen
        };
        let used = [columns.question, columns.answer];
        columns.others = others
            .iter()
            .copied()
            .filter(|column| !used.contains(column))
            .collect();
        columns.are_exported = names == CARD_COLUMNS;
        columns.names = names;
        columns
    }

    fn note(&self, header: &FileHeader, row: &TableRow) -> ImportNote {
        let cell = |column: Option<usize>| column.and_then(|column| row.fields.get(column));
        let mut order = vec![self.question, self.answer];
        order.extend(&self.others);
        let fields: Vec<NoteField> = order
            .iter()
            .enumerate()
            .map(|(index, column)| NoteField {
                name: self
                    .names
                    .get(*column)
                    .filter(|name| index > 1 && is_named(name))
                    .cloned(),
                text: row.fields.get(*column).cloned().unwrap_or_default(),
            })
            .collect();
        let note_type = cell(self.note_type).or(header.note_type.as_ref());
        let mut tags = header.tags.clone();
        tags.extend(
            cell(self.tags)
                .map(|tags| split_tags(tags))
                .unwrap_or_default(),
        );
        let is_html = header.html.unwrap_or(false);
        let note_type = note_type.map_or("", String::as_str).to_lowercase();
        let shape = shape(&fields, &note_type);
        let mut fields = fields;
        if is_optional_reversed(&note_type)
            && let Some(switch) = fields.get_mut(2)
        {
            // The field only decides whether there is a reverse; nobody wants to read it.
            switch.text.clear();
        }
        ImportNote {
            row: row.line,
            guid: cell(self.guid)
                .filter(|guid| !guid.trim().is_empty())
                .cloned(),
            card: None,
            deck: cell(self.deck).or(header.deck.as_ref()).cloned(),
            tags,
            markup: if is_html {
                FieldMarkup::Html
            } else {
                FieldMarkup::Plain
            },
            shape,
            fields,
        }
    }
}

/// Whether a column's name says more than that the card is explained.
fn is_named(name: &str) -> bool {
    !name.trim().eq_ignore_ascii_case("why")
}

/// Whether a cell reads like tags rather than like a sentence.
fn is_tag_list(cell: Option<&String>) -> bool {
    let tags = split_tags(cell.map_or("", String::as_str));
    let is_tag = |tag: &String| {
        tag.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '/'))
    };
    tags.len() <= MAX_TAGS_IN_CELL && tags.iter().all(is_tag)
}

fn lower(names: &[String]) -> Vec<String> {
    names
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect()
}

/// What cards a row has, by the name of its note type and by its text. A table knows no templates.
fn shape(fields: &[NoteField], note_type: &str) -> NoteShape {
    let text = |index: usize| {
        fields
            .get(index)
            .map_or("", |field: &NoteField| &field.text)
    };
    if cloze::has_blanks(text(0)) {
        return NoteShape::Cloze(0);
    }
    let reply = if note_type.contains("type in the answer") {
        FaceReply::Typed
    } else {
        FaceReply::Recalled
    };
    let face = |ord, question, answer| Face {
        ord,
        question: vec![question],
        answer: vec![answer],
        reply,
    };
    let mut faces = vec![face(0, 0, 1)];
    let is_optional = is_optional_reversed(note_type);
    let is_reversed = note_type.contains("reversed") && !is_optional;
    if is_reversed || (is_optional && !text(2).trim().is_empty()) {
        faces.push(face(1, 1, 0));
    }
    NoteShape::Faces(faces)
}

/// Whether a third field of the note decides on the reverse.
fn is_optional_reversed(note_type: &str) -> bool {
    note_type.contains("optional reversed")
}
