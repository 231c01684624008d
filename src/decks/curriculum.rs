//! Reads the files beside the cards: the curriculum, retired ids, pinned packages.

use std::collections::{BTreeMap, HashSet};

use toml::de::DeValue;

use crate::decks::fault::{Ink, Spot, did_you_mean};
use crate::decks::fields::{At, Fields};
use crate::decks::topic_file::{check_format, tier, title_translations, topics};
use crate::domain::card::Origin;
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::roadmap::{Area, Auto, Tier, Title, Topic};

/// Areas and topics in teaching order.
#[derive(Default)]
pub(super) struct Curriculum {
    pub(super) areas: Vec<Area>,
    pub(super) topics: Vec<Topic>,
}

/// An id that will never again name another card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// When it was removed, as the file says it: `2026-12`.
    pub since: Option<String>,
    /// The card that took its place.
    pub replaced_by: Option<CardId>,
    /// Why it was removed.
    pub why: Option<String>,
}

/// Retired ids, each with the place of its replacement.
pub(super) type Tombstones = BTreeMap<CardId, (Retired, Spot)>;

/// Reads `curriculum.toml`.
pub(super) fn read(mut file: Fields, origin: Origin, ink: &mut Ink) -> Curriculum {
    check_format(&mut file, ink);
    let mut curriculum = Curriculum::default();
    let (areas, entries) = (file.tables(ink, "area"), file.tables(ink, "topic"));
    file.end(ink);
    for mut entry in areas {
        let id = slug(&mut entry, ink, AreaId::parse);
        let title = title(&mut entry, ink);
        entry.end(ink);
        curriculum.areas.extend(id.map(|id| Area {
            id: id.value,
            title,
        }));
    }
    let mut seen = Seen {
        areas: curriculum
            .areas
            .iter()
            .map(|area| area.id.clone())
            .collect(),
        ..Seen::default()
    };
    for entry in entries {
        curriculum
            .topics
            .extend(topic(entry, origin, &mut seen, ink));
    }
    for At { at, value } in seen
        .prerequisites
        .iter()
        .filter(|topic| !seen.topics.contains(&topic.value))
    {
        let hint = did_you_mean(
            value.as_str(),
            seen.topics.iter().map(TopicId::as_str),
            "name a topic of the curriculum",
        );
        ink.error(*at, format!("no topic is called '{value}'"), hint);
    }
    curriculum
}

#[derive(Default)]
struct Seen {
    areas: HashSet<AreaId>,
    topics: HashSet<TopicId>,
    prerequisites: Vec<At<TopicId>>,
}

fn topic(mut entry: Fields, origin: Origin, seen: &mut Seen, ink: &mut Ink) -> Option<Topic> {
    let id = slug(&mut entry, ink, TopicId::parse);
    let area = entry.required_prose(ink, "area");
    let area_id = AreaId::parse(&area.value)
        .ok()
        .filter(|area| seen.areas.contains(area));
    if area_id.is_none() && !area.value.is_empty() {
        let hint = did_you_mean(
            &area.value,
            seen.areas.iter().map(AreaId::as_str),
            "add it as an [[area]]",
        );
        ink.error(
            area.at,
            format!("no area is called '{}'", area.value.escape_debug()),
            hint,
        );
    }
    let title = title(&mut entry, ink);
    let prerequisites = topics(&mut entry, "prerequisites", ink);
    entry.must_find(ink, "tier");
    let tier = tier(&mut entry, ink).unwrap_or(Tier::Rest);
    let auto = auto(&mut entry, ink);
    let description = entry.prose_opt(ink, "description");
    let reference = entry.prose_opt(ink, "reference");
    let must_mention = entry.texts(ink, "must_mention");
    entry.number_opt(ink, "suggested_cards");
    entry.end(ink);
    let id = id?;
    if !seen.topics.insert(id.value.clone()) {
        ink.error(
            id.at,
            format!("topic '{}' is listed twice", id.value),
            "remove one",
        );
    }
    seen.prerequisites.extend(prerequisites.iter().cloned());
    let prerequisites = prerequisites.into_iter().map(|topic| topic.value).collect();
    let (id, area) = (id.value, area_id?);
    Some(Topic {
        id,
        area,
        title,
        description,
        prerequisites,
        tier,
        auto,
        reference,
        must_mention,
        origin,
    })
}

fn slug<Id>(
    entry: &mut Fields,
    ink: &mut Ink,
    parse: fn(&str) -> Result<Id, crate::domain::id::IdError>,
) -> Option<At<Id>> {
    let At { at, value } = entry.required_prose(ink, "slug");
    if value.is_empty() {
        return None;
    }
    match parse(&value) {
        Ok(id) => Some(At { at, value: id }),
        Err(error) => {
            ink.error(at, error.to_string(), "fix the slug");
            None
        }
    }
}

fn title(entry: &mut Fields, ink: &mut Ink) -> Title {
    Title {
        en: entry.prose(ink, "title"),
        translations: title_translations(entry, ink),
    }
}

fn auto(entry: &mut Fields, ink: &mut Ink) -> Option<Auto> {
    let At { at, value } = entry.prose_at(ink, "auto")?;
    match value.as_str() {
        "run" => Some(Auto::Run),
        "lib" => Some(Auto::Lib),
        "text" => Some(Auto::Text),
        other => {
            ink.error(
                at,
                format!(
                    "'{}' does not say what can be executed",
                    other.escape_debug()
                ),
                "write run, lib or text",
            );
            None
        }
    }
}

/// Reads `retired.toml`.
pub(super) fn retired(file: Fields, ink: &mut Ink) -> Tombstones {
    let mut tombstones = Tombstones::new();
    for (key, At { at, value }) in file.rest() {
        let Ok(id) = CardId::parse(&key.value) else {
            ink.error(
                key.at,
                format!("'{}' is not a card id", key.value.escape_debug()),
                "write \"some.id\" = { ... }",
            );
            continue;
        };
        let DeValue::Table(table) = value else {
            ink.error(
                at,
                format!("the entry of '{id}' is not a table"),
                "write { since = \"2026-12\", why = \"...\" }",
            );
            continue;
        };
        let mut entry = Fields::new(format!("the entry of '{id}'"), table, at);
        let replaced = entry.prose_at(ink, "replaced_by");
        let spot = ink.spot(replaced.as_ref().map_or(at, |id| id.at));
        let replaced_by = replaced.and_then(|text| {
            CardId::parse(&text.value)
                .map_err(|error| ink.error(text.at, error.to_string(), "name a card by its id"))
                .ok()
        });
        let retired = Retired {
            since: entry.prose_opt(ink, "since"),
            replaced_by,
            why: entry.prose_opt(ink, "why"),
        };
        entry.end(ink);
        tombstones.insert(id, (retired, spot));
    }
    tombstones
}

/// Reads `requirements.txt`: `name==version` lines.
pub(super) fn requirements(text: &str, ink: &mut Ink) -> Vec<String> {
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
            ink.error(
                at,
                format!("'{}' is not a pinned package", pin.escape_debug()),
                "write name==version",
            );
        }
        at += line.len();
    }
    pins
}
