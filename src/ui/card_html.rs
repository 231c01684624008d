//! A card as HTML, for programs that show HTML.

use pulldown_cmark::{Parser, html};

use crate::domain::card::{Body, Card};
use crate::ui::card::Renderer;

/// The side of a card that asks and the side that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardHtml {
    /// Asks.
    pub question: String,
    /// Answers.
    pub answer: String,
}

/// Both sides of a card. What is not prose stays as it is drawn on a screen.
pub fn card_html(card: &Card, renderer: Renderer) -> CardHtml {
    let (question, mut answer) = match &card.body {
        Body::Basic(body) => (markdown(&body.prompt), markdown(&body.answer)),
        Body::Type(body) if body.code.is_none() => (markdown(&body.prompt), escaped(&body.answer)),
        Body::Cloze(_)
        | Body::Type(_)
        | Body::Choice(_)
        | Body::Output(_)
        | Body::Bug(_)
        | Body::Code(_)
        | Body::Open(_) => drawn(card, renderer),
    };
    if let Some(why) = &card.why {
        answer.push_str("\n<hr>\n");
        answer.push_str(&markdown(why));
    }
    CardHtml { question, answer }
}

/// A card as a screen shows it, with its lines kept.
fn drawn(card: &Card, renderer: Renderer) -> (String, String) {
    let options = if let Body::Choice(body) = &card.body {
        body.options.len()
    } else {
        0
    };
    let order: Vec<usize> = (0..options).collect();
    let block = |text: &str| {
        let text = escaped(text.trim_end());
        format!("<pre style=\"text-align: left; white-space: pre-wrap\">{text}</pre>")
    };
    (
        block(&renderer.question(card, &order)),
        block(&renderer.answer(card, &order)),
    )
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(text));
    out.trim().to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
