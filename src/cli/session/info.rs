//! "Why this interval": a card's history, and the arithmetic of its last answer in words.

use crate::domain::card::Card;
use crate::domain::event::{Event, Review};
use crate::domain::memory::{Ease, Memory};
use crate::domain::schedule::{Bound, Rule, ScheduleStep, Scheduler};
use crate::engine::shown::CardInfo;
use crate::ui::card::Renderer;
use crate::ui::palette::TextRole;

/// Lines of history that are shown.
const LINES: usize = 8;

/// History and arithmetic of a card.
pub(super) fn card_info(look: Renderer, info: &CardInfo) -> String {
    let mut text = header(look, &info.card, &info.memory);
    text.push_str(&history(look, &info.events));
    let last = info
        .events
        .iter()
        .rev()
        .find_map(|event| event.body.review().map(|review| (review, event)));
    if let (Some((review, event)), Some(scheduler)) = (last, &info.scheduler) {
        text.push_str(&why(look, scheduler, review, event));
    }
    text
}

/// Hundredths as a decimal: `2.50`.
pub(crate) fn ease(ease: Ease) -> String {
    format!("{}.{:02}", ease.hundredths() / 100, ease.hundredths() % 100)
}

/// The numbers of a card.
pub(crate) fn header(look: Renderer, card: &Card, memory: &Memory) -> String {
    let mut text = look.remark(TextRole::Title, card.id.as_str());
    text.push_str(&match memory.seen() {
        None => look.remark(TextRole::Faint, look.words.info_new()),
        Some(seen) => {
            let numbers = look.words.info_numbers(
                seen.strength.ease().map_or_else(String::new, ease),
                seen.interval.days(),
                seen.due,
                seen.reviews,
                seen.lapses,
            );
            look.remark(TextRole::Faint, &numbers)
        }
    });
    text
}

/// The last events of a card, a line each.
pub(crate) fn history(look: Renderer, events: &[Event]) -> String {
    let mut text = String::new();
    for event in events.iter().skip(events.len().saturating_sub(LINES)) {
        let grade = event
            .body
            .answer()
            .map_or_else(String::new, |answer| format!("q{}", answer.grade.q()));
        let interval = event.body.review().map_or_else(String::new, |review| {
            format!("{} d", review.interval.days())
        });
        let day = event.stamp.day;
        let what = look.words.cards.event(&event.body);
        let line = look.words.info_line(day, what, grade, interval);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
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
    let days = review.interval.days().to_string();
    let first = match step.why.rule {
        Rule::Fail => words.info_fail(days),
        Rule::First => words.info_first(days),
        Rule::Second => words.info_second(days),
        Rule::Growth(_) => growth(look, &step, &days),
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
        words.info_growth(days, from, ease(growth.ease), growth.raw),
    );
    if growth.longest > growth.shortest {
        parts.push(words.info_spread(growth.shortest, growth.longest));
    }
    parts.join("; ")
}
