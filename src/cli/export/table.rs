//! `export FILE.csv`: a card a row, the texts as their authors wrote them.

use std::path::Path;

use super::{Exported, write_text};
use crate::domain::card::{Body, Card, Truth};
use crate::domain::spreadsheet::{CARD_COLUMNS, cell};
use crate::domain::wording::problems;
use crate::error::AppError;

/// Writes the cards with a head row that spreadsheets show and `import` reads.
pub(super) fn write(file: &Path, cards: &[Card]) -> Result<Exported, AppError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |_| AppError::internal(problems::card_without_text());
    writer.write_record(CARD_COLUMNS).map_err(failed)?;
    for card in cards {
        let [question, answer] = sides(card);
        let why = card.why.clone().unwrap_or_default();
        let record = [
            question,
            answer,
            why,
            card.tags.join(" "),
            card.topic.to_string(),
        ];
        writer
            .write_record(record.map(|text| cell(&text)))
            .map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|_| AppError::internal(problems::card_without_text()))?;
    write_text(file, &String::from_utf8_lossy(&bytes))?;
    Ok(Exported {
        cards: cards.len(),
        reviews: 0,
    })
}

fn sides(card: &Card) -> [String; 2] {
    let question = card.body.prompt().to_owned();
    let code = card.body.code().map(|code| format!("\n\n{code}"));
    let question_with_code = format!("{question}{}", code.unwrap_or_default());
    match &card.body {
        Body::Basic(body) => [question, body.answer.clone()],
        Body::Type(body) => [question_with_code, body.answer.clone()],
        Body::Output(body) => [question_with_code, body.stdout.clone()],
        Body::Cloze(body) => {
            let answer = body.blanks.get(body.asked);
            [
                body.with_blank("[...]"),
                answer.map(|blank| blank.answer.clone()).unwrap_or_default(),
            ]
        }
        Body::Choice(body) => {
            let right = body.options.iter();
            let right = right.filter(|option| option.truth == Truth::Right);
            let right: Vec<&str> = right.map(|option| option.text.as_str()).collect();
            [question_with_code, right.join("\n")]
        }
        Body::Bug(body) => [question_with_code, body.fix.clone()],
        Body::Code(body) => [question_with_code, body.solution.clone()],
        Body::Open(body) => {
            let points: Vec<&str> = body
                .points
                .iter()
                .map(|point| point.text.as_str())
                .collect();
            [question, points.join("\n")]
        }
    }
}
