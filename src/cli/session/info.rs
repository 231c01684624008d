//! "Why this interval": a card's history, and the arithmetic of its last answer in words.

use crate::domain::card::Card;
use crate::domain::event::{Event, EventBody, MarkEvent, Review};
use crate::domain::memory::{Ease, Memory, SeenMemory, Strength};
use crate::domain::schedule::fsrs6::{Forecast, Forgetting};
use crate::domain::schedule::{Bound, Rule, ScheduleStep, Scheduler};
use crate::engine::shown::CardInfo;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;

/// Lines of history that are shown.
const LINES: usize = 8;

/// History and arithmetic of a card.
pub(super) fn card_info(look: Renderer, info: &CardInfo) -> String {
    let mut text = header(look, &info.card, &info.memory, &info.scheduler);
    text.push_str(&history(look, &info.events));
    let last = info
        .events
        .iter()
        .rev()
        .find_map(|event| event.body.review().map(|review| (review, event)));
    if let (Some((review, event)), Some(scheduler)) = (last, &info.last_scheduler) {
        text.push_str(&why(look, scheduler, review, event));
    }
    text
}

/// An ease with two decimals.
fn ease(look: Renderer, ease: Ease) -> String {
    let factor = f64::from(ease.hundredths()) / 100.0;
    look.words.language().decimal(factor, 2)
}

/// The numbers of a card.
pub(crate) fn header(look: Renderer, card: &Card, memory: &Memory, in_use: &Scheduler) -> String {
    let mut text = look.remark(TextRole::Title, card.id.as_str());
    let words = look.words;
    let numbers = match (memory.seen(), in_use) {
        (None, Scheduler::Sm2(_)) => words.info_new().to_owned(),
        (None, Scheduler::Fsrs6(_)) => words.info_new_fsrs().to_owned(),
        (Some(seen), _) => numbers(look, seen),
    };
    text.push_str(&look.remark(TextRole::Faint, &numbers));
    text
}

fn numbers(look: Renderer, seen: &SeenMemory) -> String {
    let (days, due) = (seen.interval.days(), seen.due);
    let (reviews, lapses) = (seen.reviews, seen.lapses);
    let words = look.words;
    match seen.strength {
        Strength::Sm2 { ease: factor, .. } => {
            words.info_numbers(ease(look, factor), days, due, reviews, lapses)
        }
        Strength::Fsrs {
            stability,
            difficulty,
        } => {
            let stability = one_digit(look, stability.days());
            let difficulty = one_digit(look, difficulty.number());
            words.info_numbers_fsrs(stability, difficulty, days, due, reviews, lapses)
        }
    }
}

fn one_digit(look: Renderer, number: f64) -> String {
    look.words.language().decimal(number, 1)
}

/// The last events of a card, a line each.
pub(crate) fn history(look: Renderer, events: &[Event]) -> String {
    let mut text = String::new();
    for event in events.iter().skip(events.len().saturating_sub(LINES)) {
        let grade = event
            .body
            .answer()
            .map_or_else(String::new, |answer| look.words.button(answer.grade));
        let interval = event.body.review().map_or_else(String::new, |review| {
            let days = look.words.language().whole(review.interval.days());
            format!("{days} d")
        });
        let day = event.stamp.day;
        let what = look.words.cards.event(&event.body);
        let line = look.words.info_line(day, what, grade, interval);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The flags that still stand, each with its note.
pub(crate) fn flags(look: Renderer, events: &[Event]) -> String {
    let mut notes: Vec<&str> = Vec::new();
    for event in events {
        let EventBody::Mark { mark, .. } = &event.body else {
            continue;
        };
        if let MarkEvent::Flag { note } = mark {
            notes.push(note);
        } else if *mark == MarkEvent::Unflag {
            notes.clear();
        }
    }
    let line = |note: &&str| look.labelled_line(look.words.cards.flag(), note);
    notes.iter().map(line).collect()
}

/// The arithmetic of an answer in words.
pub(crate) fn why(look: Renderer, settings: &Scheduler, review: &Review, event: &Event) -> String {
    let step = settings.review(
        &review.before,
        review.answer.grade,
        event.stamp.day,
        &review.answer.card,
        &|_| 0,
    );
    let words = look.words;
    let days = look.words.language().whole(review.interval.days());
    let first = match step.why.rule {
        Rule::Fail => words.info_fail(days),
        Rule::First => words.info_first(days),
        Rule::Second => words.info_second(days),
        Rule::Growth(_) => growth(look, &step, &days),
        Rule::Forecast(forecast) => forecast_in_words(look, &forecast, &days),
    };
    let bound = match step.why.bound {
        Bound::Free => None,
        Bound::Lengthened => Some(words.info_lengthened()),
        Bound::Ordered => Some(words.info_ordered()),
        Bound::Maximum => Some(words.info_maximum()),
    };
    let parts: Vec<&str> = std::iter::once(first.as_str()).chain(bound).collect();
    look.remark(TextRole::Faint, &parts.join("; "))
}

fn growth(look: Renderer, step: &ScheduleStep, days: &str) -> String {
    let Rule::Growth(growth) = step.why.rule else {
        return String::new();
    };
    let words = look.words;
    let mut parts = Vec::new();
    if growth.late > 0 {
        parts.push(words.info_late(growth.late, growth.credit));
    }
    let from = growth.from.days() + growth.credit;
    parts.insert(
        0,
        words.info_growth(days, from, ease(look, growth.ease), growth.raw),
    );
    if growth.longest > growth.shortest {
        parts.push(words.info_spread(growth.shortest, growth.longest));
    }
    parts.join("; ")
}

/// How FSRS came to an interval.
fn forecast_in_words(look: Renderer, forecast: &Forecast, days: &str) -> String {
    let words = look.words;
    let stability = one_digit(look, forecast.stability.days());
    let retention = forecast.retention.percent();
    let mut parts = vec![words.info_forecast(days, retention, forecast.raw)];
    parts.push(match forecast.before {
        None => words.info_first_stability(&stability),
        Some(Forgetting {
            days: 0,
            stability: before,
            ..
        }) => words.info_same_day(one_digit(look, before.days()), &stability),
        Some(before) => words.info_stability(
            before.days,
            before.recall,
            one_digit(look, before.stability.days()),
            &stability,
        ),
    });
    if forecast.longest > forecast.shortest {
        parts.push(words.info_spread(forecast.shortest, forecast.longest));
    }
    parts.join("; ")
}
