//! Writing the learner's decks: blocks go in and out, and the rest stays byte for byte.

use std::collections::{BTreeMap, HashMap};
use std::fs;

use milepost::decks::{
    DeckContent, DeckWriter, EditError, SourceFile, Target, block, copy, embedded, folder,
    fresh_id, from_anki, from_csv, load, own_card,
};
use milepost::domain::card::{Basic, Body, Card, Lang, Origin};
use milepost::domain::day::StudyDay;
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
    refs = ["https://docs.python.org/3/library/functions.html#classmethod"]
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
        deck_writer: DeckWriter::new(root.clone()),
        root,
        _folder: folder,
    }
}

impl Home {
    fn load(&self) -> DeckContent {
        let mut sources = embedded::sources();
        sources.extend(folder::scan(&self.root, Origin::Mine).sources);
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

fn import<'t>(topic: &'t TopicId, known: &'t HashMap<String, String>) -> Target<'t> {
    Target {
        topic,
        known,
        added: StudyDay::parse("2026-11-20"),
    }
}

#[test]
fn csv_rows_become_cards_and_bad_rows_are_named() {
    let (topic, known) = (
        topic("notes"),
        HashMap::from([(
            "notes.what-is-a-heap".to_owned(),
            "What is a heap?".to_owned(),
        )]),
    );
    let csv = "prompt,answer,tags\n\"What is a list, really?\",An array of references,list basics\nWhat is a heap?,A tree,\nO que é herança?,Reuso,\nno answer,,\na,b,c,d\n\"two\nlines\",ok,\n,x,\n";
    let imported = from_csv("in.csv", csv, import(&topic, &known));
    assert_eq!(imported.known, 1);
    let faults: Vec<String> = imported.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "in.csv:5:1: the row has no answer; write question and answer in the first two columns",
            "in.csv:6:1: 4 columns; put texts that hold a comma between double quotes",
            "in.csv:9:1: the row has no question; write question and answer in the first two columns",
        ]
    );
    insta::assert_snapshot!(imported.blocks.join("\n"), @r#"
    [[card]]
    id = "notes.what-is-a-list-really"
    kind = "basic"
    rev = 1
    level = 1
    added = "2026-11-20"
    tags = ["list", "basics"]
    prompt = "What is a list, really?"
    answer = "An array of references"

    [[card]]
    id = "notes.o-que-e-heranca"
    kind = "basic"
    rev = 1
    level = 1
    added = "2026-11-20"
    prompt = "O que é herança?"
    answer = "Reuso"

    [[card]]
    id = "notes.two-lines"
    kind = "basic"
    rev = 1
    level = 1
    added = "2026-11-20"
    prompt = """
    two
    lines
    """
    answer = "ok"
    "#);
}

#[test]
fn an_anki_export_is_read_by_its_header() {
    let (topic, known) = (topic("notes"), HashMap::new());
    let text = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n\
                g1\tBasic\tPy\tWhat is <b>x</b>&nbsp;&lt; y?\t\"a \"\"quoted\"\"<br>answer\"\tpy order\n\
                g2\tBasic\tPy\tSame\tone\t\ng3\tBasic\tPy\tSame!\ttwo\t\ng4\tCloze\tPy\t{{c1::x}}\ty\t\ng5\tBasic\tPy\t<img src=\"a.png\">\ty\t\n";
    let imported = from_anki("deck.txt", text, import(&topic, &known));
    let faults: Vec<String> = imported.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "deck.txt:10:1: a cloze note; write it as a card of kind cloze",
            "deck.txt:11:1: the row has no question; write question and answer in the first two columns",
        ]
    );
    let text = format!(
        "format = 1\ntopic = \"notes\"\n{}",
        imported.blocks.join("\n")
    );
    let content = load(vec![SourceFile::held(
        "topics/notes.toml",
        Origin::Mine,
        &text,
    )]);
    let cards: Vec<(&str, &Body)> = content
        .cards
        .iter()
        .map(|card| (card.id.as_str(), &card.body))
        .collect();
    let basic = |prompt: &str, answer: &str| {
        Body::Basic(Basic {
            prompt: prompt.to_owned(),
            answer: answer.to_owned(),
        })
    };
    assert_eq!(
        cards[0],
        (
            "notes.what-is-x-y",
            &basic("What is x < y?", "a \"quoted\"\nanswer")
        )
    );
    assert_eq!(cards[2], ("notes.same-2", &basic("Same!", "two")));
    assert_eq!(content.cards[0].tags, ["py", "order"]);
}

#[test]
fn the_head_of_a_table_tells_what_parts_its_columns() {
    let (topic, known) = (topic("notes"), HashMap::new());
    let card = |text: &str| {
        let imported = from_csv("in.csv", text, import(&topic, &known));
        assert!(
            imported.faults.is_empty(),
            "{text:?}: {:?}",
            imported.faults
        );
        let deck = format!(
            "format = 1\ntopic = \"notes\"\n{}",
            imported.blocks.join("\n")
        );
        let content = load(vec![SourceFile::held(
            "topics/notes.toml",
            Origin::Mine,
            &deck,
        )]);
        let Body::Basic(body) = &content.cards[0].body else {
            panic!("{text:?}")
        };
        (
            body.prompt.clone(),
            body.answer.clone(),
            content.cards[0].tags.clone(),
            content.cards.len(),
        )
    };
    let expected = (
        "Why, oh why?".to_owned(),
        "So; that's it".to_owned(),
        vec!["a".to_owned()],
        1,
    );
    for text in [
        "prompt,answer,tags\n\"Why, oh why?\",So; that's it,a\n",
        "prompt;answer;tags\nWhy, oh why?;\"So; that's it\";a\n",
        "\u{feff}Prompt;Answer;Tags\r\nWhy, oh why?;\"So; that's it\";a\r\n",
        "tags;answer;question\na;\"So; that's it\";Why, oh why?\n",
        "prompt\tanswer\ttags\nWhy, oh why?\tSo; that's it\ta\n",
    ] {
        assert_eq!(card(text), expected, "{text:?}");
    }
    let two_lines = ("One\ntwo".to_owned(), "a \"b\"".to_owned(), vec![], 1);
    assert_eq!(
        card("prompt;answer\r\n\"One\r\ntwo\";\"a \"\"b\"\"\"\r\n"),
        two_lines
    );
    assert_eq!(
        card("One;two"),
        ("One".to_owned(), "two".to_owned(), vec![], 1),
        "where no head tells, the first row does"
    );
    let wide = from_csv("in.csv", "prompt;answer\na;b;c;d\n", import(&topic, &known));
    assert_eq!(
        wide.faults[0].hint.in_english(),
        "put texts that hold a semicolon between double quotes"
    );
}

proptest! {
    #[test]
    fn any_table_imports_or_faults(text in "[a-z,\"\t\n#:<&;é{}0-9 ]{0,80}") {
        let (topic, known) = (topic("t"), HashMap::new());
        for imported in [from_csv("f", &text, import(&topic, &known)), from_anki("f", &text, import(&topic, &known))] {
            let deck = format!("format = 1\ntopic = \"t\"\n{}", imported.blocks.concat());
            let content = load(vec![SourceFile::held("topics/t.toml", Origin::Mine, &deck)]);
            prop_assert!(content.faults.is_empty(), "{:?}\n{deck}", content.faults);
            prop_assert_eq!(content.cards.len(), imported.blocks.len());
        }
    }

    #[test]
    fn a_fresh_id_is_an_id(prompt in any::<String>(), taken in 0..4_usize) {
        let mut left = taken;
        let id = fresh_id(&topic("t"), &prompt, |_| { left = left.saturating_sub(1); left > 0 });
        prop_assert!(CardId::parse(id.as_str()).is_ok());
    }
}
