//! The sheet that a friend interviews from: what its boxes say.
//!
//! Every box stands at the start of a line: `[x] 1.2` is the second point of the first question, `[3] A` the
//! band of the first dimension. Everything else is for people, and may be changed or deleted.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::domain::day::Instant;
use crate::domain::interview::{Band, Dimension, Record};

/// A friend who interviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interviewer {
    /// The name.
    pub name: String,
    /// What the friend marked.
    pub marks: BTreeMap<Dimension, InterviewerMark>,
}

/// What an interviewer marked in one dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewerMark {
    /// The band.
    pub band: Band,
    /// The reason as written; may be empty.
    pub because: String,
}

/// Which interview a sheet belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetId {
    /// When the sheet was made.
    pub began: Instant,
    /// The seed of its questions.
    pub seed: u32,
}

impl SheetId {
    /// The id of an interview's sheet.
    pub const fn of(record: &Record) -> Self {
        Self {
            began: record.began,
            seed: record.seed,
        }
    }

    /// As it stands in the sheet.
    pub fn text(self) -> String {
        format!("{}-{}", self.began.millis(), self.seed)
    }

    /// Finds the id in a sheet that came back.
    pub fn find(sheet: &str) -> Option<Self> {
        let mut ids = sheet
            .lines()
            .filter_map(|line| bare_line(line).strip_prefix("id:"));
        let (began, seed) = ids.next()?.trim().split_once('-')?;
        Some(Self {
            began: Instant::from_millis(began.parse().ok()?),
            seed: seed.parse().ok()?,
        })
    }
}

/// A line without the byte order mark that some editors write, and without what indents it.
fn bare_line(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim()
}

/// The letter of a dimension in a sheet.
pub const fn dimension_letter(dimension: Dimension) -> char {
    match dimension {
        Dimension::Communication => 'A',
        Dimension::ProblemSolving => 'B',
        Dimension::Code => 'C',
        Dimension::Testing => 'D',
    }
}

/// Why a sheet cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetError {
    /// No box was filled in.
    Empty,
    /// What is wrong with some boxes, from top to bottom.
    Faults(Vec<SheetFault>),
}

/// A box that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFault {
    /// The line, from 1.
    pub line: usize,
    /// What stands after the box.
    pub label: String,
    /// What is wrong.
    pub what: SheetFaultKind,
}

/// What is wrong with a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetFaultKind {
    /// This is neither a tick nor a dash.
    NotATick(String),
    /// This is not a number from 1 to 4.
    NotABand(String),
    /// The sheet has no such point.
    Unknown,
    /// The box stands in the sheet a second time.
    Twice,
}

/// What a box is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum BoxPlace {
    /// A point of a question, both from 0.
    Point(usize, usize),
    Dimension(Dimension),
}

/// A box with what was written into it, and what follows it on the line.
struct SheetBox<'t> {
    place: BoxPlace,
    label: &'t str,
    written: &'t str,
    rest: &'t str,
}

/// What was written into a point's box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PointMark {
    Made,
    Missed,
}

/// Reads what a friend marked into the record of the interview. Nothing is read if anything is wrong.
pub fn read_marks(sheet: &str, record: &Record) -> Result<Record, SheetError> {
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    let mut points: BTreeMap<usize, Vec<(usize, PointMark)>> = BTreeMap::new();
    let mut bands = BTreeMap::new();
    for (line, found) in (1..).zip(sheet.lines().map(SheetBox::read)) {
        let Some(found) = found else {
            continue;
        };
        let label = found.label.to_owned();
        let mut fault = |what| {
            faults.push(SheetFault {
                line,
                label: label.clone(),
                what,
            });
        };
        if !is_known(found.place, record) {
            fault(SheetFaultKind::Unknown);
            continue;
        }
        if !seen.insert(found.place) {
            fault(SheetFaultKind::Twice);
            continue;
        }
        match found.place {
            BoxPlace::Point(question, point) => match found.tick() {
                Ok(Some(mark)) => points.entry(question).or_default().push((point, mark)),
                Ok(None) => {}
                Err(what) => fault(what),
            },
            BoxPlace::Dimension(dimension) => match found.band() {
                Ok(Some(mark)) => {
                    bands.insert(dimension, mark);
                }
                Ok(None) => {}
                Err(what) => fault(what),
            },
        }
    }
    if !faults.is_empty() {
        return Err(SheetError::Faults(faults));
    }
    if points.is_empty() && bands.is_empty() {
        return Err(SheetError::Empty);
    }
    Ok(marked(record, &points, bands))
}

/// The record with the marks in it. A question whose boxes are all empty was not asked.
fn marked(
    record: &Record,
    points: &BTreeMap<usize, Vec<(usize, PointMark)>>,
    bands: BTreeMap<Dimension, InterviewerMark>,
) -> Record {
    let mut record = record.clone();
    for (question, marks) in points {
        let made = marks.iter().filter(|(_, mark)| *mark == PointMark::Made);
        let places: Vec<usize> = made.map(|(place, _)| *place).collect();
        record.turns[*question].tick(&places);
    }
    if let Some(interviewer) = &mut record.interviewer {
        interviewer.marks = bands;
    }
    record
}

fn is_known(place: BoxPlace, record: &Record) -> bool {
    match place {
        BoxPlace::Dimension(_) => true,
        BoxPlace::Point(question, point) => record
            .turns
            .get(question)
            .is_some_and(|turn| point < turn.points.len()),
    }
}

impl<'t> SheetBox<'t> {
    /// Reads the box at the start of a line, if there is one.
    fn read(line: &'t str) -> Option<Self> {
        let inside = bare_line(line).strip_prefix('[')?;
        let (written, after) = inside.split_once(']')?;
        let after = after.trim_start();
        let end = after
            .find(|c: char| c.is_whitespace() || c == ':')
            .unwrap_or(after.len());
        let (label, rest) = after.split_at(end);
        Some(Self {
            place: BoxPlace::read(label)?,
            label,
            written: written.trim(),
            rest,
        })
    }

    fn tick(&self) -> Result<Option<PointMark>, SheetFaultKind> {
        match self.written {
            "" => Ok(None),
            "x" | "X" | "v" | "V" | "✓" | "✔" | "√" => Ok(Some(PointMark::Made)),
            "-" | "–" | "0" => Ok(Some(PointMark::Missed)),
            other => Err(SheetFaultKind::NotATick(other.to_owned())),
        }
    }

    /// The band, with what stands after the colon as its reason.
    fn band(&self) -> Result<Option<InterviewerMark>, SheetFaultKind> {
        if self.written.is_empty() {
            return Ok(None);
        }
        let band = self.written.parse().ok().and_then(Band::from_number);
        let Some(band) = band else {
            return Err(SheetFaultKind::NotABand(self.written.to_owned()));
        };
        let because = self.rest.split_once(':').map_or("", |(_, because)| because);
        Ok(Some(InterviewerMark {
            band,
            because: because.trim().to_owned(),
        }))
    }
}

impl BoxPlace {
    /// Reads `1.2` or the letter of a dimension.
    fn read(label: &str) -> Option<Self> {
        if let Some((question, point)) = label.split_once('.') {
            let (question, point): (usize, usize) = (question.parse().ok()?, point.parse().ok()?);
            // What cannot be counted from 0 lies outside of every sheet.
            let place = |number: usize| number.checked_sub(1).unwrap_or(usize::MAX);
            return Some(Self::Point(place(question), place(point)));
        }
        let mut dimensions = Dimension::ALL.into_iter();
        let is_named = |dimension: &Dimension| label == dimension_letter(*dimension).to_string();
        dimensions.find(is_named).map(Self::Dimension)
    }
}
