//! What the day has brought so far, and how many cards it may still bring.

use crate::domain::day::StudyDay;
use crate::domain::id::CardId;
use crate::domain::queue::{Caps, EarlierToday, waiting_repeats};
use crate::domain::streak::{ReturnStage, StudyReturn};
use crate::engine::choice::Chosen;
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::CardScope;

/// Study days that are looked at for a break: more than the spread after one takes.
const RECENT_DAYS: usize = 8;

/// What the day's events say: what is left of the caps, what was seen, what waits for a repeat.
pub(super) struct DaySoFar {
    pub(super) caps: Caps,
    pub(super) met: EarlierToday,
    pub(super) repeats: Vec<CardId>,
    /// Due cards that are left to the days to come, because many piled up during a break.
    pub(super) later: usize,
}

/// The day so far, for a choice of cards. `new` replaces what is left of the day's new cards.
pub(super) fn day_so_far(
    home: &Workspace<'_>,
    chosen: &Chosen,
    new: Option<u32>,
) -> Result<DaySoFar, AppError> {
    let today = home.today();
    let events = home.store.log().day_events(today)?;
    let reviews = events.iter().filter_map(|event| event.body.review());
    let (mut first, mut later) = (0, 0);
    let mut cards = Vec::new();
    for review in reviews {
        if review.before.seen().is_none() {
            first += 1;
        } else {
            later += 1;
        }
        cards.push(review.answer.card.clone());
    }
    let new_left = if is_everyday(chosen) && home.store.local().new_left_out()? == Some(today) {
        0
    } else {
        size(home.limits.new).saturating_sub(first)
    };
    let share = share_of(home, chosen, today, later)?;
    Ok(DaySoFar {
        caps: Caps {
            reviews: share.reviews,
            new: new.map_or(new_left, size),
        },
        met: EarlierToday { cards, topic: None },
        repeats: waiting_repeats(&events, home.scheduler),
        later: share.later,
    })
}

/// The due cards of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayShare {
    /// Those the day may still bring.
    pub(super) reviews: usize,
    /// Those that are left to later days.
    pub(super) later: usize,
}

/// How many due cards a day still brings, given those answered on it: the setting, and after a break
/// an equal share of what piled up. Cards that a learner names are never spread.
pub(super) fn share_of(
    home: &Workspace<'_>,
    chosen: &Chosen,
    day: StudyDay,
    answered: usize,
) -> Result<DayShare, AppError> {
    let setting = size(home.limits.reviews).saturating_sub(answered);
    let all = DayShare {
        reviews: setting,
        later: 0,
    };
    if !is_everyday(chosen) {
        return Ok(all);
    }
    let Some(returned) = returning(home, day)? else {
        return Ok(all);
    };
    let progress = home.store.progress();
    let waiting = progress.due_count(&chosen.scope, day, usize::MAX)?;
    // Of what the day began with, or the share would shrink with every answer.
    let share = returned.share(waiting + answered).saturating_sub(answered);
    let reviews = setting.min(share);
    Ok(DayShare {
        reviews,
        later: waiting.saturating_sub(reviews),
    })
}

/// The break that the learner comes back from on a day, if there was one.
pub(super) fn returning(
    home: &Workspace<'_>,
    day: StudyDay,
) -> Result<Option<StudyReturn>, AppError> {
    let days = home.store.progress().studied_days(day, RECENT_DAYS)?;
    Ok(days.returning(day))
}

/// The days that the learner was away, where this is the day of the return and nothing was studied yet.
pub fn days_away(home: &Workspace<'_>) -> Result<Option<u32>, AppError> {
    let returned = returning(home, home.today())?;
    let arriving = returned.filter(|returned| returned.stage == ReturnStage::Arriving);
    Ok(arriving.map(|returned| returned.away))
}

/// Whether it is what is asked when nothing is named: everything that is due.
pub(super) fn is_everyday(chosen: &Chosen) -> bool {
    chosen.scope == CardScope::All
}

pub(super) fn size(setting: u32) -> usize {
    usize::try_from(setting).unwrap_or(usize::MAX)
}
