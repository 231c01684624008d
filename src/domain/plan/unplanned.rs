//! What would be remembered on the date without a plan: due cards by due day, the day's new cards in the order
//! of the road among them, until the minutes are gone.

use super::belief::MemoryCurve;
use super::histories::{Histories, History};
use super::situation::{ScheduledAsk, Situation};
use super::topics::TopicBoard;

/// For each card, the probability of recall on the date without a plan.
pub fn unplanned_recall<C: MemoryCurve>(
    curve: &C,
    situation: &Situation<C::State>,
    new_per_day: usize,
) -> Vec<f64> {
    let mut usual = Unplanned::new(curve, situation);
    for day in 0..situation.horizon.days {
        usual.study(day, new_per_day);
    }
    let recall =
        |history: &Option<History>| history.map_or(0.0, |known| usual.histories.on_date(known));
    usual.cards.iter().map(recall).collect()
}

struct Unplanned<'a, C: MemoryCurve> {
    situation: &'a Situation<C::State>,
    histories: Histories<'a, C>,
    cards: Vec<Option<History>>,
    due: Vec<Option<ScheduledAsk>>,
    board: TopicBoard,
}

impl<'a, C: MemoryCurve> Unplanned<'a, C> {
    fn new(curve: &'a C, situation: &'a Situation<C::State>) -> Self {
        let mut histories = Histories::new(curve, situation.horizon.days);
        let beliefs = situation.cards.iter().map(|card| card.belief);
        let cards = beliefs
            .map(|belief| belief.map(|belief| histories.given(belief)))
            .collect();
        Self {
            situation,
            histories,
            cards,
            due: situation.cards.iter().map(|card| card.due).collect(),
            board: TopicBoard::new(situation),
        }
    }

    /// One day: whatever of its queue the minutes allow.
    fn study(&mut self, day: i32, new_per_day: usize) {
        let horizon = self.situation.horizon;
        let mut left = if day == 0 {
            horizon.seconds_a_day - horizon.spent_today
        } else {
            horizon.seconds_a_day * horizon.kept
        };
        for place in mixed(&self.due_cards(day), &self.new_cards(day, new_per_day)) {
            // Looked at before the card, not after: the last one is finished even if it runs over.
            if left <= 0.0 {
                break;
            }
            left -= f64::from(self.situation.cards[place].seconds);
            self.ask(place, day);
        }
    }

    fn due_cards(&self, day: i32) -> Vec<usize> {
        let mut due: Vec<(ScheduledAsk, usize)> = (0..self.cards.len())
            .filter_map(|place| Some((self.due[place]?, place)))
            .filter(|(ask, place)| ask.day <= day && self.situation.cards[*place].open_from <= day)
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(_, place)| place).collect()
    }

    fn new_cards(&self, day: i32, most: usize) -> Vec<usize> {
        let is_new = |place: &usize| {
            let card = &self.situation.cards[*place];
            self.cards[*place].is_none() && card.open_from <= day && self.board.is_open(card.topic)
        };
        (0..self.cards.len()).filter(is_new).take(most).collect()
    }

    fn ask(&mut self, place: usize, day: i32) {
        let before = self.cards[place];
        let after = self.histories.asked(before, day);
        let passed_before = before.map_or(0.0, |history| self.histories.last_passed(history));
        let topic = self.situation.cards[place].topic;
        let passed = self.histories.last_passed(after) - passed_before;
        self.board.add_passed(topic, passed);
        self.cards[place] = Some(after);
        let interval = next_interval(self.due[place]);
        self.due[place] = Some(ScheduledAsk {
            day: day + interval,
            interval,
        });
    }
}

/// The interval that SM-2 gives a card that keeps passing.
fn next_interval(due: Option<ScheduledAsk>) -> i32 {
    match due.map(|ask| ask.interval) {
        None => 1,
        // SM-2's second step, and after it the ease that every card starts with, 2.50.
        Some(..=1) => 6,
        Some(days) => days.saturating_mul(5) / 2,
    }
}

/// Two lists as one, the shorter spread evenly over the longer.
fn mixed(due: &[usize], new: &[usize]) -> Vec<usize> {
    let mut mixed = Vec::with_capacity(due.len() + new.len());
    let mut waiting = new.iter();
    for (shown, place) in (1..).zip(due) {
        mixed.push(*place);
        let wanted = shown * new.len() / due.len();
        let given = mixed.len() - shown;
        mixed.extend(waiting.by_ref().take(wanted - given));
    }
    mixed.extend(waiting);
    mixed
}
