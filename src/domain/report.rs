//! A learner's report for a mentor: figures as lines of JSON, with no answers, no typed text and no times of day.
//!
//! `docs/report-format.md` describes them. The last line counts the lines before it and holds a checksum over them, so
//! that a file that was cut is not taken for a learner who knows less.

use serde::{Deserialize, Serialize};

use crate::domain::card::hex16;
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::interview::Band;
use crate::domain::stats::{Figures, Period, Rate};
use crate::domain::wording::{Wording, problems};

/// Version of the format.
pub const REPORT_VERSION: u32 = 1;

/// How every report begins.
pub const REPORT_BEGINNING: &str = "{\"milepost_report\":";

/// Longest name of a learner, in characters.
pub const LONGEST_LEARNER_NAME: usize = 60;

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnerReport {
    /// Whose it is, and of when.
    pub head: ReportHead,
    /// Its figures.
    pub lines: Vec<ReportLine>,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReportHead {
    /// [`REPORT_VERSION`] of the build that wrote it.
    pub milepost_report: u32,
    /// What tells the learner from others of the same name; it stays the same in every report.
    pub learner: String,
    /// What the learner wants to be called.
    pub name: String,
    /// The study day on which it was written.
    #[serde(with = "iso_day")]
    pub day: StudyDay,
    /// Answers so far: of two reports of one day the one with more is newer.
    pub answers: i64,
}

/// A line of figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ReportLine {
    /// All cards.
    Total(ReportFigures),
    /// The learner's own cards together: their ids and topics say what they ask.
    Own(ReportFigures),
    /// A roadmap that is followed.
    Roadmap {
        /// Its name.
        roadmap: RoadmapId,
        /// Its figures.
        #[serde(flatten)]
        figures: ReportFigures,
    },
    /// A phase of it.
    Phase {
        /// The roadmap.
        roadmap: RoadmapId,
        /// The number of the phase.
        phase: u32,
        /// Its figures.
        #[serde(flatten)]
        figures: ReportFigures,
    },
    /// A topic that was begun.
    Topic {
        /// Its name.
        topic: TopicId,
        /// Its figures.
        #[serde(flatten)]
        figures: ReportFigures,
    },
    /// A card with reviews that test retention.
    Card {
        /// The card.
        card: CardId,
        /// Its topic.
        topic: TopicId,
        /// Such reviews.
        n: i64,
        /// Those that passed.
        passed: i64,
    },
    /// A known wrong solution that the learner came back to.
    Mistake {
        /// The card.
        card: CardId,
        /// What the deck calls it, in English.
        mistake: String,
        /// In how many answers it was recognised.
        times: u32,
        /// The day of the last of them.
        #[serde(with = "iso_day")]
        last: StudyDay,
    },
    /// A mock interview.
    Interview(InterviewFigures),
    /// The plan, if one runs.
    Plan {
        /// The date it aims at.
        #[serde(with = "iso_day")]
        date: StudyDay,
        /// Whether the learner keeps up.
        status: PlanStanding,
    },
    /// The days with study, oldest first.
    Days {
        /// The days.
        #[serde(with = "iso_days")]
        days: Vec<StudyDay>,
    },
    /// A kind that only a newer build knows.
    #[serde(other)]
    Unknown,
}

impl ReportLine {
    /// The card that it is about, and true retention of it.
    pub fn card(&self) -> Option<(&CardId, Rate)> {
        if let Self::Card {
            card, n, passed, ..
        } = self
        {
            let (passed, n) = (*passed, *n);
            Some((card, Rate { passed, n }))
        } else {
            None
        }
    }
}

/// Whether a learner keeps up with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanStanding {
    /// More was studied than promised.
    Ahead,
    /// As promised, or nearly.
    On,
    /// Minutes are owed.
    Behind,
}

impl PlanStanding {
    /// The word that reports and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::On => "on",
            Self::Behind => "behind",
        }
    }
}

/// What a mock interview came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewFigures {
    /// The study day.
    #[serde(with = "iso_day")]
    pub day: StudyDay,
    /// The length that was asked for, in minutes.
    pub minutes: u32,
    /// Questions that were scored.
    pub scored: u32,
    /// Of these, passed.
    pub passed: u32,
    /// Points made.
    pub met: u32,
    /// Points there were to make.
    pub total: u32,
    /// The verdict; nothing where nothing was rated.
    pub band: Option<Band>,
}

/// How much of some cards was seen, and true retention with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ReportFigures {
    /// Cards.
    pub cards: u64,
    /// Cards that were reviewed at least once.
    pub seen: u64,
    /// Reviews that test retention.
    pub n: i64,
    /// Those that passed.
    pub passed: i64,
    /// Their share, from 0 to 1. This program computes it again when it reads a report.
    pub rate: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl ReportFigures {
    /// The part of some figures that a mentor gets.
    pub fn of(figures: &Figures) -> Self {
        Self::from_counts(
            figures.cards,
            figures.seen,
            figures.retention(Period::All).all(),
        )
    }

    /// From counts alone.
    pub fn from_counts(cards: u64, seen: u64, retention: Rate) -> Self {
        let (low, high) = retention.wilson().unzip();
        Self {
            cards,
            seen,
            n: retention.n,
            passed: retention.passed,
            rate: retention.value(),
            low,
            high,
        }
    }

    /// True retention.
    pub const fn retention(&self) -> Rate {
        Rate {
            passed: self.passed,
            n: self.n,
        }
    }
}

/// The last line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReportEnd {
    lines: usize,
    checksum: String,
}

/// Why a file is not a report that can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFault {
    /// It is something else.
    Foreign,
    /// A newer version wrote it.
    Newer,
    /// Its last line is missing.
    CutShort,
    /// Its last line does not fit the lines before it.
    Changed,
    /// A line, from 1, cannot be read.
    Line(usize),
}

impl ReportFault {
    /// What is wrong, to be said in the reader's language.
    pub fn wording(self) -> Wording {
        match self {
            Self::Foreign => problems::report_foreign(),
            Self::Newer => problems::report_newer(),
            Self::CutShort => problems::report_cut(),
            Self::Changed => problems::report_changed(),
            Self::Line(line) => problems::report_line(line),
        }
    }
}

impl LearnerReport {
    /// The report as a file.
    ///
    /// # Errors
    /// Passes on what serde says.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string(&self.head)?;
        text.push('\n');
        for line in &self.lines {
            text.push_str(&serde_json::to_string(line)?);
            text.push('\n');
        }
        let end = ReportEnd {
            lines: self.lines.len() + 1,
            checksum: hex16(text.as_bytes()),
        };
        text.push_str(&serde_json::to_string(&end)?);
        text.push('\n');
        Ok(text)
    }

    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, ReportFault> {
        // A transfer may have rewritten the line ends.
        let unified = text.contains('\r').then(|| text.replace("\r\n", "\n"));
        let text = unified.as_deref().unwrap_or(text).trim_end();
        let head = ReportHead::read(text.lines().next().unwrap_or_default())?;
        let (body, end) = text.rsplit_once('\n').ok_or(ReportFault::CutShort)?;
        let end: ReportEnd = serde_json::from_str(end).map_err(|_| ReportFault::CutShort)?;
        let body = &text[..=body.len()];
        let lines = body.lines().count();
        if end.lines != lines || end.checksum != hex16(body.as_bytes()) {
            return Err(ReportFault::Changed);
        }
        let mut read = Vec::with_capacity(lines);
        for (place, line) in body.lines().enumerate().skip(1) {
            read.push(serde_json::from_str(line).map_err(|_| ReportFault::Line(place + 1))?);
        }
        Ok(Self { head, lines: read })
    }
}

impl ReportHead {
    /// Reads the first line of a file.
    pub fn read(line: &str) -> Result<Self, ReportFault> {
        #[derive(Deserialize)]
        struct ReportVersion {
            milepost_report: u32,
        }
        let is_ours = line.starts_with(REPORT_BEGINNING);
        let unreadable = if is_ours {
            ReportFault::CutShort
        } else {
            ReportFault::Foreign
        };
        let version: ReportVersion = serde_json::from_str(line).map_err(|_| unreadable)?;
        if version.milepost_report > REPORT_VERSION {
            return Err(ReportFault::Newer);
        }
        serde_json::from_str(line).map_err(|_| ReportFault::Line(1))
    }
}

/// Days as ISO dates: what other programs read as dates.
mod iso_day {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::domain::day::StudyDay;

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over a reference"
    )]
    pub(super) fn serialize<S: Serializer>(day: &StudyDay, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&day.iso())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(input: D) -> Result<StudyDay, D::Error> {
        let text = String::deserialize(input)?;
        StudyDay::parse(&text).ok_or_else(|| D::Error::custom("not a date"))
    }
}

/// The same for several.
mod iso_days {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::domain::day::StudyDay;

    pub(super) fn serialize<S: Serializer>(days: &[StudyDay], out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(days.iter().map(|day| day.iso()))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(
        input: D,
    ) -> Result<Vec<StudyDay>, D::Error> {
        let texts = Vec::<String>::deserialize(input)?;
        let days = texts.iter().map(|text| StudyDay::parse(text));
        days.collect::<Option<_>>()
            .ok_or_else(|| D::Error::custom("not a date"))
    }
}

#[cfg(test)]
mod tests;
