//! Deck files of every role: whatever they hold, they become cards or faults with places, cards can be drawn, and
//! a card written out as a block reads back as it was.
//!
//! An input is one or more files: a line `#### PATH` begins one, `#### mine PATH` one of the learner's.

#![no_main]

mod planned;

use std::collections::{HashMap, HashSet};

use libfuzzer_sys::fuzz_target;
use milepost::decks::import::{TableKind, plan_deck_file, read_markdown, read_table};
use milepost::decks::{CheckReport, DeckContent, SourceFile, block, load};
use milepost::domain::card::{Body, Card, Lang, Origin};
use milepost::domain::id::TopicId;
use milepost::ui::card::Renderer;
use milepost::ui::messages::messages;
use milepost::ui::palette::Palette;

fuzz_target!(|text: &str| {
    let sources = files(text);
    let lines: HashMap<String, usize> = sources
        .iter()
        .map(|source| (source.shown.to_string(), text.matches('\n').count() + 1))
        .collect();
    tables(text);
    planned::reads_back(&read_markdown(text, "fuzz").notes);
    let content = load(sources);
    deck_file(text, &content);
    assert_eq!(content.cards.len(), content.places.len());
    let ids: HashSet<&str> = content.cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids.len(), content.cards.len(), "an id twice");
    for fault in &content.faults {
        let within = lines
            .get(fault.file.as_ref())
            .is_none_or(|lines| fault.spot.line as usize <= *lines);
        assert!(within && fault.spot.line > 0, "{fault}");
    }
    CheckReport::of(&content);
    content
        .cards
        .iter()
        .chain(&content.translations)
        .for_each(drawn);
    written_again(&content);
});

/// The files of an input.
fn files(text: &str) -> Vec<SourceFile> {
    let mut sources = Vec::new();
    for part in text.split("#### ") {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        match path.strip_prefix("mine ") {
            Some(path) => sources.push(SourceFile::held(path, Origin::Mine, body)),
            None if path.is_empty() => {}
            None => sources.push(SourceFile::held(path, Origin::BuiltIn, body)),
        }
    }
    sources.truncate(8);
    sources
}

/// The same text as a table: every row becomes a card without a fault, or is named.
fn tables(text: &str) {
    for kind in [TableKind::Csv, TableKind::Text] {
        if let Ok(table) = read_table(text, kind, &[]) {
            planned::reads_back(&table.notes);
        }
    }
}

/// Draws a card on a narrow and a wide screen: nothing but text comes out.
fn drawn(card: &Card) {
    let order: Vec<usize> = match &card.body {
        Body::Choice(body) => (0..body.options.len()).collect(),
        _ => Vec::new(),
    };
    for width in [20, 80] {
        let look = Renderer {
            width,
            palette: Palette::PLAIN,
            words: messages(Lang::EN),
        };
        let text = [
            look.question(card, &order),
            look.answer(card, &order),
            look.explanation(card),
            look.references(card),
            look.head("*", card.id.as_str(), card.topic.as_str()),
        ]
        .concat();
        let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(!text.chars().any(steers), "{text:?}");
    }
}

/// A card of the learner's, of a file without an error, that is written out and read again is the same card.
fn written_again(content: &DeckContent) {
    let broken = content.broken_files();
    let mut bases: HashMap<&str, Vec<&Card>> = HashMap::new();
    for (card, place) in content.cards.iter().zip(&content.places) {
        if card.origin == Origin::Mine && !broken.contains(content.file(*place).as_ref()) {
            bases.entry(card.id.base()).or_default().push(card);
        }
    }
    for siblings in bases.values() {
        let Some(written) = block(siblings) else {
            continue;
        };
        let first = siblings[0];
        let deck = format!(
            "format = 1\ntopic = \"{}\"\nlang = \"{}\"\npython = '''{}'''\n\n{written}",
            first.topic,
            first.lang.tag(),
            first.python
        );
        let path = format!("topics/{}.toml", first.topic);
        let again = load(vec![SourceFile::held(&path, Origin::Mine, &deck)]);
        let faults: Vec<String> = again.faults.iter().map(ToString::to_string).collect();
        assert_eq!(again.cards.len(), siblings.len(), "{faults:?}\n{deck}");
        for (card, known) in again.cards.iter().zip(siblings) {
            assert_eq!((&card.id, &card.body), (&known.id, &known.body), "\n{deck}");
        }
    }
}

/// A deck to import is refused with a reason, or each of its cards is taken or named.
fn deck_file(text: &str, content: &DeckContent) {
    let topic = TopicId::parse("fuzz").expect("a slug");
    for topic in [None, Some(&topic)] {
        if let Ok(plan) = plan_deck_file("fuzz.toml", text, topic, content) {
            assert!(plan.added == 0 || plan.text.is_some(), "{text}");
            assert!(plan.dropped == 0 || !plan.left_out.is_empty(), "{text}");
        }
    }
}
