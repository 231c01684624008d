//! Writing the learner's decks: blocks go in and out, and the rest stays byte for byte.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use milepost::decks::{
    DeckContent, DeckWriter, EditError, SharedDecks, SourceFile, block, copy, embedded, folder,
    fresh_id, load, own_card,
};
use milepost::domain::card::{Body, Card, Lang, Origin};
use milepost::domain::id::{CardId, TopicId};
use proptest::prelude::*;

fn groups(cards: &[Card]) -> BTreeMap<&str, Vec<&Card>> {
    let mut groups: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
    for card in cards {
        groups.entry(card.id.base()).or_default().push(card);
    }
    groups
}

/// What a card is, apart from where it comes from.
fn essence(card: &Card) -> Card {
    Card {
        origin: Origin::Mine,
        area: "mine".parse().unwrap(),
        topic: "x".parse().unwrap(),
        ..card.clone()
    }
}

#[test]
fn every_card_that_ships_survives_being_written_as_a_block() {
    let shipped = load(embedded::sources());
    let groups = groups(&shipped.cards);
    let mut text = "format = 1\ntopic = \"x\"\n".to_owned();
    for siblings in groups.values() {
        text.push('\n');
        text.push_str(&block(siblings).unwrap());
    }
    let again = load(vec![SourceFile::held("topics/x.toml", Origin::Mine, &text)]);
    // Alone, a card may need what is not there.
    let order: HashMap<&str, &Card> = again
        .cards
        .iter()
        .map(|card| (card.id.as_str(), card))
        .collect();
    for card in groups.values().flatten() {
        let found = order
            .get(card.id.as_str())
            .unwrap_or_else(|| panic!("{}: {:?}", card.id, again.faults));
        assert_eq!(essence(found), essence(card));
    }
    assert_eq!(order.len(), shipped.cards.len());
}

#[test]
fn a_block_reads_as_a_person_would_write_it() {
    let shipped = load(embedded::sources());
    let groups = groups(&shipped.cards);
    insta::assert_snapshot!(copy(&groups["methods.first-argument"]).unwrap(), @r#"
    [[card]]
    id = "methods.first-argument"
    kind = "basic"
    overrides = 1
    rev = 1
    level = 1
    interview = "common"
    tags = ["classmethod", "staticmethod"]
    refs = ["https://docs.python.org/3/builtins/functions.html#classmethod"]
    prompt = "What does Python pass implicitly as the first argument of a `@classmethod`?"
    answer = "The class it was called on (`cls`), which may be a subclass."
    why = "Instance methods receive the instance, class methods the class they were called on, static methods nothing."

    [card.reverse]
    prompt = "Which method decorator makes Python pass the class, rather than the instance, as first argument?"
    answer = "`@classmethod`"
    "#);
}

proptest! {
    #[test]
    fn any_text_survives_in_a_block(prompt in "\\PC{1,40}", answer in any::<String>(), code in any::<String>()) {
        prop_assume!(!prompt.trim().is_empty() && !answer.trim().is_empty());
        prop_assume!(!code.contains('\r') && !answer.contains('\r'));
        let output = milepost::domain::card::Output { prompt: prompt.trim().to_owned(), code: code.clone(), stdout: code, raises: Some(answer.trim().to_owned()) };
        let card = own_card("x.y".parse().unwrap(), "x".parse().unwrap(), Body::Output(output));
        let text = format!("format = 1\ntopic = \"x\"\n{}", block(&[&card]).unwrap());
        let content = load(vec![SourceFile::held("topics/x.toml", Origin::Mine, &text)]);
        prop_assert!(content.faults.is_empty(), "{:?}\n{text}", content.faults);
        prop_assert_eq!(&content.cards[0].body, &card.body);
    }
}

struct Home {
    _folder: tempfile::TempDir,
    root: std::path::PathBuf,
    deck_writer: DeckWriter,
}

fn home() -> Home {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("decks");
    Home {
        deck_writer: DeckWriter::new(
            root.clone(),
            SharedDecks::new(root.with_extension("shared")),
        ),
        root,
        _folder: folder,
    }
}

impl Home {
    fn load(&self) -> DeckContent {
        let mut sources = embedded::sources();
        sources.extend(folder::scan(&self.root, &Origin::Mine).sources);
        load(sources)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn simple(id: &str) -> String {
    format!("[[card]]\nid = \"{id}\"\nkind = \"basic\"\nprompt = \"Why {id}?\"\nanswer = \"So.\"\n")
}

fn topic(name: &str) -> TopicId {
    name.parse().unwrap()
}

#[test]
fn a_first_card_begins_the_file_of_its_topic() {
    let home = home();
    home.deck_writer
        .add(&topic("lists"), Lang::EN, &simple("my.a"))
        .unwrap();
    home.deck_writer
        .add(
            &topic("my-topic"),
            Lang::from_tag("pt-BR").unwrap(),
            &simple("my.b"),
        )
        .unwrap();
    assert_eq!(
        home.text("topics/containers/lists.toml"),
        format!(
            "format = 1\ntopic = \"lists\"\nlang = \"en\"\n\n{}",
            simple("my.a")
        )
    );
    assert!(
        home.text("topics/my-topic.toml")
            .contains("lang = \"pt-BR\"\ntitle = \"My topic\"\n")
    );
    let content = home.load();
    assert!(
        ["my.a", "my.b"]
            .iter()
            .all(|id| content.cards.iter().any(|card| card.id.as_str() == *id))
    );
    assert_eq!(
        fs::read_dir(home.root.join("topics/containers"))
            .unwrap()
            .count(),
        1,
        "no temporary file is left"
    );
}

/// The parts of a topic are found whichever way their names are sorted.
#[test]
fn a_topic_that_is_full_goes_on_in_one_more_file() {
    let home = home();
    let answer = "word ".repeat(220_000);
    let full = simple("my.long").replace("So.", answer.trim());
    home.deck_writer
        .add(&topic("my-topic"), Lang::EN, &full)
        .unwrap();
    for id in ["my.a", "my.b"] {
        home.deck_writer
            .add(&topic("my-topic"), Lang::EN, &simple(id))
            .unwrap();
    }
    let second = home.text("topics/my-topic.2.toml");
    assert_eq!(second.matches("[[card]]").count(), 2, "{second}");
    let files = fs::read_dir(home.root.join("topics")).unwrap();
    assert_eq!(files.count(), 2);
}

const COMMENTED: &str = "# my cards\nformat = 1\ntopic = \"lists\"   # odd spacing stays\n\n# about a\n[[card]]\nid = \"my.a\"\nkind = \"basic\"\nprompt = \"A?\"\nanswer = \"A\"  # sure\n\n# about b\n[[card]]\nid = \"my.b\"\nkind = \"basic\"\nprompt = \"B?\"\nanswer = \"B\"\n\n# the end\n";

#[test]
fn replacing_a_card_keeps_every_other_byte() {
    let home = home();
    home.write("topics/lists.toml", COMMENTED);
    let content = home.load();
    let card = content
        .cards
        .iter()
        .find(|card| card.id.as_str() == "my.a")
        .unwrap();
    let text = home.deck_writer.open(&[card]).unwrap();
    assert_eq!(
        text,
        "# about a\n[[card]]\nid = \"my.a\"\nkind = \"basic\"\nprompt = \"A?\"\nanswer = \"A\"  # sure\n"
    );
    home.deck_writer.save(card, &text, &text).unwrap();
    assert_eq!(
        home.text("topics/lists.toml"),
        COMMENTED,
        "nothing changed, so nothing changes"
    );
    home.deck_writer
        .save(card, &text, &text.replace("A?", "Really?"))
        .unwrap();
    assert_eq!(
        home.text("topics/lists.toml"),
        COMMENTED.replace("A?", "Really?")
    );
}

#[test]
fn of_two_edits_at_once_the_second_is_refused_and_its_text_kept() {
    let home = home();
    home.write("topics/lists.toml", COMMENTED);
    let content = home.load();
    let card = content
        .cards
        .iter()
        .find(|card| card.id.as_str() == "my.a")
        .unwrap();
    let opened = home.deck_writer.open(&[card]).unwrap();
    let (first, second) = (
        opened.replace("A?", "First?"),
        opened.replace("A?", "Second?"),
    );
    home.deck_writer.save(card, &opened, &first).unwrap();
    let Err(EditError::Changed { kept, .. }) = home.deck_writer.save(card, &opened, &second) else {
        panic!("the first edit would be lost");
    };
    assert_eq!(
        home.text("topics/lists.toml"),
        COMMENTED.replace("A?", "First?")
    );
    assert_eq!(std::fs::read_to_string(kept).unwrap(), second);
    assert!(home.load().faults.is_empty(), "what is kept is not a deck");
}

#[test]
fn a_copy_that_is_dropped_takes_its_comments_along() {
    let home = home();
    home.write(
        "topics/lists.toml",
        &COMMENTED.replace("my.a", "methods.first-argument"),
    );
    home.deck_writer.restore("methods.first-argument").unwrap();
    let expected = "# my cards\nformat = 1\ntopic = \"lists\"   # odd spacing stays\n\n# about b\n[[card]]\nid = \"my.b\"\nkind = \"basic\"\nprompt = \"B?\"\nanswer = \"B\"\n\n# the end\n";
    assert_eq!(home.text("topics/lists.toml"), expected);
    assert!(
        matches!(home.deck_writer.restore("my.a"), Err(EditError::NotMine(id)) if id == "my.a")
    );
    assert!(
        matches!(home.deck_writer.restore("my.b"), Err(EditError::NoOriginal(id)) if id == "my.b")
    );
    assert_eq!(
        home.text("topics/lists.toml"),
        expected,
        "a card without an original is gone"
    );
}

#[test]
fn a_built_in_card_is_copied_shadowed_and_restored() {
    let home = home();
    let shipped = load(embedded::sources());
    let siblings = groups(&shipped.cards)["methods.first-argument"].clone();
    let text = home.deck_writer.open(&siblings).unwrap();
    assert!(text.contains("overrides = 1\n"));
    home.deck_writer
        .save(
            siblings[0],
            &text,
            &text.replace("which may be a subclass", "or a subclass"),
        )
        .unwrap();
    let find = |content: &DeckContent| {
        content
            .cards
            .iter()
            .find(|card| card.id.as_str() == "methods.first-argument")
            .cloned()
            .unwrap()
    };
    let changed = find(&home.load());
    assert_eq!(changed.origin, Origin::Mine);
    assert!(matches!(&changed.body, Body::Basic(body) if body.answer.contains("or a subclass")));
    home.deck_writer.restore("methods.first-argument").unwrap();
    assert_eq!(find(&home.load()).origin, Origin::BuiltIn);
}

#[test]
fn what_would_not_load_is_refused_and_the_file_stays() {
    let home = home();
    home.write("topics/lists.toml", COMMENTED);
    let content = home.load();
    let card = content
        .cards
        .iter()
        .find(|card| card.id.as_str() == "my.a")
        .unwrap();
    let good = home.deck_writer.open(&[card]).unwrap();
    let faults = home
        .deck_writer
        .save(card, &good, &good.replace("prompt", "promt"))
        .unwrap_err();
    assert!(
        faults
            .to_string()
            .contains("lists.toml:9:1: card my.a has no field `promt`; did you mean `prompt`?"),
        "{faults}"
    );
    assert!(matches!(
        home.deck_writer
            .save(card, &good, &good.replace("my.a", "my.c")),
        Err(EditError::IdChanged { .. })
    ));
    assert!(matches!(
        home.deck_writer.save(card, &good, "nothing = 1"),
        Err(EditError::NotOneBlock)
    ));
    assert!(matches!(
        home.deck_writer
            .save(card, &good, &(good.clone() + &simple("my.c"))),
        Err(EditError::NotOneBlock)
    ));
    assert!(matches!(
        home.deck_writer
            .save(card, &good, &good.replace("A?\"", "A?")),
        Err(EditError::Faults(_))
    ));
    let taken = home
        .deck_writer
        .add(&topic("sets"), Lang::EN, &simple("my.b"))
        .unwrap_err();
    assert!(
        taken.to_string().contains("id 'my.b' is taken by"),
        "{taken}"
    );
    assert_eq!(home.text("topics/lists.toml"), COMMENTED);
    assert!(!home.root.join("topics/containers").exists());
}

#[test]
fn an_old_fault_elsewhere_does_not_stop_an_edit() {
    let home = home();
    home.write(
        "topics/sets.toml",
        "format = 1\ntopic = \"sets\"\nwat = 1\n",
    );
    home.write(
        "topics/lists.toml",
        &(COMMENTED.to_owned() + &simple("my.b")),
    );
    home.deck_writer
        .add(&topic("lists"), Lang::EN, &simple("my.z"))
        .unwrap();
    assert!(
        home.load()
            .cards
            .iter()
            .any(|card| card.id.as_str() == "my.z")
    );
}

#[cfg(unix)]
#[test]
fn a_linked_file_is_written_through_its_link() {
    let home = home();
    home.write("topics/real.toml", "format = 1\ntopic = \"real\"\n");
    fs::rename(
        home.root.join("topics/real.toml"),
        home.root.join("real-lists"),
    )
    .unwrap();
    home.write("real-lists", "format = 1\ntopic = \"lists\"\n");
    std::os::unix::fs::symlink("../real-lists", home.root.join("topics/lists.toml")).unwrap();
    home.deck_writer
        .add(&topic("lists"), Lang::EN, &simple("my.a"))
        .unwrap();
    assert!(home.root.join("topics/lists.toml").is_symlink());
    assert!(home.text("real-lists").contains("my.a"));
}

proptest! {
    #[test]
    fn a_fresh_id_is_an_id(prompt in any::<String>(), taken in 0..4_usize) {
        let mut left = taken;
        let id = fresh_id(&topic("t"), &prompt, |_| { left = left.saturating_sub(1); left > 0 });
        prop_assert!(CardId::parse(id.as_str()).is_ok());
    }
}
