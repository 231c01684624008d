//! Which cards a drill takes: by chance, the weak ones before the others.

use rand::Rng;

use crate::cli::app::App;
use crate::cli::scope::{self, Chosen};
use crate::domain::id::CardId;
use crate::domain::memory::{CardStage, Memory};
use crate::error::AppError;

/// Weight that each lapse adds in a drill.
const LAPSE_WEIGHT: f64 = 2.0;
/// Lapses beyond which a card gets no heavier.
const MOST_LAPSES: u32 = 5;

/// Cards for a drill, drawn at random. The weaker a card, the likelier it comes: one that was forgotten, or
/// whose interval is short, before one that is known. Cards that were never seen fill what is left.
pub(crate) fn draw(app: &App, chosen: &Chosen, count: usize) -> Result<Vec<CardId>, AppError> {
    let mut rng = app.world.chance();
    let mut seen: Vec<(f64, CardId)> = Vec::new();
    let mut new: Vec<(f64, CardId)> = Vec::new();
    scope::each(app, chosen, None, |facts| {
        if facts.state.marks.suspended.is_on() {
            return;
        }
        // A draw without replacement by weight: the key of Efraimidis and Spirakis (2006), as its logarithm.
        // From just above 0, which has no logarithm.
        let chance: f64 = rng.random_range(f64::EPSILON..1.0);
        let key = chance.ln() / weakness(&facts.state.memory);
        let cards = if facts.state.memory == Memory::New {
            &mut new
        } else {
            &mut seen
        };
        cards.push((key, facts.id.clone()));
    })?;
    for cards in [&mut seen, &mut new] {
        cards.sort_by(|a, b| b.0.total_cmp(&a.0));
    }
    let drawn = seen.into_iter().chain(new).take(count);
    Ok(drawn.map(|(_, card)| card).collect())
}

/// How much a card needs practice, from 1 up.
fn weakness(memory: &Memory) -> f64 {
    let lapses = memory.seen().map_or(0, |seen| seen.lapses);
    let fragile = match memory.stage() {
        CardStage::New | CardStage::Learning => 3.0,
        CardStage::Young => 2.0,
        CardStage::Mature => 1.0,
    };
    fragile + LAPSE_WEIGHT * f64::from(lapses.min(MOST_LAPSES))
}
