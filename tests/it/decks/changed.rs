//! An edit of one deck file reads the decks of its topic, and gives the index that a full reading gives.

use std::os::unix::fs::MetadataExt;

use rusqlite::Connection;

use crate::home::TestEnv;

const INDEX: &str = "cache/index.db";

/// What the index says, without its numbers: they are its own.
const CONTENT: [&str; 7] = [
    "SELECT id || ' ' || body FROM area ORDER BY number",
    "SELECT id || ' ' || cards || ' ' || mine || ' ' || needs || body FROM topic ORDER BY number",
    "SELECT t.id || ' ' || c.place || ' ' || c.id || ' ' || c.kind || c.level || c.interview || c.mine || c.area
         || c.tags || c.needs || coalesce(c.minutes, '') || c.search
       FROM card c JOIN topic t ON t.number = c.topic ORDER BY t.number, c.place",
    "SELECT c.id || ' ' || (b.id % 64) || b.body FROM body b JOIN card c ON c.number = b.id / 64
       ORDER BY c.id, b.id % 64",
    "SELECT t.text || t.plain || c.id FROM card_tag g JOIN tag t ON t.number = g.tag
       JOIN card c ON c.number = g.card ORDER BY 1",
    "SELECT t.id || ' ' || k.kind || ' ' || k.cards FROM card_count k JOIN topic t ON t.number = k.topic ORDER BY 1",
    "SELECT path || ' ' || size || ' ' || mtime FROM file ORDER BY path",
];

fn content(env: &TestEnv) -> Vec<String> {
    let index = Connection::open(env.path().join(INDEX)).unwrap();
    let rows = CONTENT.map(|sql| {
        let mut query = index.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap()
    });
    rows.concat()
}

/// A full reading puts a new file in the place of the index.
fn inode(env: &TestEnv) -> u64 {
    std::fs::metadata(env.path().join(INDEX)).unwrap().ino()
}

fn topic(name: &str, head: &str, cards: &[&str]) -> String {
    let mut text = format!("format = 1\ntopic = \"{name}\"\nlang = \"en\"\n{head}");
    for card in cards {
        text.push_str(card);
    }
    text
}

fn card(id: &str, more: &str) -> String {
    format!(
        "\n[[card]]\nid = \"{id}\"\nkind = \"basic\"\nrev = 1\nlevel = 1\ninterview = \"no\"\ntags = [\"{id}-tag\"]\n\
         prompt = \"What is {id}?\"\nanswer = \"A word.\"\n{more}"
    )
}

/// Makes an edit and tells whether the decks were read in part; the index must be what a full reading makes.
fn was_read_in_part(env: &TestEnv, edit: impl FnOnce()) -> bool {
    env.run(&["due"]);
    let before = inode(env);
    edit();
    env.run(&["due"]);
    let in_part = inode(env) == before;
    if in_part {
        let seen = content(env);
        std::fs::remove_file(env.path().join(INDEX)).unwrap();
        env.run(&["due"]);
        assert_eq!(seen, content(env));
    }
    in_part
}

#[test]
fn an_edit_of_a_topic_reads_its_decks_only() {
    let env = TestEnv::new();
    let kites = "decks/topics/kites.toml";
    let title = "title = \"Kites\"\n";
    let write = |path: &str, text: String| was_read_in_part(&env, || env.write(path, &text));
    let (one, two) = (
        card("kites.one", ""),
        card("kites.two", "needs = [\"kites.one\"]\n"),
    );
    assert!(
        write(kites, topic("kites", title, &[&one])),
        "the first file"
    );
    assert!(
        write(kites, topic("kites", title, &[&one, &two])),
        "a card more"
    );
    assert!(
        write(
            kites,
            topic("kites", "title = \"Big kites\"\n", &[&one, &two])
        ),
        "a title"
    );
    let area = "title = \"Winds\"\narea = \"sky\"\n";
    let winds = topic("winds", area, &[&card("winds.one", "")]);
    assert!(
        write("decks/topics/winds.toml", winds),
        "a topic in an area of its own"
    );
    let own = topic("lists", "", &[&card("lists.mine", "")]);
    assert!(
        write("decks/topics/containers/lists.toml", own),
        "a card of a built-in topic"
    );
}

#[test]
fn an_edit_that_concerns_other_topics_reads_everything() {
    let env = TestEnv::new();
    let kites = "decks/topics/kites.toml";
    let title = "title = \"Kites\"\n";
    let write = |path: &str, text: String| was_read_in_part(&env, || env.write(path, &text));
    let (one, two) = (card("kites.one", ""), card("kites.two", ""));
    assert!(write(kites, topic("kites", title, &[&one, &two])));
    assert!(
        !write(kites, topic("kites", title, &[&one])),
        "a card is gone"
    );
    let needy = card("kites.two", "needs = [\"lists.append-extend\"]\n");
    assert!(
        !write(kites, topic("kites", title, &[&one, &needy])),
        "a need elsewhere"
    );
    let early = topic(
        "anchors",
        "title = \"Anchors\"\n",
        &[&card("anchors.one", "")],
    );
    assert!(
        !write("decks/topics/anchors.toml", early),
        "a topic before another"
    );
    let taken = topic("winds", "title = \"Winds\"\n", &[&one]);
    assert!(
        !write("decks/topics/winds.toml", taken),
        "an id that is taken"
    );
    let gone = || std::fs::remove_file(env.path().join("decks/topics/winds.toml")).unwrap();
    assert!(!was_read_in_part(&env, gone), "a file is gone");
}
