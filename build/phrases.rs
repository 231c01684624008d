//! Turns the sections whose keys are what English says, or the words of the command line, into tables. English has
//! none of them: its texts stand in the code that they describe.

use std::fmt::Write as _;

use crate::messages::{Language, Message, write_generated};

/// Sections that are looked up by key while the program runs.
pub(crate) const KEYED_SECTIONS: [&str; 2] = ["help", "clap"];

/// Generates `phrases.rs`.
pub(crate) fn generate(languages: &[Language]) {
    let mut code = String::new();
    for section in KEYED_SECTIONS {
        let name = section.to_ascii_uppercase();
        let count = languages.len();
        writeln!(code, "static {name}: [&[(&str, &str)]; {count}] = [").expect("memory");
        for language in languages {
            writeln!(code, "    &[{}],", pairs(language, section)).expect("memory");
        }
        code.push_str("];\n");
    }
    write_generated("phrases.rs", &code);
}

/// The pairs of a section, sorted by key.
fn pairs(language: &Language, section: &str) -> String {
    let Some(messages) = language.sections.get(section) else {
        return String::new();
    };
    let pair = |(key, message): (&String, &Message)| match message {
        Message::Text(text) => format!("({key:?}, {text:?})"),
        Message::Plural(_) => panic!("{}.toml: {section}.{key} has no plural", language.tag),
    };
    messages.iter().map(pair).collect::<Vec<_>>().join(", ")
}
