//! `scheduler fit`: weights of FSRS-6 that fit the learner's own answers.

use std::path::Path;

use serde_json::json;

use super::answers::answers;
use crate::cli::app::App;
use crate::cli::args::Format;
use crate::cli::{say_json, tell};
use crate::domain::recall::{ENOUGH, Fit, FittedWeights, fit};
use crate::domain::schedule::Scheduler;
use crate::error::AppError;
use crate::ui::terminal::Terminal;

/// Fits the weights. Those of the learner's own log are kept as a setting when they predict better; those
/// of a file are only shown.
pub(super) fn fit_weights(
    app: &App,
    terminal: &mut dyn Terminal,
    from: Option<&Path>,
    format: Format,
) -> Result<(), AppError> {
    let found = fit(&answers(app, from)?, &app.settings.fsrs6.weights);
    let is_kept = match &found {
        Fit::Found(fitted) if fitted.is_better() && from.is_none() => {
            let weights = fitted.weights.text();
            let mut settings = app.settings.clone();
            settings.write(&app.world.home.config, "fsrs_weights", &weights)?;
            true
        }
        Fit::Found(_) | Fit::TooFew { .. } => false,
    };
    match (format, &found) {
        (Format::Json, Fit::TooFew { predicted }) => say_json(
            terminal,
            &json!({ "schema": 1, "predicted": predicted, "kept": false }),
        ),
        (Format::Json, Fit::Found(fitted)) => say_json(
            terminal,
            &json!({
                "schema": 1,
                "predicted": fitted.predicted,
                "held_out": fitted.held_out,
                "log_loss_in_use": fitted.loss_in_use,
                "log_loss_fitted": fitted.loss_fitted,
                "weights": fitted.weights.numbers(),
                "kept": is_kept,
            }),
        ),
        (Format::Text, Fit::TooFew { predicted }) => {
            let words = app.words().scheduler;
            tell(terminal, &words.fit_too_few(predicted, ENOUGH))
        }
        (Format::Text, Fit::Found(fitted)) => report(app, terminal, fitted, from),
    }
}

fn report(
    app: &App,
    terminal: &mut dyn Terminal,
    fitted: &FittedWeights,
    from: Option<&Path>,
) -> Result<(), AppError> {
    let words = app.words().scheduler;
    let figure = |loss: f64| app.lang.decimal(loss, 4);
    let tested = words.fit_tested(
        fitted.held_out,
        figure(fitted.loss_fitted),
        figure(fitted.loss_in_use),
    );
    tell(terminal, &tested)?;
    if from.is_some() {
        return tell(terminal, &words.fit_shown(fitted.weights.text()));
    }
    if !fitted.is_better() {
        return tell(terminal, words.fit_no_better());
    }
    tell(terminal, words.fit_kept())?;
    if !matches!(app.settings.scheduler, Scheduler::Fsrs6(_)) {
        tell(terminal, words.fit_not_in_use())?;
    }
    Ok(())
}
