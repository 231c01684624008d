//! Reads a language's glossary: which words its translations use, and which they must not.

use std::collections::HashSet;

use crate::decks::fault::Diagnostics;
use crate::decks::fields::Fields;
use crate::decks::overlay::named;
use crate::decks::topic_file::check_format;
use crate::domain::card::Lang;
use crate::domain::wording::faults;

/// The terms of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glossary {
    /// The language the terms are translated to.
    pub lang: Lang,
    /// Words that stand after a measured number, such as "seconds".
    pub units: Vec<String>,
    /// Words for one: "um", "uma".
    pub one: Vec<String>,
    /// Words for whole numbers above one.
    pub several: Vec<String>,
    /// Nouns that must agree with the number before them.
    pub counted: Vec<CountedNoun>,
    /// The terms, as the file orders them.
    pub terms: Vec<GlossaryTerm>,
}

/// A noun as it stands behind one and behind several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedNoun {
    /// Behind one.
    pub one: String,
    /// Behind several.
    pub other: String,
}

/// One term and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryTerm {
    /// The English term.
    pub term: String,
    /// The form to write.
    pub preferred: String,
    /// Other forms that are right.
    pub accepted: Vec<String>,
    /// Forms that are wrong wherever they stand as whole words.
    pub avoided: Vec<String>,
    /// When the form matters.
    pub note: Option<String>,
}

/// Reads `<lang>/glossary.toml`.
pub(super) fn read(mut file: Fields, lang: Lang, diagnostics: &mut Diagnostics) -> Glossary {
    check_format(&mut file, diagnostics);
    named(&mut file, "lang", lang.tag(), diagnostics);
    let units = file.texts(diagnostics, "units");
    let one = file.texts(diagnostics, "one");
    let several = file.texts(diagnostics, "several");
    let nouns = file.tables(diagnostics, "counted");
    let counted = nouns
        .into_iter()
        .map(|noun| counted(noun, diagnostics))
        .collect();
    let entries = file.tables(diagnostics, "entry");
    file.end(diagnostics);
    let mut known = HashSet::new();
    let terms = entries
        .into_iter()
        .filter_map(|entry| term(entry, &mut known, diagnostics))
        .collect();
    Glossary {
        lang,
        units,
        one,
        several,
        counted,
        terms,
    }
}

fn counted(mut noun: Fields, diagnostics: &mut Diagnostics) -> CountedNoun {
    let counted = CountedNoun {
        one: noun.prose(diagnostics, "one"),
        other: noun.prose(diagnostics, "other"),
    };
    noun.end(diagnostics);
    counted
}

fn term(
    mut entry: Fields,
    known: &mut HashSet<String>,
    diagnostics: &mut Diagnostics,
) -> Option<GlossaryTerm> {
    let at = entry.at();
    let term = GlossaryTerm {
        term: entry.prose(diagnostics, "term"),
        preferred: entry.prose(diagnostics, "use"),
        accepted: entry.texts(diagnostics, "also"),
        avoided: entry.texts(diagnostics, "avoid"),
        note: entry.prose_opt(diagnostics, "note"),
    };
    entry.end(diagnostics);
    if term.term.is_empty() || term.preferred.is_empty() {
        return None;
    }
    if !known.insert(term.term.clone()) {
        let what = faults::listed_twice(term.term.escape_debug());
        diagnostics.error(at, what, faults::one_entry_per_term());
    }
    for form in &term.avoided {
        if *form == term.preferred || term.accepted.contains(form) {
            let what = faults::right_and_avoided(form.escape_debug());
            diagnostics.error(at, what, faults::remove_from_one_list());
        }
    }
    Some(term)
}
