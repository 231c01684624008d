//! Cards that ask for something else since they were answered: their authors raised `rev`. They come back within days,
//! however long their intervals were.

use crate::domain::card::{Card, Lang, Rev};
use crate::domain::day::StudyDay;
use crate::domain::event::MarkEvent;
use crate::domain::id::DeckName;
use crate::domain::schedule::Interval;
use crate::engine::workspace::Workspace;
use crate::error::AppError;

/// Days over which they come back, so that a large update does not fill one day.
const DAYS: i32 = 3;

/// The last day on which a changed card comes back.
pub fn last_day(home: &Workspace<'_>) -> StudyDay {
    home.today().plus(DAYS - 1)
}

/// Brings the changed cards of a deck of others forward. A card that is due by then stays where it is, so that a
/// second call, after one that was killed, does what is left.
pub fn bring_forward(home: &Workspace<'_>, deck: &DeckName) -> Result<(), AppError> {
    let (today, stamp) = (home.today(), home.stamp());
    let mut moved = 0;
    for id in home.store.content().cards_of_deck(deck)? {
        let state = home.store.progress().state(&id)?;
        let Some(seen) = state.memory.seen().filter(|seen| seen.due > last_day(home)) else {
            continue;
        };
        let card = home.store.content().card(&id, Lang::EN)?;
        let earlier = card.map(|card| earlier_rev(home, &card)).transpose()?;
        if earlier.flatten().is_none() {
            continue;
        }
        let due = today.plus(moved % DAYS);
        // As if the scheduler had chosen this day: the next interval grows from the days that really passed.
        let days = u32::try_from(due.since(seen.last)).unwrap_or(1);
        let Some(interval) = Interval::from_days(days.max(1)) else {
            continue;
        };
        let mark = MarkEvent::Reschedule {
            reviews: seen.reviews,
            interval,
            due,
        };
        home.store.progress().record(mark.on(id), &stamp)?;
        moved += 1;
    }
    Ok(())
}

/// The revision of a card that was answered last, if the card has a later one.
pub(super) fn earlier_rev(home: &Workspace<'_>, card: &Card) -> Result<Option<Rev>, AppError> {
    // Revision 1 is the first there is, so only later ones need a look at the history.
    if card.rev <= Rev(1) {
        return Ok(None);
    }
    let history = home.store.log().card_history(&card.id)?;
    let last = history
        .iter()
        .rev()
        .find_map(|logged| logged.event.body.review().map(|review| review.answer.rev));
    Ok(last.filter(|last| *last < card.rev))
}
