//! Consent to run programs, asked for before the clock starts: in the middle of an interview a question about the
//! sandbox would cost time and nerves.

use super::{InterviewQuestion, InterviewSession};
use crate::domain::card::CardKind;
use crate::engine::prompt::{Prompt, Reply};
use crate::engine::runner::{consent_key, deck_keys};
use crate::engine::shown::SessionRemark;
use crate::engine::{EngineError, FrontKind};

impl InterviewSession<'_> {
    /// What is still to be agreed to: one question for each deck whose programs may be written.
    pub(super) fn consent_prompt(&self) -> Result<Option<Prompt>, EngineError> {
        let question = self.undecided()?;
        Ok(question.map(|question| Prompt::Consent {
            origin: question.card.origin.clone(),
            topic: question.card.topic.clone(),
        }))
    }

    pub(super) fn handle_consent(&mut self, reply: &Reply) -> Result<(), EngineError> {
        let Some(question) = self.undecided()? else {
            return Ok(());
        };
        let keys = deck_keys(&self.home, &question.card)?;
        if *reply == Reply::Yes {
            self.home.store.local().consent(&keys)?;
        } else {
            self.runner.decline(keys);
            self.remark(SessionRemark::HandsInOnly);
        }
        self.start_clock();
        Ok(())
    }

    /// The first question whose programs may neither run nor stay unrun yet. Only a screen takes programs.
    fn undecided(&self) -> Result<Option<&InterviewQuestion>, EngineError> {
        if self.front != FrontKind::Screen {
            return Ok(None);
        }
        for question in &self.ahead {
            if !matches!(question.card.body.kind(), CardKind::Code | CardKind::Bug) {
                continue;
            }
            let key = consent_key(&self.home, &question.card)?;
            if !self.runner.has_declined(&key) && !self.home.store.local().has_consent(&key)? {
                return Ok(Some(question));
            }
        }
        Ok(None)
    }

    /// The time that the question of consent took is not the interview's.
    fn start_clock(&mut self) {
        let now = self.home.now();
        let waited = now.millis().saturating_sub(self.record.ended.millis());
        self.record.away_ms += waited.max(0);
        self.record.ended = self.record.ended.max(now);
    }
}
