//! Known mistakes that a learner made more than once.

use std::collections::HashMap;

use crate::domain::day::StudyDay;
use crate::domain::event::Event;
use crate::domain::id::CardId;

/// How often a mistake is made before it recurs.
const RECURS: u32 = 2;

/// A known wrong solution that a learner came back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringMistake {
    /// The card.
    pub card: CardId,
    /// The label of the wrong solution, in English.
    pub label: String,
    /// In how many answers it was recognised.
    pub times: u32,
    /// The day of the last of them.
    pub last: StudyDay,
}

/// The mistakes that recur among some events, the most frequent first, then the latest.
pub fn recurring_mistakes(events: impl IntoIterator<Item = Event>) -> Vec<RecurringMistake> {
    let mut found: HashMap<(CardId, String), (u32, StudyDay)> = HashMap::new();
    for event in events {
        let Some(answer) = event.body.answer() else {
            continue;
        };
        let mistake = answer
            .evidence
            .as_ref()
            .and_then(|evidence| evidence.mistake.clone());
        let Some(label) = mistake else {
            continue;
        };
        let day = event.stamp.day;
        let entry = found
            .entry((answer.card.clone(), label))
            .or_insert((0, day));
        *entry = (entry.0 + 1, entry.1.max(day));
    }
    let mut mistakes: Vec<RecurringMistake> = found
        .into_iter()
        .filter(|(_, (times, _))| *times >= RECURS)
        .map(|((card, label), (times, last))| RecurringMistake {
            card,
            label,
            times,
            last,
        })
        .collect();
    mistakes.sort_by(|a, b| {
        let key = |mistake: &RecurringMistake| (mistake.times, mistake.last);
        key(b)
            .cmp(&key(a))
            .then_with(|| (&a.card, &a.label).cmp(&(&b.card, &b.label)))
    });
    mistakes
}
