//! New cards along a road: topics in order, held ones left out, siblings and prerequisites
//! respected.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::cost::LONG_SECONDS;
use crate::domain::id::{CardId, TopicId};
use crate::domain::memory::{CardStage, CardState};
use crate::domain::queue::{
    Blocker, EarlierToday, QueueEntry, TopicProgress, held_topics, unmet_needs,
};
use crate::engine::choice::{Chosen, Holds, Road};
use crate::engine::costs::Costs;
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::{CardScope, NewCard, TopicSummary};

/// New cards by road, each in the order of the road, at most a few more than can be shown.
pub(super) fn new_by_road(
    home: &Workspace<'_>,
    chosen: &Chosen,
    most: usize,
    met: &EarlierToday,
) -> Result<Vec<Vec<QueueEntry>>, AppError> {
    if most == 0 {
        return Ok(vec![]);
    }
    // A sibling of a card seen today takes no place, so a few more than the cap are looked at.
    let wanted = most.saturating_add(met.cards.len());
    if let CardScope::Cards(cards) = &chosen.scope {
        return Ok(vec![among(home, cards, wanted)?]);
    }
    let shelf = NewCardPicker {
        home,
        known: RefCell::default(),
    };
    chosen
        .roads
        .iter()
        .map(|road| along(home, road, &shelf, chosen.holds, wanted))
        .collect()
}

/// How far the learner is with every topic.
pub fn progress(home: &Workspace<'_>) -> Result<HashMap<TopicId, TopicProgress>, AppError> {
    let mut progress = HashMap::new();
    for found in home.store.progress().topic_summaries()? {
        let passed = passed(home, &found)?;
        let of_topic = TopicProgress {
            cards: found.cards,
            seen: found.seen,
            passed,
        };
        progress.insert(found.topic, of_topic);
    }
    Ok(progress)
}

/// How many of a topic's cards are remembered; not looked up where none was seen.
fn passed(home: &Workspace<'_>, topic: &TopicSummary) -> Result<u32, AppError> {
    if topic.seen == 0 {
        return Ok(0);
    }
    Ok(home.store.progress().passed_cards(&topic.topic)?)
}

/// How many cards of each topic need no more learning: mature, or put aside.
pub fn known_by_topic(home: &Workspace<'_>) -> Result<HashMap<TopicId, u32>, AppError> {
    let progress = home.store.progress();
    let spots = progress.spots()?;
    let mut known = HashMap::new();
    progress.each_known(&spots, |place, state| {
        let is_known = state.memory.stage() == CardStage::Mature || state.marks.suspended.is_on();
        if is_known && let Some((topic, _)) = spots.names.get(place) {
            *known.entry(topic.clone()).or_default() += 1;
        }
    })?;
    Ok(known)
}

/// Topics with their numbers, each read when it is first asked for.
struct NewCardPicker<'a> {
    home: &'a Workspace<'a>,
    known: RefCell<HashMap<TopicId, TopicSummary>>,
}

impl NewCardPicker<'_> {
    fn topic(&self, topic: &TopicId) -> Result<TopicSummary, AppError> {
        if let Some(known) = self.known.borrow().get(topic) {
            return Ok(known.clone());
        }
        let found = self.home.store.progress().topic_summary(topic)?;
        let found = found.unwrap_or_else(|| TopicSummary {
            topic: topic.clone(),
            cards: 0,
            seen: 0,
            needs: vec![],
        });
        self.known.borrow_mut().insert(topic.clone(), found.clone());
        Ok(found)
    }

    /// Whether one of some topics, all of which come earlier, still holds those that build on it.
    fn any_holds(&self, topics: &[TopicId]) -> Result<bool, AppError> {
        for topic in topics {
            let found = self.topic(topic)?;
            let progress = TopicProgress {
                cards: found.cards,
                seen: found.seen,
                passed: passed(self.home, &found)?,
            };
            if progress.holds() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The new cards of one road: topics in order, held ones left out, until enough are found.
fn along(
    home: &Workspace<'_>,
    road: &Road,
    shelf: &NewCardPicker<'_>,
    holds: Holds,
    wanted: usize,
) -> Result<Vec<QueueEntry>, AppError> {
    let unlocked: HashSet<TopicId> = home.store.progress().unlocked()?.into_iter().collect();
    let mut earlier = HashSet::new();
    let mut found = Vec::new();
    for topic in &road.topics {
        let TopicSummary {
            cards,
            seen,
            mut needs,
            ..
        } = shelf.topic(topic)?;
        // The rule of `held_topics`, but topic by topic: the first card does not wait until all
        // topics of a road are judged.
        needs.retain(|needed| earlier.contains(needed));
        earlier.insert(topic);
        let held = || {
            Ok::<bool, AppError>(
                holds == Holds::Apply && !unlocked.contains(topic) && shelf.any_holds(&needs)?,
            )
        };
        if seen >= cards || held()? {
            continue;
        }
        let mut news = home.store.progress().new_cards(topic, wanted)?;
        if seen == 0 && holds == Holds::Apply {
            without_long(home, topic, &mut news)?;
        }
        for new in news {
            if found.len() < wanted && shown_today(home, &new)? {
                found.push(QueueEntry {
                    card: new.card,
                    topic: topic.clone(),
                });
            }
        }
        if found.len() >= wanted {
            break;
        }
    }
    Ok(found)
}

/// Leaves out the long cards of a topic that is not begun: nobody begins one with a program to write, unless it has
/// nothing else.
fn without_long(
    home: &Workspace<'_>,
    topic: &TopicId,
    news: &mut Vec<NewCard>,
) -> Result<(), AppError> {
    if !home.store.content().has_quick_cards(topic)? {
        return Ok(());
    }
    let costs = Costs::read(home)?;
    let mut quick = Vec::with_capacity(news.len());
    for new in std::mem::take(news) {
        if costs.of_new(&new.card)? <= LONG_SECONDS {
            quick.push(new);
        }
    }
    *news = quick;
    Ok(())
}

/// The topic the next new card of a road comes from.
pub fn next_new(home: &Workspace<'_>, road: &Road) -> Result<Option<TopicId>, AppError> {
    let shelf = NewCardPicker {
        home,
        known: RefCell::default(),
    };
    Ok(along(home, road, &shelf, Holds::Apply, 1)?
        .pop()
        .map(|entry| entry.topic))
}

/// The topics of a road that prerequisites hold back, each with what holds it.
pub(crate) fn held(
    home: &Workspace<'_>,
    road: &Road,
    progress: &HashMap<TopicId, TopicProgress>,
) -> Result<BTreeMap<TopicId, Vec<Blocker>>, AppError> {
    let unlocked = home.store.progress().unlocked()?.into_iter().collect();
    let topics = home.store.progress().topic_summaries()?.into_iter();
    let topics: HashMap<TopicId, Vec<TopicId>> =
        topics.map(|found| (found.topic, found.needs)).collect();
    let needs = |topic: &TopicId| topics.get(topic).map_or(&[][..], Vec::as_slice);
    let of = |topic: &TopicId| progress.get(topic).copied().unwrap_or_default();
    Ok(held_topics(&road.topics, &needs, &of, &unlocked))
}

/// Whether a new card may be shown: open, and all that it needs has passed once.
fn shown_today(home: &Workspace<'_>, new: &NewCard) -> Result<bool, AppError> {
    Ok(new.state.is_open_on(home.today()) && unmet(home, &new.needs)?.is_empty())
}

/// The first card that a card waits for.
pub(super) fn first_unmet(home: &Workspace<'_>, card: &CardId) -> Result<Option<CardId>, AppError> {
    let card = home.store.content().card(card, home.lang)?;
    let needs = card.map(|card| card.needs).unwrap_or_default();
    Ok(unmet(home, &needs)?.into_iter().next())
}

/// The cards among those needed that have not passed once.
fn unmet(home: &Workspace<'_>, needs: &[CardId]) -> Result<Vec<CardId>, AppError> {
    let mut known: HashMap<String, Vec<(CardId, CardState)>> = HashMap::new();
    for need in needs {
        let siblings = home.store.content().siblings(need)?;
        let states = home.store.progress().states(&siblings)?;
        known.insert(
            need.base().to_owned(),
            siblings.into_iter().zip(states).collect(),
        );
    }
    let of_base = |base: &str| known.get(base).cloned().unwrap_or_default();
    let unmet = unmet_needs(needs, &of_base);
    Ok(unmet.into_iter().cloned().collect())
}

fn among(
    home: &Workspace<'_>,
    cards: &[CardId],
    wanted: usize,
) -> Result<Vec<QueueEntry>, AppError> {
    let mut found = Vec::new();
    for (card, state) in cards.iter().zip(home.store.progress().states(cards)?) {
        if found.len() == wanted {
            break;
        }
        if state.memory.seen().is_some() {
            continue;
        }
        let needs = home
            .store
            .content()
            .card(card, home.lang)?
            .map(|card| card.needs)
            .unwrap_or_default();
        let new = NewCard {
            card: card.clone(),
            needs,
            state,
        };
        if shown_today(home, &new)? {
            found.push(QueueEntry {
                topic: topic_of(home, card)?,
                card: new.card,
            });
        }
    }
    Ok(found)
}

pub(super) fn topic_of(home: &Workspace<'_>, card: &CardId) -> Result<TopicId, AppError> {
    Ok(home
        .store
        .content()
        .topic_of(card)?
        .unwrap_or_else(|| TopicId::parse("unknown").expect("a slug is a topic")))
}
