//! Running a learner's programs: which interpreter, whose consent, and what came of it.

use std::path::PathBuf;

use crate::decks::embedded;
use crate::domain::card::{Body, Card, ContentHash, Lang, Origin};
use crate::domain::consent::ConsentKey;
use crate::domain::id::DeckName;
use crate::domain::judge::{FailedTests, recognise_mistake};
use crate::engine::interrupts::{pressed, without_interrupts};
use crate::engine::workspace::Workspace;
use crate::error::AppError;
use crate::python::batch::failing_tests;
use crate::python::host::{NoHost, host};
use crate::python::interpreter::{Bad, FoundInterpreters, discover};
use crate::python::probe::PythonEnv;
use crate::python::run::RunStatus;
use crate::python::sandbox::{Sandbox, SandboxError};
use crate::python::trial::{ProgramTrial, ProgramVerdict, try_answer};
use crate::world::text_variable;

/// The interpreters of this machine; asked for only when a program is to be run.
pub(crate) fn interpreters(given: &[PathBuf]) -> FoundInterpreters {
    let path = |name| text_variable(name).map(PathBuf::from);
    let env = PythonEnv {
        path: text_variable("PATH").map(Into::into),
        home: path("HOME"),
        pyenv_root: path("PYENV_ROOT"),
    };
    discover(&env, given)
}

/// The key of consent for the built-in decks of this build.
pub(crate) fn built_in_key() -> ConsentKey {
    ConsentKey::of_built_in(embedded::stamp())
}

/// The key of consent to run a card's programs: one for the built-in decks, one for each program of a
/// deck of others, one for each state of a deck of the learner's.
pub(crate) fn consent_key(home: &Workspace<'_>, card: &Card) -> Result<ConsentKey, AppError> {
    let content = home.store.content();
    match card.origin {
        Origin::BuiltIn => return Ok(built_in_key()),
        Origin::Shared(_) => {
            // A translated card runs what the card itself does.
            let original = content.card(&card.id, Lang::EN)?;
            return Ok(ConsentKey::of_program(original.as_ref().unwrap_or(card)));
        }
        Origin::Mine => {}
    }
    let mut deck = Vec::new();
    for id in content.cards_of_topic(&card.topic)? {
        let card = content.card(&id, Lang::EN)?;
        deck.extend(card.filter(|card| card.origin == Origin::Mine));
    }
    Ok(ConsentKey::of_cards(&deck))
}

/// The keys that the learner agrees to, or declines, together with that of a card: those of its whole deck.
pub(crate) fn deck_keys(home: &Workspace<'_>, card: &Card) -> Result<Vec<ConsentKey>, AppError> {
    match &card.origin {
        Origin::Shared(deck) => keys_of_shared(home, deck),
        Origin::BuiltIn | Origin::Mine => Ok(vec![consent_key(home, card)?]),
    }
}

/// The keys of all programs of a deck of others, each its own: after an update only what runs otherwise
/// is asked about.
pub(crate) fn keys_of_shared(
    home: &Workspace<'_>,
    deck: &DeckName,
) -> Result<Vec<ConsentKey>, AppError> {
    let content = home.store.content();
    let mut keys = Vec::new();
    for id in content.cards_of_deck(deck)? {
        let card = content.card(&id, Lang::EN)?;
        let running = card.filter(|card| card.body.runs());
        keys.extend(running.as_ref().map(ConsentKey::of_program));
    }
    Ok(keys)
}

/// What a session needs to run programs; Python is looked for when the first is to be run.
#[derive(Default)]
pub(crate) struct Runner {
    python: Option<(FoundInterpreters, Sandbox)>,
    /// Decks whose programs the learner did not want to run in this session.
    declined: Vec<ConsentKey>,
    /// What the wrong solutions of the last card fail: a learner tries a card several times.
    known: Option<KnownMistakes>,
}

/// The tests that the known wrong solutions of a card fail.
struct KnownMistakes {
    content: ContentHash,
    python: PathBuf,
    failed: Vec<FailedTests>,
}

/// What came of a wish to run a program.
pub(crate) enum RunOutcome {
    /// It ran, on this version of Python.
    Ran(Box<ProgramTrial>, String),
    /// The learner ended it.
    Interrupted(Box<ProgramTrial>),
    /// The sandbox failed; it may be tried again.
    Broken(SandboxError),
    /// Nothing here can run it.
    NoPython(NoHost, Vec<Bad>),
    /// The card's programs may not run before the learner agrees.
    NeedsConsent,
    /// Answers to the card are not run.
    NotRun,
}

impl Runner {
    /// Runs a program against the tests of its card.
    pub(crate) fn run(
        &mut self,
        home: &Workspace<'_>,
        card: &Card,
        text: &str,
    ) -> Result<RunOutcome, AppError> {
        // Looking for interpreters and their packages takes seconds: Ctrl-C during it ends no session.
        let (found, sandbox) = match without_interrupts(|| self.python()) {
            Ok(python) => python,
            Err(error) => return Ok(RunOutcome::Broken(error)),
        };
        let python = match without_interrupts(|| host(sandbox, &found.interpreters, card)) {
            Ok(python) => python,
            Err(why) => return Ok(RunOutcome::NoPython(why, found.bad.clone())),
        };
        // Last, so that nobody is asked to agree to a run that could not happen here.
        if !home.store.local().has_consent(&consent_key(home, card)?)? {
            return Ok(RunOutcome::NeedsConsent);
        }
        Ok(
            match without_interrupts(|| try_answer(sandbox, python, card, text)) {
                Ok(Some(trial))
                    if trial.verdict == ProgramVerdict::Stopped(RunStatus::Interrupted) =>
                {
                    RunOutcome::Interrupted(Box::new(trial))
                }
                Ok(Some(trial)) => RunOutcome::Ran(Box::new(trial), python.version.to_string()),
                Ok(None) => RunOutcome::NotRun,
                Err(error) => RunOutcome::Broken(error),
            },
        )
    }

    /// The known wrong solution, by its place in the card, that fails the same tests as a program which failed.
    ///
    /// It is a help and no verdict: where the sandbox fails here, no mistake is named.
    pub(super) fn mistake(&mut self, card: &Card, text: &str) -> Option<usize> {
        let Body::Code(code) = &card.body else {
            return None;
        };
        let (found, sandbox) = self.python.as_ref()?;
        let python = host(sandbox, &found.interpreters, card).ok()?;
        let is_known =
            |known: &KnownMistakes| known.content == card.content && known.python == python.program;
        let mut answers = vec![text];
        if !self.known.as_ref().is_some_and(is_known) {
            self.known = None;
            answers.extend(code.wrong.iter().map(|wrong| wrong.code.as_str()));
        }
        let failed = without_interrupts(|| failing_tests(sandbox, python, card, code, &answers));
        let mut failed = failed.ok().flatten()?.into_iter();
        let own = failed.next()?;
        let known = self.known.get_or_insert_with(|| KnownMistakes {
            content: card.content.clone(),
            python: python.program.clone(),
            failed: failed.collect(),
        });
        recognise_mistake(&own, &known.failed)
    }

    /// Keeps in mind that the learner declined, so that no further answer asks again.
    pub(super) fn decline(&mut self, keys: Vec<ConsentKey>) {
        self.declined.extend(keys);
    }

    /// Whether the learner declined in this session.
    pub(super) fn has_declined(&self, key: &ConsentKey) -> bool {
        self.declined.contains(key)
    }

    fn python(&mut self) -> Result<&(FoundInterpreters, Sandbox), SandboxError> {
        match &mut self.python {
            Some(python) => Ok(python),
            empty @ None => {
                let sandbox = Sandbox::own()?.ended_by(pressed());
                Ok(empty.insert((interpreters(&[]), sandbox)))
            }
        }
    }
}
