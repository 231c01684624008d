//! What a plan is made from, read from decks and log.

use std::collections::{HashMap, HashSet};

use crate::domain::card::CardKind;
use crate::domain::cost::{is_long_kind, median_time};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::interview::{Dimension, Record, Round, weak_dimensions};
use crate::domain::memory::CardState;
use crate::domain::plan::{
    FsrsCurve, Horizon, LONG_DAYS, PastAnswer, PlanCard, PlanTopic, ScheduledAsk, Situation,
    ValueScale, belief_of, kept_share, learnt_curve, long_saved,
};
use crate::domain::query::Candidates;
use crate::domain::replay::StudyPlan;
use crate::domain::schedule::SeenMemory;
use crate::domain::schedule::fsrs6::FsrsMemory;
use crate::engine::costs::Costs;
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::store::{IndexedFacts, StoredCardFacts, Texts, TopicSummary};

/// A topic of the plan's roads.
#[derive(Debug, Clone)]
pub(in crate::engine) struct RoadTopic {
    pub(in crate::engine) id: TopicId,
    pub(in crate::engine) cards: u32,
    /// Topics that hold it, by place.
    pub(in crate::engine) needs: Vec<usize>,
}

/// The topics of some roads, each once. A prerequisite holds a topic only where it stands before it in the
/// same road, and not where the learner lifted the hold.
pub(in crate::engine) fn plan_topics(
    home: &Workspace<'_>,
    roadmaps: &[RoadmapId],
) -> Result<Vec<RoadTopic>, AppError> {
    let summaries = home.store.progress().topic_summaries()?;
    let known: HashMap<&TopicId, &TopicSummary> = summaries
        .iter()
        .map(|summary| (&summary.topic, summary))
        .collect();
    let unlocked: HashSet<TopicId> = home.store.progress().unlocked()?.into_iter().collect();
    let mut topics: Vec<RoadTopic> = Vec::new();
    for roadmap in roadmaps {
        let mut earlier: HashSet<TopicId> = HashSet::new();
        for id in road_topics(home, roadmap)? {
            let summary = known.get(&id);
            let is_listed = topics.iter().any(|topic| topic.id == id);
            if !is_listed && let Some(summary) = summary {
                let holding = summary.needs.iter().filter(|need| earlier.contains(*need));
                let places =
                    holding.filter_map(|need| topics.iter().position(|topic| topic.id == *need));
                let needs = if unlocked.contains(&id) {
                    vec![]
                } else {
                    places.collect()
                };
                topics.push(RoadTopic {
                    id: id.clone(),
                    cards: summary.cards,
                    needs,
                });
            }
            earlier.insert(id);
        }
    }
    Ok(topics)
}

fn road_topics(home: &Workspace<'_>, roadmap: &RoadmapId) -> Result<Vec<TopicId>, AppError> {
    if super::is_mine(roadmap) {
        return Ok(home.store.content().own_topics()?);
    }
    let homes = home.store.content().homes(roadmap)?;
    Ok(homes.into_iter().map(|(topic, _)| topic).collect())
}

/// Everything a plan is computed from.
pub(super) struct Gathered {
    pub(super) ids: Vec<CardId>,
    pub(super) topics: Vec<RoadTopic>,
    pub(super) situation: Situation<FsrsMemory>,
    pub(super) curve: FsrsCurve,
    /// Seconds that were studied on each day since the plan began, today last.
    pub(super) studied: Vec<f64>,
    /// Cards of the roads that the learner put aside.
    pub(super) suspended: usize,
    /// Dimensions in which the latest interviews were weak, the weakest first.
    pub(super) weak: Vec<Dimension>,
}

/// Reads what a plan is computed from.
pub(super) fn gather(home: &Workspace<'_>, plan: &StudyPlan) -> Result<Gathered, AppError> {
    let topics = plan_topics(home, &plan.terms.roadmaps)?;
    let mut facts = facts_of(home, &topics)?;
    let all = facts.len();
    facts.retain(|(_, card)| !card.state.marks.suspended.is_on());
    let suspended = all - facts.len();
    let histories = facts
        .iter()
        .map(|(_, card)| past_answers(home, card))
        .collect::<Result<Vec<_>, _>>()?;
    let curve = learnt_curve(&histories, home.fsrs6.model());
    let today = home.today();
    let costs = Costs::read(home)?;
    let families = families(&facts);
    let needs = needs_by_place(home, &facts)?;
    let weak = weak(home)?;
    let mut cards = Vec::with_capacity(facts.len());
    for (place, (topic, card)) in facts.iter().enumerate() {
        let history = &histories[place];
        let times = history.iter().filter_map(|answer| answer.total_ms);
        let facts = costs.facts(median_time(times), card.facts.kind, card.facts.minutes);
        cards.push(PlanCard {
            topic: *topic,
            value: value(home, &card.facts, &weak)?,
            seconds: facts.seconds(),
            family: families[place],
            needs: needs[place].clone(),
            open_from: open_from(&card.state, history, today),
            belief: belief_of(&curve.model, history, today),
            due: card.state.memory.seen().map(|seen| scheduled(seen, today)),
        });
    }
    let studied = studied(home, plan, today)?;
    let horizon = horizon(home, plan, &studied)?;
    let plan_topics = topics.iter().map(|topic| PlanTopic {
        needs: topic.needs.clone(),
    });
    Ok(Gathered {
        ids: facts
            .iter()
            .map(|(_, card)| card.facts.id.clone())
            .collect(),
        situation: Situation {
            cards,
            topics: plan_topics.collect(),
            horizon,
        },
        topics,
        curve,
        studied,
        suspended,
        weak,
    })
}

/// Dimensions in which the latest interviews were weak.
fn weak(home: &Workspace<'_>) -> Result<Vec<Dimension>, AppError> {
    let events = home.store.log().interviews()?;
    let records: Vec<Record> = events
        .iter()
        .filter_map(|event| Record::read(event.body.interview()?))
        .collect();
    Ok(weak_dimensions(records.iter()))
}

/// What a card is worth; more if it trains what was weak.
fn value(home: &Workspace<'_>, facts: &IndexedFacts, weak: &[Dimension]) -> Result<f64, AppError> {
    let scale = ValueScale::default();
    let value = scale.value(facts.interview, facts.kind);
    if weak.is_empty() {
        return Ok(value);
    }
    // Only for an open question does the kind not say what it trains.
    let round = if facts.kind == CardKind::Open {
        home.store.content().card(&facts.id, home.lang)?
    } else {
        None
    };
    let round = round.as_ref().map_or(Round::Language, Round::of);
    let is_weak = weak.contains(&Dimension::of_question(facts.kind, round));
    Ok(if is_weak { value * scale.weak } else { value })
}

/// The cards of the topics in the order of the roads, each with the place of its topic.
fn facts_of(
    home: &Workspace<'_>,
    topics: &[RoadTopic],
) -> Result<Vec<(usize, StoredCardFacts)>, AppError> {
    let places: HashMap<&TopicId, usize> = topics
        .iter()
        .enumerate()
        .map(|(place, topic)| (&topic.id, place))
        .collect();
    let wanted = topics
        .iter()
        .map(|topic| Candidates::Topic(topic.id.as_str()));
    let candidates = Candidates::Any(wanted.collect());
    let mut facts = Vec::new();
    let progress = home.store.progress();
    progress.each_card(&candidates, home.today(), Texts::Skipped, |card| {
        if let Some(place) = places.get(&card.facts.topic) {
            facts.push((*place, card));
        }
    })?;
    // Within a topic the order of the deck stays.
    facts.sort_by_key(|(place, _)| *place);
    Ok(facts)
}

fn past_answers(home: &Workspace<'_>, card: &StoredCardFacts) -> Result<Vec<PastAnswer>, AppError> {
    if card.state.memory.seen().is_none() {
        return Ok(vec![]);
    }
    Ok(home.store.progress().past_answers(&card.facts.id)?)
}

/// Siblings share a family.
fn families(facts: &[(usize, StoredCardFacts)]) -> Vec<usize> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let family = |(_, card): &'_ (usize, StoredCardFacts)| card.facts.id.base().to_owned();
    let bases: Vec<String> = facts.iter().map(family).collect();
    bases
        .iter()
        .map(|base| {
            let next = numbers.len();
            *numbers.entry(base).or_insert(next)
        })
        .collect()
}

/// For each card, the cards of the plan that it needs; an id without sibling mark means all siblings.
fn needs_by_place(
    home: &Workspace<'_>,
    facts: &[(usize, StoredCardFacts)],
) -> Result<Vec<Vec<usize>>, AppError> {
    let needs: HashMap<CardId, Vec<CardId>> =
        home.store.content().all_needs()?.into_iter().collect();
    let meant = |need: &CardId| -> Vec<usize> {
        let is_meant = |card: &StoredCardFacts| {
            let id = &card.facts.id;
            id == need || (need.side().is_none() && id.base() == need.base())
        };
        let places = facts.iter().enumerate();
        places
            .filter(|(_, (_, card))| is_meant(card))
            .map(|(place, _)| place)
            .collect()
    };
    let of_card = |(_, card): &(usize, StoredCardFacts)| {
        let needed = needs.get(&card.facts.id).into_iter().flatten();
        needed.flat_map(meant).collect()
    };
    Ok(facts.iter().map(of_card).collect())
}

/// The first day on which a card may be asked: not before tomorrow where it was answered today.
fn open_from(state: &CardState, history: &[PastAnswer], today: StudyDay) -> i32 {
    let was_answered = history.last().is_some_and(|answer| answer.day >= today);
    let buried = state
        .marks
        .buried_until
        .map_or(0, |until| until.since(today));
    buried.max(i32::from(was_answered))
}

fn scheduled(seen: &SeenMemory, today: StudyDay) -> ScheduledAsk {
    ScheduledAsk {
        day: seen.due.since(today),
        interval: i32::try_from(seen.interval.days()).unwrap_or(i32::MAX),
    }
}

/// Seconds of all answers on each day since the plan began, today last.
fn studied(home: &Workspace<'_>, plan: &StudyPlan, today: StudyDay) -> Result<Vec<f64>, AppError> {
    let days = usize::try_from(today.since(plan.began)).unwrap_or(0);
    let mut studied = vec![0.0; days + 1];
    // A clock that was set back may stand before the plan's first day.
    for tally in home
        .store
        .progress()
        .tallies(plan.began.min(today), today)?
    {
        let place = usize::try_from(tally.day.since(plan.began)).unwrap_or(0);
        studied[place.min(days)] += seconds(tally.tally.total_ms);
    }
    Ok(studied)
}

fn seconds(ms: i64) -> f64 {
    f64::from(u32::try_from(ms / 1_000).unwrap_or(u32::MAX))
}

fn horizon(home: &Workspace<'_>, plan: &StudyPlan, studied: &[f64]) -> Result<Horizon, AppError> {
    let today = home.today();
    let seconds_a_day = f64::from(plan.terms.minutes) * 60.0;
    let (spent_today, before) = studied
        .split_last()
        .map_or((0.0, &[][..]), |(last, rest)| (*last, rest));
    Ok(Horizon {
        days: plan.terms.date.since(today),
        whole: plan.terms.date.since(plan.began),
        seconds_a_day,
        spent_today,
        kept: kept_share(before, seconds_a_day),
        long_saved: long_saved(&spent_on_long(home, before.len())?, seconds_a_day),
    })
}

/// Seconds that programs and talks took on each of the last days of the plan before today.
fn spent_on_long(home: &Workspace<'_>, days: usize) -> Result<Vec<f64>, AppError> {
    let today = home.today();
    let days = days.min(LONG_DAYS);
    let back = i32::try_from(days).unwrap_or(0);
    let mut spent = vec![0.0; days];
    for tally in home.store.progress().tallies(today.plus(-back), today)? {
        if tally.kind.is_some_and(is_long_kind) {
            let place = usize::try_from(tally.day.since(today.plus(-back))).unwrap_or(0);
            // Today lies past the end: what it took comes off its own share, not off the savings.
            if let Some(day) = spent.get_mut(place) {
                *day += seconds(tally.tally.total_ms);
            }
        }
    }
    Ok(spent)
}
