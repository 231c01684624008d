//! Numbers and dates as a language writes them, from the section `format` of its messages.

use std::fmt::Display;

use chrono::{Datelike, NaiveDate};

use super::{LANGUAGES, Lang};
use crate::domain::day::StudyDay;

const DAY: &str = "{day}";
const MONTH: &str = "{month}";
const YEAR: &str = "{year}";

/// Years are written in four digits, so that a day is never read as a year.
const FIRST_YEAR: i32 = 1000;

impl Lang {
    /// A whole number, its digits in groups of three.
    pub fn whole(self, number: impl Display) -> String {
        let text = number.to_string();
        let thousands = LANGUAGES[self.index()].thousands;
        if thousands.is_empty() {
            return text;
        }
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text.as_str()),
        };
        let mut grouped = sign.to_owned();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(thousands);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A number with this many decimals.
    pub fn decimal(self, value: f64, places: usize) -> String {
        let text = format!("{value:.places$}");
        match text.split_once('.') {
            None => self.whole(text),
            Some((whole, decimals)) => {
                format!("{}{}{decimals}", self.whole(whole), self.decimal_sign())
            }
        }
    }

    /// What stands between a whole number and its decimals.
    pub fn decimal_sign(self) -> &'static str {
        LANGUAGES[self.index()].decimal
    }

    /// A date.
    pub fn date(self, day: StudyDay) -> String {
        fill(LANGUAGES[self.index()].date, day.date())
    }

    /// The month that a date lies in.
    pub fn month(self, date: NaiveDate) -> String {
        fill(LANGUAGES[self.index()].month, date)
    }

    /// Reads a date in ISO form or as the language writes it.
    pub fn read_date(self, text: &str) -> Option<StudyDay> {
        let text = text.trim();
        StudyDay::parse(text).or_else(|| read(LANGUAGES[self.index()].date, text))
    }
}

fn fill(template: &str, date: NaiveDate) -> String {
    template
        .replace(YEAR, &format!("{:04}", date.year()))
        .replace(MONTH, &format!("{:02}", date.month()))
        .replace(DAY, &format!("{:02}", date.day()))
}

/// Reads a date along a template such as `{day}/{month}/{year}`.
fn read(template: &str, text: &str) -> Option<StudyDay> {
    let (mut day, mut month, mut year) = (None, None, None);
    let (mut template, mut text) = (template, text);
    while let Some(next) = template.chars().next() {
        let known = [(DAY, &mut day), (MONTH, &mut month), (YEAR, &mut year)];
        let placeholder = known
            .into_iter()
            .find_map(|(name, number)| Some((template.strip_prefix(name)?, number)));
        if let Some((rest, number)) = placeholder {
            let end = text.find(|c: char| !c.is_ascii_digit());
            let (digits, after) = text.split_at(end.unwrap_or(text.len()));
            *number = digits.parse::<i32>().ok();
            (template, text) = (rest, after);
        } else {
            text = text.strip_prefix(next)?;
            template = &template[next.len_utf8()..];
        }
    }
    let month = u32::try_from(month?).ok()?;
    let day = u32::try_from(day?).ok()?;
    let year = year.filter(|year| *year >= FIRST_YEAR)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    text.is_empty().then(|| StudyDay::from_date(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portuguese() -> Lang {
        Lang::from_tag("pt-BR").unwrap()
    }

    fn day(text: &str) -> StudyDay {
        StudyDay::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let written = |lang: Lang| {
            [
                lang.decimal(2.5, 2),
                lang.decimal(1994.0, 0),
                lang.decimal(-1234.56, 1),
                lang.whole(999),
                lang.whole(1_234_567),
            ]
        };
        assert_eq!(
            written(Lang::EN),
            ["2.50", "1994", "-1234.6", "999", "1234567"]
        );
        assert_eq!(
            written(portuguese()),
            ["2,50", "1.994", "-1.234,6", "999", "1.234.567"]
        );
    }

    #[test]
    fn dates_are_written_as_the_language_does() {
        let written = |lang: Lang| {
            (
                lang.date(day("2026-11-09")),
                lang.month(day("2026-11-09").date()),
            )
        };
        assert_eq!(written(Lang::EN), ("2026-11-09".into(), "2026-11".into()));
        assert_eq!(
            written(portuguese()),
            ("09/11/2026".into(), "11/2026".into())
        );
    }

    #[test]
    fn a_typed_date_may_be_iso_or_of_the_language() {
        let read = |text| portuguese().read_date(text);
        let wanted = Some(day("2027-02-07"));
        assert_eq!(
            [read("2027-02-07"), read(" 07/02/2027 "), read("7/2/2027")],
            [wanted; 3]
        );
        for wrong in [
            "",
            "7/2",
            "07/02/27",
            "31/02/2027",
            "07/02/2027x",
            "02-07-2027",
            "//",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Lang::EN.read_date("07/02/2027"), None);
    }
}
