//! Reads a file of cards: its header, and what its cards have in common.

use crate::decks::document::Header;
use crate::decks::draft::{self, Draft, Read};
use crate::decks::fault::{Ink, Spot};
use crate::decks::fields::{At, Fields};
use crate::domain::card::{Lang, Origin};
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::roadmap::{Tier, Title, Topic};
use crate::domain::scope::Scope;

/// Scope of a learner's card that names none.
const DEFAULT_SCOPE: &str = ">=3.10";

/// Area of a learner's topic that names none.
const DEFAULT_AREA: &str = "mine";

/// A file of cards.
pub(super) struct TopicFile {
    pub(super) topic: Topic,
    /// Where the topic is named.
    pub(super) spot: Spot,
    /// Whether the file describes its topic itself.
    pub(super) described: Option<Spot>,
    /// Where each of the topic's prerequisites is named.
    pub(super) prerequisites: Vec<Spot>,
    pub(super) drafts: Vec<Draft>,
    /// Cards of status draft or retired: their ids are taken, and they are not loaded.
    pub(super) unready: Vec<(CardId, Spot)>,
    /// Cards with a fault: their ids are taken too.
    pub(super) faulty: Vec<(CardId, Spot)>,
}

/// What every card of a file has from its header.
pub(super) struct Defaults {
    pub(super) topic: TopicId,
    pub(super) area: AreaId,
    pub(super) lang: Lang,
    pub(super) python: String,
    pub(super) refs: Vec<String>,
    pub(super) origin: Origin,
}

/// Reads a file of cards that lies in folder `area` under the name `stem`.
pub(super) fn read(
    mut file: Fields,
    header: Header,
    (area, stem): (Option<&str>, &str),
    origin: Origin,
    ink: &mut Ink,
) -> Option<TopicFile> {
    let slug = TopicId::parse(stem)
        .map_err(|error| ink.error(0, error.to_string(), "rename the file"))
        .ok()?;
    let (defaults, spot) = defaults(&mut file, header, (area, slug), origin, ink);
    let mut read = own_topic(&mut file, &defaults, spot, ink);
    let cards = file.tables(ink, "card");
    file.end(ink);
    for card in cards {
        match draft::read(card, &defaults, ink) {
            Read::Ready(draft) => read.drafts.push(*draft),
            Read::Unready(id, spot) => read.unready.push((id, spot)),
            Read::Faulty(id, spot) => read.faulty.push((id, spot)),
            Read::Nameless => {}
        }
    }
    Some(read)
}

fn defaults(
    file: &mut Fields,
    header: Header,
    (folder, slug): (Option<&str>, TopicId),
    origin: Origin,
    ink: &mut Ink,
) -> (Defaults, Spot) {
    let mut spot = Spot::START;
    if header == Header::Read {
        check_format(file, ink);
        let named = file.required_prose(ink, "topic");
        spot = ink.spot(named.at);
        if named.value != slug.as_str() && !named.value.is_empty() {
            let what = format!(
                "the topic '{}' is not the file's name",
                named.value.escape_debug()
            );
            ink.error(
                named.at,
                what,
                format!("write topic = \"{slug}\" or rename the file"),
            );
        }
    }
    let area = area(file, folder, origin, ink);
    let lang = lang(file, origin, ink);
    let python = scope(file, ink).unwrap_or_else(|| DEFAULT_SCOPE.to_owned());
    let refs = refs(file, ink);
    (
        Defaults {
            topic: slug,
            area,
            lang,
            python,
            refs,
            origin,
        },
        spot,
    )
}

/// Checks `format = 1`.
pub(super) fn check_format(file: &mut Fields, ink: &mut Ink) {
    let format = file.number(ink, "format");
    if file.had("format") && format.value != 1 {
        ink.error(
            format.at,
            format!("format {} is not known", format.value),
            "write format = 1",
        );
    }
}

fn area(file: &mut Fields, folder: Option<&str>, origin: Origin, ink: &mut Ink) -> AreaId {
    let named = match origin {
        Origin::Mine => file.prose_at(ink, "area"),
        Origin::BuiltIn => None,
    };
    let at = named.as_ref().map_or(0, |area| area.at);
    let text = named
        .map(|area| area.value)
        .or_else(|| folder.map(str::to_owned));
    let text = text.unwrap_or_else(|| DEFAULT_AREA.to_owned());
    AreaId::parse(&text).unwrap_or_else(|error| {
        ink.error(
            at,
            error.to_string(),
            "name the area, or the folder, in that form",
        );
        AreaId::parse(DEFAULT_AREA).expect("a constant slug")
    })
}

fn lang(file: &mut Fields, origin: Origin, ink: &mut Ink) -> Lang {
    let Some(text) = file.prose_at(ink, "lang") else {
        return Lang::EN;
    };
    match (Lang::from_tag(&text.value), origin) {
        (Some(Lang::EN), _) => Lang::EN,
        (Some(lang), Origin::Mine) => lang,
        (Some(_), Origin::BuiltIn) => {
            ink.error(
                text.at,
                "built-in cards are in English",
                "write lang = \"en\" and translate in an overlay",
            );
            Lang::EN
        }
        (None, _) => {
            let what = format!("'{}' is not a language of decks", text.value.escape_debug());
            ink.error(text.at, what, format!("write one of {}", Lang::list()));
            Lang::EN
        }
    }
}

/// The titles in other languages, under keys such as `title-pt-BR`.
pub(super) fn title_translations(fields: &mut Fields, ink: &mut Ink) -> Vec<(Lang, String)> {
    let mut translations = Vec::new();
    for lang in Lang::all().filter(|lang| *lang != Lang::EN) {
        if let Some(title) = fields.prose_opt(ink, lang.title_key()) {
            translations.push((lang, title));
        }
    }
    translations
}

/// An optional scope of versions.
pub(super) fn scope(fields: &mut Fields, ink: &mut Ink) -> Option<String> {
    let scope = fields.prose_at(ink, "python")?;
    if let Err(wrong) = Scope::parse(&scope.value) {
        ink.error(scope.at, wrong, "write versions such as >=3.10,<3.14");
        return None;
    }
    Some(scope.value)
}

/// A list of pages.
pub(super) fn refs(fields: &mut Fields, ink: &mut Ink) -> Vec<String> {
    let refs = fields.texts_at(ink, "refs");
    for page in refs
        .iter()
        .filter(|page| !page.value.starts_with("https://"))
    {
        ink.error(
            page.at,
            format!("'{}' is not an https address", page.value.escape_debug()),
            "write https://...",
        );
    }
    refs.into_iter().map(|page| page.value).collect()
}

/// The file without its cards; a learner's file may describe its topic.
fn own_topic(file: &mut Fields, defaults: &Defaults, spot: Spot, ink: &mut Ink) -> TopicFile {
    let topic = Topic {
        id: defaults.topic.clone(),
        area: defaults.area.clone(),
        title: Title {
            en: title_from(defaults.topic.as_str()),
            translations: Vec::new(),
        },
        description: None,
        prerequisites: Vec::new(),
        tier: Tier::Role,
        auto: None,
        reference: None,
        must_mention: Vec::new(),
        origin: defaults.origin,
    };
    let mut read = TopicFile {
        topic,
        spot,
        described: None,
        prerequisites: Vec::new(),
        drafts: Vec::new(),
        unready: Vec::new(),
        faulty: Vec::new(),
    };
    if defaults.origin == Origin::Mine {
        describe(&mut read, file, ink);
    }
    read
}

fn describe(read: &mut TopicFile, file: &mut Fields, ink: &mut Ink) {
    let topic = &mut read.topic;
    if let Some(title) = file.prose_at(ink, "title") {
        read.described = Some(ink.spot(title.at));
        topic.title.en = title.value;
    }
    topic.title.translations = title_translations(file, ink);
    topic.description = file.prose_opt(ink, "description");
    let prerequisites = topics(file, "prerequisites", ink);
    read.prerequisites = prerequisites
        .iter()
        .map(|topic| ink.spot(topic.at))
        .collect();
    topic.prerequisites = prerequisites.into_iter().map(|topic| topic.value).collect();
    topic.reference = file.prose_opt(ink, "reference");
    topic.tier = tier(file, ink).unwrap_or(topic.tier);
}

/// An optional tier.
pub(super) fn tier(fields: &mut Fields, ink: &mut Ink) -> Option<Tier> {
    let At { at, value } = fields.number_at(ink, "tier")?;
    let tier = u8::try_from(value)
        .ok()
        .and_then(|tier| Tier::try_from(tier).ok());
    if tier.is_none() {
        ink.error(
            at,
            format!("{value} is not a tier"),
            "write 1 (core), 2 (some roles) or 3 (completeness)",
        );
    }
    tier
}

/// A list of topics.
pub(super) fn topics(fields: &mut Fields, key: &'static str, ink: &mut Ink) -> Vec<At<TopicId>> {
    let mut parsed = Vec::new();
    for At { at, value } in fields.texts_at(ink, key) {
        match TopicId::parse(&value) {
            Ok(topic) => parsed.push(At { at, value: topic }),
            Err(error) => ink.error(at, error.to_string(), "name a topic by its slug"),
        }
    }
    parsed
}

/// `hash-tables` as a title: `Hash tables`.
pub(super) fn title_from(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
