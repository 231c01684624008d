//! `--help`, the manual and the descriptions of completions in the learner's language.
//!
//! English is what `cli::args` says. Other languages have a text for each command, option and argument in the
//! section `help` of their messages, keyed by the words of the command line; `*` stands for every command that has
//! no text of its own. What clap says itself is in their section `clap`.

use std::io::IsTerminal;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command, CommandFactory};

use crate::cli::args::Cli;
use crate::domain::lang::Lang;
use crate::ui::messages::{clap_words, help_text};

/// The command line with its help in a language. It is for reading only: a localized option keeps its names and the
/// number of its values, and forgets their types.
pub fn command(lang: Lang) -> Command {
    in_language(Cli::command(), lang)
}

/// The same for a completion script, whose generator builds it itself.
pub(crate) fn for_scripts(lang: Lang) -> Command {
    if lang == Lang::EN {
        return Cli::command();
    }
    localized(Cli::command(), "", lang)
}

/// The same for the manual, which is one page and refers to no other.
pub(crate) fn for_manual(lang: Lang) -> Command {
    in_language(Cli::command().disable_help_subcommand(true), lang)
}

fn in_language(mut command: Command, lang: Lang) -> Command {
    command.build();
    if lang == Lang::EN {
        return command;
    }
    localized(command, "", lang)
}

/// The help that some words ask for, in a language.
pub(crate) fn rendered(words: &[String], lang: Lang) -> Option<String> {
    let words = std::iter::once("milepost").chain(words.iter().map(String::as_str));
    // clap hands help over as an error.
    let error = command(lang).try_get_matches_from(words).err()?;
    let text = error.render();
    let text = if std::io::stdout().is_terminal() {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    Some(with_clap_words(&text, lang))
}

/// What clap has rendered, with its own words in a language.
pub(crate) fn with_clap_words(text: &str, lang: Lang) -> String {
    let mut text = text.to_owned();
    // clap has no messages of its own to translate: what it has rendered is replaced.
    for (english, translated) in clap_words(lang) {
        text = text.replace(english, translated);
    }
    text
}

/// The keys under which a text is looked for: that of its own command, then the one for all commands.
pub fn keys(path: &str, what: &str) -> [String; 2] {
    [
        format!("{path} {what}").trim().to_owned(),
        format!("* {what}"),
    ]
}

/// What names an argument in a key: its long option, or the name of its value.
pub fn name_of(arg: &Arg) -> String {
    match arg.get_long() {
        Some(long) => format!("--{long}"),
        None => value_name(arg),
    }
}

fn value_name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let first = names.first().map(ToString::to_string);
    first.unwrap_or_else(|| arg.get_id().as_str().to_uppercase())
}

fn text(path: &str, what: &str, lang: Lang) -> Option<&'static str> {
    keys(path, what).iter().find_map(|key| help_text(lang, key))
}

fn localized(command: Command, path: &str, lang: Lang) -> Command {
    let key = if path.is_empty() { "milepost" } else { path };
    let mut command = command;
    // clap adds a command `help` to every command that has others; one text stands for all.
    let own_key = if command.get_name() == "help" {
        "help"
    } else {
        key
    };
    if let Some(about) = help_text(lang, own_key) {
        command = command.about(about).long_about(about);
    }
    if let Some(after) = help_text(lang, &format!("{key} after")) {
        command = if command.get_after_long_help().is_some() {
            command.after_long_help(after)
        } else {
            command.after_help(after)
        };
    }
    let command = command.mut_args(|arg| localized_arg(arg, path, lang));
    command.mut_subcommands(|inner| {
        let inner_path = format!("{path} {}", inner.get_name());
        localized(inner, inner_path.trim(), lang)
    })
}

fn localized_arg(arg: Arg, path: &str, lang: Lang) -> Arg {
    let name = name_of(&arg);
    let described: Vec<PossibleValue> = arg
        .get_possible_values()
        .into_iter()
        .map(|value| localized_value(value, path, &name, lang))
        .collect();
    let mut arg = arg;
    if described.iter().any(|value| value.get_help().is_some()) {
        arg = arg.value_parser(PossibleValuesParser::new(described));
    }
    if let Some(names) = localized_names(&arg, lang) {
        arg = arg.value_names(names);
    }
    match text(path, &name, lang) {
        Some(help) => arg.help(help).long_help(help),
        None => arg,
    }
}

/// The names of an argument's values, such as `<FILE>`, where each has another one in the language.
fn localized_names(arg: &Arg, lang: Lang) -> Option<Vec<&'static str>> {
    let names = arg.get_value_names()?.iter();
    names.map(|name| help_text(lang, &name_key(name))).collect()
}

/// An argument as clap writes it, such as `--limit <N>`, with the names of its values in a language.
pub(crate) fn with_value_names(arg: &str, lang: Lang) -> String {
    let mut text = String::new();
    let mut rest = arg;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, behind) = after.split_once('>').unwrap_or((after, ""));
        let translated = help_text(lang, &name_key(name)).unwrap_or(name);
        text.push_str(before);
        text.push_str(&name_key(translated));
        rest = behind;
    }
    text + rest
}

/// The key under which the name of a value has its translation.
pub fn name_key(name: &str) -> String {
    format!("<{name}>")
}

fn localized_value(value: PossibleValue, path: &str, arg: &str, lang: Lang) -> PossibleValue {
    if value.get_help().is_none() {
        return value;
    }
    let what = format!("{arg}={}", value.get_name());
    match text(path, &what, lang) {
        Some(help) => value.help(help),
        None => value,
    }
}
