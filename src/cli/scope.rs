//! Which cards a command speaks of: followed roadmaps, a roadmap, a phase, a topic, a query.

mod phase;

use std::collections::{HashMap, HashSet};
use std::io::IsTerminal;

use crate::cli::app::App;
use crate::cli::args::ScopeArgs;
use crate::cli::query_words::{query_aliases, translated};
use crate::domain::day::StudyDay;
use crate::domain::grade::Grade;
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::memory::CardMark;
use crate::domain::query::{Candidates, CardFacts, Names, Query};
use crate::domain::wording::problems;
pub(crate) use crate::engine::choice::{Chosen, Everyday, Holds, Road};
use crate::engine::plan;
use crate::error::AppError;
use crate::store::{CardScope, EventStatus, Filter, Texts};
use crate::ui::clean::clean_line;
use phase::narrow_to_phase;
pub(crate) use phase::phases;

/// The roadmap that is taken without a terminal when none is followed.
pub(crate) const DEFAULT_ROADMAP: &str = "mastering-python";
/// The name of the road of the learner's own topics.
pub(crate) const MINE: &str = "mine";

/// The choice that a command line makes.
pub(crate) fn resolve(app: &App, args: &ScopeArgs) -> Result<Chosen, AppError> {
    let query = args.query.join(" ");
    let narrowed = !query.trim().is_empty() || args.topic.is_some();
    let mut chosen = match &args.roadmap {
        Some(name) => one_road(app, name)?,
        None if narrowed => everything(app)?,
        None => followed(app)?,
    };
    if let Some(phase) = args.phase {
        narrow_to_phase(app, &mut chosen, phase)?;
    }
    // What is named is asked for, whatever its cards need first.
    if let Some(name) = &args.topic {
        let topic = app.topic(name)?;
        chosen = Chosen {
            scope: CardScope::Topics(vec![topic.clone()]),
            roads: vec![Road {
                name: road_name(MINE),
                topics: vec![topic.clone()],
            }],
            title: Some(topic.to_string()),
            holds: Holds::Lifted,
        };
    }
    if !query.trim().is_empty() {
        let cards = matching(app, &query, &chosen)?;
        chosen.scope = CardScope::Cards(cards);
        chosen.title = Some(clean_line(query.trim()));
        chosen.holds = Holds::Lifted;
    }
    Ok(chosen)
}

fn road_name(name: &str) -> RoadmapId {
    RoadmapId::parse(name).expect("a constant slug is a roadmap's name")
}

/// Some cards by name; prerequisites do not hold them back.
pub(crate) fn these(title: &str, cards: Vec<CardId>) -> Chosen {
    Chosen {
        scope: CardScope::Cards(cards),
        roads: vec![],
        title: Some(title.to_owned()),
        holds: Holds::Lifted,
    }
}

/// Every card, along the curriculum.
pub(crate) fn everything(app: &App) -> Result<Chosen, AppError> {
    let topics = app
        .store
        .progress()
        .topic_summaries()?
        .into_iter()
        .map(|summary| summary.topic)
        .collect();
    let roads = vec![Road {
        name: road_name("all"),
        topics,
    }];
    Ok(Chosen {
        scope: CardScope::All,
        roads,
        title: None,
        holds: Holds::Apply,
    })
}

/// The road of one roadmap.
pub(crate) fn road(app: &App, name: &RoadmapId) -> Result<Road, AppError> {
    let topics = app
        .store
        .content()
        .homes(name)?
        .into_iter()
        .map(|(topic, _)| topic)
        .collect();
    Ok(Road {
        name: name.clone(),
        topics,
    })
}

fn one_road(app: &App, name: &str) -> Result<Chosen, AppError> {
    let road = if name == MINE {
        mine(app, &[])?
    } else {
        road(app, &app.roadmap(name)?)?
    };
    Ok(along(vec![road]))
}

fn along(roads: Vec<Road>) -> Chosen {
    let mut listed = HashSet::new();
    let topics = roads
        .iter()
        .flat_map(|road| &road.topics)
        .filter(|topic| listed.insert((*topic).clone()))
        .cloned();
    let names: Vec<&str> = roads
        .iter()
        .filter(|road| !road.topics.is_empty())
        .map(|road| road.name.as_str())
        .collect();
    let title = Some(names.join(" + "));
    Chosen {
        scope: CardScope::Topics(topics.collect()),
        title,
        holds: Holds::Apply,
        roads,
    }
}

/// The roads of some roadmaps; `mine` is that of the learner's own topics.
pub(crate) fn along_roadmaps(app: &App, names: &[RoadmapId]) -> Result<Chosen, AppError> {
    let mut roads = Vec::new();
    for name in names {
        roads.push(if name.as_str() == MINE {
            mine(app, &roads)?
        } else {
            road(app, name)?
        });
    }
    Ok(along(roads))
}

/// The roadmaps that are followed, and the learner's own topics that none of them lists.
pub(crate) fn followed(app: &App) -> Result<Chosen, AppError> {
    let mut names = app.store.progress().followed()?;
    let known = app.roadmap_names()?;
    // A roadmap that is followed may be gone with its deck.
    names.retain(|name| known.contains(name));
    if names.is_empty() {
        if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
            return everything(app);
        }
        names.extend(
            known
                .iter()
                .find(|name| name.as_str() == DEFAULT_ROADMAP)
                .cloned(),
        );
    }
    let mut roads = names
        .iter()
        .map(|name| road(app, name))
        .collect::<Result<Vec<_>, _>>()?;
    let own = mine(app, &roads)?;
    if !own.topics.is_empty() {
        roads.push(own);
    }
    Ok(along(roads))
}

/// Everything that is due, and new cards of the followed roadmaps. A card that was learned comes back also when no
/// followed roadmap lists it any more.
pub(crate) fn everything_due(app: &App) -> Result<Chosen, AppError> {
    Ok(Chosen {
        scope: CardScope::All,
        ..followed(app)?
    })
}

/// What is asked when nothing is named.
pub(crate) fn everyday(app: &App) -> Result<Everyday, AppError> {
    let plan = plan::running(&app.workspace())?;
    let planned = plan.map(|plan| along_roadmaps(app, &plan.terms.roadmaps));
    Ok(Everyday {
        chosen: everything_due(app)?,
        planned: planned.transpose()?,
    })
}

/// The choice of a review: what was named, or what the day brings.
pub(crate) fn to_review(app: &App, args: &ScopeArgs) -> Result<Chosen, AppError> {
    if args.is_empty() {
        everything_due(app)
    } else {
        resolve(app, args)
    }
}

/// The learner's own topics that no road lists.
fn mine(app: &App, roads: &[Road]) -> Result<Road, AppError> {
    let listed: HashSet<&TopicId> = roads.iter().flat_map(|road| &road.topics).collect();
    let own = app.store.content().own_topics()?;
    Ok(Road {
        name: road_name(MINE),
        topics: own
            .into_iter()
            .filter(|topic| !listed.contains(topic))
            .collect(),
    })
}

/// The cards of a choice that match a query, in the order of the decks.
pub(crate) fn matching(app: &App, text: &str, chosen: &Chosen) -> Result<Vec<CardId>, AppError> {
    let query = parse(app, text)?;
    let mut cards = Vec::new();
    let search = Search {
        candidates: Candidates::Every(vec![query.candidates(), candidates(&chosen.scope)]),
        texts: if query.needs_text() {
            Texts::Read
        } else {
            Texts::Skipped
        },
        ratings: query.needs_ratings(),
        translated: translated(app, &query)?,
    };
    search_cards(app, &search, |facts| {
        if query.matches(facts, app.today()) {
            cards.push(facts.id.clone());
        }
    })?;
    Ok(cards)
}

/// What is looked for, and what must be known of each card.
struct Search<'a> {
    candidates: Candidates<'a>,
    texts: Texts,
    /// Graded answers of this many days.
    ratings: Option<u32>,
    /// The cards that can be read in the language of the cards, where that is asked.
    translated: HashSet<CardId>,
}

/// The cards that a choice can hold, as indexes find them.
fn candidates(scope: &CardScope) -> Candidates<'_> {
    match scope {
        CardScope::All => Candidates::All,
        CardScope::Topics(topics) => {
            let names = topics.iter().map(TopicId::as_str);
            Candidates::Any(names.map(Candidates::Topic).collect())
        }
        CardScope::Cards(cards) => Candidates::Cards(cards),
    }
}

/// Reads a query; names in it must exist.
pub(crate) fn parse(app: &App, text: &str) -> Result<Query, AppError> {
    let fault = |fault: crate::domain::query::QueryFault| {
        AppError::user(problems::of_query(clean_line(text.trim()), fault.wording()))
            .hint(problems::query_terms())
    };
    let query = Query::parse_with(text, &query_aliases(app)?).map_err(fault)?;
    query.check(&names(app)?).map_err(fault)?;
    Ok(query)
}

/// The names of all roadmaps, as they are typed.
pub(crate) fn roadmap_names(app: &App) -> Result<Vec<String>, AppError> {
    let names = app.roadmap_names()?.iter();
    Ok(names.map(ToString::to_string).collect())
}

/// The names of all topics, as they are typed.
pub(crate) fn topic_names(app: &App) -> Result<Vec<String>, AppError> {
    let topics = app.store.progress().topic_summaries()?.into_iter();
    Ok(topics.map(|summary| summary.topic.to_string()).collect())
}

/// The names of all areas, as they are typed.
pub(crate) fn area_names(app: &App) -> Result<Vec<String>, AppError> {
    let areas = app.store.content().areas()?.into_iter();
    Ok(areas.map(|area| area.id.to_string()).collect())
}

fn names(app: &App) -> Result<Names, AppError> {
    let mut roadmaps = roadmap_names(app)?;
    roadmaps.push(MINE.to_owned());
    Ok(Names {
        topics: topic_names(app)?,
        areas: area_names(app)?,
        roadmaps,
        tags: app.store.content().tags()?,
    })
}

/// Calls `take` for every card of a choice, in the order of the decks. Texts of cards are not read.
pub(crate) fn each(
    app: &App,
    chosen: &Chosen,
    ratings: Option<u32>,
    take: impl FnMut(&CardFacts<'_>),
) -> Result<(), AppError> {
    let search = Search {
        candidates: candidates(&chosen.scope),
        texts: Texts::Skipped,
        ratings,
        translated: HashSet::new(),
    };
    search_cards(app, &search, take)
}

fn search_cards(
    app: &App,
    search: &Search<'_>,
    mut take: impl FnMut(&CardFacts<'_>),
) -> Result<(), AppError> {
    let homes = homes(app)?;
    let ratings = match search.ratings {
        Some(days) => ratings(app, days)?,
        None => HashMap::new(),
    };
    let today = app.today();
    let cards = app.store.progress();
    cards.each_card(&search.candidates, today, search.texts, |card| {
        let leech = if app.settings.scheduler.is_leech(&card.state.memory) {
            CardMark::On
        } else {
            CardMark::Off
        };
        let facts = &card.facts;
        take(&CardFacts {
            id: &facts.id,
            topic: &facts.topic,
            area: &facts.area,
            kind: facts.kind,
            level: facts.level,
            interview: facts.interview,
            tags: &facts.tags,
            origin: &facts.origin,
            text: &card.search,
            roadmaps: homes.get(&facts.topic).map_or(&[], Vec::as_slice),
            state: card.state,
            leech,
            translated: if search.translated.contains(&facts.id) {
                CardMark::On
            } else {
                CardMark::Off
            },
            ratings: ratings.get(&facts.id).map_or(&[], Vec::as_slice),
            added: facts.added,
        });
    })?;
    Ok(())
}

/// For each topic, the roadmaps that list it with its home phase there.
fn homes(app: &App) -> Result<HashMap<TopicId, Vec<(RoadmapId, u32)>>, AppError> {
    let mut homes: HashMap<TopicId, Vec<(RoadmapId, u32)>> = HashMap::new();
    for name in app.roadmap_names()? {
        for (topic, phase) in app.store.content().homes(name)? {
            homes.entry(topic).or_default().push((name.clone(), phase));
        }
    }
    for topic in app.store.content().own_topics()? {
        let listed = homes.entry(topic).or_default();
        if listed.is_empty() {
            listed.push((road_name(MINE), 1));
        }
    }
    Ok(homes)
}

/// The graded answers of the last days, by card.
fn ratings(app: &App, days: u32) -> Result<HashMap<CardId, Vec<(StudyDay, Grade)>>, AppError> {
    let from = app.today().plus(-i32::try_from(days).unwrap_or(i32::MAX));
    let kinds = Some(["review", "repeat"].map(str::to_owned).into());
    let filter = Filter {
        from: Some(from),
        kinds,
        ..Filter::default()
    };
    let mut ratings: HashMap<CardId, Vec<(StudyDay, Grade)>> = HashMap::new();
    for logged in app.store.log().events(filter)? {
        let logged = logged?;
        if logged.standing == EventStatus::Stands
            && let Some(answer) = logged.event.body.answer()
        {
            ratings
                .entry(answer.card.clone())
                .or_default()
                .push((logged.event.stamp.day, answer.grade));
        }
    }
    Ok(ratings)
}
