//! Checks that need every file: needs, asks, packages, retired ids, topics of roadmaps.

use std::collections::{HashMap, HashSet};

use crate::decks::draft::Draft;
use crate::decks::fault::{FilePosition, did_you_mean, looked_at};
use crate::decks::load::ParsedDecks;
use crate::domain::card::{Origin, QuestionRef};
use crate::domain::id::{CardId, RoadmapId, TopicId};
use crate::domain::wording::{Wording, faults};

/// Something to say about a file.
type Remarks = Vec<(usize, FilePosition, Wording, Wording)>;

/// Checks everything; what is wrong is reported, and needs that no card can satisfy are dropped.
pub(super) fn check(gathered: &mut ParsedDecks) {
    let mut remarks = Remarks::new();
    // Needs of unknown cards go first, so that a circle is looked for among cards that exist. Taken
    // out meanwhile, since the checks read what else was gathered.
    let mut drafts = std::mem::take(&mut gathered.drafts);
    unknown_needs(gathered, &mut drafts, &mut remarks);
    circular_needs(&mut drafts, &mut remarks);
    asks(gathered, &drafts, &mut remarks);
    packages(gathered, &drafts, &mut remarks);
    retired(gathered, &drafts, &mut remarks);
    roadmaps(gathered, &mut remarks);
    gathered.drafts = drafts;
    for (source, spot, what, hint) in remarks {
        gathered.error(source, spot, what, hint);
    }
    for (_, tombstones) in std::mem::take(&mut gathered.tombstones) {
        gathered.content.retired.extend(
            tombstones
                .into_iter()
                .map(|(id, (retired, _))| (id, retired)),
        );
    }
}

/// Removes from all siblings the needs at some positions.
fn drop_needs(draft: &mut Draft, gone: &HashSet<usize>) {
    for card in &mut draft.cards {
        let mut position = 0..;
        card.needs.retain(|_| {
            position
                .next()
                .is_some_and(|position| !gone.contains(&position))
        });
    }
    let mut position = 0..;
    draft.needs.retain(|_| {
        position
            .next()
            .is_some_and(|position| !gone.contains(&position))
    });
}

/// Cards by id without sibling mark; none if no card needs another.
fn by_base(drafts: &[(usize, Draft)]) -> HashMap<&str, usize> {
    if drafts.iter().all(|(_, draft)| draft.needs.is_empty()) {
        return HashMap::new();
    }
    drafts
        .iter()
        .enumerate()
        .map(|(number, (_, draft))| (draft.base.as_str(), number))
        .collect()
}

fn unknown_needs(gathered: &ParsedDecks, drafts: &mut [(usize, Draft)], remarks: &mut Remarks) {
    let index = by_base(drafts);
    let is_known = |need: &CardId| {
        let found = index.get(need.base()).map(|number| &drafts[*number].1);
        found.is_some_and(|draft| {
            need.side().is_none() || draft.cards.iter().any(|card| card.id == *need)
        })
    };
    let mut unmet: Vec<(usize, HashSet<usize>)> = Vec::new();
    for (number, (source, draft)) in drafts.iter().enumerate() {
        let mut gone = HashSet::new();
        for (position, (need, spot)) in draft.cards[0].needs.iter().zip(&draft.needs).enumerate() {
            if is_known(need) {
                continue;
            }
            gone.insert(position);
            if gathered.faulty.contains(need.base()) {
                continue;
            }
            let (what, hint) = if gathered.is_taken(need.base()) && !index.contains_key(need.base())
            {
                (faults::need_unready(need), faults::remove_need())
            } else {
                let names = index.keys().copied().take(looked_at(remarks.len()));
                (
                    faults::no_card(need),
                    did_you_mean(need.as_str(), names, faults::name_card_by_id()),
                )
            };
            remarks.push((*source, *spot, what, hint));
        }
        if !gone.is_empty() {
            unmet.push((number, gone));
        }
    }
    for (number, gone) in unmet {
        drop_needs(&mut drafts[number].1, &gone);
    }
}

/// Breaks every circle of needs at the need that closes it.
fn circular_needs(drafts: &mut [(usize, Draft)], remarks: &mut Remarks) {
    let index = by_base(drafts);
    let edges: Vec<Vec<usize>> = drafts
        .iter()
        .map(|(_, draft)| {
            draft.cards[0]
                .needs
                .iter()
                .filter_map(|need| index.get(need.base()).copied())
                .collect()
        })
        .collect();
    let mut closing: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (from, position) in closing_edges(&edges) {
        closing.entry(from).or_default().insert(position);
    }
    for (from, gone) in closing {
        let (source, draft) = &mut drafts[from];
        for position in &gone {
            let need = &draft.cards[0].needs[*position];
            let what = faults::need_circle(&draft.base, need);
            remarks.push((
                *source,
                draft.needs[*position],
                what,
                faults::remove_one_need(),
            ));
        }
        drop_needs(draft, &gone);
    }
}

/// Edges, as (node, position among its edges), that lead back to a node on the way: depth first, without recursion.
fn closing_edges(edges: &[Vec<usize>]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Fresh,
        OnTheWay,
        Done,
    }
    let mut states = vec![State::Fresh; edges.len()];
    let mut closing = Vec::new();
    for root in 0..edges.len() {
        if states[root] != State::Fresh {
            continue;
        }
        states[root] = State::OnTheWay;
        let mut way = vec![(root, 0)];
        while let Some((node, position)) = way.last_mut() {
            let Some(next) = edges[*node].get(*position).copied() else {
                states[*node] = State::Done;
                way.pop();
                continue;
            };
            *position += 1;
            match states[next] {
                State::OnTheWay => closing.push((*node, *position - 1)),
                State::Done => {}
                State::Fresh => {
                    states[next] = State::OnTheWay;
                    way.push((next, 0));
                }
            }
        }
    }
    closing
}

fn asks(gathered: &ParsedDecks, drafts: &[(usize, Draft)], remarks: &mut Remarks) {
    let mut listed: HashMap<&RoadmapId, HashSet<u32>> = HashMap::new();
    for (_, file) in &gathered.roadmaps {
        let lines = file
            .roadmap
            .phases
            .iter()
            .flat_map(|phase| &phase.questions)
            .map(|question| question.line);
        listed.entry(&file.roadmap.id).or_default().extend(lines);
    }
    for (source, draft) in drafts {
        for (QuestionRef { roadmap, line }, spot) in draft.cards[0].asks.iter().zip(&draft.asks) {
            let fault = match listed.get(roadmap) {
                None => {
                    let names = listed.keys().map(|id| id.as_str());
                    let hint = did_you_mean(roadmap.as_str(), names, faults::name_roadmap());
                    Some((faults::no_roadmap(roadmap), hint))
                }
                Some(lines) if !lines.contains(line) => {
                    let mut lines: Vec<u32> = lines.iter().copied().collect();
                    lines.sort_unstable();
                    let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
                    let hint = faults::question_lines(lines.join(", "));
                    Some((faults::line_no_question(line, roadmap), hint))
                }
                Some(_) => None,
            };
            remarks.extend(fault.map(|(what, hint)| (*source, *spot, what, hint)));
        }
    }
}

fn packages(gathered: &ParsedDecks, drafts: &[(usize, Draft)], remarks: &mut Remarks) {
    let pins = &gathered.content.requirements;
    for (source, draft) in drafts
        .iter()
        .filter(|(source, _)| *gathered.origin(*source) == Origin::BuiltIn)
    {
        for (package, spot) in draft.cards[0].requires.iter().zip(&draft.requires) {
            if !pins.iter().any(|pin| pin.eq_ignore_ascii_case(package)) {
                let what = faults::package_not_pinned(package.escape_debug());
                let hint = did_you_mean(
                    package,
                    pins.iter().map(String::as_str),
                    faults::name_requirement(),
                );
                remarks.push((*source, *spot, what, hint));
            }
        }
    }
}

fn retired(gathered: &ParsedDecks, drafts: &[(usize, Draft)], remarks: &mut Remarks) {
    if gathered
        .tombstones
        .iter()
        .all(|(_, tombstones)| tombstones.is_empty())
    {
        return;
    }
    let known: HashMap<&str, (usize, FilePosition)> = drafts
        .iter()
        .map(|(source, draft)| (draft.base.as_str(), (*source, draft.spot)))
        .collect();
    for (file, tombstones) in &gathered.tombstones {
        for (id, (retired, spot)) in tombstones {
            // A deck of others retires its own cards only.
            let may_retire = |source: usize| {
                let (by, of) = (gathered.origin(*file), gathered.origin(source));
                by == of || !matches!(by, Origin::Shared(_))
            };
            let named = known.get(id.base()).filter(|_| id.side().is_none());
            if let Some((source, spot)) = named.filter(|(source, _)| may_retire(*source)) {
                remarks.push((*source, *spot, faults::id_retired(id), faults::other_id()));
            }
            if let Some(heir) = retired
                .replaced_by
                .as_ref()
                .filter(|heir| !known.contains_key(heir.base()))
            {
                let hint = did_you_mean(heir.as_str(), known.keys().copied(), faults::name_heir());
                remarks.push((*file, *spot, faults::no_card(heir), hint));
            }
        }
    }
}

fn roadmaps(gathered: &mut ParsedDecks, remarks: &mut Remarks) {
    let known: HashSet<&TopicId> = gathered
        .content
        .topics
        .iter()
        .map(|topic| &topic.id)
        .collect();
    let mut names: HashSet<&RoadmapId> = HashSet::new();
    let mut twice = Vec::new();
    for (number, (source, file)) in gathered.roadmaps.iter().enumerate() {
        for (topic, spot) in file
            .topics
            .iter()
            .filter(|(topic, _)| !known.contains(topic))
        {
            let hint = did_you_mean(
                topic.as_str(),
                known.iter().map(|id| id.as_str()),
                faults::name_topic_by_slug(),
            );
            remarks.push((*source, *spot, faults::no_topic(topic), hint));
        }
        if !names.insert(&file.roadmap.id) {
            let what = faults::roadmap_twice(&file.roadmap.id);
            remarks.push((*source, file.spot, what, faults::other_roadmap_id()));
            twice.push(number);
        }
    }
    for number in twice.into_iter().rev() {
        gathered.roadmaps.remove(number);
    }
}
