//! The text a card is found by, in plain letters as queries are.

use crate::domain::card::{Body, Card};
use crate::domain::plain::plain;
use crate::domain::roadmap::Title;

/// What a card is found by: its texts in every language, and the titles of its topic.
pub(in crate::store) fn text_of<'c>(
    titles: &Title,
    copies: impl IntoIterator<Item = &'c Card>,
) -> String {
    let mut text = plain(&titles.en);
    for (_, title) in &titles.translations {
        text.push('\n');
        text.push_str(&plain(title));
    }
    for card in copies {
        for part in parts(card) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&plain(part));
        }
    }
    text
}

fn parts(card: &Card) -> Vec<&str> {
    let mut parts = vec![card.id.as_str(), card.body.prompt()];
    parts.extend(card.tags.iter().map(String::as_str));
    parts.extend(card.body.code());
    parts.extend(card.why.as_deref());
    match &card.body {
        Body::Basic(body) => parts.push(&body.answer),
        Body::Cloze(body) => parts.extend(body.blanks.iter().map(|blank| blank.answer.as_str())),
        Body::Choice(body) => parts.extend(body.options.iter().map(|option| option.text.as_str())),
        Body::Type(body) => parts.push(&body.answer),
        Body::Output(_) | Body::Bug(_) => {}
        Body::Code(body) => parts.push(&body.solution),
        Body::Open(body) => parts.extend(body.points.iter().map(|point| point.text.as_str())),
    }
    parts
}
