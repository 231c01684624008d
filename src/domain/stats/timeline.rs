//! The steps of plots over time.

use chrono::{Datelike, Months};

use crate::domain::day::StudyDay;
use crate::domain::stats::DaySpan;

/// The longest history that is shown by days, and by weeks.
const BY_DAYS: i32 = 14;
const BY_WEEKS: i32 = 7 * 16;
/// Months shown of a longer history.
const MONTHS: u32 = 12;

/// How long the steps of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineStep {
    /// A study day.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// The steps of plots over time, the earliest first. They begin with the first answer and are short while the
/// history is short: two months on an axis of a year would be two bars among empty ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// How long each is.
    pub step: TimelineStep,
    /// Their days, without gaps; the last one ends today.
    pub spans: Vec<DaySpan>,
}

impl Timeline {
    /// The steps from the first day with answers to today.
    pub fn new(first: StudyDay, today: StudyDay) -> Self {
        let first = first.min(today);
        let days = today.since(first) + 1;
        let (step, starts) = if days <= BY_DAYS {
            (TimelineStep::Day, starts_every(1, first, today))
        } else if days <= BY_WEEKS {
            let monday = first.plus(-first.days_since_monday());
            (TimelineStep::Week, starts_every(7, monday, today))
        } else {
            (TimelineStep::Month, month_starts(first, today))
        };
        let mut spans = Vec::new();
        for (place, from) in starts.iter().enumerate() {
            let to = starts.get(place + 1).map_or(today, |next| next.plus(-1));
            spans.push(DaySpan { from: *from, to });
        }
        Self { step, spans }
    }
}

fn starts_every(days: i32, first: StudyDay, today: StudyDay) -> Vec<StudyDay> {
    let steps = today.since(first) / days;
    (0..=steps).map(|step| first.plus(step * days)).collect()
}

/// The first days of the months up to today's, at most [`MONTHS`] of them.
fn month_starts(first: StudyDay, today: StudyDay) -> Vec<StudyDay> {
    let begin = |day: StudyDay| day.date().with_day(1).unwrap_or_else(|| day.date());
    let this_month = begin(today);
    let months = (0..MONTHS).filter_map(|back| this_month.checked_sub_months(Months::new(back)));
    let mut starts: Vec<StudyDay> = months
        .take_while(|start| *start >= begin(first))
        .map(StudyDay::from_date)
        .collect();
    starts.reverse();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_grows_from_days_to_weeks_to_months() {
        let day = |text: &str| StudyDay::parse(text).unwrap();
        // A Friday.
        let today = day("2026-11-20");
        let starts = |first: &str| {
            let timeline = Timeline::new(day(first), today);
            assert_eq!(timeline.spans.last().unwrap().to, today);
            for pair in timeline.spans.windows(2) {
                assert_eq!(pair[0].to.plus(1), pair[1].from, "no day is left out");
            }
            let from = timeline.spans[0].from.iso();
            (timeline.step, from, timeline.spans.len())
        };
        let (days, weeks, months) = (TimelineStep::Day, TimelineStep::Week, TimelineStep::Month);
        assert_eq!(starts("2026-11-20"), (days, "2026-11-20".to_owned(), 1));
        assert_eq!(starts("2026-11-07"), (days, "2026-11-07".to_owned(), 14));
        assert_eq!(starts("2026-11-06"), (weeks, "2026-11-02".to_owned(), 3));
        assert_eq!(starts("2026-08-01"), (weeks, "2026-07-27".to_owned(), 17));
        assert_eq!(starts("2026-07-31"), (months, "2026-07-01".to_owned(), 5));
        assert_eq!(starts("2019-01-01"), (months, "2025-12-01".to_owned(), 12));
    }
}
