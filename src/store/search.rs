//! The text a card is found by: lower case, without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::card::{Body, Card};

/// A text in lower case and without accents, as search texts are kept: fold what is searched for likewise.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a card is found by, from its texts in every language.
pub(super) fn text_of<'c>(copies: impl IntoIterator<Item = &'c Card>) -> String {
    let mut text = String::new();
    for card in copies {
        for part in parts(card) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&folded(part));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(folded("Função ÉTICA naïve"), "funcao etica naive");
        assert_eq!(folded("Don't PANIC"), "don't panic");
    }
}
