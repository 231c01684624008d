//! Decks of other people: added from a folder or a repository, updated, removed, and never written to.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use milepost::domain::day::StudyDay;

use crate::home::TestEnv;

/// A repository with a deck, and a bare one that it is pushed to.
struct TeamDeck {
    folder: tempfile::TempDir,
}

impl TeamDeck {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        git(
            folder.path(),
            &["init", "--quiet", "--bare", "-b", "main", "bare.git"],
        );
        git(
            folder.path(),
            &["init", "--quiet", "-b", "main", "pay-basics"],
        );
        let deck = Self { folder };
        deck.write(
            "deck.toml",
            "format = 1\nname = \"pay-basics\"\ntitle = \"Payments\"\n",
        );
        deck.write_cards(&[
            card("port", 1, "Which port?", "8080"),
            card("log", 1, "Where?", "stderr"),
        ]);
        deck.push();
        deck
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("pay-basics")
    }

    fn work_path(&self) -> String {
        self.work().display().to_string()
    }

    fn bare(&self) -> String {
        self.folder.path().join("bare.git").display().to_string()
    }

    fn write(&self, path: &str, text: &str) {
        let at = self.work().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
    }

    fn write_cards(&self, cards: &[String]) {
        let head = "format = 1\ntopic = \"pay-basics\"\ntitle = \"Payments: basics\"\n\n";
        self.write(
            "topics/pay-basics.toml",
            &format!("{head}{}", cards.join("\n")),
        );
    }

    /// Commits everything and pushes it; gives the commit.
    fn push(&self) -> String {
        let work = self.work();
        git(&work, &["add", "--all"]);
        let who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
        git(
            &work,
            &[
                &who[..],
                &["commit", "--quiet", "--allow-empty", "-m", "deck"],
            ]
            .concat(),
        );
        git(&work, &["push", "--quiet", &self.bare(), "main"]);
        git(&work, &["rev-parse", "HEAD"]).trim().to_owned()
    }
}

fn card(name: &str, rev: u32, prompt: &str, answer: &str) -> String {
    format!(
        "[[card]]\nid = \"pay-basics.{name}\"\nkind = \"basic\"\nrev = {rev}\nprompt = \"{prompt}\"\nanswer = \"{answer}\"\nwhy = \"It is so.\"\n"
    )
}

fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(words);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    let run = command.output().unwrap();
    assert!(run.status.success(), "{words:?}: {run:?}");
    String::from_utf8(run.stdout).unwrap()
}

fn learner() -> TestEnv {
    let mut env = TestEnv::with_every_kind();
    env.set("GIT_CONFIG_GLOBAL", "/dev/null")
        .set("GIT_CONFIG_SYSTEM", "/dev/null");
    env
}

fn ids(env: &TestEnv) -> Vec<String> {
    let listed = env.json(&["list", "topic:pay-basics", "--json"]);
    let cards = listed["cards"].as_array().unwrap();
    cards
        .iter()
        .map(|card| card["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Every file of a folder with its bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_folder_is_added_listed_updated_and_removed() {
    let (env, deck) = (learner(), TeamDeck::new());
    let said = env.ok(&["deck", "add", &deck.work_path()]);
    assert!(said.starts_with("pay-basics: 2 cards from "), "{said}");
    assert_eq!(ids(&env), ["pay-basics.port", "pay-basics.log"]);
    let listed = env.json(&["deck", "list", "--json"]);
    assert_eq!(listed["decks"][0]["deck"], "pay-basics");
    assert_eq!(listed["decks"][0]["cards"], 2);
    assert_eq!(env.ok(&["deck", "update"]), "pay-basics: nothing new\n");

    deck.write_cards(&[
        card("port", 2, "Which port?", "9090"),
        card("retries", 1, "How many?", "3"),
    ]);
    let said = env.ok(&["deck", "update"]);
    for line in [
        "pay-basics: 1 new, 1 changed, 1 retired",
        "new: pay-basics.retries",
        "retired: pay-basics.log",
        "changed: pay-basics.port",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let row = said.lines().find(|line| line.contains("8080")).unwrap();
    assert!(
        row.starts_with("- 8080") && row.ends_with("+ 9090"),
        "side by side: {said}"
    );
    assert_eq!(ids(&env), ["pay-basics.port", "pay-basics.retries"]);

    env.ok(&["review", "pay-basics.port", "--new", "1"]);
    let refused = env.run(&["deck", "remove", "pay-basics"]);
    assert_eq!(refused.code, 1, "nobody can answer on a pipe");
    env.ok(&["deck", "remove", "pay-basics", "--yes"]);
    assert!(env.run(&["show", "pay-basics.port"]).code != 0);
    assert_eq!(
        env.json(&["deck", "list", "--json"])["decks"],
        serde_json::json!([])
    );
}

#[test]
fn what_was_answered_stays_in_the_log_and_counts_again() {
    let (env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    env.ok_with(&["review", "pay-basics.port", "--new", "1"], "\n3\n");
    env.ok(&["deck", "remove", "pay-basics", "--yes"]);
    assert!(
        env.ok(&["log", "pay-basics.port"])
            .contains("pay-basics.port")
    );
    env.ok(&["deck", "add", &deck.work_path()]);
    let shown = env.json(&["show", "pay-basics.port", "--json"]);
    assert_eq!(shown["cards"][0]["state"], "learning");
}

#[test]
fn a_repository_is_fetched_pinned_and_followed_again() {
    let (env, deck) = (learner(), TeamDeck::new());
    let first = deck.push();
    env.ok(&["deck", "add", &deck.bare()]);
    let commit =
        |env: &TestEnv| env.json(&["deck", "list", "--json"])["decks"][0]["commit"].clone();
    assert_eq!(commit(&env), first.as_str());

    deck.write_cards(&[card("port", 2, "Which port?", "9090")]);
    let second = deck.push();
    let updated = env.json(&["deck", "update", "--json"]);
    assert_eq!(updated["decks"][0]["status"], "updated");
    assert_eq!(
        updated["decks"][0]["changed"],
        serde_json::json!(["pay-basics.port"])
    );
    assert_eq!(
        updated["decks"][0]["retired"],
        serde_json::json!(["pay-basics.log"])
    );
    assert_eq!(commit(&env), second.as_str());

    // A short name of an older commit, which no server gives by itself.
    env.ok(&["deck", "update", "pay-basics", "--pin", &first[..10]]);
    assert_eq!(commit(&env), first.as_str());
    assert!(env.ok(&["deck", "update"]).contains("stays at commit"));
    env.ok(&["deck", "update", "pay-basics", "--unpin"]);
    assert_eq!(commit(&env), second.as_str());
}

#[test]
fn a_broken_update_keeps_the_last_good_version() {
    let (env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.bare()]);
    let before = env.json(&["list", "topic:pay-basics", "--json"]);
    deck.write(
        "topics/pay-basics.toml",
        "format = 1\ntopic = \"pay-basics\"\n[[card]]\nid = 7\n",
    );
    deck.push();
    let refused = env.run(&["deck", "update"]);
    assert_eq!(refused.code, 1);
    assert_eq!(
        refused.stdout,
        "pay-basics: not updated, the last good version stays\n"
    );
    assert!(
        refused.stderr.contains("topics/pay-basics.toml:4"),
        "{}",
        refused.stderr
    );
    assert_eq!(env.json(&["list", "topic:pay-basics", "--json"]), before);

    // A repository that is gone.
    fs::remove_dir_all(deck.bare()).unwrap();
    let refused = env.run(&["deck", "update"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("`git fetch` failed"),
        "{}",
        refused.stderr
    );
    assert_eq!(env.json(&["list", "topic:pay-basics", "--json"]), before);
}

#[test]
fn own_cards_edits_and_translations_lie_over_a_deck_and_survive_its_updates() {
    let (mut env, deck) = (learner(), TeamDeck::new());
    let entry = |text: &str| {
        format!(
            "format = 1\ntopic = \"pay-basics\"\nlang = \"pt-BR\"\n\n[\"pay-basics.log\"]\nrev = 1\nprompt = \"{text}\"\nanswer = \"stderr\"\nwhy = \"É assim.\"\n"
        )
    };
    deck.write("pt-BR/topics/pay-basics.toml", &entry("Onde?"));
    env.ok(&["deck", "add", &deck.work_path()]);
    let installed = tree(&env.path().join("shared-decks"));

    env.write(
        "ed.sh",
        "sed -i 's/8080/8081/; s/Onde/Em que lugar/' \"$1\"\n",
    );
    let editor = format!("sh {}", env.path().join("ed.sh").display());
    env.set("EDITOR", &editor);
    env.ok(&["edit", "pay-basics.port"]);
    env.ok(&[
        "add",
        "--topic",
        "pay-basics",
        "--id",
        "pay-basics.mine",
        "--prompt",
        "Who?",
        "--answer",
        "Ana",
    ]);
    env.ok(&["suspend", "pay-basics.log"]);
    env.ok(&["config", "cards", "pt-BR"]);
    env.ok(&["edit", "pay-basics.log"]);
    assert_eq!(
        tree(&env.path().join("shared-decks")),
        installed,
        "the deck is never written"
    );

    deck.write_cards(&[
        card("port", 1, "Which port is it?", "8080"),
        card("log", 1, "Where?", "stderr"),
        card("retries", 1, "How many?", "3"),
    ]);
    env.ok(&["deck", "update"]);
    assert_eq!(
        ids(&env),
        [
            "pay-basics.port",
            "pay-basics.log",
            "pay-basics.retries",
            "pay-basics.mine"
        ]
    );
    assert!(env.ok(&["show", "pay-basics.port"]).contains("8081"));
    let translated = env.ok(&["show", "pay-basics.log"]);
    assert!(translated.contains("Em que lugar?"), "{translated}");
    let shown = env.json(&["show", "pay-basics.log", "--json"]);
    let shown = &shown["cards"][0];
    assert_eq!(shown["state"], "suspended");
    assert_eq!(shown["deck"], "pay-basics");
    // Taken back, the deck's own text shows again.
    env.ok(&["edit", "pay-basics.port", "--restore"]);
    assert!(env.ok(&["show", "pay-basics.port"]).contains("8080"));
    let refused = env.run(&["delete", "pay-basics.retries", "--yes"]);
    assert!(refused.stderr.contains("pay-basics"), "{}", refused.stderr);
}

#[test]
fn several_decks_and_their_roads_live_side_by_side() {
    let (env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    let course = env.path().join("course");
    env.ok(&["deck", "new", course.to_str().unwrap()]);
    let said = env.ok(&["deck", "add", course.to_str().unwrap()]);
    assert!(said.contains("milepost roadmap use course"), "{said}");
    env.ok(&["roadmap", "use", "course"]);
    assert!(
        env.ok(&["roadmap", "show", "course", "--phase", "1"])
            .contains("How we release")
    );
    assert_eq!(
        env.ok(&["deck", "update"]),
        "course: nothing new\npay-basics: nothing new\n"
    );
    assert_eq!(
        env.ok(&["complete", "deck remove "]),
        "course\npay-basics\n"
    );
    assert_eq!(env.run(&["check"]).code, 0);
}

#[test]
fn a_skeleton_passes_its_own_check() {
    let env = learner();
    let folder = env.path().join("Our Deck");
    env.ok(&["deck", "new", folder.to_str().unwrap()]);
    let checked = env.run(&["check", "--run", folder.to_str().unwrap()]);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert!(
        checked.stdout.contains("0 errors, 0 warnings"),
        "{}",
        checked.stdout
    );
    assert!(folder.join("topics/our-deck.toml").is_file());
    let ci = fs::read_to_string(folder.join(".github/workflows/check.yml")).unwrap();
    assert!(ci.contains("milepost check --run"), "{ci}");
    // As its workflow calls it: with the rules by which it will be added.
    let topic = folder.join("topics/our-deck.toml");
    let text = fs::read_to_string(&topic).unwrap();
    fs::write(
        &topic,
        text.replacen("rev = 1", "rev = 1\noverrides = 1", 1),
    )
    .unwrap();
    let mut here = env.command(&["check", "."]);
    let checked = here.current_dir(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(
        said.contains("'overrides'") || said.contains("`overrides`"),
        "{said}"
    );
    let again = env.run(&["deck", "new", folder.to_str().unwrap()]);
    assert!(again.stderr.contains("is not empty"), "{}", again.stderr);
}

/// Adds a deck that must be refused, for a reason.
fn refused(env: &TestEnv, source: &str, why: &str) {
    let ran = env.run(&["deck", "add", source]);
    assert!(ran.code != 0 && ran.stderr.contains(why), "{why}: {ran:?}");
    let decks = env.json(&["deck", "list", "--json"]);
    assert_eq!(decks["decks"], serde_json::json!([]), "{why}");
}

#[test]
fn a_deck_takes_no_id_that_is_in_use() {
    let (env, deck) = (learner(), TeamDeck::new());
    let built_in = card("x", 1, "Mine now?", "Yes").replace("pay-basics.x", "lists.append-cost");
    let known = env.json(&["list", "topic:lists", "--json"])["cards"][0]["id"].clone();
    let built_in = built_in.replace("lists.append-cost", known.as_str().unwrap());
    deck.write_cards(std::slice::from_ref(&built_in));
    refused(&env, &deck.work_path(), "is taken by decks/topics/");
    // Only learners decide what replaces a card.
    deck.write_cards(&[built_in.replace("rev = 1", "rev = 1\noverrides = 1")]);
    refused(&env, &deck.work_path(), "overrides");
    // A card of the learner's own.
    deck.write_cards(&[card("x", 1, "Mine?", "Yes").replace("pay-basics.x", "kinds.basic")]);
    refused(&env, &deck.work_path(), "has the id of a card of yours");
    // The list of retired cards concerns the deck alone.
    deck.write_cards(&[card("port", 1, "Which port?", "8080")]);
    deck.write(
        "retired.toml",
        &format!("{known} = {{ since = \"2026-12\", why = \"gone\" }}\n"),
    );
    env.ok(&["deck", "add", &deck.work_path()]);
    assert_eq!(env.run(&["show", known.as_str().unwrap()]).code, 0);
    assert_eq!(env.run(&["check"]).code, 0);
}

#[test]
fn hostile_folders_and_repositories_are_refused() {
    let (env, deck) = (learner(), TeamDeck::new());
    let secret = env.path().join("secret.toml");
    fs::write(&secret, "format = 1\ntopic = \"secret\"\n").unwrap();
    let link = deck.work().join("topics/secret.toml");
    symlink(&secret, &link).unwrap();
    refused(&env, &deck.work_path(), "leads out of the folder");
    deck.push();
    refused(&env, &deck.bare(), "topics/secret.toml");
    fs::remove_file(&link).unwrap();

    deck.write("topics/huge.toml", &format!("# {}\n", "x".repeat(9 << 20)));
    refused(&env, &deck.work_path(), "larger than 8 MiB");
    deck.push();
    refused(&env, &deck.bare(), "larger than 8 MiB");
    deck.write(
        "topics/huge.toml",
        "format = 1\ntopic = \"huge\"\ntitle = \"Huge\"\n",
    );
    let bytes = format!("# {}\n", "x".repeat(7 << 20));
    for number in 2..12 {
        deck.write(&format!("topics/huge.{number}.toml"), &bytes);
    }
    refused(&env, &deck.work_path(), "64 MiB");

    let empty = tempfile::tempdir().unwrap();
    refused(
        &env,
        empty.path().to_str().unwrap(),
        "neither cards nor roadmaps",
    );
    let marker = env.path().join("ran");
    let helper = format!("ext::touch {}", marker.display());
    refused(&env, &helper, "not the address");
    refused(&env, "http://127.0.0.1:9/deck.git", "not allowed");
    refused(&env, "--upload-pack=touch", "unexpected argument");
    let left: Vec<_> = fs::read_dir(env.path().join("shared-decks"))
        .unwrap()
        .collect();
    assert!(
        left.len() == 1 && !marker.exists(),
        "only the lock: {left:?}"
    );
}

#[test]
fn hooks_and_settings_of_the_learner_do_not_run_while_a_deck_is_fetched() {
    let (mut env, deck) = (learner(), TeamDeck::new());
    let marker = env.path().join("ran");
    env.write(
        "hooks/reference-transaction",
        &format!("#!/bin/sh\ntouch {}\n", marker.display()),
    );
    let hook = env.path().join("hooks/reference-transaction");
    Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    let hooks = env.path().join("hooks");
    env.write(
        "gitconfig",
        &format!("[core]\n  hooksPath = {}\n", hooks.display()),
    );
    let config = env.path().join("gitconfig").display().to_string();
    env.set("GIT_CONFIG_GLOBAL", &config);
    env.ok(&["deck", "add", &deck.bare()]);
    assert!(!marker.exists());
}

/// Reviews the port card as Good whenever it is due, three times; gives the day after the last one.
fn answer_port(env: &mut TestEnv) -> StudyDay {
    let mut day = "2026-11-20".to_owned();
    for _ in 0..3 {
        env.at(&format!("{day}T10:00:00Z"));
        env.ok_with(&["review", "pay-basics.port", "--new", "1"], "\n3\n");
        let last = std::mem::replace(&mut day, port(env)["due"].as_str().unwrap().to_owned());
        assert!(day > last, "it was answered");
    }
    let last = StudyDay::parse(&day).unwrap();
    let days = port(env)["interval"].as_i64().unwrap();
    let after = last.plus(1 - i32::try_from(days).unwrap());
    env.at(&format!("{}T10:00:00Z", after.iso()));
    after
}

fn port(env: &TestEnv) -> serde_json::Value {
    env.json(&["show", "pay-basics.port", "--json"])["cards"][0].clone()
}

#[test]
fn a_card_with_another_meaning_is_due_within_days_and_shows_before_and_now() {
    let (mut env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    let today = answer_port(&mut env);
    let before = port(&env);
    assert!(before["interval"].as_i64().unwrap() > 7, "{before}");

    // A typo keeps the due day.
    deck.write_cards(&[card("port", 1, "Which port is it?", "8080")]);
    env.ok(&["deck", "update"]);
    assert_eq!(port(&env)["due"], before["due"]);

    deck.write_cards(&[card("port", 2, "Which port is it?", "9090")]);
    let said = env.ok(&["deck", "update"]);
    let by = format!("changed in meaning, due by {}", today.plus(2).iso());
    assert!(said.contains(&by), "{said}");
    assert_eq!(port(&env)["due"], today.iso());
    assert_eq!(port(&env)["interval"], 1, "the days that passed");
    let events = env.ok(&["log", "--json"]);
    env.ok(&["deck", "update"]);
    assert_eq!(env.ok(&["log", "--json"]), events, "once is enough");

    let asked = env.ok_with(&["review", "pay-basics.port"], "\n3\n");
    let answer = asked.split("9090").next().unwrap();
    assert!(!answer.contains("8080"), "not before the answer: {asked}");
    let row = asked.lines().find(|line| line.contains("- 8080")).unwrap();
    assert!(row.ends_with("+ 9090"), "{asked}");
    assert!(env.ok(&["doctor"]).contains('✓'));
    let again = env.ok_with(&["drill", "pay-basics.port"], "\n3\n");
    assert!(!again.contains("8080"), "it has been seen: {again}");
}

#[test]
fn consent_covers_a_deck_and_is_asked_again_only_for_what_runs_otherwise() {
    let (env, deck) = (learner(), TeamDeck::new());
    let program = |prompt: &str, limit: &str| {
        format!(
            "[[card]]\nid = \"pay-basics.double\"\nkind = \"code\"\nrev = 1\nprompt = \"{prompt}\"\n{limit}starter = \"def double(n): ...\"\nsolution = \"def double(n): return 2 * n\"\ntests = \"assert double(2) == 4\"\nwhy = \"Two times.\"\n\n  [[card.wrong]]\n  label = \"squares\"\n  code = \"def double(n): return n * n + 1\"\n\n  [[card.wrong]]\n  label = \"nothing\"\n  code = \"def double(n): 2 * n\"\n"
        )
    };
    let agreed = || {
        let store = crate::home::store(env.path());
        let id = milepost::domain::id::CardId::parse("pay-basics.double").unwrap();
        let card = store.content().card(&id, milepost::domain::card::Lang::EN);
        let key = milepost::domain::consent::ConsentKey::of_program(&card.unwrap().unwrap());
        store.local().has_consent(&key).unwrap()
    };
    deck.write_cards(&[card("port", 1, "Which?", "8080"), program("Double it.", "")]);
    env.ok(&["deck", "add", &deck.work_path()]);
    assert!(!agreed());
    env.ok(&["trust", "pay-basics"]);
    assert!(agreed());
    deck.write_cards(&[
        card("port", 2, "Which?", "9090"),
        program("Double `n`.", ""),
    ]);
    env.ok(&["deck", "update"]);
    assert!(agreed(), "only texts changed");
    deck.write_cards(&[program("Double `n`.", "limit_s = 9\n")]);
    env.ok(&["deck", "update"]);
    assert!(!agreed(), "it runs longer now");
    env.ok(&["trust", "pay-basics"]);
    env.ok(&["untrust", "pay-basics"]);
    assert!(!agreed());
}

#[test]
fn a_report_names_cards_of_a_team_and_never_the_learners_own() {
    let (mut env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    for day in ["2026-11-20", "2026-11-22"] {
        env.at(&format!("{day}T10:00:00Z"));
        env.ok_with(&["review", "pay-basics.port", "--new", "1"], "\n3\n");
        env.ok_with(&["review", "kinds.basic", "--new", "1"], "\n3\n");
    }
    let file = env.path().join("report.jsonl");
    env.ok(&["report", file.to_str().unwrap(), "--name", "Ana", "--yes"]);
    let report = fs::read_to_string(file).unwrap();
    assert!(
        report.contains("\"pay-basics.port\"") && report.contains("\"topic\":\"pay-basics\""),
        "{report}"
    );
    assert!(!report.contains("kinds"), "{report}");
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_the_deck_can_be_added_again() {
    let (env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    assert!(env.ok(&["doctor"]).contains("decks of other people"));
    env.write("shared-decks/pay-basics/deck-source.toml", "kind = 7\n");
    let doctor = env.run(&["doctor"]);
    assert!(
        doctor.code == 1 && doctor.stdout.contains("deck-source.toml"),
        "{doctor:?}"
    );
    assert!(
        env.run(&["deck"])
            .stderr
            .contains("milepost deck remove pay-basics")
    );
    env.ok(&["deck", "remove", "pay-basics", "--yes"]);
    env.ok(&["deck", "add", &deck.work_path()]);
    assert_eq!(ids(&env).len(), 2);
}

#[test]
fn what_lay_over_a_deck_that_is_removed_stays_as_the_learners_own() {
    let (mut env, deck) = (learner(), TeamDeck::new());
    env.ok(&["deck", "add", &deck.work_path()]);
    env.write("ed.sh", "sed -i s/8080/8081/ \"$1\"\n");
    let editor = format!("sh {}", env.path().join("ed.sh").display());
    env.set("EDITOR", &editor);
    env.ok(&["edit", "pay-basics.port"]);
    env.ok(&["deck", "remove", "pay-basics", "--yes"]);
    assert_eq!(ids(&env), ["pay-basics.port"]);
    env.ok(&["deck", "add", &deck.work_path()]);
    assert!(
        env.ok(&["show", "pay-basics.port"]).contains("8081"),
        "it lies over the deck again"
    );
}
