//! Cards from tables: CSV (prompt, answer, tags) and Anki's text export.

use std::collections::HashMap;
use std::sync::Arc;

use csv::{Reader, ReaderBuilder, StringRecord};
use unicode_normalization::UnicodeNormalization;

use crate::decks::block::block;
use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::html::plain;
use crate::domain::card::{
    Basic, Body, Card, ContentHash, Interview, Lang, Level, Origin, Rev, Translation, hex16,
};
use crate::domain::day::StudyDay;
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::wording::{Wording, faults};

/// Most words of a question that an id is made of.
const ID_WORDS: usize = 6;

/// Longest part of an id made of a question, in characters.
const ID_LETTERS: usize = 40;

/// What a table gave.
#[derive(Debug, Default)]
pub struct ImportedCards {
    /// A `[[card]]` block for each new card.
    pub blocks: Vec<String>,
    /// Rows whose question is a card already.
    pub known: usize,
    /// Rows that gave no card.
    pub faults: Vec<Fault>,
}

/// Where imported cards go.
#[derive(Debug, Clone, Copy)]
pub struct Target<'t> {
    /// The topic; ids begin with its name.
    pub topic: &'t TopicId,
    /// Base ids in use, each with its question.
    pub known: &'t HashMap<String, String>,
    /// The day the cards are added.
    pub added: Option<StudyDay>,
}

/// What parts the columns of a table, with its name.
const SEPARATORS: [(u8, &str); 3] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab")];

/// Reads `prompt,answer,tags` rows; a first row of these names may give the columns another order. What parts that row
/// parts all of them: commas, semicolons or tabs.
pub fn from_csv(file: &str, text: &str, target: Target<'_>) -> ImportedCards {
    let text = unmarked(text);
    let columns = Columns {
        prompt: 0,
        answer: 1,
        tags: Some(2),
        html: Html::Plain,
    };
    let head = |separator| reader(&text, separator).into_records().next()?.ok();
    let named = SEPARATORS
        .into_iter()
        .find_map(|parted| Some((parted, named_columns(&head(parted.0)?)?)));
    let parted = || {
        SEPARATORS
            .into_iter()
            .find(|parted| head(parted.0).is_some_and(|row| row.len() > 1))
    };
    let (separator, name) = named
        .as_ref()
        .map(|(parted, _)| *parted)
        .or_else(parted)
        .unwrap_or(SEPARATORS[0]);
    let below = rows(&text, separator, 0)
        .into_iter()
        .skip(usize::from(named.is_some()))
        .collect();
    let widest = Widest {
        columns: 3,
        hint: faults::quote_separators(name),
    };
    Import::new(file, target).take(
        below,
        &named.map_or(columns, |(_, columns)| columns),
        Some(&widest),
    )
}

/// The text without a mark of its encoding, each line ended by a newline alone.
fn unmarked(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

/// Reads Anki's text export: header lines that begin with `#`, then notes with front and back.
pub fn from_anki(file: &str, text: &str, target: Target<'_>) -> ImportedCards {
    let text = unmarked(text);
    let body_at = text
        .split_inclusive('\n')
        .take_while(|line| line.starts_with('#'))
        .map(str::len)
        .sum();
    let (head, body) = text.split_at(body_at);
    let header = AnkiHeader::read(head);
    let rows = rows(body, header.separator, head.matches('\n').count() as u64);
    let width = rows
        .iter()
        .flatten()
        .map(|(_, row)| row.len())
        .max()
        .unwrap_or(0);
    Import::new(file, target).take(rows, &header.columns(width), None)
}

/// An id made of a question: the topic, a dot, the question's first words. A number is added if that is taken.
pub fn fresh_id(topic: &TopicId, prompt: &str, mut taken: impl FnMut(&str) -> bool) -> CardId {
    let free = candidates(topic, prompt)
        .find(|id| !taken(id))
        .expect("numbers do not end");
    CardId::parse(&free).unwrap_or_else(|_| {
        CardId::parse(&format!("my.{}", hex16(free.as_bytes()))).expect("hexadecimal digits")
    })
}

/// A new card of the learner's with nothing but a body.
pub fn own_card(id: CardId, topic: TopicId, body: Body) -> Card {
    Card {
        id,
        topic,
        area: AreaId::parse("mine").expect("a constant slug"),
        rev: Rev(1),
        level: Level::new(1).expect("1 is a level"),
        interview: Interview::No,
        tags: Vec::new(),
        needs: Vec::new(),
        refs: Vec::new(),
        python: ">=3.10".to_owned(),
        valid: None,
        requires: Vec::new(),
        asks: Vec::new(),
        minutes: None,
        style: Vec::new(),
        hints: Vec::new(),
        source: None,
        why: None,
        added: None,
        origin: Origin::Mine,
        lang: Lang::EN,
        translation: Translation::Original,
        content: ContentHash::of(b""),
        body,
    }
}

/// Ids for a question, best first, without end.
fn candidates(topic: &TopicId, prompt: &str) -> impl Iterator<Item = String> + use<> {
    let stem = format!("{topic}.{}", words_of(prompt));
    std::iter::once(stem.clone()).chain((2_u64..).map(move |number| format!("{stem}-{number}")))
}

fn words_of(prompt: &str) -> String {
    let plain: String = prompt
        .nfkd()
        .filter(char::is_ascii)
        .collect::<String>()
        .to_ascii_lowercase();
    let mut slug = String::new();
    for word in plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(ID_WORDS)
    {
        if slug.len() + word.len() >= ID_LETTERS && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word[..word.len().min(ID_LETTERS)]);
    }
    if slug.is_empty() {
        hex16(prompt.as_bytes())
    } else {
        slug
    }
}

type Row = Result<(u64, StringRecord), (u64, String)>;

/// The records of a text, each with its line; `before` lines stand above the text.
fn rows(text: &str, separator: u8, before: u64) -> Vec<Row> {
    reader(text, separator)
        .into_records()
        .map(|record| match record {
            Ok(record) => Ok((
                record.position().map_or(0, csv::Position::line) + before,
                record,
            )),
            Err(error) => Err((
                error.position().map_or(1, csv::Position::line) + before,
                error.to_string(),
            )),
        })
        .collect()
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// The most columns a row may have, and what to do about more.
struct Widest {
    columns: usize,
    hint: Wording,
}

#[derive(Clone, Copy, PartialEq)]
enum Html {
    Rendered,
    Plain,
}

struct Columns {
    prompt: usize,
    answer: usize,
    tags: Option<usize>,
    html: Html,
}

fn named_columns(row: &StringRecord) -> Option<Columns> {
    let at = |names: [&str; 2]| {
        row.iter()
            .position(|cell| names.contains(&cell.trim().to_ascii_lowercase().as_str()))
    };
    let (prompt, answer) = (at(["prompt", "question"])?, at(["answer", "back"])?);
    Some(Columns {
        prompt,
        answer,
        tags: at(["tags", "tag"]),
        html: Html::Plain,
    })
}

/// What the header lines of Anki's export say.
struct AnkiHeader {
    separator: u8,
    html: Html,
    tags: Option<usize>,
    /// Columns that are no fields of a note.
    special: Vec<usize>,
}

impl AnkiHeader {
    fn read(head: &str) -> Self {
        let mut header = Self {
            separator: b'\t',
            html: Html::Plain,
            tags: None,
            special: Vec::new(),
        };
        for line in head.lines() {
            let Some((key, value)) = line.trim_start_matches('#').split_once(':') else {
                continue;
            };
            let column = value
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|column| column.checked_sub(1));
            match (key.trim(), column) {
                ("separator", _) => header.separator = separator(value),
                ("html", _) if value.trim() == "true" => header.html = Html::Rendered,
                ("tags column", Some(column)) => {
                    header.tags = Some(column);
                    header.special.push(column);
                }
                ("guid column" | "notetype column" | "deck column", Some(column)) => {
                    header.special.push(column);
                }
                _ => {}
            }
        }
        header
    }

    fn columns(&self, width: usize) -> Columns {
        let mut fields = (0..width.max(2)).filter(|column| !self.special.contains(column));
        let prompt = fields.next().unwrap_or(0);
        let answer = fields.next().unwrap_or(usize::MAX);
        Columns {
            prompt,
            answer,
            tags: self.tags,
            html: self.html,
        }
    }
}

fn separator(value: &str) -> u8 {
    match value.trim().to_ascii_lowercase().as_str() {
        "comma" | "," => b',',
        "semicolon" | ";" => b';',
        "pipe" | "|" => b'|',
        "colon" | ":" => b':',
        "space" => b' ',
        _ => b'\t',
    }
}

struct Import<'t> {
    file: Arc<str>,
    target: Target<'t>,
    fresh: HashMap<String, String>,
    imported: ImportedCards,
}

impl<'t> Import<'t> {
    fn new(file: &str, target: Target<'t>) -> Self {
        Self {
            file: file.into(),
            target,
            fresh: HashMap::new(),
            imported: ImportedCards::default(),
        }
    }

    fn take(mut self, rows: Vec<Row>, columns: &Columns, widest: Option<&Widest>) -> ImportedCards {
        for row in rows {
            match row {
                Ok((line, row)) => match widest.filter(|widest| row.len() > widest.columns) {
                    Some(widest) => {
                        self.fault(line, faults::columns(row.len()), widest.hint.clone());
                    }
                    None => self.row(line, &row, columns),
                },
                Err((line, error)) => self.fault(line, Wording::verbatim(error), faults::fix_row()),
            }
        }
        self.imported
    }

    fn row(&mut self, line: u64, row: &StringRecord, columns: &Columns) {
        let cell = |column: usize| {
            let text = row.get(column).unwrap_or_default();
            if columns.html == Html::Rendered {
                plain(text)
            } else {
                text.trim().to_owned()
            }
        };
        let (prompt, answer) = (cell(columns.prompt), cell(columns.answer));
        if prompt.is_empty() || answer.is_empty() {
            let lacking = if prompt.is_empty() {
                faults::question()
            } else {
                faults::answer()
            };
            return self.fault(
                line,
                faults::row_lacks(lacking),
                faults::write_two_columns(),
            );
        }
        if prompt.contains("{{c1::") {
            return self.fault(line, faults::cloze_note(), faults::write_cloze_card());
        }
        let tags = columns
            .tags
            .and_then(|column| row.get(column))
            .unwrap_or_default();
        let tags = tags
            .split([' ', ';', ','])
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect();
        self.card(prompt, answer, tags);
    }

    fn card(&mut self, prompt: String, answer: String, tags: Vec<String>) {
        let question_of = |id: &str| self.target.known.get(id).or_else(|| self.fresh.get(id));
        let mut taken = candidates(self.target.topic, &prompt).map_while(|id| question_of(&id));
        if taken.any(|question| *question == prompt) {
            self.imported.known += 1;
            return;
        }
        let id = fresh_id(self.target.topic, &prompt, |id| question_of(id).is_some());
        self.fresh.insert(id.as_str().to_owned(), prompt.clone());
        let mut card = own_card(
            id,
            self.target.topic.clone(),
            Body::Basic(Basic { prompt, answer }),
        );
        (card.tags, card.added) = (tags, self.target.added);
        self.imported.blocks.extend(block(&[&card]));
    }

    fn fault(&mut self, line: u64, what: Wording, hint: Wording) {
        let spot = FilePosition {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
        };
        let (file, severity) = (Arc::clone(&self.file), Severity::Error);
        self.imported.faults.push(Fault {
            file,
            spot,
            severity,
            what,
            hint,
        });
    }
}
