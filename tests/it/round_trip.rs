//! What survives the way from Anki to Milepost and back, and from Milepost to Anki and back: every row of the table in
//! `docs/coming-from-anki.md`.

use std::fs::{self, File};
use std::io::Read;

use rusqlite::Connection;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::home::{self, TestEnv};

/// Cards of a home that has no Anki cards: one of a kind that Anki shares, and one that it does not know.
const DECK: &str = r#"format = 1
topic = "pets"

[[card]]
id = "pets.cat"
kind = "basic"
rev = 1
level = 1
tags = ["animals"]
prompt = "What says [picture: cat.png]?"
answer = "**Meow**"

[[card]]
id = "pets.count"
kind = "output"
rev = 1
level = 1
prompt = "What does this print?"
code = "print(2 + 2)"
stdout = "4"
"#;

/// Both ways, gone once.
struct Ways {
    /// The collection that Anki made, and what an export gives back to it.
    anki: [Connection; 2],
    /// Pictures and sounds of that export.
    media_back: Vec<String>,
    /// The cards of the two homes, by what they ask.
    milepost: [Vec<Value>; 2],
    homes: [TestEnv; 2],
}

fn member(package: &str, name: &str) -> Vec<u8> {
    let mut package = ZipArchive::new(File::open(package).unwrap()).unwrap();
    let mut bytes = Vec::new();
    package
        .by_name(name)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn collection(env: &TestEnv, package: &str, name: &str) -> Connection {
    let file = env.path().join(name);
    fs::write(&file, member(package, "collection.anki2")).unwrap();
    Connection::open(file).unwrap()
}

fn path(env: &TestEnv, name: &str) -> String {
    env.path().join(name).display().to_string()
}

fn cards(env: &TestEnv) -> Vec<Value> {
    let object = env.json(&["list", "is:mine", "--json"]);
    let ids = object["cards"].as_array().unwrap().iter();
    let mut cards: Vec<Value> = ids
        .map(|card| {
            let id = card["id"].as_str().unwrap();
            env.json(&["show", id, "--json"])["cards"][0].clone()
        })
        .collect();
    // Two homes order topics by their names. The card with a picture comes first.
    cards.sort_by_key(|card| !card["prompt"].to_string().contains("picture: cat"));
    cards
}

impl Ways {
    fn gone() -> Self {
        let env = TestEnv::new();
        let fixture = home::fixture("anki/first.apkg");
        let before = collection(&env, &fixture, "anki.db");
        before
            .execute_batch(
                "UPDATE cards SET data = '{\"s\":12.5,\"d\":6.25}' WHERE type = 2;
                 UPDATE cards SET queue = -2 WHERE id = (SELECT max(id) FROM cards WHERE type = 2)",
            )
            .unwrap();
        env.ok(&["import", &path(&env, "anki.db")]);
        // For its pictures and sounds, which a bare collection has not.
        env.ok(&["import", &fixture]);
        let package = path(&env, "back.apkg");
        env.ok(&["export", &package, "is:mine"]);
        let after = collection(&env, &package, "back.db");
        let names: Value = serde_json::from_slice(&member(&package, "media")).unwrap();
        let names = names.as_object().unwrap().values();
        let media_back = names
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();

        let homes = [TestEnv::new(), TestEnv::new()];
        let [one, two] = &homes;
        one.write("pets.toml", DECK);
        one.write("media/cat.png", "a picture");
        one.ok(&["import", &path(one, "pets.toml")]);
        one.ok_with(&["review", "topic:pets"], ":flag look\n\n3\n4\n3\n");
        one.ok(&["suspend", "pets.count"]);
        let package = path(one, "out.apkg");
        one.ok(&["export", &package, "is:mine"]);
        two.ok(&["import", &package]);
        let milepost = [cards(one), cards(two)];
        Self {
            anki: [before, after],
            media_back,
            milepost,
            homes,
        }
    }

    /// The rows of a question to both collections.
    fn asked(&self, sql: &str) -> [Vec<String>; 2] {
        [0, 1].map(|way| {
            let mut statement = self.anki[way].prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        })
    }

    /// A value of the cards that two homes share, by what they ask.
    fn shown(&self, keys: &[&str]) -> [Vec<Value>; 2] {
        [0, 1].map(|home| {
            let cards = self.milepost[home].iter();
            let rows = cards.map(|card| keys.iter().map(|key| card[key].clone()).collect());
            rows.collect()
        })
    }
}

/// The way from Anki and back keeps what the schedule of its cards in review says.
const SCHEDULE: &str =
    "SELECT ivl || ' ' || factor || ' ' || lapses || ' ' || (queue = -1) || ' ' || (flags > 0)
    FROM cards WHERE type = 2 ORDER BY 1";

/// A row of the table, with what holds it.
type TableRow = (&'static str, fn(&Ways));

const ROWS: [TableRow; 10] = [
    ("question and answer", |ways| {
        let sql = "SELECT count(*) || '' FROM notes WHERE flds LIKE '%What is a list?%' AND flds LIKE '%sequence%'";
        assert_eq!(ways.asked(sql), [["1"], ["1"]]);
        let [before, after] = ways.shown(&["prompt"]);
        assert!(after[0].to_string().contains("What says"), "{after:?}");
        assert_eq!(before.len(), after.len());
    }),
    ("pictures and sounds", |ways| {
        assert_eq!(ways.media_back, ["hello.mp3", "tree map.png"]);
        assert_eq!(ways.homes[1].read("media/cat.png"), "a picture");
    }),
    ("tags", |ways| {
        let sql = "SELECT DISTINCT trim(tags) FROM notes WHERE tags LIKE '%types::list%'";
        let [before, after] = ways.asked(sql);
        assert_eq!(before, after);
        let [before, after] = ways.shown(&["tags"]);
        assert_eq!(before[0], after[0]);
    }),
    ("interval, due day, ease, lapses, suspended, flag", |ways| {
        let [before, after] = ways.asked(SCHEDULE);
        assert_eq!(before, after);
        let [before, after] = ways.shown(&["interval", "due", "ease", "lapses", "state"]);
        assert_eq!(before, after);
        let flagged = |home: &TestEnv| {
            home.json(&["list", "is:flagged", "--json"])["cards"][0]["interval"].clone()
        };
        assert_eq!(flagged(&ways.homes[0]), flagged(&ways.homes[1]));
    }),
    ("FSRS memory", |ways| {
        let sql = "SELECT json_extract(data, '$.s') || ' ' || json_extract(data, '$.d') FROM cards WHERE type = 2";
        let [before, after] = ways.asked(sql);
        assert!(!before.is_empty());
        assert_eq!(before, after);
    }),
    ("buried", |ways| {
        let sql = "SELECT count(*) || '' FROM cards WHERE queue < -1";
        assert_eq!(ways.asked(sql), [["1"], ["0"]]);
    }),
    ("answers", |ways| {
        let sql = "SELECT id || ' ' || ease || ' ' || time FROM revlog WHERE ease > 0 AND type < 4 ORDER BY 1";
        let [before, after] = ways.asked(sql);
        assert_eq!(before, after);
        let answers = |home: &TestEnv| {
            let events = home::events(home.path());
            events
                .iter()
                .filter(|event| event.body.answer().is_some())
                .count()
        };
        assert_eq!(answers(&ways.homes[0]), answers(&ways.homes[1]));
    }),
    ("deck", |ways| {
        let sql = "SELECT (decks LIKE '%Milepost::python-core%') || '' FROM col";
        assert_eq!(ways.asked(sql), [["0"], ["1"]]);
        let [before, after] = ways.shown(&["topic"]);
        assert_eq!(before[0], json!(["pets"]));
        assert_eq!(after[0], json!(["milepost-pets"]));
    }),
    ("note type, GUID, siblings of one note", |ways| {
        let of_all = "SELECT ((SELECT count(*) FROM notes) < (SELECT count(*) FROM cards)) || ''";
        assert_eq!(ways.asked(of_all), [["1"], ["0"]]);
        let guids = "SELECT count(*) || '' FROM notes WHERE guid LIKE 'milepost:%' AND guid NOT LIKE 'basic-%'";
        let [before, after] = ways.asked(guids);
        assert_eq!(before, ["0"]);
        assert_ne!(after, ["0"]);
        let [_, after] = ways.shown(&["kind"]);
        assert!(
            after.iter().all(|kind| *kind == json!(["basic"])),
            "{after:?}"
        );
    }),
    ("choice, output, bug, code and open cards", |ways| {
        let [before, after] = ways.shown(&["kind", "prompt"]);
        assert!(before.iter().any(|card| card[0] == "output"), "{before:?}");
        let shown = after.iter().map(ToString::to_string);
        assert!(
            shown.clone().any(|card| card.contains("print(2 + 2)")),
            "{after:?}"
        );
    }),
];

#[test]
fn every_row_of_the_table_of_what_survives_holds() {
    let page = include_str!("../../docs/coming-from-anki.md");
    let table = page.split_once("| survives |").unwrap().1;
    let rows: Vec<&str> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').nth(1).unwrap().trim())
        .collect();
    assert_eq!(rows, ROWS.map(|(row, _)| row));
    let ways = Ways::gone();
    for (_, holds) in ROWS {
        holds(&ways);
    }
}
