//! The language of the cards next to that of the interface, and roadmaps in both.

use expectrl::{ControlCode, Eof, Expect};

use std::fs;

use crate::home::TestEnv;
use crate::pty::spawned;

const CARD: &str = "lists.reverse-slice";

fn in_portuguese() -> TestEnv {
    let env = TestEnv::new();
    env.ok(&["config", "language", "pt-BR"]);
    env
}

fn prompt_of(env: &TestEnv, card: &str) -> String {
    let shown = env.json(&["show", card, "--json"]);
    shown["cards"][0]["prompt"].as_str().unwrap().to_owned()
}

#[test]
fn cards_may_be_in_another_language_than_the_interface() {
    let env = TestEnv::new();
    let english = prompt_of(&env, CARD);
    env.ok(&["config", "cards", "pt-BR"]);
    let portuguese = prompt_of(&env, CARD);
    assert_ne!(english, portuguese);
    assert!(env.ok(&["config"]).contains("language of the cards"));

    env.ok(&["config", "language", "pt-BR"]);
    env.ok(&["config", "cards", "en"]);
    assert_eq!(prompt_of(&env, CARD), english);
    env.ok(&["config", "cards", "auto"]);
    assert_eq!(prompt_of(&env, CARD), portuguese);

    let ran = env.run(&["config", "cards", "xx"]);
    assert_ne!(ran.code, 0);
    assert!(ran.stderr.contains("'xx'"), "{}", ran.stderr);
    assert_eq!(env.ok(&["config", "cards"]), "auto\n");
}

#[test]
fn a_card_on_screen_flips_to_its_other_language_and_back() {
    let env = in_portuguese();
    let portuguese = prompt_of(&env, CARD);
    env.ok(&["config", "cards", "en"]);
    let english = prompt_of(&env, CARD);
    env.ok(&["config", "cards", "auto"]);
    let first_words = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().take(3).collect();
        words.join(" ")
    };

    let mut session = spawned(&env, &["drill", CARD]);
    session.expect(first_words(&portuguese)).unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(":l\r").unwrap();
    session.expect(first_words(&english)).unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(":l\r").unwrap();
    session.expect(first_words(&portuguese)).unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(
        env.json(&["log", "--json"])["events"],
        serde_json::json!([])
    );
}

#[test]
fn a_card_in_one_language_stays_and_says_so() {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "language", "pt-BR"]);
    let mut session = spawned(&env, &["drill", "kinds.basic"]);
    session.expect("ainda sem tradução para Português").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(":l\r").unwrap();
    session.expect("só existe em um idioma").unwrap();
    session.expect("\u{1b}[K› ").unwrap();
    session.send(ControlCode::EndOfTransmission).unwrap();
    session.expect(Eof).unwrap();
}

#[test]
fn cards_without_a_translation_are_listed() {
    let env = TestEnv::with_every_kind();
    env.ok(&["config", "language", "pt-BR"]);
    let ids = |query: &str| {
        let found = env.json(&["list", "--json", "--", query]);
        found["cards"].as_array().unwrap().len()
    };
    let every = ids("topic:kinds");
    assert!(every > 0);
    assert_eq!(ids("topic:kinds -is:translated"), every);
    assert_eq!(ids("topic:kinds é:traduzido"), 0);
    assert_eq!(ids("topic:lists -is:translated"), 0);
    assert!(ids("topic:lists is:translated") > 0);
    // Every card can be read by a reader of English.
    env.ok(&["config", "language", "en"]);
    assert_eq!(ids("topic:kinds is:translated"), every);
}

#[test]
fn an_interview_may_be_held_in_english() {
    let env = in_portuguese();
    let drawn = ["interview", "--seed", "3", "--minutes", "10", "--language"];
    let held = |language: &'static str| {
        let words = [&drawn[..], &[language]].concat();
        env.ok_with(&words, ":q\n")
    };
    assert_ne!(held("en"), held("pt-BR"));
    let ran = env.run(&["interview", "--language", "xx"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("pt-BR"), "{}", ran.stderr);
}

/// Titles of phases and items in both languages: a road is read whole in either.
#[test]
fn every_road_is_read_in_both_languages() {
    let english = TestEnv::new();
    let portuguese = in_portuguese();
    let roads = english.json(&["roadmap", "list", "--json"]);
    for road in roads["roadmaps"].as_array().unwrap() {
        let id = road["id"].as_str().unwrap();
        let [one, other] = [&english, &portuguese]
            .map(|env| env.json(&["roadmap", "show", id, "--json"])["roadmaps"][0].clone());
        assert_ne!(one["title"], other["title"], "{id}");
        let phases = one["phases"].as_array().unwrap();
        for (place, phase) in phases.iter().enumerate() {
            let same = &other["phases"][place];
            assert_eq!(phase["number"], same["number"]);
            let lines = |phase: &serde_json::Value| phase["items"].as_array().unwrap().clone();
            for (line, translated) in lines(phase).iter().zip(lines(same)) {
                assert_eq!(line["line"], translated["line"]);
                assert_eq!(line["done"], translated["done"]);
            }
        }
    }
}

#[test]
fn a_tick_made_in_one_language_stands_in_the_other() {
    let env = in_portuguese();
    let road = env.json(&["roadmap", "show", "python-developer", "--json"]);
    let line = road["roadmaps"][0]["phases"][0]["items"][0]["line"].clone();
    let line = line.as_u64().unwrap().to_string();
    let item = format!("python-developer:{line}");
    let said = env.ok(&["roadmap", "done", &item]);
    env.ok(&["config", "language", "en"]);
    let road = env.json(&["roadmap", "show", "python-developer", "--json"]);
    assert_eq!(road["roadmaps"][0]["phases"][0]["items"][0]["done"], true);
    // The same line, said in the other language.
    assert_ne!(env.ok(&["roadmap", "done", &item]), said);
}

const OWN: &str = r#"format = 1
topic = "team"
title = "Team"
area = "core"

[[card]]
id = "team.rota"
kind = "basic"
prompt = "Who is on call?"
answer = "See the rota."
why = "It is pinned in the channel."
level = 1
interview = "no"
tags = ["team"]
refs = ["https://docs.python.org/3/"]
"#;

#[test]
fn a_skeleton_is_written_once_and_what_was_translated_stays() {
    let env = TestEnv::new();
    env.write("decks/topics/team.toml", OWN);
    let said = env.ok(&["translate", "pt-BR"]);
    let file = "decks/pt-BR/topics/team.toml";
    assert!(said.contains("team.toml"), "{said}");
    let skeleton = env.read(file);
    assert!(
        skeleton.contains("# # Who is on call?\n# prompt = \"\"\n"),
        "{skeleton}"
    );
    // Nothing is translated, and nothing is wrong.
    assert_eq!(env.run(&["check"]).code, 0);

    let translated = "[\"team.rota\"]\nrev = 1\nprompt = \"Quem está de plantão?\"\nanswer = \"Veja a escala.\"\nwhy = \"Está fixada no canal.\"\n";
    let (head, _) = skeleton.split_once("# [\"team.rota\"]").unwrap();
    env.write(file, &format!("{head}{translated}"));
    let more = OWN.to_owned()
        + "\n[[card]]\nid = \"team.page\"\nkind = \"basic\"\nprompt = \"Whom do you page?\"\nanswer = \"The rota.\"\nlevel = 1\ninterview = \"no\"\ntags = [\"team\"]\nrefs = [\"https://docs.python.org/3/\"]\n";
    env.write("decks/topics/team.toml", &more);
    env.ok(&["translate", "pt-BR"]);
    let longer = env.read(file);
    assert!(
        longer.starts_with(&format!("{head}{translated}")),
        "{longer}"
    );
    assert!(longer.contains("# [\"team.page\"]"), "{longer}");
    env.ok(&["translate", "pt-BR"]);
    assert_eq!(env.read(file), longer);
    // How far it is.
    let checked = env.ok(&["check"]);
    assert!(checked.contains("team 1/2"), "{checked}");
    env.ok(&["config", "language", "pt-BR"]);
    assert!(
        env.ok(&["show", "team.rota"])
            .contains("Quem está de plantão?")
    );
}

#[test]
fn what_cannot_be_translated_is_refused_and_nothing_is_written() {
    let env = TestEnv::new();
    for words in [&["translate", "en"][..], &["translate", "xx"]] {
        let ran = env.run(words);
        assert_eq!(ran.code, 1, "{words:?}");
        assert!(ran.stderr.contains("pt-BR"), "{}", ran.stderr);
    }
    let ran = env.run(&["translate", "pt-BR", "nowhere"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("nowhere"), "{}", ran.stderr);
    assert!(!env.path().join("decks/pt-BR").exists());
}

/// A deck in Portuguese needs no translation to be read in Portuguese, and none makes it English.
#[test]
fn a_deck_counts_as_translated_to_the_language_it_is_written_in() {
    let env = in_portuguese();
    let deck = OWN.replacen("title =", "lang = \"pt-BR\"\ntitle =", 1);
    env.write("decks/topics/team.toml", &deck);
    let found = |query: &str| {
        let found = env.json(&["list", "--json", "--", query]);
        found["cards"].as_array().unwrap().len()
    };
    assert_eq!(found("topic:team is:translated"), 1);
    env.ok(&["config", "cards", "en"]);
    assert_eq!(found("topic:team is:translated"), 0);
    assert_eq!(found("topic:team -is:translated"), 1);
}

/// What a learner writes is in the language they read cards in, and no file holds two languages.
#[test]
fn new_cards_are_written_in_the_language_of_the_cards() {
    let env = in_portuguese();
    env.write("notes.csv", "Qual é a chave?,A primária.\n");
    let notes = env.path().join("notes.csv");
    env.ok(&["import", notes.to_str().unwrap(), "--topic", "team"]);
    env.ok(&[
        "add",
        "--topic",
        "team",
        "--prompt",
        "Qual é o índice?",
        "--answer",
        "O único.",
    ]);
    env.ok(&["config", "cards", "en"]);
    env.ok(&[
        "add",
        "--topic",
        "team",
        "--prompt",
        "Which index?",
        "--answer",
        "The unique one.",
    ]);
    let first = env.read("decks/topics/team.toml");
    assert!(first.contains("lang = \"pt-BR\""), "{first}");
    assert_eq!(first.matches("[[card]]").count(), 2, "{first}");
    let second = env.read("decks/topics/team.2.toml");
    assert!(second.contains("lang = \"en\""), "{second}");
    assert_eq!(second.matches("[[card]]").count(), 1, "{second}");
    let found = env.json(&["list", "--json", "--", "topic:team is:translated"]);
    assert_eq!(found["cards"].as_array().unwrap().len(), 1);
    // Their own copy of a built-in card is in English, also in a topic with cards in Portuguese.
    env.ok(&["config", "cards", "auto"]);
    env.ok(&[
        "add",
        "--topic",
        "lists",
        "--prompt",
        "Qual é o custo?",
        "--answer",
        "Constante.",
    ]);
    env.ok(&["config", "cards", "en"]);
    let mut env = env;
    env.set("EDITOR", "sed -i '/^prompt/s/\"$/ Now!\"/'");
    env.ok(&["edit", CARD]);
    let copies = env.read("decks/topics/containers/lists.2.toml");
    assert!(copies.contains("lang = \"en\""), "{copies}");
    assert!(copies.contains(CARD), "{copies}");
}

/// What is wrong with a deck is said in the learner's language, by `check` and when decks are read.
#[cfg(unix)]
#[test]
fn faults_of_decks_and_files_are_told_in_portuguese() {
    let env = in_portuguese();
    let decks = env.path().join("decks");
    env.write("decks/topics/broken.toml", "topic = 3\n");
    fs::write(decks.join("topics/bytes.toml"), [0xff]).unwrap();
    std::os::unix::fs::symlink("/nowhere", decks.join("topics/link.toml")).unwrap();
    let warned = env.run(&["due"]).stderr;
    let checked = env.run(&["check", decks.to_str().unwrap()]).all();
    for said in [&warned, &checked] {
        for line in said.lines().filter(|line| line.contains(".toml:")) {
            assert!(
                line.starts_with("aviso") || line.starts_with("erro "),
                "{line}"
            );
            for english in ["is a ", "not UTF-8", "leads ", "write ", "copy ", " the "] {
                assert!(!line.contains(english), "{line}");
            }
        }
        assert!(said.contains("não é UTF-8"), "{said}");
    }
}

/// What a learner sees of the card's question, in both languages.
fn both_prompts(env: &TestEnv) -> [String; 2] {
    ["en", "auto"].map(|cards| {
        env.ok(&["config", "cards", cards]);
        prompt_of(env, CARD)
    })
}

#[test]
fn edit_of_a_translated_card_edits_the_translation() {
    let mut env = in_portuguese();
    let [english, portuguese] = both_prompts(&env);
    env.set("EDITOR", "sed -i '/^prompt/s/\"$/ Agora!\"/'");
    let said = env.ok(&["edit", CARD]);
    assert!(said.contains("decks/pt-BR/topics/"), "{said}");
    let edited = format!("{portuguese} Agora!");
    assert_eq!(both_prompts(&env), [english.clone(), edited.clone()]);

    // The learner's own translation is edited further, and a second one joins its file.
    assert_eq!(env.ok(&["edit", CARD]), said);
    let twice = format!("{edited} Agora!");
    assert_eq!(both_prompts(&env), [english.clone(), twice.clone()]);
    assert_eq!(env.ok(&["edit", "lists.append-extend"]), said);
    assert_eq!(both_prompts(&env), [english.clone(), twice.clone()]);

    // Saving something that is not a translation of the card changes nothing.
    for editor in [
        "sed -i s/lists.reverse-slice/lists.other/",
        "sed -i '/^rev/d'",
        "truncate -s 0",
    ] {
        env.set("EDITOR", editor);
        let ran = env.run(&["edit", CARD]);
        assert_eq!(ran.code, 1, "{editor}: {}", ran.all());
    }
    assert_eq!(both_prompts(&env), [english.clone(), twice]);

    // The built-in translation shows again, and there is nothing more to take back.
    let restore = ["edit", CARD, "--restore"];
    assert!(env.ok(&restore).contains("pt-BR"));
    assert_eq!(both_prompts(&env), [english.clone(), portuguese]);
    assert_eq!(env.run(&restore).code, 1);

    // A reader of English edits the English card.
    env.ok(&["config", "cards", "en"]);
    env.set("EDITOR", "sed -i '/^prompt/s/\"$/ Now!\"/'");
    let said = env.ok(&["edit", CARD]);
    assert!(!said.contains("pt-BR"), "{said}");
    assert_eq!(prompt_of(&env, CARD), format!("{english} Now!"));
}

#[test]
fn edit_remarks_on_a_stale_translation() {
    let mut env = in_portuguese();
    env.write(
        "decks/topics/wom.toml",
        "format = 1\ntopic = \"wom\"\ntitle = \"Wom\"\n\n[[card]]\nid = \"wom.ulk\"\nrev = 2\nkind = \"basic\"\n\
         prompt = \"Which ulk?\"\nanswer = \"The new one.\"\n",
    );
    env.write(
        "decks/pt-BR/topics/wom.toml",
        "format = 1\ntopic = \"wom\"\nlang = \"pt-BR\"\n\n[\"wom.ulk\"]\nrev = 1\nprompt = \"Qual ulk?\"\n\
         answer = \"O velho.\"\n",
    );
    assert_eq!(prompt_of(&env, "wom.ulk"), "Which ulk?");
    env.set(
        "EDITOR",
        "sed -i -e 's/rev = 1/rev = 2/' -e 's/velho/novo/'",
    );
    let said = env.ok(&["edit", "wom.ulk"]);
    assert!(said.contains("revisão 1 de 'wom.ulk'"), "{said}");
    assert!(said.contains("rev = 2"), "{said}");
    assert_eq!(prompt_of(&env, "wom.ulk"), "Qual ulk?");
    let said = env.ok(&["edit", "wom.ulk"]);
    assert!(!said.contains("revisão 1"), "{said}");
}
