//! Instants and study days. A study day is the local civil date of an instant less the rollover hour.

use std::fmt;

use chrono::{
    DateTime, Datelike, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset,
    TimeZone, Utc,
};
use serde::{Deserialize, Serialize};

/// Days from 0001-01-01 to 1970-01-01 in the proleptic Gregorian calendar.
const EPOCH_FROM_CE: i32 = 719_163;

/// A civil date that study is counted by, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StudyDay(i32);

impl StudyDay {
    /// Days since 1970-01-01; any number is a day.
    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The civil date, clamped to what chrono can hold.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The study day named by a civil date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE)
    }

    /// Reads an ISO date, `2026-11-20`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::from_date)
    }

    /// The ISO date, for files, JSON and what is typed; `Lang::date` writes it for a learner. There is no
    /// `Display`, so that nobody shows a date without choosing.
    pub fn iso(self) -> String {
        self.date().format("%Y-%m-%d").to_string()
    }

    /// The day this many days later; negative numbers go back. Saturates.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days since the last Monday: 1970-01-01 was a Thursday, three days after one.
    pub const fn days_since_monday(self) -> i32 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Days from `earlier` to this day; negative if it lies after. Saturates.
    pub const fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A point in time: UTC milliseconds since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From UTC milliseconds since 1970-01-01.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// UTC milliseconds since 1970-01-01.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The same instant as chrono's type, clamped to its range.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// The hour at which a study day begins, 0 to 23 local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rollover(u8);

impl Rollover {
    /// Four in the morning.
    pub const DEFAULT: Self = Self(4);

    /// An hour from 0 to 23, else nothing.
    pub const fn at_hour(hour: u8) -> Option<Self> {
        if hour < 24 { Some(Self(hour)) } else { None }
    }

    /// The hour, 0 to 23.
    pub const fn hour(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rollover {
    type Error = String;
    fn try_from(hour: u8) -> Result<Self, String> {
        Self::at_hour(hour).ok_or_else(|| format!("{hour} is not an hour from 0 to 23"))
    }
}

impl From<Rollover> for u8 {
    fn from(rollover: Rollover) -> u8 {
        rollover.0
    }
}

/// Where the learner is: a zone of the tz database, or a fixed offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A zone of the tz database.
    Named(chrono_tz::Tz),
    /// A fixed offset, as `MILEPOST_NOW` gives.
    Fixed(FixedOffset),
}

impl Zone {
    /// The offset from UTC at an instant, in seconds east.
    pub fn offset_at(self, at: Instant) -> i32 {
        match self {
            Self::Named(tz) => tz
                .offset_from_utc_datetime(&at.utc().naive_utc())
                .fix()
                .local_minus_utc(),
            Self::Fixed(offset) => offset.local_minus_utc(),
        }
    }

    /// Local civil time at an instant.
    pub fn local(self, at: Instant) -> NaiveDateTime {
        at.utc().naive_utc() + Duration::seconds(i64::from(self.offset_at(at)))
    }

    /// The study day of an instant.
    pub fn study_day(self, at: Instant, rollover: Rollover) -> StudyDay {
        // Civil time is shifted, not the instant: an instant shifted by hours would land on the
        // wrong side of a clock change in the night, and that day would begin an hour early or
        // late.
        let shifted = self.local(at) - Duration::hours(i64::from(rollover.0));
        StudyDay::from_date(shifted.date())
    }

    /// The first instant of the study day after the one `at` lies in.
    pub fn next_rollover(self, at: Instant, rollover: Rollover) -> Instant {
        let next = self.study_day(at, rollover).plus(1).date();
        let civil = next
            .and_hms_opt(u32::from(rollover.0), 0, 0)
            .unwrap_or(NaiveDateTime::MAX);
        self.instant_of(civil)
    }

    /// The instant of a civil time; a time that a clock change skips is the instant of the change,
    /// a time that it repeats is the first of the two.
    fn instant_of(self, civil: NaiveDateTime) -> Instant {
        let found = match self {
            Self::Fixed(offset) => offset
                .from_local_datetime(&civil)
                .map(|t| t.timestamp_millis()),
            Self::Named(tz) => tz.from_local_datetime(&civil).map(|t| t.timestamp_millis()),
        };
        match found {
            LocalResult::Single(millis) | LocalResult::Ambiguous(millis, _) => Instant(millis),
            LocalResult::None => self.end_of_gap(civil),
        }
    }

    /// The instant at which the clock jumped over `civil`: both sides of the jump agree on it.
    fn end_of_gap(self, civil: NaiveDateTime) -> Instant {
        // The offset of a zone and a jump of an hour or two stay below that. The few jumps of a
        // whole day (Samoa 2011) were made far west of UTC, so the change lies in between there,
        // too.
        let before = (civil - Duration::hours(25)).and_utc().timestamp_millis();
        let after = (civil + Duration::hours(25)).and_utc().timestamp_millis();
        let (mut low, mut high) = (before, after);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.local(Instant(middle)) >= civil {
                high = middle;
            } else {
                low = middle;
            }
        }
        Instant(high)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(tz) => f.write_str(tz.name()),
            Self::Fixed(offset) => write!(f, "{offset}"),
        }
    }
}
