//! Programs that fail: which known wrong solution they look like.

use super::{Body, Card, CardTurn, EngineError, Shown, Tools};
use crate::domain::card::Lang;
use crate::python::trial::{ProgramTrial, ProgramVerdict};

impl CardTurn {
    /// Names the known wrong solution that a failing program looks like. What is kept is the label in English,
    /// whatever language the card is shown in.
    pub(super) fn name_mistake(&mut self, tools: &mut Tools<'_, '_>) -> Result<(), EngineError> {
        let Some(work) = &self.answered.program else {
            return Ok(());
        };
        let failed = |trial: &ProgramTrial| trial.verdict != ProgramVerdict::Passed;
        if !work.last.as_ref().is_some_and(failed) {
            return Ok(());
        }
        let Some(place) = tools.runner.mistake(&self.card, &work.text) else {
            return Ok(());
        };
        let english = tools
            .home
            .store
            .content()
            .card(&self.card.id, Lang::EN)?
            .unwrap_or_else(|| self.card.clone());
        if let Some(work) = &mut self.answered.program {
            work.mistake = wrong_label(&english, place);
        }
        if let Some(label) = wrong_label(&self.card, place) {
            tools.shown.push(Shown::Mistake(label));
        }
        Ok(())
    }
}

fn wrong_label(card: &Card, place: usize) -> Option<String> {
    let Body::Code(code) = &card.body else {
        return None;
    };
    code.wrong.get(place).map(|wrong| wrong.label.clone())
}
