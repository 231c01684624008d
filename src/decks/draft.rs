//! Reads a card of a file, with its siblings.

use crate::decks::body::{self, Side};
use crate::decks::fault::{Diagnostics, FilePosition, did_you_mean};
use crate::decks::fields::{At, Fields};
use crate::decks::topic_file::{Defaults, refs, scope};
use crate::domain::card::{
    Basic, Body, Card, CardKind, ContentHash, Interview, Level, Origin, QuestionRef, Rev,
    Translation,
};
use crate::domain::day::StudyDay;
use crate::domain::id::{CardId, RoadmapId};
use crate::domain::wording::faults;

/// A card as its file has it: siblings with the places that checks across files speak of.
pub(super) struct Draft {
    pub(super) base: CardId,
    pub(super) spot: FilePosition,
    pub(super) cards: Vec<Card>,
    pub(super) needs: Vec<FilePosition>,
    pub(super) asks: Vec<FilePosition>,
    pub(super) requires: Vec<FilePosition>,
    /// The revision of the built-in card that this one shadows.
    pub(super) overrides: Option<Rev>,
}

/// What became of a card.
pub(super) enum Read {
    /// It is loaded.
    Ready(Box<Draft>),
    /// It is a draft or retired.
    Unready(CardId, FilePosition),
    /// It has a fault.
    Faulty(CardId, FilePosition),
    /// It has not even an id.
    Nameless,
}

/// Reads a card and notes all its faults.
pub(super) fn read(mut card: Fields, defaults: &Defaults, diagnostics: &mut Diagnostics) -> Read {
    let before = diagnostics.count();
    let id = card.required_prose(diagnostics, "id");
    let spot = diagnostics.spot(id.at);
    let base = card_id(&id, diagnostics);
    card.call(
        base.as_ref()
            .map_or_else(faults::the_card, faults::card_called),
    );
    let readiness = readiness(&mut card, diagnostics);
    let overrides = match defaults.origin {
        Origin::Mine => card.number_opt(diagnostics, "overrides").map(Rev),
        // Only learners decide what replaces a card. Of any other deck the field counts as unknown.
        Origin::BuiltIn | Origin::Shared(_) => None,
    };
    let kind = kind(&mut card, diagnostics);
    let mut places = Places::default();
    // A card without an id is read all the same, for its other faults.
    let named = base
        .clone()
        .unwrap_or_else(|| CardId::parse("no.id").expect("a constant id"));
    let template = template(&mut card, kind, named, defaults, &mut places, diagnostics);
    let sides = kind
        .map(|kind| body::sides(kind, &mut card, diagnostics))
        .unwrap_or_default();
    if kind.is_some() {
        card.end(diagnostics);
    }
    let Some(base) = base else {
        return Read::Nameless;
    };
    if diagnostics.count() > before {
        return Read::Faulty(base, spot);
    }
    if readiness == Readiness::Unready {
        return Read::Unready(base, spot);
    }
    let cards = siblings(template, sides);
    let Places {
        needs,
        asks,
        requires,
    } = places;
    Read::Ready(Box::new(Draft {
        base,
        spot,
        cards,
        needs,
        asks,
        requires,
        overrides,
    }))
}

fn siblings(template: Card, mut sides: Vec<Side>) -> Vec<Card> {
    let mut cards = Vec::with_capacity(sides.len());
    // The last side takes the template itself: most cards have only one.
    let last = sides.pop();
    cards.extend(
        sides
            .into_iter()
            .map(|side| sibling(template.clone(), side)),
    );
    cards.extend(last.map(|side| sibling(template, side)));
    cards
}

fn sibling(template: Card, (mark, body): Side) -> Card {
    let id = mark.map(|mark| template.id.sibling(mark).expect("a known mark"));
    let content = content_hash(&template, &body);
    Card {
        id: id.unwrap_or_else(|| template.id.clone()),
        content,
        body,
        ..template
    }
}

/// The hash of what a review shows and checks.
fn content_hash(card: &Card, body: &Body) -> ContentHash {
    // Another field or another order here gives every card another hash, as if all had been edited.
    let shown = (
        card.rev,
        &card.python,
        &card.valid,
        &card.hints,
        &card.why,
        body,
    );
    ContentHash::of(&serde_json::to_vec(&shown).expect("texts and numbers become JSON"))
}

/// Whether a card is loaded.
#[derive(PartialEq)]
enum Readiness {
    Ready,
    Unready,
}

fn readiness(card: &mut Fields, diagnostics: &mut Diagnostics) -> Readiness {
    let Some(status) = card.prose_at(diagnostics, "status") else {
        return Readiness::Ready;
    };
    match status.value.as_str() {
        "ready" => Readiness::Ready,
        "draft" | "retired" => Readiness::Unready,
        other => {
            let hint = did_you_mean(other, ["draft", "ready", "retired"], faults::write_status());
            diagnostics.error(status.at, faults::no_status(other.escape_debug()), hint);
            Readiness::Unready
        }
    }
}

fn card_id(id: &At<String>, diagnostics: &mut Diagnostics) -> Option<CardId> {
    if id.value.is_empty() {
        return None;
    }
    match CardId::parse(&id.value) {
        Ok(parsed) if parsed.side().is_none() => Some(parsed),
        Ok(_) => {
            diagnostics.error(
                id.at,
                faults::sibling_mark(&id.value),
                faults::leave_mark_out(),
            );
            None
        }
        Err(_) => {
            let shown: String = id.value.chars().take(80).collect();
            let what = faults::no_card_id(shown.escape_debug());
            diagnostics.error(id.at, what, faults::write_card_id());
            None
        }
    }
}

fn kind(card: &mut Fields, diagnostics: &mut Diagnostics) -> Option<CardKind> {
    let word = card.required_prose(diagnostics, "kind");
    let kind = CardKind::ALL
        .into_iter()
        .find(|kind| kind.word() == word.value);
    if kind.is_none() && !word.value.is_empty() {
        let otherwise = faults::write_kind();
        let hint = did_you_mean(&word.value, CardKind::ALL.map(CardKind::word), otherwise);
        diagnostics.error(word.at, faults::no_kind(word.value.escape_debug()), hint);
    }
    kind
}

/// Places of what other files must confirm.
#[derive(Default)]
struct Places {
    needs: Vec<FilePosition>,
    asks: Vec<FilePosition>,
    requires: Vec<FilePosition>,
}

/// The card without its body.
fn template(
    card: &mut Fields,
    kind: Option<CardKind>,
    id: CardId,
    defaults: &Defaults,
    places: &mut Places,
    diagnostics: &mut Diagnostics,
) -> Card {
    let origin = &defaults.origin;
    let (tags, why) = (
        card.texts(diagnostics, "tags"),
        card.prose_opt(diagnostics, "why"),
    );
    if *origin == Origin::BuiltIn {
        card.must_have(diagnostics, "tags");
        if kind != Some(CardKind::Open) {
            card.must_have(diagnostics, "why");
        }
    }
    Card {
        id,
        topic: defaults.topic.clone(),
        area: defaults.area.clone(),
        rev: rev(card, origin, diagnostics),
        level: level(card, origin, diagnostics),
        interview: interview(card, origin, diagnostics),
        tags,
        needs: needs(card, &mut places.needs, diagnostics),
        refs: pages(card, defaults, diagnostics),
        python: scope(card, diagnostics).unwrap_or_else(|| defaults.python.clone()),
        valid: card.prose_opt(diagnostics, "valid"),
        requires: packages(card, &mut places.requires, diagnostics),
        asks: asks(card, &mut places.asks, diagnostics),
        minutes: card.number_opt(diagnostics, "minutes"),
        style: card.texts(diagnostics, "style"),
        hints: card.texts(diagnostics, "hints"),
        source: card.prose_opt(diagnostics, "source"),
        why,
        added: added(card, origin, diagnostics),
        origin: origin.clone(),
        lang: defaults.lang,
        translation: Translation::Original,
        // Hash and body are put in for each sibling.
        content: ContentHash::of(b""),
        body: Body::Basic(Basic {
            prompt: String::new(),
            answer: String::new(),
        }),
    }
}

/// The card's pages; the file's if it names none.
fn pages(card: &mut Fields, defaults: &Defaults, diagnostics: &mut Diagnostics) -> Vec<String> {
    let own = refs(card, diagnostics);
    if card.had("refs") {
        own
    } else {
        defaults.refs.clone()
    }
}

fn packages(
    card: &mut Fields,
    places: &mut Vec<FilePosition>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let packages = card.texts_at(diagnostics, "requires");
    places.extend(packages.iter().map(|package| diagnostics.spot(package.at)));
    packages.into_iter().map(|package| package.value).collect()
}

fn rev(card: &mut Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Rev {
    let rev = match origin {
        Origin::Mine | Origin::Shared(_) => card
            .number_at(diagnostics, "rev")
            .unwrap_or(At { at: 0, value: 1 }),
        Origin::BuiltIn => card.number(diagnostics, "rev"),
    };
    if card.had("rev") && rev.value == 0 {
        diagnostics.error(rev.at, faults::zero_field("rev"), faults::count_revisions());
    }
    Rev(rev.value)
}

fn level(card: &mut Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Level {
    let lowest = Level::new(1).expect("1 is a level");
    if *origin == Origin::BuiltIn {
        card.must_find(diagnostics, "level");
    }
    let Some(At { at, value }) = card.number_at(diagnostics, "level") else {
        return lowest;
    };
    u8::try_from(value)
        .ok()
        .and_then(Level::new)
        .unwrap_or_else(|| {
            diagnostics.error(at, faults::no_level(value), faults::write_level());
            lowest
        })
}

fn interview(card: &mut Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Interview {
    const ALL: [Interview; 4] = [
        Interview::No,
        Interview::Rare,
        Interview::Sometimes,
        Interview::Common,
    ];
    if *origin == Origin::BuiltIn {
        card.must_find(diagnostics, "interview");
    }
    let Some(At { at, value }) = card.prose_at(diagnostics, "interview") else {
        return Interview::No;
    };
    ALL.into_iter()
        .find(|interview| interview.word() == value)
        .unwrap_or_else(|| {
            let hint = did_you_mean(
                &value,
                ALL.map(Interview::word),
                faults::write_interview_word(),
            );
            diagnostics.error(at, faults::no_interview_word(value.escape_debug()), hint);
            Interview::No
        })
}

fn needs(
    card: &mut Fields,
    places: &mut Vec<FilePosition>,
    diagnostics: &mut Diagnostics,
) -> Vec<CardId> {
    let mut needs = Vec::new();
    for At { at, value } in card.texts_at(diagnostics, "needs") {
        if let Ok(id) = CardId::parse(&value) {
            places.push(diagnostics.spot(at));
            needs.push(id);
        } else {
            diagnostics.error(
                at,
                faults::no_card_id(value.escape_debug()),
                faults::name_card_by_id(),
            );
        }
    }
    needs
}

fn asks(
    card: &mut Fields,
    places: &mut Vec<FilePosition>,
    diagnostics: &mut Diagnostics,
) -> Vec<QuestionRef> {
    let mut asks = Vec::new();
    for At { at, value } in card.texts_at(diagnostics, "asks") {
        let parsed = value.split_once(':').and_then(|(roadmap, line)| {
            Some(QuestionRef {
                roadmap: RoadmapId::parse(roadmap).ok()?,
                line: line.parse().ok()?,
            })
        });
        if let Some(question) = parsed {
            places.push(diagnostics.spot(at));
            asks.push(question);
        } else {
            let what = faults::no_question(value.escape_debug());
            diagnostics.error(at, what, faults::write_question());
        }
    }
    asks
}

fn added(card: &mut Fields, origin: &Origin, diagnostics: &mut Diagnostics) -> Option<StudyDay> {
    if *origin == Origin::BuiltIn {
        return None;
    }
    let At { at, value } = card.prose_at(diagnostics, "added")?;
    let day = StudyDay::parse(&value);
    if day.is_none() {
        diagnostics.error(
            at,
            faults::no_date(value.escape_debug()),
            faults::write_date(),
        );
    }
    day
}
