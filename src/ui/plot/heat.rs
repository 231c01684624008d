//! The heat map: a column for each week, a row for each day of the week.

use chrono::Datelike;

use crate::domain::day::StudyDay;
use crate::ui::card::Renderer;
use crate::ui::markup::columns;
use crate::ui::messages::{Messages, PlotsMessages};
use crate::ui::palette::TextRole;
use crate::ui::plot::Heat;

/// Signs of the five levels, nothing first.
const LEVELS: [(&str, &str); 5] = [("·", "."), ("░", "-"), ("▒", "+"), ("▓", "*"), ("█", "#")];

impl Heat {
    /// A map whose levels are quarters of the days that have something. On a scale that was cut into equal
    /// steps a single long day would push all others to the bottom.
    pub fn new(first: StudyDay, counts: Vec<i64>) -> Self {
        let mut busy: Vec<i64> = counts.iter().copied().filter(|count| *count > 0).collect();
        busy.sort_unstable();
        let mut ends = [1, 2, 3, 4];
        for quarter in 0..4 {
            let days = (busy.len() * (quarter + 1)).div_ceil(4);
            let end = days.checked_sub(1).map_or(0, |last| busy[last]);
            // Each level reaches further than the one before, also where many days are alike.
            let least = quarter.checked_sub(1).map_or(1, |before| ends[before] + 1);
            ends[quarter] = end.max(least);
        }
        Self {
            first,
            counts,
            ends,
        }
    }

    /// The upper end of each level above nothing.
    pub const fn ends(&self) -> [i64; 4] {
        self.ends
    }

    /// The level of a count: 0 for nothing, then 1 to 4.
    pub fn level(&self, count: i64) -> usize {
        if count <= 0 {
            return 0;
        }
        1 + self.ends[..3].iter().filter(|end| count > **end).count()
    }

    /// The day at a place.
    pub fn day(&self, place: usize) -> StudyDay {
        self.first.plus(i32::try_from(place).unwrap_or(i32::MAX))
    }

    /// Each month with the answers and the days it has.
    pub fn months(&self, words: Messages) -> Vec<(String, String)> {
        let plots = words.plots;
        let mut months: Vec<(String, i64, usize)> = Vec::new();
        for (place, count) in self.counts.iter().enumerate() {
            let name = words.language().month(self.day(place).date());
            if months.last().is_none_or(|last| last.0 != name) {
                months.push((name, 0, 0));
            }
            if let Some(month) = months.last_mut() {
                month.1 += count;
                month.2 += usize::from(*count > 0);
            }
        }
        let figure =
            |answers: i64, days: usize| plots.heat_month(plots.answers(answers), plots.days(days));
        months
            .into_iter()
            .map(|(name, answers, days)| (name, figure(answers, days)))
            .collect()
    }

    /// The map as lines; a narrow screen shows the last weeks.
    pub(super) fn draw(&self, look: Renderer) -> String {
        let (width, palette, words) = (look.width, look.palette, look.words.plots);
        let weeks = self.counts.len().div_ceil(7);
        let each = if weeks * 2 + 5 <= width { 2 } else { 1 };
        let shown = weeks.min(width.saturating_sub(4) / each);
        let from = weeks - shown;
        let mut out = self.head(from, weeks, each, words);
        for weekday in 0..7 {
            let mut line = format!("{} ", words.weekday(weekday));
            for week in from..weeks {
                let Some(count) = self.counts.get(week * 7 + weekday) else {
                    break;
                };
                let level = self.level(*count);
                let (unicode, ascii) = LEVELS[level];
                let role = if level == 0 {
                    TextRole::Faint
                } else {
                    TextRole::Right
                };
                let sign = palette.sign(unicode, ascii).repeat(each);
                line.push_str(&palette.paint(role, &sign));
            }
            out.push_str(&format!("{line}\n"));
        }
        out.push_str(&palette.paint(TextRole::Faint, &self.legend(look)));
        out
    }

    /// The names of the months over the weeks in which they begin.
    fn head(&self, from: usize, weeks: usize, each: usize, words: PlotsMessages) -> String {
        let mut line = "    ".to_owned();
        for week in from..weeks {
            let date = self.day(week * 7).date();
            let at = 4 + (week - from) * each;
            if date.day() <= 7 && columns(&line) <= at && at + 3 <= 4 + (weeks - from) * each {
                line.push_str(&" ".repeat(at - columns(&line)));
                line.push_str(words.month(usize::try_from(date.month0()).unwrap_or(0)));
            }
        }
        format!("{}\n", line.trim_end())
    }

    fn legend(&self, look: Renderer) -> String {
        let (palette, words) = (look.palette, look.words.plots);
        let lang = look.words.language();
        let sign = |level: usize| palette.sign(LEVELS[level].0, LEVELS[level].1);
        let mut parts = vec![format!("{} {}", sign(0), words.heat_none())];
        let mut low = 1;
        for (level, end) in self.ends.into_iter().enumerate() {
            parts.push(if low == end {
                format!("{} {}", sign(level + 1), lang.whole(end))
            } else {
                format!(
                    "{} {}-{}",
                    sign(level + 1),
                    lang.whole(low),
                    lang.whole(end)
                )
            });
            low = end + 1;
        }
        format!("    {}\n", words.heat_levels(parts.join("  ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(counts: &[i64]) -> Heat {
        Heat::new(StudyDay::from_number(19_999), counts.to_vec())
    }

    #[test]
    fn levels_are_quarters_of_the_days_with_answers() {
        // Two very long days do not push the others to the lowest level.
        let map = map(&[0, 10, 12, 14, 20, 25, 30, 76, 86]);
        let levels: Vec<usize> = map.counts.iter().map(|count| map.level(*count)).collect();
        assert_eq!(levels, [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn few_or_equal_days_still_have_levels_in_order() {
        for counts in [&[][..], &[0], &[5], &[5, 5, 5, 5, 5]] {
            let map = map(counts);
            assert!(map.ends.is_sorted_by(|a, b| a < b), "{:?}", map.ends);
            assert_eq!((map.ends[0] > 0, map.level(0)), (true, 0));
        }
        assert_eq!(map(&[1, 2, 3, 4]).ends, [1, 2, 3, 4]);
    }
}
