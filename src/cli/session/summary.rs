//! The end of a session: what was done, what is weak, what comes next.

use crate::cli::app::App;
use crate::cli::stats;
use crate::domain::session::SessionTally;
use crate::domain::stats::Rate;
use crate::domain::streak::Streak;
use crate::engine::shown::{Ahead, Summary};
use crate::engine::waiting::WaitingCounts;
use crate::error::AppError;
use crate::ui::card::Renderer;
use crate::ui::messages::Messages;
use crate::ui::palette::{Palette, TextRole};

/// Cards that are named; more are counted.
const NAMED: usize = 5;

/// The summary of a session.
pub(super) fn summary(look: Renderer, summary: &Summary) -> String {
    let (words, tally) = (look.words, &summary.tally);
    if tally.reviews + tally.repeats == 0 {
        let ended = match tally.set_aside {
            0 => words.ended_empty().to_owned(),
            set_aside => words.ended_aside(set_aside),
        };
        return format!("\n{}", look.remark(TextRole::Faint, &ended));
    }
    let mut text = format!("\n{}", look.remark(TextRole::Title, words.summary()));
    text.push_str(&look.remark(TextRole::Faint, &grades(look, tally)));
    if tally.reviews > 0 {
        text.push_str(&look.remark(TextRole::Faint, &passed(look, tally)));
    }
    if tally.overruled > 0 {
        let overruled = words.summary_overruled(tally.overruled);
        text.push_str(&look.remark(TextRole::Faint, &overruled));
    }
    text.push_str(&weak(look, summary));
    if let Some(ahead) = &summary.ahead {
        text.push_str(&what_comes(look, ahead));
    }
    text
}

fn passed(look: Renderer, tally: &SessionTally) -> String {
    let share = Rate {
        passed: signed(tally.passed),
        n: signed(tally.reviews),
    }
    .value();
    look.words.summary_passed(
        tally.passed,
        tally.reviews,
        stats::percent(share, look.palette),
    )
}

fn grades(look: Renderer, tally: &SessionTally) -> String {
    let [again, hard, good, easy] = tally.grades;
    let time = duration(tally.total_ms);
    look.words
        .summary_grades(tally.reviews, tally.repeats, time, again, hard, good, easy)
}

fn weak(look: Renderer, summary: &Summary) -> String {
    let lapsed = &summary.tally.lapsed;
    let mut text = String::new();
    if !lapsed.is_empty() {
        let mut names: Vec<&str> = lapsed.iter().take(NAMED).map(AsRef::as_ref).collect();
        let more = format!("+{}", lapsed.len().saturating_sub(NAMED));
        if lapsed.len() > NAMED {
            names.push(&more);
        }
        text.push_str(&look.labelled(look.words.summary_lapsed(), &names.join(", ")));
    }
    if !summary.weak.is_empty() {
        let topics: Vec<String> = summary
            .weak
            .iter()
            .map(|(title, passed, asked)| format!("{title} {passed}/{asked}"))
            .collect();
        text.push_str(&look.labelled(look.words.summary_weak(), &topics.join(", ")));
    }
    text
}

/// Tomorrow's load, the streak, and what to do next.
fn what_comes(look: Renderer, ahead: &Ahead) -> String {
    let words = look.words;
    let due = words.summary_tomorrow(ahead.tomorrow);
    let streak = streak_in_words(words, ahead.streak);
    let line = format!("{due}{}{streak}", look.palette.dot());
    let mut text = look.remark(TextRole::Faint, &line);
    text.push_str(&look.remark(TextRole::Strong, &what_is_left(look, ahead)));
    text
}

/// Whether the day is done; what waits outside this session is not forgotten.
fn what_is_left(look: Renderer, ahead: &Ahead) -> String {
    let words = look.words;
    if ahead.repeats > 0 {
        words.summary_left_repeats(ahead.repeats)
    } else if ahead.left > 0 {
        words.summary_left_due(ahead.left)
    } else if !ahead.waits.is_nothing() {
        words.summary_elsewhere(waiting_line(words, look.palette, ahead.waits))
    } else if ahead.waits.later > 0 {
        words.summary_done_but(ahead.waits.later)
    } else {
        words.summary_done().to_owned()
    }
}

/// What waits, in one line: the same counts everywhere.
pub(crate) fn waiting_line(words: Messages, palette: Palette, waits: WaitingCounts) -> String {
    let dot = palette.dot();
    let mut line = words.waiting_line(waits.due, dot, waits.learning, waits.new, waits.minutes());
    if waits.later > 0 {
        line.push_str(dot);
        line.push_str(&words.waiting_later(waits.later));
    }
    line
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Days in a row with an answer, up to today or yesterday, and the most ever, in words.
pub(crate) fn streak(app: &App) -> Result<String, AppError> {
    let today = app.today();
    let days = app.store.progress().studied_days(today, usize::MAX)?;
    Ok(streak_in_words(app.words(), days.streak(today)))
}

fn streak_in_words(words: Messages, streak: Streak) -> String {
    match (streak.current, streak.best) {
        (0, 0) => words.no_streak().to_owned(),
        (0, best) => words.streak_ended(best),
        (current, best) if current == best => words.summary_streak(current),
        (current, best) => words.streak_and_best(current, best),
    }
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
