//! Decks within decks as a roadmap of the learner's own: the deck above is the roadmap, those below it are its
//! phases, and theirs its items.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::decks::block::quoted;
use crate::decks::load::DeckContent;
use crate::decks::own_card::slug;
use crate::domain::card::{Lang, Origin, hex16};
use crate::domain::id::{RoadmapId, TopicId};
use crate::domain::roadmap::Roadmap;

/// Separates the levels of a deck's name.
const LEVEL: &str = "::";

/// How the first line of a file begins that imports may write again: it goes on with a hash of the rest.
const MARK: &str = "# From the decks of Anki; once you edit this file, imports leave it alone. ";

/// What is appended to the id of a roadmap if a built-in one has it.
const OTHER: &str = "-decks";

/// The items of a roadmap by phase, each with its topic.
type Phases = BTreeMap<String, BTreeMap<String, TopicId>>;

/// The roadmaps of decks within decks, as far as their files are new or were written by an import and not edited
/// since: the path of each in the deck folder, and its text. Each deck comes with the topic of its cards.
pub fn roadmaps_of_decks(
    decks: &BTreeSet<(String, TopicId)>,
    content: &DeckContent,
    lang: Lang,
) -> Vec<(String, String)> {
    let mut roots: BTreeMap<&str, Phases> = BTreeMap::new();
    for (deck, topic) in decks {
        let (root, below) = deck.split_once(LEVEL).unwrap_or((deck, ""));
        let (phase, item) = below.split_once(LEVEL).unwrap_or((below, below));
        let [phase, item] = [phase, item].map(|name| if name.is_empty() { root } else { name });
        let phases = roots.entry(root).or_default();
        let items = phases.entry(phase.to_owned()).or_default();
        items.insert(item.replace(LEVEL, ": "), topic.clone());
    }
    // A deck without decks in it is a topic alone, not a roadmap.
    roots.retain(|root, phases| phases.keys().any(|phase| phase != root));
    let files = roots.into_iter().filter_map(|(root, mut phases)| {
        let id = id_of(root, content)?;
        let path = format!("roadmaps/{id}.toml");
        let before = written_before(&path, content)?;
        if let Some(road) = content.roadmaps.iter().find(|road| road.id == id) {
            keep(&mut phases, road, decks, content);
        }
        let text = with_mark(&text_of(&id, root, lang, &phases));
        (before != text).then_some((path, text))
    });
    files.collect()
}

fn id_of(root: &str, content: &DeckContent) -> Option<RoadmapId> {
    let is_built_in = |id: &RoadmapId| {
        let mut roads = content.roadmaps.iter();
        roads.any(|road| road.id == *id && road.origin != Origin::Mine)
    };
    let id = RoadmapId::parse(&slug(root)).ok()?;
    if is_built_in(&id) {
        RoadmapId::parse(&format!("{id}{OTHER}")).ok()
    } else {
        Some(id)
    }
}

/// What a file says that an import may write: nothing yet, or what an import wrote.
fn written_before(path: &str, content: &DeckContent) -> Option<String> {
    let mut own = content
        .sources
        .iter()
        .filter(|source| source.origin == Origin::Mine);
    let Some(source) = own.find(|source| source.path == path) else {
        return Some(String::new());
    };
    let text = source.read().ok()?;
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
    (*text == *with_mark(rest)).then(|| text.to_string())
}

fn with_mark(text: &str) -> String {
    format!("{MARK}{}\n{text}", hex16(text.as_bytes()))
}

/// Keeps the items of an earlier import whose topics are still there.
fn keep(
    phases: &mut Phases,
    road: &Roadmap,
    decks: &BTreeSet<(String, TopicId)>,
    content: &DeckContent,
) {
    let is_there = |topic: &TopicId| {
        content.topics.iter().any(|known| known.id == *topic)
            || decks.iter().any(|(_, known)| known == topic)
    };
    for phase in &road.phases {
        for item in &phase.items {
            if let Some(topic) = item.topics.first().filter(|topic| is_there(topic)) {
                let items = phases.entry(phase.title.clone()).or_default();
                items
                    .entry(item.text.clone())
                    .or_insert_with(|| topic.clone());
            }
        }
    }
}

fn text_of(id: &RoadmapId, title: &str, lang: Lang, phases: &Phases) -> String {
    let mut text = format!(
        "format = 1\nid = {}\nlang = {}\ntitle = {}\n",
        quoted(id.as_str()),
        quoted(lang.tag()),
        quoted(title)
    );
    let mut line = 0;
    for (number, (phase, items)) in (1..).zip(phases) {
        let _ = write!(
            text,
            "\n[[phase]]\nnumber = {number}\ntitle = {}\n",
            quoted(phase)
        );
        for (item, topic) in items {
            line += 1;
            let _ = write!(
                text,
                "\n  [[phase.item]]\n  line = {line}\n  text = {}\n  topics = [{}]\n",
                quoted(item),
                quoted(topic.as_str())
            );
        }
    }
    text
}
