//! The periods that figures are given for. Each ends at the next rollover: today is in all but yesterday.

use crate::domain::day::StudyDay;

/// A period that ends with today, or is the day before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// This study day.
    Today,
    /// The study day before.
    Yesterday,
    /// Seven study days, today the last.
    Week,
    /// Thirty study days.
    Month,
    /// 365 study days.
    Year,
    /// Everything up to today.
    All,
}

impl Period {
    /// All of them, the shortest first.
    pub const ALL: [Self; 6] = [
        Self::Today,
        Self::Yesterday,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::All,
    ];

    /// Its name for scripts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Week => "7",
            Self::Month => "30",
            Self::Year => "365",
            Self::All => "all",
        }
    }

    /// Its days, none before `since`.
    pub fn span(self, today: StudyDay, since: Option<StudyDay>) -> DaySpan {
        let (back, to) = match self {
            Self::Today => (0, today),
            Self::Yesterday => (1, today.plus(-1)),
            Self::Week => (6, today),
            Self::Month => (29, today),
            Self::Year => (364, today),
            Self::All => (i32::MAX, today),
        };
        let from = if self == Self::All {
            StudyDay::from_number(i32::MIN)
        } else {
            today.plus(-back)
        };
        DaySpan {
            from: since.map_or(from, |since| since.max(from)),
            to,
        }
    }
}

/// Study days from one to another, both included; none if the first lies after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySpan {
    /// The first day.
    pub from: StudyDay,
    /// The last day.
    pub to: StudyDay,
}

impl DaySpan {
    /// Whether a day lies in it.
    pub fn has(self, day: StudyDay) -> bool {
        self.from <= day && day <= self.to
    }
}
