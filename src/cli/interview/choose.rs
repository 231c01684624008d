//! What an interview will ask: candidates from decks and log, drawn with a seed.

use std::collections::{BTreeSet, HashMap};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::cli::app::App;
use crate::cli::args::{InterviewArgs, ScopeArgs};
use crate::cli::interview::page;
use crate::cli::scope::{self, Chosen, MINE};
use crate::domain::card::{Card, Interview};
use crate::domain::id::{AreaId, CardId, RoadmapId};
use crate::domain::interview::{Candidate, RoadmapPlace, Round, pick, seconds};
use crate::domain::memory::CardMark;
use crate::domain::query::CardFacts;
use crate::domain::wording::problems;
use crate::engine::assessment::option_order;
use crate::engine::interview::InterviewQuestion;
use crate::error::AppError;
use crate::ui::clean::clean_line;

/// Days in which a failed answer counts as recent.
const RECENT_DAYS: u32 = 30;

/// What was asked for.
pub(super) struct InterviewSetup {
    pub(super) minutes: u32,
    pub(super) seed: u32,
    pub(super) roadmap: Option<RoadmapId>,
    pub(super) areas: Vec<AreaId>,
    pub(super) style: Option<String>,
    pub(super) parts: Vec<Round>,
    /// What the questions are about, for the head.
    pub(super) title: String,
}

/// A card that may be asked, with what the picker does not look at.
struct InterviewCandidate {
    card: Card,
    place: Option<RoadmapPlace>,
}

/// Draws the questions of an interview.
pub(super) fn choose(
    app: &App,
    args: &InterviewArgs,
) -> Result<(InterviewSetup, Vec<InterviewQuestion>), AppError> {
    let chosen = scope::resolve(
        app,
        &ScopeArgs {
            roadmap: args.roadmap.clone(),
            ..ScopeArgs::default()
        },
    )?;
    let setup = setup(app, args, &chosen)?;
    let (candidates, mut known) = candidates(app, &chosen, &setup)?;
    let shortest = candidates.iter().map(|candidate| candidate.seconds).min();
    // One source for the draw and for the order of options: the seed alone brings an interview
    // back.
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(setup.seed));
    let mut questions = Vec::new();
    for picked in pick(candidates, setup.minutes, &mut rng) {
        if let Some(InterviewCandidate { card, place }) = known.remove(&picked.card) {
            let order = option_order(&card, &mut rng);
            questions.push(InterviewQuestion {
                card,
                order,
                round: picked.round,
                seconds: picked.seconds,
                place,
            });
        }
    }
    if questions.is_empty() {
        return Err(nothing_fits(setup.minutes, shortest));
    }
    Ok((setup, questions))
}

fn nothing_fits(minutes: u32, shortest: Option<u32>) -> AppError {
    let error = AppError::user(problems::nothing_fits(minutes));
    match shortest {
        Some(seconds) => error.hint(problems::shortest_takes(seconds.div_ceil(60))),
        None => error.hint(problems::ask_other_part()),
    }
}

fn setup(app: &App, args: &InterviewArgs, chosen: &Chosen) -> Result<InterviewSetup, AppError> {
    let areas = args
        .area
        .iter()
        .map(|name| area(app, name))
        .collect::<Result<Vec<_>, _>>()?;
    let style = args.style.as_ref().map(|style| style.trim().to_lowercase());
    let mut title = vec![
        chosen
            .title
            .clone()
            .unwrap_or_else(|| app.words().all_cards().to_owned()),
    ];
    title.extend(areas.iter().map(ToString::to_string));
    title.extend(style.as_deref().map(clean_line));
    let parts: Vec<Round> = args
        .part
        .iter()
        .filter_map(|word| Round::from_word(word))
        .collect();
    title.extend(
        parts
            .iter()
            .map(|part| page::round_name(app.words(), *part).to_owned()),
    );
    let seed = args.seed.unwrap_or_else(|| app.world.chance().random());
    let roadmap = args
        .roadmap
        .as_ref()
        .map(|name| app.roadmap(name))
        .transpose();
    // The learner's own topics are a road of no roadmap.
    let roadmap = if args.roadmap.as_deref() == Some(MINE) {
        None
    } else {
        roadmap?
    };
    Ok(InterviewSetup {
        minutes: args.minutes,
        seed,
        roadmap,
        areas,
        style,
        parts,
        title: title.join(", "),
    })
}

fn area(app: &App, name: &str) -> Result<AreaId, AppError> {
    let areas = app.store.content().areas()?;
    if let Some(area) = areas.iter().find(|area| area.id.as_str() == name) {
        return Ok(area.id.clone());
    }
    let known: Vec<&str> = areas.iter().map(|area| area.id.as_str()).collect();
    let error = AppError::user(problems::no_area(clean_line(name)));
    Err(error.hint(problems::the_areas(known.join(", "))))
}

fn candidates(
    app: &App,
    chosen: &Chosen,
    setup: &InterviewSetup,
) -> Result<(Vec<Candidate>, HashMap<CardId, InterviewCandidate>), AppError> {
    let mut drafts = Vec::new();
    scope::each(app, chosen, Some(RECENT_DAYS), |facts| {
        let asked = setup.areas.is_empty() || setup.areas.contains(facts.area);
        if asked && facts.interview != Interview::No && facts.state.is_open_on(app.today()) {
            drafts.push((draft(facts), place(facts, chosen)));
        }
    })?;
    let (mut candidates, mut known, mut styles) = (Vec::new(), HashMap::new(), BTreeSet::new());
    for (mut candidate, place) in drafts {
        let Some(card) = app
            .store
            .content()
            .card(&candidate.card, app.cards_lang.get())?
        else {
            continue;
        };
        // Before cards are left out, so that the hint names every style there is.
        styles.extend(card.style.iter().cloned());
        let Some(flavour) = flavour(&card, setup.style.as_deref()) else {
            continue;
        };
        candidate.flavour = flavour;
        candidate.round = Round::of(&card);
        candidate.kind = card.body.kind();
        if !setup.parts.is_empty() && !setup.parts.contains(&candidate.round) {
            continue;
        }
        candidate.seconds = seconds(&card);
        known.insert(card.id.clone(), InterviewCandidate { card, place });
        candidates.push(candidate);
    }
    match &setup.style {
        Some(style) if !styles.contains(style) => Err(no_style(style, &styles)),
        _ => Ok((candidates, known)),
    }
}

/// What the index tells of a card; the rest is filled in from the card itself.
fn draft(facts: &CardFacts<'_>) -> Candidate {
    let fails = facts
        .ratings
        .iter()
        .filter(|(_, grade)| !grade.is_pass())
        .count();
    Candidate {
        card: facts.id.clone(),
        topic: facts.topic.clone(),
        round: Round::Language,
        kind: facts.kind,
        seconds: 0,
        interview: facts.interview,
        stage: facts.state.memory.stage(),
        lapses: facts.state.memory.seen().map_or(0, |seen| seen.lapses),
        fails: u32::try_from(fails).unwrap_or(u32::MAX),
        flavour: CardMark::Off,
    }
}

/// The phase of a card's topic on the first of the chosen roads that lists it.
fn place(facts: &CardFacts<'_>, chosen: &Chosen) -> Option<RoadmapPlace> {
    let roads = chosen
        .roads
        .iter()
        .filter(|road| road.name.as_str() != MINE);
    let mut homes =
        roads.filter_map(|road| facts.roadmaps.iter().find(|(name, _)| *name == road.name));
    homes.next().map(|(roadmap, phase)| RoadmapPlace {
        roadmap: roadmap.clone(),
        phase: *phase,
    })
}

/// Whether a card has the flavour that was asked for; nothing if it has another company's.
fn flavour(card: &Card, style: Option<&str>) -> Option<CardMark> {
    match style {
        None => Some(CardMark::Off),
        Some(style) if card.style.iter().any(|own| own == style) => Some(CardMark::On),
        Some(_) if card.style.is_empty() => Some(CardMark::Off),
        Some(_) => None,
    }
}

fn no_style(style: &str, styles: &BTreeSet<String>) -> AppError {
    let error = AppError::user(problems::no_style(clean_line(style)));
    if styles.is_empty() {
        return error.hint(problems::leave_style_out());
    }
    let known: Vec<&str> = styles.iter().map(String::as_str).collect();
    error.hint(problems::the_styles(known.join(", ")))
}
