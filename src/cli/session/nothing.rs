//! Why a session has nothing to ask, in words.

use crate::engine::not_now::NotNow;
use crate::engine::shown::Nothing;
use crate::ui::messages::Messages;

/// A title, and a line for each reason or hint.
pub(super) fn in_words(nothing: &Nothing, words: Messages) -> (String, Vec<String>) {
    match nothing {
        Nothing::Due => (
            words.nothing_due().to_owned(),
            vec![words.nothing_due_hint().to_owned()],
        ),
        Nothing::Now(reasons) if reasons.cards == 0 => (
            words.nothing_matches().to_owned(),
            vec![words.nothing_matches_hint().to_owned()],
        ),
        Nothing::Now(reasons) => (words.nothing_now(reasons.cards), lines(reasons, words)),
    }
}

fn lines(reasons: &NotNow, words: Messages) -> Vec<String> {
    let mut lines = Vec::new();
    if reasons.over_limit > 0 {
        lines.push(words.over_limit(reasons.over_limit));
    }
    if let Some(day) = reasons.first_due {
        lines.push(words.not_due_before(reasons.later, day));
    }
    if let Some(card) = &reasons.needed {
        lines.push(words.waits_for_card(reasons.held, card));
    }
    if let Some(topic) = &reasons.held_topic {
        lines.push(words.waits_for_topic(reasons.held_by_topic, topic));
    }
    if reasons.suspended > 0 {
        lines.push(words.not_while_suspended(reasons.suspended));
    }
    if reasons.buried > 0 {
        lines.push(words.not_while_buried(reasons.buried));
    }
    if reasons.new > 0 {
        lines.push(words.no_new_left(reasons.new));
    }
    lines
}
