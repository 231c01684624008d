//! Puts all translations over their cards.

use std::collections::{HashMap, HashSet};

use crate::decks::fault::{Severity, did_you_mean, looked_at};
use crate::decks::load::ParsedDecks;
use crate::decks::overlay::CardOverlay;
use crate::decks::translate::{TranslationRemark, translate};
use crate::domain::card::{Card, Lang, Origin, Translation};
use crate::domain::id::CardId;
use crate::domain::wording::faults;

/// The translated cards, in the order of their files.
pub(super) fn apply(
    gathered: &mut ParsedDecks,
    overlays: Vec<(usize, Vec<CardOverlay>)>,
) -> Vec<Card> {
    let cards = std::mem::take(&mut gathered.content.cards);
    let mut siblings: HashMap<&str, Vec<&Card>> = HashMap::new();
    for card in &cards {
        siblings.entry(card.id.base()).or_default().push(card);
    }
    let own = own_entries(gathered, &overlays);
    let mut seen: HashSet<(CardId, Lang)> = HashSet::new();
    let mut translations = Vec::new();
    for (source, entries) in overlays {
        for entry in entries {
            let named = (entry.id.clone(), entry.lang);
            // A learner who edits a translation has a copy of it, which stands in for the deck's.
            if *gathered.origin(source) != Origin::Mine && own.contains(&named) {
                continue;
            }
            if !seen.insert(named) {
                gathered.error(
                    source,
                    entry.spot,
                    faults::translated_twice(&entry.id),
                    faults::remove_one_of_two(),
                );
                continue;
            }
            let Some(group) = group(gathered, source, &entry, &siblings) else {
                continue;
            };
            let (translated, remarks) = one(group, &entry, gathered.origin(source));
            translations.extend(translated);
            for TranslationRemark {
                spot,
                severity,
                what,
                hint,
            } in remarks
            {
                gathered.note(severity, source, spot, what, hint);
            }
        }
    }
    gathered.content.cards = cards;
    translations
}

/// What the learner's own files translate.
fn own_entries(
    gathered: &ParsedDecks,
    overlays: &[(usize, Vec<CardOverlay>)],
) -> HashSet<(CardId, Lang)> {
    let own = overlays
        .iter()
        .filter(|(source, _)| *gathered.origin(*source) == Origin::Mine);
    own.flat_map(|(_, entries)| entries)
        .map(|entry| (entry.id.clone(), entry.lang))
        .collect()
}

/// The siblings that an entry translates, if its file is the one for them.
fn group<'g, 'c>(
    gathered: &mut ParsedDecks,
    source: usize,
    entry: &CardOverlay,
    siblings: &'g HashMap<&str, Vec<&'c Card>>,
) -> Option<&'g [&'c Card]> {
    let Some(group) = siblings.get(entry.id.as_str()) else {
        unknown(gathered, source, entry, siblings);
        return None;
    };
    let topic = &group[0].topic;
    if gathered.stem(source).as_deref() != Some(topic.as_str()) {
        let what = faults::card_of_topic(&entry.id, topic);
        gathered.error(source, entry.spot, what, faults::move_translation());
        return None;
    }
    Some(group)
}

fn one(
    group: &[&Card],
    entry: &CardOverlay,
    origin: &Origin,
) -> (Vec<Card>, Vec<TranslationRemark>) {
    let card = group[0];
    // A deck's translation of its card does not fit the learner's copy of it.
    if card.origin == Origin::Mine && *origin != Origin::Mine {
        return (Vec::new(), Vec::new());
    }
    if entry.rev == card.rev.0 {
        return translate(group, entry);
    }
    let stale = group
        .iter()
        .map(|card| Card {
            lang: entry.lang,
            translation: Translation::Stale,
            ..(*card).clone()
        })
        .collect();
    let (severity, hint) = if entry.rev > card.rev.0 {
        (Severity::Error, faults::write_rev(card.rev.0))
    } else {
        (
            Severity::of_rule(origin),
            faults::translate_again(card.rev.0),
        )
    };
    let what = faults::stale_translation(entry.rev, &entry.id, card.rev.0);
    (
        stale,
        vec![TranslationRemark {
            spot: entry.spot,
            severity,
            what,
            hint,
        }],
    )
}

fn unknown(
    gathered: &mut ParsedDecks,
    source: usize,
    entry: &CardOverlay,
    known: &HashMap<&str, Vec<&Card>>,
) {
    if gathered.is_taken(entry.id.as_str()) {
        return;
    }
    let names = known
        .keys()
        .copied()
        .take(looked_at(gathered.content.faults.len()));
    let hint = did_you_mean(entry.id.as_str(), names, faults::remove_translation());
    gathered.error(source, entry.spot, faults::no_card(&entry.id), hint);
}
