//! Reads the files next to the cards: the curriculum, retired ids, pinned packages.

use std::collections::{BTreeMap, HashSet};

use toml::de::DeValue;

use crate::decks::fault::{Diagnostics, FilePosition, did_you_mean};
use crate::decks::fields::{At, Fields};
use crate::decks::topic_file::{check_format, tier, title_translations, topics};
use crate::domain::card::Origin;
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::judge::Construct;
use crate::domain::roadmap::{Area, Auto, Tier, Title, Topic};
use crate::domain::wording::faults;

/// Areas and topics in teaching order.
#[derive(Default)]
pub(super) struct Curriculum {
    pub(super) areas: Vec<Area>,
    pub(super) topics: Vec<Topic>,
}

/// An id that will never again name another card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetiredId {
    /// When it was removed, as the file says it: `2026-12`.
    pub since: Option<String>,
    /// The card that took its place.
    pub replaced_by: Option<CardId>,
    /// Why it was removed.
    pub why: Option<String>,
}

/// Retired ids, each with the place of its replacement.
pub(super) type Tombstones = BTreeMap<CardId, (RetiredId, FilePosition)>;

/// Reads `curriculum.toml`.
pub(super) fn read(mut file: Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Curriculum {
    check_format(&mut file, diagnostics);
    let mut curriculum = Curriculum::default();
    let (areas, entries) = (
        file.tables(diagnostics, "area"),
        file.tables(diagnostics, "topic"),
    );
    file.end(diagnostics);
    for mut entry in areas {
        let id = slug(&mut entry, diagnostics, AreaId::parse);
        let title = title(&mut entry, diagnostics);
        entry.end(diagnostics);
        curriculum.areas.extend(id.map(|id| Area {
            id: id.value,
            title,
        }));
    }
    let mut seen = SeenIds {
        areas: curriculum
            .areas
            .iter()
            .map(|area| area.id.clone())
            .collect(),
        ..SeenIds::default()
    };
    for entry in entries {
        curriculum
            .topics
            .extend(topic(entry, origin, &mut seen, diagnostics));
    }
    for At { at, value } in seen
        .prerequisites
        .iter()
        .filter(|topic| !seen.topics.contains(&topic.value))
    {
        let hint = did_you_mean(
            value.as_str(),
            seen.topics.iter().map(TopicId::as_str),
            faults::name_topic_of_curriculum(),
        );
        diagnostics.error(*at, faults::no_topic(value), hint);
    }
    curriculum
}

#[derive(Default)]
struct SeenIds {
    areas: HashSet<AreaId>,
    topics: HashSet<TopicId>,
    prerequisites: Vec<At<TopicId>>,
}

fn topic(
    mut entry: Fields,
    origin: &Origin,
    seen: &mut SeenIds,
    diagnostics: &mut Diagnostics,
) -> Option<Topic> {
    let id = slug(&mut entry, diagnostics, TopicId::parse);
    let area = entry.required_prose(diagnostics, "area");
    let area_id = AreaId::parse(&area.value)
        .ok()
        .filter(|area| seen.areas.contains(area));
    if area_id.is_none() && !area.value.is_empty() {
        let hint = did_you_mean(
            &area.value,
            seen.areas.iter().map(AreaId::as_str),
            faults::add_area(),
        );
        diagnostics.error(area.at, faults::no_area(area.value.escape_debug()), hint);
    }
    let title = title(&mut entry, diagnostics);
    let prerequisites = topics(&mut entry, "prerequisites", diagnostics);
    entry.must_find(diagnostics, "tier");
    let tier = tier(&mut entry, diagnostics).unwrap_or(Tier::Rest);
    let auto = auto(&mut entry, diagnostics);
    let description = entry.prose_opt(diagnostics, "description");
    let reference = entry.prose_opt(diagnostics, "reference");
    let must_mention = entry.texts(diagnostics, "must_mention");
    let introduces = introduces(&mut entry, diagnostics);
    // For authors alone: read so that it is not an unknown field.
    entry.number_opt(diagnostics, "suggested_cards");
    entry.end(diagnostics);
    let id = id?;
    // Known from here on even if the rest of it is wrong: what names it is not a second fault.
    if !seen.topics.insert(id.value.clone()) {
        diagnostics.error(id.at, faults::topic_twice(&id.value), faults::remove_one());
    }
    seen.prerequisites.extend(prerequisites.iter().cloned());
    let prerequisites = prerequisites.into_iter().map(|topic| topic.value).collect();
    let (id, area) = (id.value, area_id?);
    Some(Topic {
        id,
        area,
        title,
        description,
        primer: None,
        prerequisites,
        tier,
        auto,
        reference,
        must_mention,
        introduces,
        origin: origin.clone(),
    })
}

fn slug<Id>(
    entry: &mut Fields,
    diagnostics: &mut Diagnostics,
    parse: fn(&str) -> Result<Id, crate::domain::id::IdError>,
) -> Option<At<Id>> {
    let At { at, value } = entry.required_prose(diagnostics, "slug");
    if value.is_empty() {
        return None;
    }
    match parse(&value) {
        Ok(id) => Some(At { at, value: id }),
        Err(error) => {
            diagnostics.error(at, error.wording(), faults::fix_slug());
            None
        }
    }
}

fn title(entry: &mut Fields, diagnostics: &mut Diagnostics) -> Title {
    Title {
        en: entry.prose(diagnostics, "title"),
        translations: title_translations(entry, diagnostics),
    }
}

fn introduces(entry: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<Construct> {
    let mut found = Vec::new();
    for At { at, value } in entry.texts_at(diagnostics, "introduces") {
        if let Some(construct) = Construct::named(&value) {
            found.push(construct);
        } else {
            let words = Construct::ALL.map(Construct::word);
            let what = faults::no_construct(value.escape_debug());
            let hint = did_you_mean(&value, words, faults::write_construct(words.join(", ")));
            diagnostics.error(at, what, hint);
        }
    }
    found
}

fn auto(entry: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Auto> {
    let At { at, value } = entry.prose_at(diagnostics, "auto")?;
    match value.as_str() {
        "run" => Some(Auto::Run),
        "lib" => Some(Auto::Lib),
        "text" => Some(Auto::Text),
        other => {
            diagnostics.error(
                at,
                faults::no_auto(other.escape_debug()),
                faults::write_auto(),
            );
            None
        }
    }
}

/// Reads `retired.toml`.
pub(super) fn retired(file: Fields, diagnostics: &mut Diagnostics) -> Tombstones {
    let mut tombstones = Tombstones::new();
    for (key, At { at, value }) in file.rest() {
        let Ok(id) = CardId::parse(&key.value) else {
            diagnostics.error(
                key.at,
                faults::no_card_id(key.value.escape_debug()),
                faults::write_retired_id(),
            );
            continue;
        };
        let DeValue::Table(table) = value else {
            diagnostics.error(at, faults::entry_no_table(&id), faults::write_retired());
            continue;
        };
        let mut entry = Fields::new(faults::entry_of_id(&id), table, at);
        let replaced = entry.prose_at(diagnostics, "replaced_by");
        let spot = diagnostics.spot(replaced.as_ref().map_or(at, |id| id.at));
        let replaced_by = replaced.and_then(|text| match CardId::parse(&text.value) {
            Ok(id) => Some(id),
            Err(error) => {
                diagnostics.error(text.at, error.wording(), faults::name_card_by_id());
                None
            }
        });
        let retired = RetiredId {
            since: entry.prose_opt(diagnostics, "since"),
            replaced_by,
            why: entry.prose_opt(diagnostics, "why"),
        };
        entry.end(diagnostics);
        tombstones.insert(id, (retired, spot));
    }
    tombstones
}

/// Reads `requirements.txt`: `name==version` lines.
pub(super) fn requirements(text: &str, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut pins = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let pin = line.split('#').next().unwrap_or_default().trim();
        if pin
            .split_once("==")
            .is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())
        {
            pins.push(pin.to_owned());
        } else if !pin.is_empty() {
            diagnostics.error(
                at,
                faults::not_pinned(pin.escape_debug()),
                faults::write_pin(),
            );
        }
        at += line.len();
    }
    pins
}
