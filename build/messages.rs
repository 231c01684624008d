//! Turns the message files into typed accessors: a method for each message, a parameter for each
//! placeholder.
//!
//! `src/ui/messages/en.toml` is the reference. A complete language must have every message of it; a draft
//! (`draft = true`) falls back to English message by message. The build fails on a missing message, on one
//! that English does not have, on an unknown placeholder and on a plural form that the language does not use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::de::{DeTable, DeValue};

use crate::phrases::KEYED_SECTIONS;
use crate::wordings::LATE_SECTIONS;

pub(crate) const REFERENCE: &str = "en";

/// Messages of this section are methods of `Messages` itself, because every screen uses them.
const SHARED_SECTION: &str = "common";

/// How a language writes numbers and dates: part of the list of languages.
const FORMAT_SECTION: &str = "format";

/// The number that chooses a plural form.
pub(crate) const PLURAL_NUMBER: &str = "n";

/// What a message says: one text, or a text for each plural category.
#[derive(PartialEq, Eq)]
pub(crate) enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

pub(crate) type Section = BTreeMap<String, Message>;

pub(crate) struct Language {
    pub(crate) tag: String,
    name: String,
    is_draft: bool,
    pub(crate) sections: BTreeMap<String, Section>,
}

/// Generates `messages.rs` from the message files of a folder; gives what was read, English first.
pub(crate) fn generate(folder: &Path) -> Vec<Language> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let languages = read_all(folder);
    let reference = &languages[0];
    let mut code = String::new();
    write_languages(&languages);
    for (name, section) in screen_sections(reference) {
        write_section(&mut code, name, section, &languages);
    }
    write_root(&mut code, reference);
    write_generated("messages.rs", &code);
    languages
}

/// All languages of a folder, English first. Panics with every fault of a file that does not agree
/// with the English one.
pub(crate) fn read_all(folder: &Path) -> Vec<Language> {
    let languages = read_languages(folder);
    for language in &languages[1..] {
        compare(&languages[0], language);
    }
    languages
}

/// The sections whose messages are shown where they are made.
fn screen_sections(reference: &Language) -> impl Iterator<Item = (&String, &Section)> {
    let sections = reference.sections.iter();
    sections.filter(|(name, _)| {
        let name = name.as_str();
        name != FORMAT_SECTION && !LATE_SECTIONS.contains(&name) && !KEYED_SECTIONS.contains(&name)
    })
}

/// All languages, the reference first, the others by tag.
fn read_languages(folder: &Path) -> Vec<Language> {
    let entries = fs::read_dir(folder).expect("the folder of messages is readable");
    let mut languages: Vec<Language> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| read_language(&path))
        .collect();
    languages.sort_by_key(|language| (language.tag != REFERENCE, language.tag.clone()));
    assert_eq!(languages[0].tag, REFERENCE, "{REFERENCE}.toml is missing");
    languages
}

fn read_language(path: &Path) -> Language {
    println!("cargo::rerun-if-changed={}", path.display());
    let tag = path
        .file_stem()
        .expect("a file")
        .to_string_lossy()
        .into_owned();
    let text = fs::read_to_string(path).expect("a readable file of messages");
    let document = DeTable::parse(&text)
        .unwrap_or_else(|error| panic!("{}: {}", path.display(), error.message()));
    let mut language = Language {
        name: tag.clone(),
        tag,
        is_draft: false,
        sections: BTreeMap::new(),
    };
    for (key, value) in document.get_ref() {
        let key = key.get_ref().to_string();
        match value.get_ref() {
            DeValue::String(name) if key == "name" => language.name = name.to_string(),
            DeValue::Boolean(is_draft) if key == "draft" => language.is_draft = *is_draft,
            DeValue::Table(table) => {
                let section = read_section(&language.tag, &key, table);
                language.sections.insert(key, section);
            }
            other => panic!("{}.toml: unknown key '{key}' with {other:?}", language.tag),
        }
    }
    language
}

fn read_section(tag: &str, section: &str, table: &DeTable<'_>) -> Section {
    let mut messages = Section::new();
    for (key, value) in table {
        let key = key.get_ref().to_string();
        let message = match value.get_ref() {
            DeValue::String(text) => Message::Text(text.to_string()),
            DeValue::Table(forms) => Message::Plural(read_forms(tag, &key, forms)),
            other => {
                panic!(
                    "{tag}.toml: {section}.{key} is {other:?}, neither a text nor a table of plural forms"
                )
            }
        };
        messages.insert(key, message);
    }
    messages
}

fn read_forms(tag: &str, key: &str, table: &DeTable<'_>) -> BTreeMap<String, String> {
    let categories = plural_categories(tag);
    let mut forms = BTreeMap::new();
    for (category, text) in table {
        let category = category.get_ref().to_string();
        let DeValue::String(text) = text.get_ref() else {
            panic!("{tag}.toml: {key}.{category} is not a text");
        };
        assert!(
            categories.contains(&category.as_str()),
            "{tag}.toml: {key} has the plural form '{category}'; the language uses {categories:?}"
        );
        forms.insert(category, text.to_string());
    }
    for category in categories {
        assert!(
            forms.contains_key(*category),
            "{tag}.toml: {key} lacks the plural form '{category}'"
        );
    }
    forms
}

/// The CLDR categories that whole numbers take in a language; `PluralCategory::of` chooses among them.
/// CLDR's `many` of Portuguese and Spanish ("1 milhão de cartões") never occurs with plain digits.
pub(crate) fn plural_categories(tag: &str) -> &'static [&'static str] {
    match tag.split('-').next().unwrap_or_default() {
        "ja" | "ko" | "zh" | "vi" | "th" | "id" => &["other"],
        "cs" | "sk" => &["one", "few", "other"],
        "pl" | "ru" | "uk" => &["one", "few", "many"],
        _ => &["one", "other"],
    }
}

/// Panics with every difference between a language and the reference.
fn compare(reference: &Language, language: &Language) {
    let mut faults = Vec::new();
    for (section, messages) in &language.sections {
        if KEYED_SECTIONS.contains(&section.as_str()) {
            continue;
        }
        for (key, message) in messages {
            let expected = reference
                .sections
                .get(section)
                .and_then(|known| known.get(key));
            match expected {
                None => faults.push(format!("{section}.{key} is not in {REFERENCE}.toml")),
                Some(expected) => faults.extend(compare_message(section, key, expected, message)),
            }
        }
    }
    if !language.is_draft {
        for (section, messages) in &reference.sections {
            let translated = language.sections.get(section);
            let missing = messages
                .keys()
                .filter(|key| translated.is_none_or(|known| !known.contains_key(*key)));
            faults.extend(missing.map(|key| format!("{section}.{key} is missing")));
        }
    }
    assert!(
        faults.is_empty(),
        "src/ui/messages/{}.toml:\n  {}",
        language.tag,
        faults.join("\n  ")
    );
}

fn compare_message(section: &str, key: &str, expected: &Message, message: &Message) -> Vec<String> {
    let is_plural = |message: &Message| matches!(message, Message::Plural(_));
    if is_plural(expected) != is_plural(message) {
        return vec![format!(
            "{section}.{key} must have plural forms as in {REFERENCE}.toml, or none"
        )];
    }
    let known = placeholders(expected);
    let used = placeholders(message);
    let mut faults = Vec::new();
    for name in used.difference(&known) {
        faults.push(format!("{section}.{key}: unknown placeholder {{{name}}}"));
    }
    for name in known.difference(&used) {
        faults.push(format!("{section}.{key}: {{{name}}} is not used"));
    }
    faults
}

/// The names in braces, of all forms.
fn placeholders(message: &Message) -> BTreeSet<String> {
    texts(message)
        .flat_map(|text| names_in_order(text))
        .collect()
}

fn texts(message: &Message) -> Box<dyn Iterator<Item = &String> + '_> {
    match message {
        Message::Text(text) => Box::new(std::iter::once(text)),
        Message::Plural(forms) => Box::new(forms.values()),
    }
}

/// A part of a message: what it says, or the place of an argument.
pub(crate) enum Piece {
    Literal(String),
    Placeholder { name: String, is_typed: bool },
}

/// Arguments that name something by a number, such as a line of a file.
const NUMBERED_NAMES: [&str; 5] = ["line", "minor", "rev", "seed", "seq"];

/// The parts of a message. An argument between backticks is part of something to type, so it is written as
/// it is typed, and not as the language writes numbers and dates; so is a number that is a name.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut is_typed = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("{{") || rest.starts_with("}}") {
            literal.push_str(&rest[..2]);
            rest = &rest[2..];
            continue;
        }
        if c == '{' {
            let end = rest
                .find('}')
                .unwrap_or_else(|| panic!("'{text}': a brace is not closed"));
            let name = rest[1..end].to_owned();
            let is_name =
                !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(is_name, "'{text}': {{{name}}} is not a placeholder");
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            let is_typed = is_typed || NUMBERED_NAMES.contains(&name.as_str());
            pieces.push(Piece::Placeholder { name, is_typed });
            rest = &rest[end + 1..];
            continue;
        }
        is_typed ^= c == '`';
        literal.push(c);
        rest = &rest[c.len_utf8()..];
    }
    assert!(!is_typed, "'{text}': a backtick is not closed");
    pieces.push(Piece::Literal(literal));
    pieces
}

/// The names in braces, in the order in which the text uses them, each once.
pub(crate) fn names_in_order(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Placeholder { name, .. } if !names.contains(&name) => names.push(name),
            Piece::Placeholder { .. } | Piece::Literal(_) => {}
        }
    }
    names
}

/// The list behind `domain::lang`: what the build knows of each language.
fn write_languages(languages: &[Language]) {
    let mut rows = String::new();
    for language in languages {
        let Language {
            tag,
            name,
            is_draft,
            ..
        } = language;
        let format = |key| format_of(language, &languages[0], key);
        writeln!(
            rows,
            "    KnownLang {{ tag: {tag:?}, name: {name:?}, is_draft: {is_draft}, title_key: \"title-{tag}\", \
             primer_key: \"primer-{tag}\", description_key: \"description-{tag}\", decimal: {:?}, thousands: {:?}, \
             date: {:?}, month: {:?} }},",
            format("decimal"),
            format("thousands"),
            format("date"),
            format("month"),
        )
        .expect("memory");
    }
    let count = languages.len();
    write_generated(
        "languages.rs",
        &format!("const LANGUAGES: [KnownLang; {count}] = [\n{rows}];\n"),
    );
}

/// A text of the section on numbers and dates, of English where the language has none.
fn format_of<'a>(language: &'a Language, reference: &'a Language, key: &str) -> &'a str {
    let of = |language: &'a Language| language.sections.get(FORMAT_SECTION)?.get(key);
    match of(language).or_else(|| of(reference)) {
        Some(Message::Text(text)) => text,
        Some(Message::Plural(_)) => panic!("{FORMAT_SECTION}.{key} has no plural"),
        None => panic!("{REFERENCE}.toml lacks {FORMAT_SECTION}.{key}"),
    }
}

pub(crate) fn write_generated(name: &str, code: &str) {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join(name), code).expect("cargo made the folder");
}

fn type_name(section: &str) -> String {
    let mut letters = section.chars();
    let first = letters
        .next()
        .expect("a section has a name")
        .to_ascii_uppercase();
    let name: String = std::iter::once(first).chain(letters).collect();
    format!("{name}Messages")
}

fn write_section(code: &mut String, name: &str, section: &Section, languages: &[Language]) {
    let owner = if name == SHARED_SECTION {
        "Messages".to_owned()
    } else {
        type_name(name)
    };
    if name != SHARED_SECTION {
        writeln!(code, "/// Messages of the section `{name}`.\n#[derive(Debug, Clone, Copy)]\npub struct {owner} {{\n    language: Lang,\n}}\n")
            .expect("memory");
    }
    writeln!(code, "impl {owner} {{").expect("memory");
    for (key, message) in section {
        let translations: Vec<&Message> = languages
            .iter()
            .map(|language| {
                let own = language
                    .sections
                    .get(name)
                    .and_then(|section| section.get(key));
                own.unwrap_or(message)
            })
            .collect();
        match message {
            Message::Text(text) => write_text(code, key, text, &translations),
            Message::Plural(forms) => {
                write_plural(code, key, &forms["other"], &translations, languages);
            }
        }
    }
    writeln!(code, "}}\n").expect("memory");
}

/// A message without placeholders is a constant for each language; others are formatted.
fn write_text(code: &mut String, key: &str, reference: &str, translations: &[&Message]) {
    let names = names_in_order(reference);
    let texts: Vec<&str> = translations
        .iter()
        .map(|message| match message {
            Message::Text(text) => text.as_str(),
            Message::Plural(_) => unreachable!("compared before"),
        })
        .collect();
    writeln!(code, "    // {reference:?}").expect("memory");
    if names.is_empty() {
        writeln!(
            code,
            "    pub(crate) const fn {key}(self) -> &'static str {{"
        )
        .expect("memory");
        writeln!(
            code,
            "        const TEXTS: [&str; {}] = {texts:?};",
            texts.len()
        )
        .expect("memory");
        writeln!(code, "        TEXTS[self.language.index()]\n    }}\n").expect("memory");
        return;
    }
    let parameters = parameter_list(&names);
    writeln!(
        code,
        "    pub(crate) fn {key}(self{parameters}) -> String {{"
    )
    .expect("memory");
    write_conversions(code, &names);
    writeln!(code, "        match self.language.index() {{").expect("memory");
    write_arms(code, &texts, "            ");
    writeln!(code, "        }}\n    }}\n").expect("memory");
}

fn parameter_list<N: AsRef<str>>(names: &[N]) -> String {
    let mut list = String::new();
    for name in names {
        write!(list, ", {}: impl Into<Argument>", name.as_ref()).expect("memory");
    }
    list
}

fn write_conversions(code: &mut String, names: &[String]) {
    for name in names {
        writeln!(code, "        let {name}: Argument = {name}.into();").expect("memory");
    }
}

/// The call of `format!` that fills a text.
fn formatted(text: &str) -> String {
    let mut template = String::new();
    let mut arguments = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Literal(literal) => template.push_str(&literal),
            Piece::Placeholder { name, is_typed } => {
                template.push_str("{}");
                let method = if is_typed { "as_typed" } else { "in_prose" };
                write!(arguments, ", {name}.{method}(self.language)").expect("memory");
            }
        }
    }
    format!("format!({template:?}{arguments})")
}

/// An arm of `format!` for each language; the reference is the last one, so that the match is exhaustive.
fn write_arms(code: &mut String, texts: &[&str], indent: &str) {
    for (index, text) in texts.iter().enumerate().skip(1) {
        writeln!(code, "{indent}{index} => {},", formatted(text)).expect("memory");
    }
    writeln!(code, "{indent}_ => {},", formatted(texts[0])).expect("memory");
}

/// The names that a message takes besides its number, in the order in which English uses them.
pub(crate) fn parameter_names(message: &Message) -> Vec<String> {
    let Message::Plural(forms) = message else {
        return texts(message)
            .flat_map(|text| names_in_order(text))
            .collect();
    };
    let mut names = names_in_order(&forms["other"]);
    for name in placeholders(message) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.retain(|name| name != PLURAL_NUMBER);
    names
}

fn write_plural(
    code: &mut String,
    key: &str,
    reference: &str,
    translations: &[&Message],
    languages: &[Language],
) {
    let others = parameter_names(translations[0]);
    let parameters = parameter_list(&others);
    writeln!(code, "    // {reference:?}").expect("memory");
    writeln!(
        code,
        "    pub(crate) fn {key}(self, n: impl Count{parameters}) -> String {{"
    )
    .expect("memory");
    writeln!(
        code,
        "        let category = PluralCategory::of(self.language, n.as_u64());"
    )
    .expect("memory");
    if placeholders(translations[0]).contains(PLURAL_NUMBER) {
        writeln!(code, "        let n = Argument::from(n.as_u64());").expect("memory");
    }
    write_conversions(code, &others);
    writeln!(code, "        match (self.language.index(), category) {{").expect("memory");
    for (index, message) in translations.iter().enumerate().rev() {
        let Message::Plural(forms) = message else {
            unreachable!("compared before")
        };
        let tag = &languages[index].tag;
        // A draft that falls back to English takes the forms of English.
        let own = languages[index]
            .sections
            .values()
            .any(|section| section.get(key).is_some_and(|own| own == *message));
        let categories = plural_categories(if own { tag } else { REFERENCE });
        let pattern = if index == 0 {
            "_".to_owned()
        } else {
            index.to_string()
        };
        for category in categories.iter().take(categories.len() - 1) {
            let variant = variant_name(category);
            writeln!(
                code,
                "            ({pattern}, PluralCategory::{variant}) => {},",
                formatted(&forms[*category])
            )
            .expect("memory");
        }
        let last = categories.last().expect("every language has a category");
        writeln!(
            code,
            "            ({pattern}, _) => {},",
            formatted(&forms[*last])
        )
        .expect("memory");
    }
    writeln!(code, "        }}\n    }}\n").expect("memory");
}

pub(crate) fn variant_name(category: &str) -> &'static str {
    match category {
        "one" => "One",
        "few" => "Few",
        "many" => "Many",
        _ => "Other",
    }
}

fn write_root(code: &mut String, reference: &Language) {
    let sections: Vec<&String> = screen_sections(reference)
        .map(|(name, _)| name)
        .filter(|name| *name != SHARED_SECTION)
        .collect();
    writeln!(code, "/// Every message in one language: those that all screens share, and a section for each screen.")
        .expect("memory");
    writeln!(
        code,
        "#[derive(Debug, Clone, Copy)]\npub struct Messages {{\n    pub(super) language: Lang,"
    )
    .expect("memory");
    for section in &sections {
        writeln!(code, "    pub(crate) {section}: {},", type_name(section)).expect("memory");
    }
    writeln!(code, "}}\n\nimpl Messages {{\n    pub(super) const fn in_language(language: Lang) -> Self {{\n        Self {{\n            language,")
        .expect("memory");
    for section in &sections {
        writeln!(
            code,
            "            {section}: {} {{ language }},",
            type_name(section)
        )
        .expect("memory");
    }
    writeln!(code, "        }}\n    }}\n}}").expect("memory");
}
