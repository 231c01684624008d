//! `scheduler try`: how well each memory model predicts the answers.

use std::path::Path;

use serde_json::{Value, json};

use super::answers::answers;
use crate::cli::app::App;
use crate::cli::args::Format;
use crate::cli::say_json;
use crate::domain::recall::{ENOUGH, ModelComparison, ModelScore, RecallModel, compare};
use crate::error::AppError;
use crate::ui::palette::TextRole;
use crate::ui::table::{Column, Table};
use crate::ui::terminal::Terminal;

/// Compares the models.
pub(super) fn try_models(
    app: &App,
    terminal: &mut dyn Terminal,
    from: Option<&Path>,
    format: Format,
) -> Result<(), AppError> {
    let comparison = compare(&answers(app, from)?, &app.settings.fsrs6.model());
    match format {
        Format::Json => say_json(terminal, &object(&comparison)),
        Format::Text => Ok(terminal.say(&page(app, terminal, &comparison))?),
    }
}

fn page(app: &App, terminal: &dyn Terminal, comparison: &ModelComparison) -> String {
    let words = app.words().scheduler;
    let palette = terminal.palette();
    let scores = &comparison.scores;
    let column = |head: &str, figure: fn(&ModelScore) -> f64| {
        let cells = scores
            .iter()
            .map(|score| app.lang.decimal(figure(score), 4));
        Column::new(head, cells)
    };
    let table = Table {
        head: words.model().to_owned(),
        names: scores
            .iter()
            .map(|score| score.model.name().to_owned())
            .collect(),
        sections: vec![vec![
            column(words.log_loss(), |score| score.log_loss),
            column(words.auc(), |score| score.auc),
            column(words.rmse(), |score| score.rmse),
        ]],
        sums: 0,
    };
    let mut text = palette.paint(TextRole::Title, &words.predicted(comparison.predicted));
    text.push('\n');
    if comparison.predicted > 0 {
        text.push_str(&table.draw(terminal.width(), palette));
        text.push_str(&palette.paint(TextRole::Faint, words.reading()));
        text.push('\n');
    }
    if comparison.predicted < ENOUGH {
        text.push_str(&palette.paint(TextRole::Near, &words.too_few(ENOUGH)));
        text.push('\n');
    }
    text
}

fn object(comparison: &ModelComparison) -> Value {
    let models: Vec<Value> = comparison
        .scores
        .iter()
        .map(|score| {
            json!({
                "model": score.model.name(),
                "baseline": matches!(score.model, RecallModel::Constant | RecallModel::MovingAverage),
                "log_loss": score.log_loss,
                "auc": score.auc,
                "rmse": score.rmse,
            })
        })
        .collect();
    json!({
        "schema": 1,
        "predicted": comparison.predicted,
        "enough": comparison.predicted >= ENOUGH,
        "models": models,
    })
}
