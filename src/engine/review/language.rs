//! The card on screen in its other language.

use super::{ReviewSession, ReviewStep};
use crate::domain::card::{Card, Lang};
use crate::engine::shown::{AnswerShown, CardNote, Heading, Question, SessionRemark, Shown};
use crate::engine::workspace::Workspace;
use crate::error::AppError;

impl ReviewSession<'_> {
    /// Shows the card in its other language, or in the language of the session again. Only the text changes: the
    /// order of the options, the hints taken and the answer so far stay.
    pub(super) fn flip_language(&mut self) -> Result<(), AppError> {
        let Some(asked) = &mut self.current else {
            return Ok(());
        };
        let Some(card) = in_other_language(&self.home, asked.card_turn.card())? else {
            self.remark(SessionRemark::OneLanguage);
            return Ok(());
        };
        asked.card_turn.flip(card.clone());
        let order = asked.card_turn.order().to_vec();
        let answer = match asked.step {
            ReviewStep::Answering => None,
            ReviewStep::Ticking | ReviewStep::Grading(_) => Some(AnswerShown {
                card: card.clone(),
                order: order.clone(),
                program: asked.card_turn.answered().own_program(&card),
                given: None,
                earlier: None,
            }),
        };
        let (turn, state, earlier) = (asked.turn.clone(), asked.state, asked.earlier);
        let mut heading = self.heading(&turn, &card, &state, earlier)?;
        if let Heading::Review(heading) = &mut heading {
            // It is in another language because the learner asked for that.
            heading.notes.retain(|note| *note != CardNote::Untranslated);
        }
        self.shown.push(Shown::Question(Box::new(Question {
            card,
            order,
            heading,
        })));
        let answer = answer.map(|answer| Shown::Answer(Box::new(answer)));
        self.shown.extend(answer);
        Ok(())
    }
}

/// The card in the first of its languages other than the one shown: that of the session comes
/// before English, and English before the others.
fn in_other_language(home: &Workspace<'_>, shown: &Card) -> Result<Option<Card>, AppError> {
    let preferred = [home.lang].into_iter().chain(Lang::all());
    for lang in preferred.filter(|lang| *lang != shown.text_language()) {
        let card = home.store.content().card(&shown.id, lang)?;
        if let Some(card) = card.filter(|card| card.text_language() == lang) {
            return Ok(Some(card));
        }
    }
    Ok(None)
}
