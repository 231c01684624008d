//! New cards of the learner's own, and ids made of their questions.

use unicode_normalization::UnicodeNormalization;

use crate::domain::card::{
    Body, Card, ContentHash, Interview, Lang, Level, Origin, Rev, Translation, hex16,
};
use crate::domain::id::{AreaId, CardId, TopicId};

/// Most words of a question that an id is made of.
const ID_WORDS: usize = 6;

/// Longest part of an id made of a question, in characters.
const ID_LETTERS: usize = 40;

/// An id made of a question: the topic, a dot, the question's first words. A number is added if that is taken.
pub fn fresh_id(topic: &TopicId, prompt: &str, mut taken: impl FnMut(&str) -> bool) -> CardId {
    let stem = id_stem(topic, prompt);
    let free = (1..=u64::MAX)
        .map(|number| numbered(&stem, number))
        .find(|id| !taken(id))
        .expect("numbers do not end");
    id_or_hash(&free)
}

/// A new card of the learner's with nothing but a body.
pub fn own_card(id: CardId, topic: TopicId, body: Body) -> Card {
    Card {
        id,
        topic,
        area: AreaId::parse("mine").expect("a constant slug"),
        rev: Rev(1),
        level: Level::new(1).expect("1 is a level"),
        interview: Interview::No,
        tags: Vec::new(),
        needs: Vec::new(),
        refs: Vec::new(),
        python: ">=3.10".to_owned(),
        valid: None,
        requires: Vec::new(),
        asks: Vec::new(),
        minutes: None,
        style: Vec::new(),
        hints: Vec::new(),
        source: None,
        why: None,
        added: None,
        origin: Origin::Mine,
        lang: Lang::EN,
        translation: Translation::Original,
        content: ContentHash::of(b""),
        body,
    }
}

/// The id with a number: `lists.what`, `lists.what-2` and so on.
pub(super) fn numbered(stem: &str, number: u64) -> String {
    if number == 1 {
        stem.to_owned()
    } else {
        format!("{stem}-{number}")
    }
}

/// A text as an id; a hash stands for one that is too long.
pub(super) fn id_or_hash(text: &str) -> CardId {
    CardId::parse(text).unwrap_or_else(|_| {
        let hash = format!("my.{}", hex16(text.as_bytes()));
        CardId::parse(&hash).expect("hexadecimal digits make an id")
    })
}

/// The id that a question would have if nothing had it: the topic, a dot, its first words.
pub(super) fn id_stem(topic: &TopicId, prompt: &str) -> String {
    let words = first_words(&slug(prompt));
    if words.is_empty() {
        format!("{topic}.{}", hex16(prompt.as_bytes()))
    } else {
        format!("{topic}.{words}")
    }
}

/// The first words of a slug, as many as an id may have.
fn first_words(slug: &str) -> String {
    let mut words = String::new();
    for word in slug
        .split('-')
        .filter(|word| !word.is_empty())
        .take(ID_WORDS)
    {
        if words.len() + word.len() >= ID_LETTERS && !words.is_empty() {
            break;
        }
        if !words.is_empty() {
            words.push('-');
        }
        words.push_str(&word[..word.len().min(ID_LETTERS)]);
    }
    words
}

/// A text as a slug: its letters without accents and its digits, with a hyphen between words.
pub(super) fn slug(text: &str) -> String {
    let plain: String = text.nfkd().filter(char::is_ascii).collect();
    let words: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}
