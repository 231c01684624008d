//! Questions and answers as plain text, for clients that draw them themselves.

use serde_json::{Map, Value, json};

use crate::domain::card::{Body, Card, Choice, Output, Truth, Weight};
use crate::domain::judge::shown_order;
use crate::engine::prompt::Prompt;
use crate::engine::shown::{Heading, Question, QueuePlace, ReviewHeading, TurnStatus};

/// A question, without the name of the event. An answer is expected to take some seconds.
pub(super) fn question_object(
    question: &Question,
    prompt: &Prompt,
    seconds: u32,
) -> Map<String, Value> {
    let card = &question.card;
    let mut fields = Map::new();
    let mut put = |key: &str, value: Value| {
        fields.insert(key.to_owned(), value);
    };
    put("card", json!(card.id));
    put("topic", json!(card.topic));
    put("kind", json!(card.body.kind().word()));
    if let Heading::Review(heading) = &question.heading {
        let (number, of) = place(heading);
        put("state", json!(state(heading.status)));
        put("n", json!(number));
        put("of", json!(of));
    }
    put("seconds", json!(seconds));
    put("interview", json!(card.interview.word()));
    put("level", json!(card.level.number()));
    put("lang", json!(card.text_language().tag()));
    put("prompt", json!(prompt_text(card)));
    put("expects", json!(expects(card, prompt)));
    if let Some(code) = card.body.code() {
        put("code", json!(code));
    }
    match &card.body {
        Body::Choice(body) => put("options", options(body, &question.order)),
        Body::Code(body) => put("starter", json!(body.starter)),
        Body::Basic(_)
        | Body::Cloze(_)
        | Body::Type(_)
        | Body::Output(_)
        | Body::Bug(_)
        | Body::Open(_) => {}
    }
    fields
}

const fn place(heading: &ReviewHeading) -> (usize, usize) {
    match (heading.place, heading.status) {
        (QueuePlace::Queued { number, of }, _) => (number, of),
        (QueuePlace::Repeat { number }, TurnStatus::Repeat { behind }) => (number, number + behind),
        (QueuePlace::Repeat { number }, _) => (number, number),
    }
}

const fn state(status: TurnStatus) -> &'static str {
    match status {
        TurnStatus::New => "new",
        TurnStatus::Review { .. } => "review",
        TurnStatus::Repeat { .. } => "repeat",
        TurnStatus::Drill => "drill",
        TurnStatus::Placement => "placement",
    }
}

fn expects(card: &Card, prompt: &Prompt) -> &'static str {
    match (prompt, &card.body) {
        (Prompt::Reveal, Body::Open(_)) => "text",
        (Prompt::Lines(_), _) => "lines",
        (Prompt::Letters { .. }, _) => "letters",
        (Prompt::LineNumber, _) => "line_number",
        (Prompt::Program(_), _) => "program",
        (Prompt::Line | Prompt::Aside, _) => "line",
        _ => "reveal",
    }
}

fn options(body: &Choice, order: &[usize]) -> Value {
    let shown = order.iter().filter_map(|&place| body.options.get(place));
    let lettered = ('a'..).zip(shown);
    lettered
        .map(|(letter, option)| json!({ "letter": letter.to_string(), "text": option.text }))
        .collect()
}

fn prompt_text(card: &Card) -> String {
    if let Body::Cloze(body) = &card.body {
        return body.question();
    }
    let mut text = card.body.prompt().to_owned();
    if let Body::Bug(body) = &card.body
        && let Some(symptom) = &body.symptom
    {
        text.push_str(&format!("\n\n{symptom}"));
    }
    if let Body::Code(body) = &card.body
        && !body.examples.is_empty()
    {
        text.push_str(&format!("\n\n{}", body.examples.join("\n")));
    }
    text
}

/// The answer of a card; nothing where only its rubric is known.
pub(super) fn answer_text(card: &Card, order: &[usize]) -> Option<String> {
    Some(match &card.body {
        Body::Basic(body) => body.answer.clone(),
        Body::Cloze(body) => body.blanks.get(body.asked)?.answer.clone(),
        Body::Choice(body) => right_options(body, order),
        Body::Type(body) => body.answer.clone(),
        Body::Output(body) => output_text(body),
        Body::Bug(body) => body.fix.clone(),
        Body::Code(body) => body.solution.clone(),
        Body::Open(body) => return body.model.clone(),
    })
}

fn right_options(body: &Choice, order: &[usize]) -> String {
    let shown = order.iter().filter_map(|&place| body.options.get(place));
    let right: Vec<String> = ('a'..)
        .zip(shown)
        .filter(|(_, option)| option.truth == Truth::Right)
        .map(|(letter, option)| format!("{letter}: {}", option.text))
        .collect();
    right.join("\n")
}

fn output_text(body: &Output) -> String {
    match &body.raises {
        Some(class) => format!("{}{class}", body.stdout),
        None => body.stdout.clone(),
    }
}

/// The points of a rubric, needed ones first.
pub(super) fn points(card: &Card) -> Option<Value> {
    let Body::Open(body) = &card.body else {
        return None;
    };
    let shown = shown_order(&body.points).into_iter();
    Some(
        shown
            .map(|place| {
                let point = &body.points[place];
                json!({ "text": point.text, "must": point.weight == Weight::Must })
            })
            .collect(),
    )
}
