//! The content index, and how the projection follows it.

use std::fs;
use std::path::PathBuf;

use milepost::domain::card::{Basic, Body, Card, Lang, Translation};
use milepost::domain::day::StudyDay;
use milepost::domain::grade::Grade;
use milepost::domain::query::Candidates;
use milepost::store::{CardScope, FileStamp, IndexedContent, Store, Texts, TopicContent};

use super::kit::*;

fn translated() -> Card {
    let body = Body::Basic(Basic {
        prompt: "Questão 0?".to_owned(),
        answer: "Resposta.".to_owned(),
    });
    Card {
        lang: Lang::from_tag("pt-BR").unwrap(),
        translation: Translation::Current,
        body,
        ..card(0, 0)
    }
}

#[test]
fn a_card_is_shown_in_the_language_asked_or_in_english() {
    let home = stocked(1);
    let (topic, cards, copies) = (topic(0), [card(0, 0), card(0, 1)], [translated()]);
    let content = TopicContent {
        topic: &topic,
        cards: &cards,
        translated: &copies,
    };
    home.store.replace_topics(&[], &[], &[content]).unwrap();
    let shown = |card: usize, lang| {
        home.store
            .content()
            .card(&nth(0, card), lang)
            .unwrap()
            .unwrap()
    };
    assert_eq!(shown(0, Lang::from_tag("pt-BR").unwrap()), copies[0]);
    assert_eq!(shown(0, Lang::EN), cards[0]);
    assert_eq!(shown(1, Lang::from_tag("pt-BR").unwrap()), cards[1]);
    assert_eq!(
        home.store.content().card(&nth(0, 4), Lang::EN).unwrap(),
        None,
        "it is no longer in the deck"
    );
    let mut found = String::new();
    home.store
        .progress()
        .each_card(
            &Candidates::All,
            StudyDay::from_number(DAY),
            Texts::Read,
            |card| {
                found.extend((card.facts.id == nth(0, 0)).then_some(card.search));
            },
        )
        .unwrap();
    assert!(
        found.contains("question 0?") && found.contains("questao 0?"),
        "{found}"
    );
}

#[test]
fn the_index_tells_topics_roadmaps_retired_and_a_near_id() {
    let home = stocked(1);
    let store = &home.store;
    assert_eq!(store.index_stamp().unwrap().as_deref(), Some("one"));
    assert_eq!(
        store.content().cards_of_topic(&topic_id(1)).unwrap(),
        (0..5).map(|c| nth(1, c)).collect::<Vec<_>>()
    );
    let roads = store.content().roadmaps().unwrap();
    assert_eq!(
        (
            roads.len(),
            roads[0].topics,
            roads[0].cards,
            roads[0].head.phases
        ),
        (1, 2, 10, 2)
    );
    assert_eq!(
        store.content().homes(&roadmap("road")).unwrap(),
        [(topic_id(0), 1), (topic_id(1), 2)]
    );
    assert_eq!(
        store
            .content()
            .roadmap(&roadmap("road"))
            .unwrap()
            .unwrap()
            .phases
            .len(),
        2
    );
    assert_eq!(store.content().roadmap(&roadmap("nowhere")).unwrap(), None);
    assert_eq!(
        store
            .content()
            .retired(&id("old.card"))
            .unwrap()
            .unwrap()
            .replaced_by,
        Some(nth(0, 0))
    );
    assert_eq!(store.content().near_id("t3.c44").unwrap(), Some(nth(3, 4)));
    assert_eq!(store.content().topics().unwrap().len(), 4);
    assert_eq!(store.content().areas().unwrap().len(), 1);
}

#[test]
fn a_card_that_left_the_decks_keeps_its_history_and_is_not_due() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let state = home.store.progress().state(&nth(0, 0)).unwrap();
    let (topic, rest) = (topic(0), [card(0, 1)]);
    home.store
        .replace_topics(
            &[],
            &[],
            &[TopicContent {
                topic: &topic,
                cards: &rest,
                translated: &[],
            }],
        )
        .unwrap();
    let day = StudyDay::from_number(DAY + 9);
    assert!(
        home.store
            .progress()
            .due(&CardScope::All, day, 9)
            .unwrap()
            .is_empty()
    );
    assert_eq!(home.store.progress().state(&nth(0, 0)).unwrap(), state);
    assert_eq!(home.store.log().card_history(&nth(0, 0)).unwrap().len(), 1);
    assert_eq!(home.store.progress().topic_summaries().unwrap()[0].seen, 0);
    stock(&home.store, 4, 5);
    assert_eq!(
        home.store
            .progress()
            .due(&CardScope::All, day, 9)
            .unwrap()
            .len(),
        1
    );
    assert_eq!(home.store.progress().topic_summaries().unwrap()[0].seen, 1);
}

#[test]
fn totals_follow_a_card_to_another_topic() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let moved = Card {
        topic: topic_id(1),
        ..card(0, 0)
    };
    let (left, right) = (topic(0), topic(1));
    let parts = [
        TopicContent {
            topic: &left,
            cards: &[],
            translated: &[],
        },
        TopicContent {
            topic: &right,
            cards: &[moved],
            translated: &[],
        },
    ];
    home.store.replace_topics(&[], &[], &parts).unwrap();
    let totals = totals(&home.store);
    assert_eq!(totals.len(), 1);
    assert_eq!(totals[0].topic, Some(topic_id(1)));
    assert_eq!(home.store.progress().topic_summaries().unwrap()[1].seen, 1);
}

#[test]
fn a_lost_or_broken_index_is_as_good_as_none_and_is_built_again() {
    let home = stocked(1);
    grade(&home.store, &nth(0, 0), Grade::GOOD, DAY);
    let files = home.store.files().clone();
    for bytes in [None, Some(&b"nonsense"[..])] {
        let _ = fs::remove_file(&files.index);
        if let Some(bytes) = bytes {
            fs::write(&files.index, bytes).unwrap();
        }
        let store = Store::open(&files, device(2)).unwrap();
        assert_eq!(store.index_stamp().unwrap(), None);
        assert_eq!(store.content().card(&nth(0, 0), Lang::EN).unwrap(), None);
        stock(&store, 4, 5);
        assert!(
            store
                .content()
                .card(&nth(0, 0), Lang::EN)
                .unwrap()
                .is_some()
        );
    }
}

#[test]
fn a_process_sees_the_index_another_one_built() {
    let home = stocked(1);
    let other = Store::open(home.store.files(), device(2)).unwrap();
    assert!(
        other
            .content()
            .card(&nth(0, 0), Lang::EN)
            .unwrap()
            .is_some()
    );
    let content = IndexedContent {
        stamp: "two",
        files: &[],
        areas: &[],
        topics: &[],
        roadmaps: &[],
        retired: &[],
    };
    home.store.replace_content(&content).unwrap();
    assert_eq!(other.index_stamp().unwrap().as_deref(), Some("two"));
    assert_eq!(other.content().card(&nth(0, 0), Lang::EN).unwrap(), None);
}

#[test]
fn the_learners_files_are_remembered() {
    let home = stocked(1);
    let file = FileStamp {
        path: PathBuf::from("topics/area/t0.toml"),
        size: 12,
        mtime: 34,
    };
    home.store
        .replace_topics(std::slice::from_ref(&file), &[], &[])
        .unwrap();
    assert_eq!(home.store.content().indexed_files().unwrap(), [file]);
    assert_eq!(home.store.index_stamp().unwrap().as_deref(), Some("one"));
}
