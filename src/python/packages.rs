//! Which of the packages that cards require an interpreter has, in exactly which versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::python::interpreter::Interpreter;
use crate::python::run::Limits;
use crate::python::sandbox::Sandbox;

/// Prints the versions of the packages named in its first line.
const QUESTION: &str = "
import importlib.metadata, json
versions = {}
for name in names:
    try: versions[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: pass
print(json.dumps(versions))
";

/// Versions by package.
#[derive(Debug, Default)]
pub(crate) struct Packages(BTreeMap<String, String>);

impl From<BTreeMap<String, String>> for Packages {
    fn from(versions: BTreeMap<String, String>) -> Self {
        Self(versions)
    }
}

impl Packages {
    /// Asks an interpreter for the packages of some requirements; one that does not answer has none.
    pub(crate) fn of(
        python: &Interpreter,
        requirements: &BTreeSet<&str>,
        sandbox: &Sandbox,
    ) -> Self {
        if requirements.is_empty() {
            return Self::default();
        }
        let names: BTreeSet<&str> = requirements
            .iter()
            .map(|requirement| parts(requirement).0)
            .collect();
        let Ok(names) = serde_json::to_string(&names) else {
            return Self::default();
        };
        let run = sandbox.run(
            python,
            &format!("names = {names}{QUESTION}"),
            &Limits::with_packages(),
        );
        Self(
            run.ok()
                .and_then(|run| serde_json::from_str(&run.stdout).ok())
                .unwrap_or_default(),
        )
    }

    /// Whether it has every package in the version asked for: `numpy==2.4.6`.
    pub(crate) fn meet(&self, requirements: &[String]) -> bool {
        requirements
            .iter()
            .map(|requirement| parts(requirement))
            .all(|(name, version)| {
                self.0
                    .get(name)
                    .is_some_and(|installed| version.is_none_or(|version| version == installed))
            })
    }
}

fn parts(requirement: &str) -> (&str, Option<&str>) {
    match requirement.split_once("==") {
        Some((name, version)) => (name.trim(), Some(version.trim())),
        None => (requirement.trim(), None),
    }
}
