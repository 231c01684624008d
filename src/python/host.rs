//! Which interpreters a card's programs run on: in its scope, and with the packages it requires.

use std::collections::BTreeSet;

use crate::domain::card::Card;
use crate::domain::scope::PythonScope;
use crate::domain::wording::{Wording, problems};
use crate::python::interpreter::Interpreter;
use crate::python::packages::Packages;
use crate::python::sandbox::Sandbox;

/// Why a card's programs cannot be run here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.wording().in_english())]
pub enum NoHost {
    /// The scope cannot be read.
    Scope(Wording),
    /// No interpreter is in the card's scope.
    Interpreter(String),
    /// No interpreter in scope has these packages.
    Packages(Vec<String>),
}

impl NoHost {
    /// What is wrong, to be said in the learner's language.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Scope(fault) => fault.clone(),
            Self::Interpreter(scope) => problems::no_python_scope(scope),
            Self::Packages(packages) => problems::no_python_packages(packages.join(", ")),
        }
    }
}

/// The first of some interpreters that suits a card. They are run only for a card that requires packages.
pub fn host<'a>(
    sandbox: &Sandbox,
    interpreters: &'a [Interpreter],
    card: &Card,
) -> Result<&'a Interpreter, NoHost> {
    let required: BTreeSet<&str> = card.requires.iter().map(String::as_str).collect();
    let in_scope = in_scope(card, interpreters.iter(), |python| python)?;
    let suited =
        |python: &&Interpreter| Packages::of(python, &required, sandbox).meet(&card.requires);
    in_scope
        .into_iter()
        .find(suited)
        .ok_or_else(|| NoHost::Packages(card.requires.clone()))
}

/// Interpreters whose packages are known.
pub(crate) struct Hosts<'a>(Vec<(&'a Interpreter, Packages)>);

impl<'a> Hosts<'a> {
    /// Asks each for what the cards require.
    pub(crate) fn of(interpreters: &'a [Interpreter], cards: &[&Card], sandbox: &Sandbox) -> Self {
        let required = cards
            .iter()
            .flat_map(|card| &card.requires)
            .map(String::as_str)
            .collect();
        Self(
            interpreters
                .iter()
                .map(|python| (python, Packages::of(python, &required, sandbox)))
                .collect(),
        )
    }

    /// Those that suit a card, the first of each minor version, oldest first.
    pub(crate) fn each_minor(&self, card: &Card) -> Result<Vec<&'a Interpreter>, NoHost> {
        let in_scope = in_scope(card, self.0.iter(), |(python, _)| python)?;
        let equipped = in_scope
            .into_iter()
            .filter(|(_, packages)| packages.meet(&card.requires));
        let mut minors = BTreeSet::new();
        let mut hosts: Vec<_> = equipped
            .map(|(python, _)| *python)
            .filter(|python| minors.insert(python.version.minor))
            .collect();
        hosts.sort_by_key(|python| python.version);
        if hosts.is_empty() {
            Err(NoHost::Packages(card.requires.clone()))
        } else {
            Ok(hosts)
        }
    }
}

/// Those on which a card is true, at least one.
fn in_scope<T>(
    card: &Card,
    candidates: impl Iterator<Item = T>,
    python: impl Fn(&T) -> &Interpreter,
) -> Result<Vec<T>, NoHost> {
    let scope = PythonScope::parse(&card.python).map_err(NoHost::Scope)?;
    let in_scope: Vec<T> = candidates
        .filter(|candidate| python(candidate).serves(&scope))
        .collect();
    if in_scope.is_empty() {
        Err(NoHost::Interpreter(card.python.clone()))
    } else {
        Ok(in_scope)
    }
}
