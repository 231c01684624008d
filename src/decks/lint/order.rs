//! Programs use no construct before the topic that introduces it.
//!
//! A construct is introduced where `curriculum.toml` says so. A card may use it if its own topic introduces it, or one
//! that comes first: by prerequisites, by a card that it needs, or on some road. Topics that are on no road come in the
//! order of the curriculum.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{LintFaults, LintedCard};
use crate::decks::load::DeckContent;
use crate::domain::card::Body;
use crate::domain::id::TopicId;
use crate::domain::judge::{Construct, constructs};
use crate::domain::roadmap::Topic;
use crate::domain::wording::faults;

pub(super) fn lint(sheets: &[LintedCard], content: &DeckContent, breaches: &mut LintFaults) {
    let order = TeachingOrder::of(content);
    if order.introduced.is_empty() {
        return;
    }
    let topics: HashMap<&str, &TopicId> = sheets
        .iter()
        .map(|sheet| (sheet.card.id.base(), &sheet.card.topic))
        .collect();
    for sheet in sheets {
        let used: BTreeSet<Construct> = programs(&sheet.card.body)
            .into_iter()
            .flat_map(constructs)
            .collect();
        if used.is_empty() {
            continue;
        }
        let needs = sheet.card.needs.iter();
        let needed = needs.filter_map(|need| topics.get(need.base()).copied());
        let known = order.known_at(&sheet.card.topic, needed);
        for construct in used {
            let Some(introducing) = order.introduced.get(&construct) else {
                continue;
            };
            if introducing.iter().all(|topic| !known.contains(topic)) {
                report(sheet, construct, introducing, breaches);
            }
        }
    }
}

fn report(
    sheet: &LintedCard,
    construct: Construct,
    introducing: &[&TopicId],
    breaches: &mut LintFaults,
) {
    let topics: Vec<&str> = introducing.iter().map(|topic| topic.as_str()).collect();
    let what = faults::construct_too_early(construct.word(), topics.join(", "));
    breaches.rule(sheet, what, faults::introduce_first());
}

/// The programs that a learner reads or writes.
fn programs(body: &Body) -> Vec<&str> {
    let shown = body.code().into_iter();
    match body {
        Body::Code(code) => vec![&code.starter, &code.solution],
        Body::Bug(bug) => shown.chain([bug.fix.as_str()]).collect(),
        Body::Basic(_)
        | Body::Cloze(_)
        | Body::Choice(_)
        | Body::Type(_)
        | Body::Output(_)
        | Body::Open(_) => shown.collect(),
    }
}

/// Which topics come before which.
struct TeachingOrder<'c> {
    introduced: HashMap<Construct, Vec<&'c TopicId>>,
    topics: HashMap<&'c TopicId, &'c Topic>,
    /// Topics in the order of the curriculum.
    curriculum: Vec<&'c TopicId>,
    /// Topics in the order of each road.
    roads: Vec<Vec<TopicId>>,
}

impl<'c> TeachingOrder<'c> {
    fn of(content: &'c DeckContent) -> Self {
        let mut introduced: HashMap<Construct, Vec<&TopicId>> = HashMap::new();
        for topic in &content.topics {
            for construct in &topic.introduces {
                introduced.entry(*construct).or_default().push(&topic.id);
            }
        }
        let road_order = |road: &crate::domain::roadmap::Roadmap| {
            let topics = road.topics().into_iter();
            topics.map(|(topic, _)| topic).collect()
        };
        Self {
            introduced,
            topics: content
                .topics
                .iter()
                .map(|topic| (&topic.id, topic))
                .collect(),
            curriculum: content.topics.iter().map(|topic| &topic.id).collect(),
            roads: content.roadmaps.iter().map(road_order).collect(),
        }
    }

    /// The topics that a learner may have met when a card of a topic comes, which needs cards of others.
    fn known_at<'s>(
        &'s self,
        topic: &'s TopicId,
        needed: impl Iterator<Item = &'s TopicId>,
    ) -> HashSet<&'s TopicId> {
        let mut known = HashSet::new();
        for start in needed.chain([topic]) {
            self.add_with_prerequisites(start, &mut known);
        }
        let mut on_a_road = false;
        for road in &self.roads {
            if let Some(place) = road.iter().position(|it| it == topic) {
                on_a_road = true;
                known.extend(&road[..place]);
            }
        }
        if !on_a_road {
            let earlier = self.curriculum.iter().take_while(|it| **it != topic);
            known.extend(earlier.copied());
        }
        known
    }

    fn add_with_prerequisites<'s>(&'s self, topic: &'s TopicId, known: &mut HashSet<&'s TopicId>) {
        let mut waiting = vec![topic];
        while let Some(topic) = waiting.pop() {
            if known.insert(topic)
                && let Some(topic) = self.topics.get(topic)
            {
                waiting.extend(&topic.prerequisites);
            }
        }
    }
}
