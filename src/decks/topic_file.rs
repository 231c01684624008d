//! Reads a file of cards: its header, and what its cards have in common.

use crate::decks::document::TopLines;
use crate::decks::draft::{self, Draft, Read};
use crate::decks::fault::{Diagnostics, FilePosition};
use crate::decks::fields::{At, Fields};
use crate::domain::card::{Lang, Origin};
use crate::domain::id::{AreaId, CardId, TopicId};
use crate::domain::roadmap::{Tier, Title, Topic};
use crate::domain::scope::PythonScope;
use crate::domain::wording::faults;

/// Scope of a learner's card that names none.
const DEFAULT_SCOPE: &str = ">=3.10";

/// Area of a learner's topic that names none.
const DEFAULT_AREA: &str = "mine";

/// Longest primer, in characters: it is read before a question, not instead of a book.
const LONGEST_PRIMER: usize = 700;

/// A file of cards.
pub(super) struct TopicFile {
    pub(super) topic: Topic,
    /// Where the topic is named.
    pub(super) spot: FilePosition,
    /// Whether the file describes its topic itself.
    pub(super) described: Option<FilePosition>,
    /// Where each of the topic's prerequisites is named.
    pub(super) prerequisites: Vec<FilePosition>,
    pub(super) drafts: Vec<Draft>,
    /// Cards of status draft or retired: their ids are taken, and they are not loaded.
    pub(super) unready: Vec<(CardId, FilePosition)>,
    /// Cards with a fault: their ids are taken too.
    pub(super) faulty: Vec<(CardId, FilePosition)>,
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
    header: TopLines,
    (area, stem): (Option<&str>, &str),
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> Option<TopicFile> {
    let slug = TopicId::parse(stem)
        .map_err(|error| diagnostics.error(0, error.wording(), faults::rename_file()))
        .ok()?;
    let (defaults, spot) = defaults(&mut file, header, (area, slug), origin, diagnostics);
    let mut read = own_topic(&mut file, &defaults, spot, diagnostics);
    let cards = file.tables(diagnostics, "card");
    file.end(diagnostics);
    for card in cards {
        match draft::read(card, &defaults, diagnostics) {
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
    header: TopLines,
    (folder, slug): (Option<&str>, TopicId),
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> (Defaults, FilePosition) {
    let mut spot = FilePosition::START;
    if header == TopLines::Read {
        check_format(file, diagnostics);
        let named = file.required_prose(diagnostics, "topic");
        spot = diagnostics.spot(named.at);
        if named.value != slug.as_str() && !named.value.is_empty() {
            let what = faults::topic_unlike_file(named.value.escape_debug());
            diagnostics.error(named.at, what, faults::write_topic_or_rename(&slug));
        }
    }
    let area = area(file, folder, origin, diagnostics);
    let lang = lang(file, origin, diagnostics);
    let python = scope(file, diagnostics).unwrap_or_else(|| DEFAULT_SCOPE.to_owned());
    let refs = refs(file, diagnostics);
    (
        Defaults {
            topic: slug,
            area,
            lang,
            python,
            refs,
            origin: origin.clone(),
        },
        spot,
    )
}

/// Checks `format = 1`.
pub(super) fn check_format(file: &mut Fields, diagnostics: &mut Diagnostics) {
    let format = file.number(diagnostics, "format");
    if file.had("format") && format.value != 1 {
        diagnostics.error(
            format.at,
            faults::unknown_format(format.value),
            faults::write_format_1(),
        );
    }
}

fn area(
    file: &mut Fields,
    folder: Option<&str>,
    origin: &Origin,
    diagnostics: &mut Diagnostics,
) -> AreaId {
    // Of a built-in deck the folder says it; there the field counts as unknown.
    let named = match origin {
        Origin::Mine | Origin::Shared(_) => file.prose_at(diagnostics, "area"),
        Origin::BuiltIn => None,
    };
    let at = named.as_ref().map_or(0, |area| area.at);
    let text = named
        .map(|area| area.value)
        .or_else(|| folder.map(str::to_owned));
    let text = text.unwrap_or_else(|| DEFAULT_AREA.to_owned());
    AreaId::parse(&text).unwrap_or_else(|error| {
        diagnostics.error(at, error.wording(), faults::name_area_so());
        AreaId::parse(DEFAULT_AREA).expect("a constant slug")
    })
}

fn lang(file: &mut Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Lang {
    let Some(text) = file.prose_at(diagnostics, "lang") else {
        return Lang::EN;
    };
    match (Lang::from_tag(&text.value), origin) {
        (Some(Lang::EN), _) => Lang::EN,
        (Some(lang), Origin::Mine | Origin::Shared(_)) => lang,
        (Some(_), Origin::BuiltIn) => {
            diagnostics.error(text.at, faults::built_in_english(), faults::write_english());
            Lang::EN
        }
        (None, _) => {
            let what = faults::no_deck_language(text.value.escape_debug());
            diagnostics.error(text.at, what, faults::write_one_of(Lang::list()));
            Lang::EN
        }
    }
}

/// The titles in other languages, under keys such as `title-pt-BR`.
pub(super) fn title_translations(
    fields: &mut Fields,
    diagnostics: &mut Diagnostics,
) -> Vec<(Lang, String)> {
    let mut translations = Vec::new();
    for lang in Lang::all().filter(|lang| *lang != Lang::EN) {
        if let Some(title) = fields.prose_opt(diagnostics, lang.title_key()) {
            translations.push((lang, title));
        }
    }
    translations
}

/// The primer, which must be short.
fn primer(file: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Title> {
    let primer = translated(file, "primer", Lang::primer_key, diagnostics)?;
    let translations = primer.translations.iter().map(|(_, text)| text);
    let longest = std::iter::once(&primer.en)
        .chain(translations)
        .map(|text| text.chars().count())
        .max();
    if longest.is_some_and(|longest| longest > LONGEST_PRIMER) {
        diagnostics.error(
            0,
            faults::long_primer(LONGEST_PRIMER),
            faults::shorten_primer(),
        );
    }
    Some(primer)
}

/// A text in every language it has; nothing without the English one.
pub(super) fn translated(
    fields: &mut Fields,
    key: &'static str,
    key_of: fn(Lang) -> &'static str,
    diagnostics: &mut Diagnostics,
) -> Option<Title> {
    let en = fields.prose_opt(diagnostics, key);
    let mut translations = Vec::new();
    for lang in Lang::all().filter(|lang| *lang != Lang::EN) {
        if let Some(text) = fields.prose_opt(diagnostics, key_of(lang)) {
            translations.push((lang, text));
        }
    }
    Some(Title {
        en: en?,
        translations,
    })
}

/// An optional scope of versions.
pub(super) fn scope(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<String> {
    let scope = fields.prose_at(diagnostics, "python")?;
    if let Err(wrong) = PythonScope::parse(&scope.value) {
        diagnostics.error(scope.at, wrong, faults::write_versions());
        return None;
    }
    Some(scope.value)
}

/// A list of pages.
pub(super) fn refs(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<String> {
    let refs = fields.texts_at(diagnostics, "refs");
    for page in refs
        .iter()
        .filter(|page| !page.value.starts_with("https://"))
    {
        diagnostics.error(
            page.at,
            faults::not_https(page.value.escape_debug()),
            faults::write_https(),
        );
    }
    refs.into_iter().map(|page| page.value).collect()
}

/// The file without its cards; a learner's file may describe its topic.
fn own_topic(
    file: &mut Fields,
    defaults: &Defaults,
    spot: FilePosition,
    diagnostics: &mut Diagnostics,
) -> TopicFile {
    let topic = Topic {
        id: defaults.topic.clone(),
        area: defaults.area.clone(),
        title: Title {
            en: title_from(defaults.topic.as_str()),
            translations: Vec::new(),
        },
        description: None,
        primer: primer(file, diagnostics),
        prerequisites: Vec::new(),
        tier: Tier::Role,
        auto: None,
        reference: None,
        must_mention: Vec::new(),
        introduces: Vec::new(),
        origin: defaults.origin.clone(),
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
    if defaults.origin != Origin::BuiltIn {
        describe(&mut read, file, diagnostics);
    }
    read
}

fn describe(read: &mut TopicFile, file: &mut Fields, diagnostics: &mut Diagnostics) {
    let topic = &mut read.topic;
    if let Some(title) = file.prose_at(diagnostics, "title") {
        read.described = Some(diagnostics.spot(title.at));
        topic.title.en = title.value;
    }
    topic.title.translations = title_translations(file, diagnostics);
    topic.description = file.prose_opt(diagnostics, "description");
    let prerequisites = topics(file, "prerequisites", diagnostics);
    read.prerequisites = prerequisites
        .iter()
        .map(|topic| diagnostics.spot(topic.at))
        .collect();
    topic.prerequisites = prerequisites.into_iter().map(|topic| topic.value).collect();
    topic.reference = file.prose_opt(diagnostics, "reference");
    topic.tier = tier(file, diagnostics).unwrap_or(topic.tier);
}

/// An optional tier.
pub(super) fn tier(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Option<Tier> {
    let At { at, value } = fields.number_at(diagnostics, "tier")?;
    let tier = u8::try_from(value)
        .ok()
        .and_then(|tier| Tier::try_from(tier).ok());
    if tier.is_none() {
        diagnostics.error(at, faults::no_tier(value), faults::write_tier());
    }
    tier
}

/// A list of topics.
pub(super) fn topics(
    fields: &mut Fields,
    key: &'static str,
    diagnostics: &mut Diagnostics,
) -> Vec<At<TopicId>> {
    let mut parsed = Vec::new();
    for At { at, value } in fields.texts_at(diagnostics, key) {
        match TopicId::parse(&value) {
            Ok(topic) => parsed.push(At { at, value: topic }),
            Err(error) => diagnostics.error(at, error.wording(), faults::name_topic_by_slug()),
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
