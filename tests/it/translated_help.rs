//! `--help` in other languages: every command and argument has a text, and no text is left without its command.

use std::collections::BTreeSet;

use clap::{Command, CommandFactory};
use milepost::cli::args::Cli;
use milepost::cli::help::{keys, name_key, name_of};
use milepost::domain::lang::Lang;
use milepost::ui::messages::help_keys;

use crate::home::TestEnv;

/// What the command line has: the keys of each text, the particular one first, with the English it stands for.
fn wanted() -> Vec<(Vec<String>, String)> {
    let mut command = Cli::command();
    command.build();
    let mut wanted = Vec::new();
    visit(&command, "", &mut wanted);
    wanted
}

fn visit(command: &Command, path: &str, wanted: &mut Vec<(Vec<String>, String)>) {
    let name = if path.is_empty() { "milepost" } else { path };
    let about = command.get_about().map(ToString::to_string);
    wanted.push((vec![name.to_owned()], about.unwrap_or_default()));
    let after = command.get_after_long_help().or(command.get_after_help());
    if let Some(after) = after {
        wanted.push((vec![format!("{name} after")], after.to_string()));
    }
    for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
        let what = name_of(arg);
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        wanted.push((keys(path, &what).to_vec(), help));
        let values = arg.get_value_names().unwrap_or_default();
        if arg.get_action().takes_values() {
            wanted.extend(
                values
                    .iter()
                    .map(|name| (vec![name_key(name)], name.to_string())),
            );
        }
        for value in arg.get_possible_values() {
            if let Some(help) = value.get_help() {
                let what = format!("{what}={}", value.get_name());
                wanted.push((keys(path, &what).to_vec(), help.to_string()));
            }
        }
    }
    for inner in command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
    {
        let path = format!("{path} {}", inner.get_name());
        visit(inner, path.trim(), wanted);
    }
}

fn complete_languages() -> impl Iterator<Item = Lang> {
    Lang::all().filter(|lang| *lang != Lang::EN && !lang.is_draft())
}

#[test]
fn every_command_and_argument_is_described_in_every_language() {
    for lang in complete_languages() {
        let known: BTreeSet<&str> = help_keys(lang).collect();
        let missing: Vec<String> = wanted()
            .iter()
            .filter(|(keys, _)| !keys.iter().any(|key| known.contains(key.as_str())))
            .map(|(keys, english)| format!("\"{}\" = \"\"  # {english}", keys[0]))
            .collect();
        let file = format!("src/ui/messages/{}.toml", lang.tag());
        assert!(
            missing.is_empty(),
            "{file}, [help] lacks:\n{}",
            missing.join("\n")
        );
    }
}

#[test]
fn no_description_is_left_without_its_command() {
    for lang in complete_languages() {
        let mut used = BTreeSet::from(["help".to_owned()]);
        let known: BTreeSet<&str> = help_keys(lang).collect();
        for (keys, _) in wanted() {
            used.extend(keys.into_iter().find(|key| known.contains(key.as_str())));
        }
        let unused: Vec<&&str> = known.iter().filter(|key| !used.contains(**key)).collect();
        assert!(unused.is_empty(), "{}: {unused:?}", lang.tag());
    }
}

#[test]
fn one_text_for_all_commands_stands_for_one_english_text() {
    for lang in complete_languages() {
        let known: BTreeSet<&str> = help_keys(lang).collect();
        let mut english = std::collections::BTreeMap::new();
        for (keys, text) in wanted() {
            let key = keys.into_iter().find(|key| known.contains(key.as_str()));
            let Some(key) = key.filter(|key| key.starts_with("* ")) else {
                continue;
            };
            let first = english.entry(key.clone()).or_insert_with(|| text.clone());
            assert_eq!(*first, text, "{}: {key}", lang.tag());
        }
    }
}

#[test]
fn help_speaks_the_language_of_the_learner() {
    let mut env = TestEnv::new();
    env.set("LANG", "pt_BR.UTF-8");
    for words in [
        &["--help"][..],
        &["help", "review"],
        &["roadmap", "show", "--help"],
        // Commands with commands of their own, to which clap adds one.
        &["help", "roadmap"],
        &["help", "interview"],
        &["help", "log"],
        &["help", "scheduler"],
        &["help", "plan"],
    ] {
        let help = env.ok(words);
        assert!(
            help.contains("Uso: milepost") && help.contains("Opções:"),
            "{help}"
        );
        for english in [
            "Usage:",
            "Options:",
            "Commands:",
            "Print ",
            "Cards of",
            "Show ",
            "QUERY",
            "<WHEN>",
        ] {
            assert!(!help.contains(english), "{english}: {help}");
        }
    }
    let page = env.ok(&["man"]);
    assert!(
        page.contains(".SH NOME") && page.contains("Quando usar cores"),
        "{page}"
    );
    assert!(
        env.ok(&["completions", "zsh"])
            .contains("Quando usar cores")
    );
}

#[test]
fn the_setting_decides_the_language_of_help_too() {
    let env = TestEnv::new();
    env.ok(&["config", "language", "pt-BR"]);
    assert!(env.ok(&["--help"]).contains("Uso: milepost"));
    let ran = env.run(&["sair"]);
    assert!(
        ran.stderr
            .starts_with("erro: não existe o comando 'sair'\ndica: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn errors_name_values_as_help_does() {
    let mut env = TestEnv::new();
    env.set("LANG", "pt_BR.UTF-8");
    let missing = env.run(&["export"]).stderr;
    assert!(missing.contains("<ARQUIVO>"), "{missing}");
    env.set("LANG", "C.UTF-8");
    let missing = env.run(&["export"]).stderr;
    assert!(missing.contains("<FILE>"), "{missing}");
}
