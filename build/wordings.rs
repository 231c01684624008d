//! Turns the sections of messages that are worded late (errors, deck faults) into constructors of
//! `domain::wording::Wording`, with a table of their texts in every language.
//!
//! The names in braces become numbers, in the order in which English uses them: the order of the
//! constructor's parameters.

use std::fmt::Write as _;

use crate::messages::{
    Language, Message, PLURAL_NUMBER, Piece, REFERENCE, parameter_names, pieces, plural_categories,
    variant_name, write_generated,
};

/// Sections whose messages are made where the language is not known yet.
pub(crate) const LATE_SECTIONS: [&str; 2] = ["problems", "faults"];

/// Stands before the number of an argument that is written as it is typed.
const TYPED_MARK: &str = "!";

/// Generates `wordings.rs`.
pub(crate) fn generate(languages: &[Language]) {
    let reference = &languages[0];
    let mut code = String::new();
    let mut table = String::new();
    let mut count = 0;
    for section in LATE_SECTIONS {
        writeln!(
            code,
            "pub(crate) mod {section} {{\nuse super::{{Argument, Wording}};"
        )
        .expect("memory");
        for (key, message) in &reference.sections[section] {
            write_constructor(&mut code, key, message, count);
            write_row(&mut table, section, key, languages);
            count += 1;
        }
        writeln!(code, "}}\n").expect("memory");
    }
    let languages = languages.len();
    writeln!(
        code,
        "static TEXTS: [[Option<Forms>; {languages}]; {count}] = [\n{table}];"
    )
    .expect("memory");
    write_generated("wordings.rs", &code);
}

fn write_constructor(code: &mut String, key: &str, message: &Message, id: usize) {
    let names = parameter_names(message);
    let mut parameters: Vec<String> = Vec::new();
    let mut number = "None";
    if matches!(message, Message::Plural(_)) {
        parameters.push("n: impl TryInto<u32>".to_owned());
        number = "Some(n.try_into().unwrap_or(u32::MAX))";
    }
    parameters.extend(
        names
            .iter()
            .map(|name| format!("{name}: impl Into<Argument>")),
    );
    let arguments: Vec<String> = names.iter().map(|name| format!("{name}.into()")).collect();
    writeln!(
        code,
        "    pub(crate) fn {key}({}) -> Wording {{\n        Wording::message({id}, {number}, vec![{}])\n    }}",
        parameters.join(", "),
        arguments.join(", ")
    )
    .expect("memory");
}

/// The texts of a message: for each language its forms by plural category, or nothing where English
/// stands in for it.
fn write_row(table: &mut String, section: &str, key: &str, languages: &[Language]) {
    let reference = &languages[0].sections[section][key];
    let names = parameter_names(reference);
    table.push_str("    [");
    for language in languages {
        let own = language
            .sections
            .get(section)
            .and_then(|known| known.get(key));
        match own {
            None => table.push_str("None, "),
            Some(message) => {
                write!(table, "Some(&{}), ", forms(message, &names, &language.tag))
                    .expect("memory");
            }
        }
    }
    table.push_str("],\n");
}

fn forms(message: &Message, names: &[String], tag: &str) -> String {
    let rows: Vec<String> = match message {
        Message::Text(text) => vec![form("other", text, names)],
        Message::Plural(texts) => plural_categories(tag)
            .iter()
            .map(|category| form(category, &texts[*category], names))
            .collect(),
    };
    format!("[{}]", rows.join(", "))
}

fn form(category: &str, text: &str, names: &[String]) -> String {
    let mut numbered = String::new();
    for piece in pieces(text) {
        let (name, is_typed) = match piece {
            Piece::Literal(literal) => {
                numbered.push_str(&literal);
                continue;
            }
            Piece::Placeholder { name, is_typed } => (name, is_typed),
        };
        let mark = if is_typed { TYPED_MARK } else { "" };
        if name == PLURAL_NUMBER && !names.contains(&name) {
            write!(numbered, "{{{mark}{name}}}").expect("memory");
            continue;
        }
        let place = names.iter().position(|known| *known == name);
        let place =
            place.unwrap_or_else(|| panic!("{REFERENCE}.toml has no {{{name}}} in '{text}'"));
        write!(numbered, "{{{mark}{place}}}").expect("memory");
    }
    format!("(PluralCategory::{}, {numbered:?})", variant_name(category))
}
