//! Words that a language's glossary rules out, found in its translations.

use std::sync::Arc;

use regex::{Match, Regex};

use crate::decks::fault::{Fault, FilePosition, Severity};
use crate::decks::glossary::{Glossary, GlossaryTerm};
use crate::decks::load::DeckContent;
use crate::decks::source::{FileRole, SourceFile};
use crate::domain::card::Lang;
use crate::domain::wording::{Wording, faults};

pub(super) fn lint(content: &DeckContent) -> Vec<Fault> {
    let mut faults = Vec::new();
    for glossary in &content.glossaries {
        let Some(avoided) = AvoidedForms::of(glossary) else {
            continue;
        };
        for source in translations(content, glossary.lang) {
            look_through(source, glossary, &avoided, &mut faults);
        }
    }
    faults
}

/// The files that translate cards or roadmaps to a language.
pub(super) fn translations(content: &DeckContent, lang: Lang) -> impl Iterator<Item = &SourceFile> {
    content.sources.iter().filter(move |source| {
        matches!(source.role(), Ok(FileRole::Overlay { lang: tag, .. }) if tag == lang)
    })
}

/// The lines of a translation by number, with spaces for code, so that columns stay.
pub(super) fn prose_lines(source: &SourceFile) -> Vec<(u32, String)> {
    // What cannot be read is a fault already.
    let Ok(text) = source.read() else {
        return Vec::new();
    };
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim_start().starts_with('#'))
        .map(|(number, line)| (number, without_code(line)))
        .collect()
}

/// Something that a translation should not say, after some text of its line.
pub(super) fn translation_fault(
    source: &SourceFile,
    line: u32,
    before: &str,
    what: Wording,
    hint: Wording,
) -> Fault {
    let column = before.chars().count() + 1;
    Fault {
        file: Arc::clone(&source.shown),
        spot: FilePosition {
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX),
        },
        severity: Severity::of_rule(&source.origin),
        what,
        hint,
    }
}

/// Every form to be avoided, in any case.
struct AvoidedForms {
    whole_words: Regex,
    /// The forms in lower case, anywhere. Boundaries of words next to letters such as `ã` cost the search
    /// its fast engine, and most lines hold no form at all.
    anywhere: Regex,
}

impl AvoidedForms {
    /// None if the glossary avoids nothing.
    fn of(glossary: &Glossary) -> Option<Self> {
        let forms = glossary.terms.iter().flat_map(|term| &term.avoided);
        let (mut bounded, mut anywhere) = (Vec::new(), Vec::new());
        for form in forms {
            bounded.push(whole_words(form));
            anywhere.push(regex::escape(&form.to_lowercase()));
        }
        if anywhere.is_empty() {
            return None;
        }
        Some(Self {
            whole_words: Regex::new(&format!("(?i)(?:{})", bounded.join("|"))).ok()?,
            anywhere: Regex::new(&anywhere.join("|")).ok()?,
        })
    }

    fn find_in<'l>(&self, line: &'l str) -> Vec<Match<'l>> {
        if self.anywhere.is_match(&line.to_lowercase()) {
            self.whole_words.find_iter(line).collect()
        } else {
            Vec::new()
        }
    }
}

/// A form as a pattern. A sign such as a quotation mark stands next to letters; a word does not.
fn whole_words(form: &str) -> String {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let begin = if is_word(form.chars().next()) {
        r"\b"
    } else {
        ""
    };
    let end = if is_word(form.chars().last()) {
        r"\b"
    } else {
        ""
    };
    format!("{begin}{}{end}", regex::escape(form))
}

fn look_through(
    source: &SourceFile,
    glossary: &Glossary,
    avoided: &AvoidedForms,
    faults: &mut Vec<Fault>,
) {
    for (line, prose) in prose_lines(source) {
        for found in avoided.find_in(&prose) {
            let Some(term) = term_of(glossary, found.as_str()) else {
                continue;
            };
            let what = faults::not_said(found.as_str(), &term.term);
            let hint = faults::write_form(&term.preferred);
            let before = &prose[..found.start()];
            faults.push(translation_fault(source, line, before, what, hint));
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
