//! `import` of Anki's packages: each layout, their pictures and sounds, and packages that nobody should trust.
//! `fixtures/anki/make.py` made the packages with Anki itself.

#![allow(
    clippy::disallowed_methods,
    reason = "whoever runs the tests names the Python that has Anki"
)]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::home::TestEnv;

const LAYOUTS: [&str; 4] = ["latest.apkg", "legacy.apkg", "first.apkg", "latest.colpkg"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/anki")
}

fn fixture(name: &str) -> String {
    fixtures().join(name).display().to_string()
}

/// The learner's decks after an import, without the day and the hashes of their texts.
fn decks(env: &TestEnv) -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(env.path().join("decks/topics"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts.collect::<Vec<_>>().join("\n")
}

/// A package with other members than the fixture: those named are replaced or, without bytes, taken out.
fn changed_package(env: &TestEnv, changes: &[(&str, Option<&[u8]>)]) -> String {
    let mut package = ZipArchive::new(File::open(fixture("first.apkg")).unwrap()).unwrap();
    let path = env.path().join("changed.apkg");
    let mut made = ZipWriter::new(File::create(&path).unwrap());
    let names: Vec<String> = package
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    for name in names {
        if changes.iter().all(|(changed, _)| *changed != name) {
            let mut bytes = Vec::new();
            package
                .by_name(&name)
                .unwrap()
                .read_to_end(&mut bytes)
                .unwrap();
            put(&mut made, &name, &bytes);
        }
    }
    for (name, bytes) in changes {
        if let Some(bytes) = bytes {
            put(&mut made, name, bytes);
        }
    }
    made.finish().unwrap();
    path.display().to_string()
}

fn put(made: &mut ZipWriter<File>, name: &str, bytes: &[u8]) {
    made.start_file(name, SimpleFileOptions::default()).unwrap();
    made.write_all(bytes).unwrap();
}

/// The fixture's collection after some SQL.
fn changed_collection(env: &TestEnv, sql: &str) -> Vec<u8> {
    let mut package = ZipArchive::new(File::open(fixture("first.apkg")).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut member = package.by_name("collection.anki2").unwrap();
    member.read_to_end(&mut bytes).unwrap();
    let file = env.path().join("collection.db");
    fs::write(&file, &bytes).unwrap();
    let db = Connection::open(&file).unwrap();
    db.execute_batch(sql).unwrap();
    db.close().unwrap();
    fs::read(&file).unwrap()
}

fn refused(env: &TestEnv, file: &str, why: &str) {
    let ran = env.run(&["import", file]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(ran.stderr.contains(why), "'{why}' in {}", ran.all());
    assert!(!env.path().join("decks/topics").exists(), "{why}");
    assert!(!env.path().join("media").exists(), "{why}");
}

#[test]
fn every_layout_brings_the_same_cards() {
    let brought = LAYOUTS.map(|layout| {
        let env = TestEnv::new();
        let object = env.json(&["import", &fixture(layout), "--json"]);
        assert_eq!(object["format"], "anki");
        assert_eq!(object["notes"], 11, "{object}");
        assert_eq!(object["cards"]["added"], 14, "{object}");
        assert_eq!(env.run(&["check"]).code, 0);
        decks(&env)
    });
    for (layout, decks) in LAYOUTS.iter().zip(&brought) {
        assert_eq!(*decks, brought[0], "{layout}");
    }
}

#[test]
fn cards_follow_the_templates_of_their_note_type() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let decks = decks(&env);
    for text in [
        "prompt = \"Qual é a capital de Brasil?\"\nanswer = \"Brasília\"\nwhy = \"Curiosidade: Fundada em 1960.\"",
        "prompt = \"Brasília é a capital de que país?\"\nanswer = \"Brasil\"",
        "kind = \"type\"",
        "answer = \"4\"\nprompt = \"2 + 2?\"",
        "text = \"<1> is in <2>.\"",
        "{ answer = \"Paris\", hint = \"city\" }",
        "prompt = \"cat\"\nanswer = \"gato\"",
        "prompt = \"dog\"\nanswer = \"cão\"",
        "    print(x)",
        "tags = [\"python\", \"types::list\"]",
    ] {
        assert!(decks.contains(text), "{text} in\n{decks}");
    }
    assert!(
        !decks.contains("prompt = \"fish\""),
        "no reverse was wanted"
    );
    assert!(env.path().join("decks/topics/python-core.toml").is_file());
}

#[test]
fn a_second_import_of_any_layout_adds_nothing() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let before = decks(&env);
    for layout in LAYOUTS {
        let object = env.json(&["import", &fixture(layout), "--json"]);
        assert_eq!(object["cards"]["added"], 0, "{layout}: {object}");
        assert_eq!(object["cards"]["same"], 14, "{layout}: {object}");
    }
    assert_eq!(decks(&env), before);
}

#[test]
fn what_does_not_come_is_named() {
    let env = TestEnv::new();
    let said = env.ok(&["import", &fixture("latest.apkg")]);
    assert!(said.contains("one blank stands within another"), "{said}");
    assert!(
        said.contains("nested"),
        "the note is known by its text: {said}"
    );
    assert!(said.contains("gone.png"), "{said}");
    let strict = TestEnv::new();
    let ran = strict.run(&["import", &fixture("latest.apkg"), "--strict"]);
    assert_eq!(ran.code, 1, "{}", ran.all());
    assert!(!strict.path().join("decks/topics").exists());
    assert!(!strict.path().join("media").exists());
}

#[test]
fn a_dry_run_of_a_package_writes_nothing() {
    let env = TestEnv::new();
    let report = env.path().join("report.txt").display().to_string();
    let file = fixture("latest.apkg");
    let said = env.ok(&["import", &file, "--dry-run", "--report", &report]);
    assert!(said.contains("14 cards would be added"), "{said}");
    assert!(!env.path().join("decks").exists());
    assert!(!env.path().join("media").exists());
    let text = fs::read_to_string(&report).unwrap();
    assert!(
        text.contains("gone.png") && text.contains("nested"),
        "{text}"
    );
}

#[test]
fn pictures_and_sounds_come_along_and_none_is_written_over() {
    let env = TestEnv::new();
    fs::create_dir(env.path().join("media")).unwrap();
    fs::write(env.path().join("media/hello.mp3"), "another").unwrap();
    let object = env.json(&["import", &fixture("latest.apkg"), "--json"]);
    assert_eq!(object["media_taken"], 2, "{object}");
    assert_eq!(object["media"], serde_json::json!(["gone.png"]));
    assert_eq!(env.read("media/hello.mp3"), "another");
    let picture = fs::read(env.path().join("media/tree map.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let decks = decks(&env);
    let name = decks
        .split("sound: ")
        .nth(1)
        .and_then(|text| text.split("\\\\]").next());
    let name = name.unwrap();
    assert_ne!(name, "hello.mp3");
    assert_eq!(
        fs::read(env.path().join("media").join(name)).unwrap(),
        b"ID3\x04"
    );
    env.json(&["import", &fixture("latest.apkg"), "--json"]);
    assert_eq!(fs::read_dir(env.path().join("media")).unwrap().count(), 3);
}

#[test]
fn names_that_lead_elsewhere_stay_in_the_folder() {
    let env = TestEnv::new();
    let list = br#"{"0": "../../../escape.mp3", "1": "/tmp/escape.png", "../2": "x.png"}"#;
    let collection = changed_collection(
        &env,
        "UPDATE notes SET flds = replace(replace(flds, 'hello.mp3', '../../../escape.mp3'), \
         'tree map.png', '/tmp/escape.png')",
    );
    let changes = [
        ("media", Some(&list[..])),
        ("collection.anki2", Some(&collection[..])),
    ];
    let file = changed_package(&env, &changes);
    let object = env.json(&["import", &file, "--json"]);
    assert_eq!(object["media_taken"], 2, "{object}");
    for entry in fs::read_dir(env.path().join("media")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.contains("escape."), "{name}");
    }
    assert_eq!(fs::read_dir(env.path().join("media")).unwrap().count(), 2);
    assert!(!Path::new("/tmp/escape.png").exists());
}

#[test]
fn packages_that_are_none_are_refused_with_the_reason() {
    let env = TestEnv::new();
    let whole = fs::read(fixture("latest.apkg")).unwrap();
    let path = env.path().join("bad.apkg");
    let file = path.display().to_string();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    refused(&env, &file, "not an Anki package, or a damaged one");
    fs::write(&path, "text").unwrap();
    refused(&env, &file, "not an Anki package, or a damaged one");
    refused(&env, &env.path().display().to_string(), "error");
    let none = changed_package(&env, &[("collection.anki2", None)]);
    refused(&env, &none, "holds no collection");
    let newer = changed_package(&env, &[("meta", Some(&[0x08, 0x09]))]);
    refused(&env, &newer, "a newer Anki wrote the package (layout 9)");
    let odd = changed_package(&env, &[("meta", Some(&[0x08]))]);
    refused(&env, &odd, "the part 'meta' of the package cannot be read");
    let list = changed_package(&env, &[("media", Some(b"{"))]);
    refused(
        &env,
        &list,
        "the part 'media' of the package cannot be read",
    );
}

#[test]
fn a_part_that_unpacks_to_more_than_anki_writes_is_refused() {
    let env = TestEnv::new();
    let bomb = vec![b' '; 65 * 1024 * 1024];
    let file = changed_package(&env, &[("media", Some(&bomb[..]))]);
    assert!(fs::metadata(&file).unwrap().len() < 1024 * 1024);
    refused(&env, &file, "larger than 64 MiB");
}

#[test]
fn collections_that_are_damaged_or_tricks_are_refused() {
    let env = TestEnv::new();
    let view = "ALTER TABLE cards RENAME TO real; CREATE VIEW cards AS SELECT * FROM real";
    let virtual_table = "DROP TABLE cards; CREATE VIRTUAL TABLE cards USING fts5(id, nid, ord)";
    for (sql, why) in [
        ("DROP TABLE notes", "no table notes"),
        (view, "cards is not a table"),
        (virtual_table, "cards is not a table"),
        ("UPDATE col SET models = '[['", "the part 'models'"),
        ("UPDATE col SET models = 7", "the part 'models'"),
    ] {
        let collection = changed_collection(&env, sql);
        let file = changed_package(&env, &[("collection.anki2", Some(&collection[..]))]);
        refused(&env, &file, why);
    }
    let mut collection = changed_collection(&env, "");
    for byte in collection.iter_mut().skip(4096).step_by(7) {
        *byte ^= 0x5a;
    }
    let file = changed_package(&env, &[("collection.anki2", Some(&collection[..]))]);
    refused(&env, &file, "the collection in the package is damaged");
    let file = changed_package(&env, &[("collection.anki2", Some(b"no database"))]);
    refused(&env, &file, "the collection in the package is damaged");
}

#[test]
fn one_odd_note_leaves_the_others_alone() {
    let env = TestEnv::new();
    let collection = changed_collection(
        &env,
        "UPDATE notes SET flds = 'Q' || char(31) || printf('%.*c', 1100000, 'x') WHERE guid = 'basic-1';\
         UPDATE notes SET mid = 5 WHERE guid = 'basic-2';\
         UPDATE notes SET flds = CAST(x'ff1fff' AS TEXT) WHERE guid = 'typed-1';\
         DELETE FROM cards WHERE nid = (SELECT id FROM notes WHERE guid = 'optional-2');",
    );
    let file = changed_package(&env, &[("collection.anki2", Some(&collection[..]))]);
    let object = env.json(&["import", &file, "--json"]);
    let left_out: Vec<&str> = object["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["why"].as_str().unwrap())
        .collect();
    for why in [
        "longer than 1 MiB",
        "its note type is not in",
        "a note without cards",
    ] {
        let count = left_out
            .iter()
            .filter(|reason| reason.contains(why))
            .count();
        assert_eq!(count, 1, "{why}: {object}");
    }
    assert!(object["cards"]["added"].as_u64().unwrap() >= 10, "{object}");
    assert_eq!(env.run(&["check"]).code, 0);
}

/// Runs where `MILEPOST_ANKI_PYTHON` names a Python with the package `anki`.
#[test]
fn packages_of_the_anki_that_is_here_come_in() {
    let Some(python) = std::env::var_os("MILEPOST_ANKI_PYTHON") else {
        return;
    };
    let env = TestEnv::new();
    let folder = env.path().join("made");
    fs::create_dir(&folder).unwrap();
    let status = Command::new(python)
        .arg(fixtures().join("make.py"))
        .arg(&folder)
        .status()
        .unwrap();
    assert!(status.success());
    let facts: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("facts.json")).unwrap()).unwrap();
    for layout in LAYOUTS {
        let file = folder.join(layout).display().to_string();
        let object = env.json(&["import", &file, "--json"]);
        assert_eq!(object["notes"], facts["notes"], "{layout}: {object}");
        // One note has two cards and no way to be asked here.
        let cards =
            object["cards"]["added"].as_u64().unwrap() + object["cards"]["same"].as_u64().unwrap();
        assert_eq!(
            cards + 2,
            facts["cards"].as_u64().unwrap(),
            "{layout}: {object}"
        );
    }
}

/// The fixture's collection as a file of its own, after some SQL.
fn bare_collection(env: &TestEnv, name: &str, sql: &str) -> String {
    let file = env.path().join(name);
    fs::write(&file, changed_collection(env, sql)).unwrap();
    file.display().to_string()
}

#[test]
fn a_collection_outside_of_a_package_comes_without_its_pictures() {
    for name in ["collection.anki2", "collection.anki21", "renamed.txt"] {
        let env = TestEnv::new();
        let file = bare_collection(&env, name, "");
        let object = env.json(&["import", &file, "--json"]);
        assert_eq!(object["cards"]["added"], 14, "{name}: {object}");
        assert_eq!(object["media_taken"], 0, "{object}");
        assert!(object["media"].as_array().unwrap().len() > 1, "{object}");
        assert!(object["reviews"].as_u64().unwrap() > 0, "{object}");
    }
}

#[test]
fn what_anki_wrote_last_to_an_open_collection_comes_too() {
    let env = TestEnv::new();
    let file = bare_collection(&env, "collection.anki2", "");
    let anki = Connection::open(&file).unwrap();
    let mode = "PRAGMA journal_mode = WAL";
    anki.query_row(mode, [], |_| Ok(())).unwrap();
    anki.execute_batch(
        "UPDATE notes SET flds = 'Asked?' || char(31) || 'Written last.' WHERE guid = 'basic-1'",
    )
    .unwrap();
    assert!(env.path().join("collection.anki2-wal").is_file());
    env.ok(&["import", &file]);
    assert!(decks(&env).contains("Written last."), "{}", decks(&env));
}

#[test]
fn a_database_that_is_no_collection_is_refused() {
    let env = TestEnv::new();
    let file = env.path().join("notes.anki2");
    let db = Connection::open(&file).unwrap();
    db.execute_batch("CREATE TABLE other (x)").unwrap();
    db.close().unwrap();
    refused(
        &env,
        &file.display().to_string(),
        "not an intact Anki collection",
    );
}

#[test]
fn what_no_card_shows_and_whose_card_is_gone_is_counted() {
    let env = TestEnv::new();
    let collection = changed_collection(
        &env,
        "INSERT INTO revlog VALUES (1780000000001, 999, -1, 3, 10, 1, 2500, 1000, 1);
         INSERT INTO revlog VALUES (1780000000002, 999, -1, 0, 10, 1, 2500, 1000, 4)",
    );
    let media = br#"{"0": "hello.mp3", "1": "tree map.png", "2": "unused.png"}"#;
    let package = changed_package(
        &env,
        &[
            ("collection.anki2", Some(&collection)),
            ("media", Some(media)),
            ("0", Some(b"a sound")),
            ("1", Some(b"a picture")),
            ("2", Some(b"another picture")),
        ],
    );
    let report = env.path().join("report.txt").display().to_string();
    let object = env.json(&["import", &package, "--report", &report, "--json"]);
    assert_eq!(object["media_taken"], 2, "{object}");
    assert_eq!(
        object["media_unused"],
        serde_json::json!(["unused.png"]),
        "{object}"
    );
    assert_eq!(object["reviews_left_out"], 1, "{object}");
    assert!(!env.path().join("media/unused.png").exists());
    let report = env.read("report.txt");
    assert!(report.contains("1 answer left out"), "{report}");
    assert!(report.contains("unused.png"), "{report}");
}

#[test]
fn decks_within_decks_become_a_roadmap() {
    let env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let road = env.read("decks/roadmaps/python.toml");
    for text in [
        "title = \"Python\"",
        "[[phase]]\nnumber = 1\ntitle = \"Core\"",
        "topics = [\"python-core\"]",
    ] {
        assert!(road.contains(text), "{text} in\n{road}");
    }
    assert_eq!(env.run(&["check"]).code, 0);
    env.ok(&["roadmap", "use", "python"]);
    // Decks that hold no others are topics alone.
    assert!(!env.path().join("decks/roadmaps/geografia.toml").exists());
    env.ok(&["import", &fixture("legacy.apkg")]);
    assert_eq!(env.read("decks/roadmaps/python.toml"), road);

    let more = changed_collection(
        &env,
        "UPDATE col SET decks = replace(decks, '\"Media\"', '\"Python::Tools::Media\"')",
    );
    let package = changed_package(&env, &[("collection.anki2", Some(&more))]);
    env.ok(&["import", &package]);
    let longer = env.read("decks/roadmaps/python.toml");
    assert!(
        longer.contains("title = \"Core\"") && longer.contains("title = \"Tools\""),
        "{longer}"
    );

    let edited = longer.replace("title = \"Python\"", "title = \"My Python\"");
    env.write("decks/roadmaps/python.toml", &edited);
    env.ok(&["import", &fixture("latest.apkg")]);
    assert_eq!(env.read("decks/roadmaps/python.toml"), edited);
}

#[test]
fn pictures_open_in_the_program_of_the_learner() {
    let mut env = TestEnv::new();
    env.ok(&["import", &fixture("latest.apkg")]);
    let [picture, sound] =
        ["tree map.png", "hello.mp3"].map(|name| env.path().join("media").join(name));
    let script = "echo \"$1\" >> \"$(dirname \"$0\")/opened.txt\"\n";
    env.write("opener.sh", script);
    let opener = format!("sh {}", env.path().join("opener.sh").display());
    env.set("MILEPOST_OPENER", &opener);
    let shown = env.ok_with(&["review", "topic:media"], ":o\n\n:o\n:q\n");
    assert!(shown.contains("opened HOME/media/hello.mp3"), "{shown}");
    // The sound of the answer stays closed until the answer is shown.
    let files = [&picture, &picture, &sound].map(|file| format!("{}\n", file.display()));
    assert_eq!(env.read("opened.txt"), files.concat());

    env.set("MILEPOST_OPENER", "no-such-program-here");
    let object = env.json(&["list", "topic:media", "--json"]);
    let card = object["cards"][0]["id"].as_str().unwrap();
    let shown = env.ok(&["show", card, "--open"]);
    let unopened = "nothing here opens HOME/media/tree map.png";
    assert!(shown.contains(unopened), "{shown}");
    fs::remove_file(&picture).unwrap();
    let shown = env.ok(&["show", card, "--open"]);
    assert!(
        shown.contains("HOME/media/tree map.png is missing"),
        "{shown}"
    );
}
