//! Rules of a topic as a whole, and of all choices together.

use std::collections::{BTreeMap, HashMap};

use super::{LintFaults, LintedCard};
use crate::decks::fault::{FilePosition, Severity};
use crate::decks::load::{CardPlace, DeckContent};
use crate::domain::card::{Answers, Body, Choice, Compare, Origin, Truth};
use crate::domain::id::TopicId;
use crate::domain::roadmap::{Auto, Tier, Topic};
use crate::domain::wording::{Wording, faults};

/// First cards of a topic that must be easy.
const FIRST: usize = 3;

/// Choices of a file from which a habit shows.
const HABIT: usize = 4;

pub(super) fn lint(sheets: &[LintedCard], content: &DeckContent, breaches: &mut LintFaults) {
    let mut by_topic: HashMap<&TopicId, Vec<&LintedCard>> = HashMap::new();
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.card.origin == Origin::BuiltIn)
    {
        by_topic.entry(&sheet.card.topic).or_default().push(sheet);
    }
    for topic in content
        .topics
        .iter()
        .filter(|topic| topic.origin == Origin::BuiltIn)
    {
        let Some(cards) = by_topic.get(&topic.id) else {
            continue;
        };
        ladder(cards, breaches);
        floor(topic, cards, breaches);
        mix(topic, cards, breaches);
        mentions(topic, cards, breaches);
    }
    habits(sheets, content, breaches);
}

/// A topic's own place: the begin of its file.
fn top(cards: &[&LintedCard]) -> CardPlace {
    CardPlace {
        source: cards[0].place.source,
        spot: FilePosition::START,
    }
}

fn ladder(cards: &[&LintedCard], breaches: &mut LintFaults) {
    for sheet in cards.iter().take(FIRST) {
        if sheet.card.level.number() != 1 || !sheet.card.needs.is_empty() {
            let what = faults::not_easy();
            breaches.rule(sheet, what, faults::begin_easy());
        }
    }
}

/// Fewest cards of a topic.
pub(super) const fn fewest(tier: Tier) -> usize {
    match tier {
        Tier::Core => 10,
        Tier::Role => 7,
        Tier::Rest => 5,
    }
}

fn floor(topic: &Topic, cards: &[&LintedCard], breaches: &mut LintFaults) {
    let fewest = fewest(topic.tier);
    if cards.len() < fewest {
        let what = faults::below_floor(&topic.id, cards.len(), fewest);
        breaches.add(Severity::Error, top(cards), what, faults::more_cards());
    }
}

fn mix(topic: &Topic, cards: &[&LintedCard], breaches: &mut LintFaults) {
    let run = cards
        .iter()
        .filter(|sheet| is_executable(&sheet.card.body))
        .count();
    let talk = cards
        .iter()
        .filter(|sheet| matches!(sheet.card.body, Body::Open(_) | Body::Choice(_)))
        .count();
    let (count, percent, kinds) = match topic.auto {
        Some(Auto::Run) => (run, 60, faults::executable()),
        Some(Auto::Lib) => (run, 40, faults::executable()),
        Some(Auto::Text) => (talk, 30, faults::open_or_choice()),
        None => return,
    };
    if count * 100 < cards.len() * percent {
        let what = faults::few_of_kind(&topic.id, count, cards.len(), kinds.clone(), percent);
        breaches.add(
            Severity::Error,
            top(cards),
            what,
            faults::more_of_kind(kinds),
        );
    }
}

/// Whether a program decides about a card.
fn is_executable(body: &Body) -> bool {
    match body {
        Body::Output(_) | Body::Bug(_) | Body::Code(_) => true,
        Body::Type(body) => body.check.is_some() || body.compare == Compare::Complexity,
        Body::Basic(_) | Body::Cloze(_) | Body::Choice(_) | Body::Open(_) => false,
    }
}

fn mentions(topic: &Topic, cards: &[&LintedCard], breaches: &mut LintFaults) {
    let said: Vec<String> = cards
        .iter()
        .flat_map(|sheet| sheet.siblings)
        .map(|card| {
            let parts = (
                &card.body,
                &card.why,
                &card.tags,
                &card.requires,
                &card.refs,
            );
            // JSON doubles backslashes and quotes, which no tool has in its name.
            serde_json::to_string(&parts)
                .expect("texts and numbers become JSON")
                .to_lowercase()
        })
        .collect();
    for tool in &topic.must_mention {
        let name = tool.to_lowercase();
        if !said.iter().any(|card| card.contains(&name)) {
            let what = faults::no_mention(&topic.id, tool);
            breaches.add(Severity::Error, top(cards), what, faults::write_one());
        }
    }
}

/// Choices by what a guesser would try: the longest option, or always the same place.
#[derive(Default)]
struct GuessTally {
    choices: usize,
    longest: usize,
    places: [usize; 4],
}

impl GuessTally {
    fn add(&mut self, body: &Choice) {
        let lengths: Vec<usize> = body
            .options
            .iter()
            .map(|option| option.text.chars().count())
            .collect();
        let Some(right) = body
            .options
            .iter()
            .position(|option| option.truth == Truth::Right)
        else {
            return;
        };
        self.choices += 1;
        self.longest += usize::from(
            lengths
                .iter()
                .enumerate()
                .all(|(at, length)| at == right || *length < lengths[right]),
        );
        self.places[right.min(3)] += 1;
    }

    /// What a guesser would gain by, if anything: more than three of four.
    fn habit(&self) -> Option<(Wording, Wording)> {
        let often = |count: usize| self.choices >= HABIT && count * 4 > self.choices * 3;
        if often(self.longest) {
            let what = faults::habit_longest(self.longest, self.choices);
            return Some((what, faults::longer_wrong()));
        }
        let (place, count) = self
            .places
            .iter()
            .enumerate()
            .max_by_key(|(_, count)| **count)?;
        let what = faults::habit_place(place + 1, count, self.choices);
        often(*count).then_some((what, faults::move_about()))
    }
}

fn habits(sheets: &[LintedCard], content: &DeckContent, breaches: &mut LintFaults) {
    let mut files: BTreeMap<usize, GuessTally> = BTreeMap::new();
    let mut all = GuessTally::default();
    for sheet in sheets {
        if let Body::Choice(body) = &sheet.card.body
            && body.answers == Answers::One
        {
            files.entry(sheet.place.source).or_default().add(body);
            if sheet.card.origin == Origin::BuiltIn {
                all.add(body);
            }
        }
    }
    for (source, tally) in files {
        if let Some((what, hint)) = tally.habit() {
            breaches.look(
                CardPlace {
                    source,
                    spot: FilePosition::START,
                },
                what,
                hint,
            );
        }
    }
    let first = content
        .sources
        .iter()
        .position(|source| source.origin == Origin::BuiltIn);
    // Four options: the longest is right in one of four by chance, and twice that is a habit.
    if let Some(source) = first.filter(|_| all.choices >= 100 && all.longest * 2 > all.choices) {
        let what = faults::habit_longest_of_all(all.longest, all.choices);
        breaches.add(
            Severity::Error,
            CardPlace {
                source,
                spot: FilePosition::START,
            },
            what,
            faults::longer_wrong(),
        );
    }
}
