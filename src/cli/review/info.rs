//! "Why this interval": a card's history, and the arithmetic of its last answer in words.

use crate::cli::review::Sitting;
use crate::cli::review::turn::Asked;
use crate::domain::card::Card;
use crate::domain::event::{Event, Review};
use crate::domain::memory::{Ease, Memory};
use crate::domain::schedule::{Bound, Rule, Scheduler, Step};
use crate::error::AppError;
use crate::store::Standing;
use crate::ui::card::Look;
use crate::ui::messages::fill;
use crate::ui::palette::Role;

/// Lines of history that are shown.
const LINES: usize = 8;

impl Sitting<'_> {
    /// Shows history and arithmetic of the card that is being asked.
    pub(super) fn info(&mut self, asked: &Asked) -> Result<(), AppError> {
        let events: Vec<Event> = self
            .app
            .store
            .card_history(&asked.card.id)?
            .into_iter()
            .filter(|logged| logged.standing == Standing::Stands)
            .map(|logged| logged.event)
            .collect();
        let mut text = header(self.look(), &asked.card, &asked.state.memory);
        text.push_str(&history(self.look(), &events));
        let last = events
            .iter()
            .rev()
            .find_map(|event| event.body.review().map(|review| (review, event)));
        if let Some((review, event)) = last
            && let Some(settings) = self.app.store.scheduler_of(&review.settings)?
        {
            text.push_str(&why(self.look(), &settings, review, event));
        }
        self.say(&text)
    }
}

/// Hundredths as a decimal: `2.50`.
pub(crate) fn ease(ease: Ease) -> String {
    format!("{}.{:02}", ease.hundredths() / 100, ease.hundredths() % 100)
}

/// The numbers of a card.
pub(crate) fn header(look: Look<'_>, card: &Card, memory: &Memory) -> String {
    let mut text = look.remark(Role::Title, card.id.as_str());
    text.push_str(&match memory.seen() {
        None => look.remark(Role::Faint, look.words.info_new),
        Some(seen) => {
            let values = [
                ("ease", seen.strength.ease().map_or_else(String::new, ease)),
                ("interval", seen.interval.days().to_string()),
                ("due", seen.due.to_string()),
                ("reviews", seen.reviews.to_string()),
                ("lapses", seen.lapses.to_string()),
            ];
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            look.remark(Role::Faint, &fill(look.words.info_numbers, &values))
        }
    });
    text
}

/// The last events of a card, a line each.
pub(crate) fn history(look: Look<'_>, events: &[Event]) -> String {
    let mut text = String::new();
    for event in events.iter().skip(events.len().saturating_sub(LINES)) {
        let grade = event
            .body
            .answer()
            .map_or_else(String::new, |answer| format!("q{}", answer.grade.q()));
        let interval = event.body.review().map_or_else(String::new, |review| {
            format!("{} d", review.interval.days())
        });
        let day = event.stamp.day.to_string();
        let values = [
            ("day", day.as_str()),
            ("what", look.words.cards.event(&event.body)),
            ("grade", &grade),
            ("interval", &interval),
        ];
        text.push_str(fill(look.words.info_line, &values).trim_end());
        text.push('\n');
    }
    text
}

/// The arithmetic of an answer in words.
pub(crate) fn why(look: Look<'_>, settings: &Scheduler, review: &Review, event: &Event) -> String {
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
        Rule::Fail => fill(words.info_fail, &[("days", &days)]),
        Rule::First => fill(words.info_first, &[("days", &days)]),
        Rule::Second => fill(words.info_second, &[("days", &days)]),
        Rule::Growth(_) => growth(look, &step, &days),
    };
    let bound = match step.why.bound {
        Bound::Free => None,
        Bound::Lengthened => Some(words.info_lengthened),
        Bound::Ordered => Some(words.info_ordered),
        Bound::Maximum => Some(words.info_maximum),
    };
    let parts: Vec<&str> = std::iter::once(first.as_str()).chain(bound).collect();
    look.remark(Role::Faint, &parts.join("; "))
}

fn growth(look: Look<'_>, step: &Step, days: &str) -> String {
    let Rule::Growth(growth) = step.why.rule else {
        return String::new();
    };
    let words = look.words;
    let mut parts = Vec::new();
    if growth.late > 0 {
        let values = [
            ("late", &*growth.late.to_string()),
            ("credit", &*growth.credit.to_string()),
        ];
        parts.push(fill(words.info_late, &values));
    }
    let from = growth.from.days() + growth.credit;
    let values = [
        ("days", days),
        ("from", &from.to_string()),
        ("ease", &ease(growth.ease)),
        ("raw", &growth.raw.to_string()),
    ];
    parts.insert(0, fill(words.info_growth, &values));
    if growth.longest > growth.shortest {
        let values = [
            ("shortest", &*growth.shortest.to_string()),
            ("longest", &*growth.longest.to_string()),
        ];
        parts.push(fill(words.info_spread, &values));
    }
    parts.join("; ")
}
