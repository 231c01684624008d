//! Words that a language's glossary rules out, found in its translations.

use std::sync::Arc;

use regex::Regex;

use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::glossary::{Glossary, GlossaryTerm};
use crate::decks::load::DeckContent;
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::card::Origin;
use crate::domain::wording::faults;

pub(super) fn lint(content: &DeckContent) -> Vec<Fault> {
    let mut faults = Vec::new();
    for glossary in &content.glossaries {
        let Some(avoided) = avoided(glossary) else {
            continue;
        };
        let translations = content.sources.iter().filter(|source| {
            matches!(source.role(), Ok(FileRole::Overlay { lang, .. }) if lang == glossary.lang)
        });
        for source in translations {
            look_through(source, glossary, &avoided, &mut faults);
        }
    }
    faults
}

/// Matches every form to be avoided as whole words, in any case; none if there are no such forms.
fn avoided(glossary: &Glossary) -> Option<Regex> {
    let forms: Vec<String> = glossary
        .terms
        .iter()
        .flat_map(|term| &term.avoided)
        .map(|form| regex::escape(form))
        .collect();
    if forms.is_empty() {
        return None;
    }
    Regex::new(&format!(r"(?i)\b(?:{})\b", forms.join("|"))).ok()
}

fn look_through(
    source: &SourceFile,
    glossary: &Glossary,
    avoided: &Regex,
    faults: &mut Vec<Fault>,
) {
    // What cannot be read is a fault already.
    let Ok(text) = source.read() else { return };
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let prose = without_code(line);
        for found in avoided.find_iter(&prose) {
            let Some(term) = term_of(glossary, found.as_str()) else {
                continue;
            };
            let column = prose[..found.start()].chars().count() + 1;
            faults.push(Fault {
                file: Arc::clone(&source.shown),
                spot: FilePosition {
                    line: number,
                    column: u32::try_from(column).unwrap_or(u32::MAX),
                },
                severity: match source.origin {
                    Origin::BuiltIn => Severity::Error,
                    Origin::Mine => Severity::Warning,
                },
                what: faults::not_said(found.as_str(), &term.term),
                hint: faults::write_form(&term.preferred),
            });
        }
    }
}

fn term_of<'g>(glossary: &'g Glossary, form: &str) -> Option<&'g GlossaryTerm> {
    let form = form.to_lowercase();
    let says_form = |term: &&GlossaryTerm| {
        let mut forms = term.avoided.iter();
        forms.any(|avoided| avoided.to_lowercase() == form)
    };
    glossary.terms.iter().find(says_form)
}

/// A line with spaces for what stands between backticks, so that columns stay.
fn without_code(line: &str) -> String {
    let mut in_code = false;
    line.chars()
        .map(|c| {
            if c == '`' {
                in_code = !in_code;
            }
            if in_code { ' ' } else { c }
        })
        .collect()
}
