//! `undo`: takes back the last answer, also one of an earlier session.

use crate::cli::app::App;
use crate::cli::questions::first_line;
use crate::cli::tell;
use crate::domain::event::Event;
use crate::domain::id::CardId;
use crate::engine::undo::{TakenBack, undo_last};
use crate::error::AppError;
use crate::ui::card::cut;
use crate::ui::palette::Palette;
use crate::ui::terminal::Terminal;

/// Columns of a question, as much as tells one card from another.
const SHOWN: usize = 50;

/// A card by the beginning of its question; a card that no deck has any more by its id.
pub(in crate::cli) fn short_question(
    app: &App,
    palette: Palette,
    card: &CardId,
) -> Result<String, AppError> {
    let found = app.store.content().card(card, app.cards_lang.get())?;
    let question = found.map_or_else(|| card.to_string(), |card| first_line(&card));
    Ok(cut(&question, SHOWN, palette.more()))
}

/// What was taken back: the grade of an answer or the name of a mark, its day, and the card by its question.
fn took_back(app: &App, terminal: &dyn Terminal, event: &Event) -> Result<String, AppError> {
    let words = app.words();
    let Some(card) = event.body.card() else {
        return Ok(words.undone(words.cards.event(&event.body)));
    };
    let what = match event.body.answer() {
        Some(answer) => words.button(answer.grade),
        None => words.cards.event(&event.body).into_owned(),
    };
    let question = short_question(app, terminal.palette(), card)?;
    Ok(words.took_back(what, event.stamp.day, question))
}

/// Takes the last step of the log back.
pub(crate) fn undo(app: &App, terminal: &mut dyn Terminal) -> Result<(), AppError> {
    match undo_last(&app.workspace())? {
        Some(TakenBack::Step(event)) => {
            let text = took_back(app, terminal, &event)?;
            tell(terminal, &text)
        }
        Some(TakenBack::Placement(cards)) => {
            let what = app.words().plan.placement_of(cards);
            tell(terminal, &app.words().undone(what))
        }
        None => tell(terminal, app.words().nothing_to_undo()),
    }
}
