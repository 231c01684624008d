//! The end of a session: what was done, what is weak, what comes next.

use crate::cli::app::App;
use crate::cli::review::{Mode, Sitting};
use crate::cli::stats;
use crate::domain::day::StudyDay;
use crate::domain::session::Tally;
use crate::domain::stats::Rate;
use crate::error::AppError;
use crate::store::Scope;
use crate::ui::palette::Role;

/// Cards and topics that are named; more are counted.
const NAMED: usize = 5;

impl Sitting<'_> {
    /// The summary of the session so far.
    pub(super) fn summary(&self) -> Result<String, AppError> {
        let (look, words) = (self.look(), self.app.words());
        let tally = self.session.tally();
        if tally.reviews + tally.repeats == 0 {
            return Ok(format!(
                "\n{}",
                look.remark(Role::Faint, words.ended_empty())
            ));
        }
        let mut text = format!("\n{}", look.remark(Role::Title, words.summary()));
        text.push_str(&look.remark(Role::Faint, &self.grades(&tally)));
        if tally.reviews > 0 {
            let share = Rate {
                passed: signed(tally.passed),
                n: signed(tally.reviews),
            }
            .value();
            let rate = stats::percent(share, look.palette);
            let passed = words.summary_passed(tally.passed, tally.reviews, rate);
            text.push_str(&look.remark(Role::Faint, &passed));
        }
        text.push_str(&self.weak(&tally)?);
        if self.mode != Mode::Drill {
            text.push_str(&self.ahead()?);
        }
        Ok(text)
    }

    fn grades(&self, tally: &Tally) -> String {
        let [again, hard, good, easy] = tally.grades;
        let time = duration(tally.total_ms);
        let words = self.app.words();
        words.summary_grades(tally.reviews, tally.repeats, time, again, hard, good, easy)
    }

    fn weak(&self, tally: &Tally) -> Result<String, AppError> {
        let (look, words) = (self.look(), self.app.words());
        let mut text = String::new();
        if !tally.lapsed.is_empty() {
            let mut names: Vec<&str> = tally.lapsed.iter().take(NAMED).map(AsRef::as_ref).collect();
            let more = format!("+{}", tally.lapsed.len().saturating_sub(NAMED));
            if tally.lapsed.len() > NAMED {
                names.push(&more);
            }
            text.push_str(&look.labelled(words.summary_lapsed(), &names.join(", ")));
        }
        let mut topics = Vec::new();
        for (topic, passed, asked) in tally.weakest().into_iter().take(NAMED) {
            let title = self.app.store.topic(topic)?.map_or_else(
                || topic.to_string(),
                |t| t.title.text(self.app.lang).to_owned(),
            );
            topics.push(format!("{title} {passed}/{asked}"));
        }
        if !topics.is_empty() {
            text.push_str(&look.labelled(words.summary_weak(), &topics.join(", ")));
        }
        Ok(text)
    }

    /// Tomorrow's load, the streak, and what to do next.
    fn ahead(&self) -> Result<String, AppError> {
        let (look, words) = (self.look(), self.app.words());
        let today = self.app.today();
        let tomorrow = self
            .app
            .store
            .due_count(&Scope::All, today.plus(1), 10_000)?;
        let due = words.summary_tomorrow(tomorrow);
        let mut text = look.remark(
            Role::Faint,
            &format!("{due}{}{}", look.palette.dot(), streak(self.app, today)?),
        );
        let (repeats, left) = (self.session.waiting(), self.session.left());
        let next = if repeats > 0 {
            words.summary_left_repeats(repeats)
        } else if left > 0 {
            words.summary_left_due(left)
        } else {
            words.summary_done().to_owned()
        };
        text.push_str(&look.remark(Role::Strong, &next));
        Ok(text)
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Days in a row with an answer, up to today or yesterday, in words.
pub(crate) fn streak(app: &App, today: StudyDay) -> Result<String, AppError> {
    let (days, words) = (app.store.streak(today)?, app.words());
    Ok(if days == 0 {
        words.no_streak().to_owned()
    } else {
        words.summary_streak(days)
    })
}

/// Milliseconds as `4 min 05 s`.
pub(crate) fn duration(ms: u64) -> String {
    let seconds = ms.div_ceil(1_000);
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_round_up_to_seconds() {
        assert_eq!(duration(0), "0 s");
        assert_eq!(duration(1), "1 s");
        assert_eq!(duration(245_000), "4 min 05 s");
        assert_eq!(duration(3_660_000), "1 h 01 min");
    }
}
