//! What a sitting will show: counts for its head, the first card at once, the rest when it is on the screen.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::cli::app::App;
use crate::cli::args::ReviewArgs;
use crate::cli::scope::{self, Chosen, Holds, Road};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardState;
use crate::domain::queue::{
    Blocker, Caps, Entry, Met, Progress, Queue, held_topics, unmet_needs, waiting_repeats,
};
use crate::domain::session::Session;
use crate::error::AppError;
use crate::store::{NewCard, Scope, TopicSummary};

/// Seconds a due card takes, until the learner's own answers say better.
const SECONDS_DUE: u64 = 12;
/// Seconds a new card takes.
const SECONDS_NEW: u64 = 30;

/// What a sitting will show.
pub(super) struct Plan {
    /// The session, with its first card if that is due.
    pub(super) session: Session,
    /// The rest of the queue.
    pub(super) rest: Rest,
    /// The line above the first card.
    pub(super) head: String,
    /// What is said when there is nothing to show.
    pub(super) empty: &'static str,
    /// The roadmap that is reviewed, if it is one.
    pub(super) road: Option<RoadmapId>,
}

/// The part of a plan that is read after the first card is on the screen.
pub(super) enum Rest {
    /// The scheduled queue, of at most so many cards, without the one that was already fed.
    Scheduled(Box<Sources>, usize),
    /// Nothing.
    Nothing,
}

/// Where scheduled cards come from.
pub(super) struct Sources {
    chosen: Chosen,
    caps: Caps,
    met: Met,
    today: StudyDay,
    /// The due card that is on the screen.
    first: Option<CardId>,
    /// New cards by road.
    new: Vec<Vec<Entry>>,
}

/// What waits: numbers for heads, `due` and the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Waiting {
    /// Scheduled cards, within the day's cap.
    pub due: usize,
    /// Repeats from earlier today.
    pub learning: usize,
    /// New cards left of the day's allowance.
    pub new: usize,
}

impl Waiting {
    /// Minutes it will take, rounded up.
    pub(crate) fn minutes(self) -> u64 {
        let seconds =
            |n: usize, each: u64| u64::try_from(n).unwrap_or(u64::MAX).saturating_mul(each);
        (seconds(self.due + self.learning, SECONDS_DUE) + seconds(self.new, SECONDS_NEW))
            .div_ceil(60)
    }
}

/// What the day's events say: what is left of the caps, what was met, what waits for a repeat.
struct Day {
    caps: Caps,
    met: Met,
    repeats: Vec<CardId>,
}

/// How many first reviews a day may have, and whether the caller replaced the setting.
fn day(app: &App, today: StudyDay, new: Option<u32>) -> Result<Day, AppError> {
    let events = app.store.day_events(today)?;
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
    let left = |setting: u32, used: usize| {
        usize::try_from(setting)
            .unwrap_or(usize::MAX)
            .saturating_sub(used)
    };
    let caps = Caps {
        reviews: left(app.settings.reviews_per_day, later),
        new: new.map_or_else(|| left(app.settings.new_per_day, first), |new| left(new, 0)),
    };
    let repeats = waiting_repeats(&events, &app.settings.scheduler);
    Ok(Day {
        caps,
        met: Met { cards, topic: None },
        repeats,
    })
}

/// What waits now, in a choice of cards.
pub(crate) fn waiting(app: &App, chosen: &Chosen) -> Result<Waiting, AppError> {
    let today = app.today();
    let day = day(app, today, None)?;
    let due = app
        .store
        .due_count(&chosen.scope, today, day.caps.reviews)?;
    let new = count_new(&new_by_road(app, chosen, day.caps.new, &day.met)?, &day);
    let learning = in_choice(app, chosen, &day.repeats)?.len();
    Ok(Waiting { due, learning, new })
}

/// How many of the new cards the day's queue will take.
fn count_new(roads: &[Vec<Entry>], day: &Day) -> usize {
    let caps = Caps {
        reviews: 0,
        new: day.caps.new,
    };
    let roads = roads.iter().map(|road| road.iter().cloned()).collect();
    Queue::new(std::iter::empty(), roads, caps, day.met.clone()).count()
}

fn in_choice(app: &App, chosen: &Chosen, cards: &[CardId]) -> Result<Vec<CardId>, AppError> {
    let mut found = Vec::new();
    for card in cards {
        if chosen.has(app, card)? {
            found.push(card.clone());
        }
    }
    Ok(found)
}

/// The plan of a review.
pub(super) fn scheduled(app: &App, chosen: &Chosen, args: &ReviewArgs) -> Result<Plan, AppError> {
    let today = app.today();
    let day = day(app, today, args.new)?;
    let limit = args
        .limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(usize::MAX);
    let repeats = in_choice(app, chosen, &day.repeats)?;
    // Siblings of cards that were met today may stand before the first that can be shown.
    let due = app.store.due_head(
        &chosen.scope,
        today,
        day.caps.reviews,
        day.met.cards.len() + 1,
    )?;
    let new = new_by_road(app, chosen, day.caps.new, &day.met)?;
    let mut waits = Waiting {
        due: due.count.min(limit),
        learning: repeats.len(),
        new: count_new(&new, &day),
    };
    waits.new = waits.new.min(limit - waits.due);
    let mut session = Session::new(waits.due + waits.new, repeats);
    let is_fresh = |card: &CardId| !day.met.cards.iter().any(|met| met.base() == card.base());
    let first = due.first.into_iter().find(is_fresh).filter(|_| limit > 0);
    let sources = Sources {
        chosen: chosen.clone(),
        caps: day.caps,
        met: day.met,
        today,
        first: first.clone(),
        new,
    };
    let fed = first.iter().len();
    session.feed(first);
    let rest = if limit > fed {
        Rest::Scheduled(Box::new(sources), limit)
    } else {
        Rest::Nothing
    };
    let mut plan = Plan {
        session,
        rest,
        head: head(app, chosen, waits),
        empty: empty(app, chosen),
        road: one_road(chosen),
    };
    if fed == 0 {
        let rest = std::mem::replace(&mut plan.rest, Rest::Nothing);
        plan.session.feed(self::rest(app, rest)?);
        plan.session.settle();
    }
    Ok(plan)
}

fn head(app: &App, chosen: &Chosen, waits: Waiting) -> String {
    let words = app.words();
    words.session_head(
        chosen.title.as_deref().unwrap_or(words.all_cards()),
        app.palette.dot(),
        waits.due + waits.learning,
        waits.new,
        waits.minutes(),
    )
}

fn empty(app: &App, chosen: &Chosen) -> &'static str {
    if chosen.holds == Holds::Lifted {
        app.words().nothing_matches()
    } else {
        app.words().nothing_due()
    }
}

/// The rest of the scheduled cards, in order, without the first one that is already on the screen.
pub(super) fn rest(app: &App, rest: Rest) -> Result<Vec<CardId>, AppError> {
    let Rest::Scheduled(sources, limit) = rest else {
        return Ok(Vec::new());
    };
    // Siblings fall out: twice as many as can be shown are looked at.
    let most = sources.caps.reviews.min(limit).saturating_mul(2);
    let due = app.store.due(&sources.chosen.scope, sources.today, most)?;
    let due: Vec<Entry> = due
        .into_iter()
        .map(|card| {
            Ok(Entry {
                topic: topic_of(app, &card)?,
                card,
            })
        })
        .collect::<Result<_, AppError>>()?;
    let (first, roads) = (sources.first, sources.new);
    let roads = roads.into_iter().map(Vec::into_iter).collect();
    let queue = Queue::new(due.into_iter(), roads, sources.caps, sources.met);
    // Where another window answered the first card meanwhile, the queue lacks it: it takes its place all the same.
    let left = limit - first.iter().len();
    Ok(queue
        .map(|turn| turn.entry.card)
        .filter(|card| first.as_ref() != Some(card))
        .take(left)
        .collect())
}

fn topic_of(app: &App, card: &CardId) -> Result<TopicId, AppError> {
    Ok(app
        .store
        .topic_of(card)?
        .unwrap_or_else(|| TopicId::parse("unknown").expect("a slug is a topic")))
}

/// New cards by road, each in the order of the road, at most a few more than can be shown.
fn new_by_road(
    app: &App,
    chosen: &Chosen,
    most: usize,
    met: &Met,
) -> Result<Vec<Vec<Entry>>, AppError> {
    if most == 0 {
        return Ok(vec![]);
    }
    // A sibling met today takes no place, so that a few more than the cap must be looked at.
    let wanted = most.saturating_add(met.cards.len());
    if let Scope::Cards(cards) = &chosen.scope {
        return Ok(vec![among(app, cards, wanted)?]);
    }
    let shelf = Shelf {
        app,
        known: RefCell::default(),
    };
    chosen
        .roads
        .iter()
        .map(|road| along(app, road, &shelf, chosen.holds, wanted))
        .collect()
}

/// How far every topic has been met.
pub(crate) fn progress(app: &App) -> Result<HashMap<TopicId, Progress>, AppError> {
    let summaries = app.store.topic_summaries()?.into_iter();
    Ok(summaries
        .map(|found| {
            (
                found.topic,
                Progress {
                    cards: found.cards,
                    seen: found.seen,
                },
            )
        })
        .collect())
}

/// Topics with their numbers, each read when it is first asked for.
struct Shelf<'a> {
    app: &'a App,
    known: RefCell<HashMap<TopicId, TopicSummary>>,
}

impl Shelf<'_> {
    fn topic(&self, topic: &TopicId) -> Result<TopicSummary, AppError> {
        if let Some(known) = self.known.borrow().get(topic) {
            return Ok(known.clone());
        }
        let found = self.app.store.topic_summary(topic)?;
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
            if (Progress {
                cards: found.cards,
                seen: found.seen,
            })
            .holds()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The new cards of one road: topics in order, held ones left out, until enough are found.
fn along(
    app: &App,
    road: &Road,
    shelf: &Shelf<'_>,
    holds: Holds,
    wanted: usize,
) -> Result<Vec<Entry>, AppError> {
    let unlocked: HashSet<TopicId> = app.store.unlocked()?.into_iter().collect();
    let mut earlier = HashSet::new();
    let mut found = Vec::new();
    for topic in &road.topics {
        let TopicSummary {
            cards,
            seen,
            mut needs,
            ..
        } = shelf.topic(topic)?;
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
        for new in app.store.new_cards(topic, wanted - found.len())? {
            if shown_today(app, &new)? {
                found.push(Entry {
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

/// The topic the next new card of a road comes from.
pub(crate) fn next_new(app: &App, road: &Road) -> Result<Option<TopicId>, AppError> {
    let shelf = Shelf {
        app,
        known: RefCell::default(),
    };
    Ok(along(app, road, &shelf, Holds::Apply, 1)?
        .pop()
        .map(|entry| entry.topic))
}

/// The topics of a road that prerequisites hold back, each with what holds it.
pub(crate) fn held(
    app: &App,
    road: &Road,
    progress: &HashMap<TopicId, Progress>,
) -> Result<BTreeMap<TopicId, Vec<Blocker>>, AppError> {
    let unlocked = app.store.unlocked()?.into_iter().collect();
    let topics = app.store.topic_summaries()?.into_iter();
    let topics: HashMap<TopicId, Vec<TopicId>> =
        topics.map(|found| (found.topic, found.needs)).collect();
    let needs = |topic: &TopicId| topics.get(topic).map_or(&[][..], Vec::as_slice);
    let of = |topic: &TopicId| progress.get(topic).copied().unwrap_or_default();
    Ok(held_topics(&road.topics, &needs, &of, &unlocked))
}

/// Whether a new card may be shown: open, and all that it needs has passed once.
fn shown_today(app: &App, new: &NewCard) -> Result<bool, AppError> {
    if !new.state.is_open_on(app.today()) {
        return Ok(false);
    }
    let mut known: HashMap<String, Vec<(CardId, CardState)>> = HashMap::new();
    for need in &new.needs {
        let siblings = app.store.siblings(need)?;
        let states = app.store.states(&siblings)?;
        known.insert(
            need.base().to_owned(),
            siblings.into_iter().zip(states).collect(),
        );
    }
    Ok(unmet_needs(&new.needs, &|base| {
        known.get(base).cloned().unwrap_or_default()
    })
    .is_empty())
}

fn among(app: &App, cards: &[CardId], wanted: usize) -> Result<Vec<Entry>, AppError> {
    let mut found = Vec::new();
    for (card, state) in cards.iter().zip(app.store.states(cards)?) {
        if found.len() == wanted {
            break;
        }
        if state.memory.seen().is_some() {
            continue;
        }
        let needs = app
            .store
            .card(card, app.lang)?
            .map(|card| card.needs)
            .unwrap_or_default();
        let new = NewCard {
            card: card.clone(),
            needs,
            state,
        };
        if shown_today(app, &new)? {
            found.push(Entry {
                topic: topic_of(app, card)?,
                card: new.card,
            });
        }
    }
    Ok(found)
}

/// The roadmap, if one is reviewed.
fn one_road(chosen: &Chosen) -> Option<RoadmapId> {
    if let [road] = chosen.roads.as_slice() {
        Some(road.name.clone())
    } else {
        None
    }
}

/// The plan of a drill: seen cards first, drawn by chance.
pub(super) fn drilled(app: &App, chosen: &Chosen, count: u32) -> Result<Plan, AppError> {
    let cards = scope::draw(app, chosen, usize::try_from(count).unwrap_or(usize::MAX))?;
    let head = app.words().drill_head(app.palette.dot(), cards.len());
    let mut session = Session::new(cards.len(), []);
    session.feed(cards);
    Ok(Plan {
        session,
        rest: Rest::Nothing,
        head,
        empty: app.words().nothing_matches(),
        road: one_road(chosen),
    })
}
