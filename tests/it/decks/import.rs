//! Tables of other programs become cards: what a row means is kept, and what is not taken is named.

use std::collections::HashSet;

use milepost::decks::import::{
    ImportPlan, ImportTarget, LeftOutReason, MediaNames, NoteTable, TableKind, decode, plan_import,
    read_table,
};
use milepost::decks::{SourceFile, load};
use milepost::domain::card::{Body, Card, Origin};
use milepost::domain::day::StudyDay;
use milepost::domain::id::TopicId;
use proptest::prelude::*;

fn table(text: &str, kind: TableKind) -> NoteTable {
    let text = decode(text.as_bytes()).unwrap();
    read_table(&text, kind, &[]).unwrap()
}

fn plan(table: &NoteTable, existing: Vec<Card>) -> ImportPlan {
    let topic: TopicId = "notes".parse().unwrap();
    plan_import(
        &table.notes,
        ImportTarget {
            topic: Some(&topic),
            existing,
            taken: HashSet::new(),
            added: StudyDay::parse("2026-11-20"),
            media: MediaNames::new(),
        },
    )
}

/// The planned blocks as a deck, read back.
fn cards_of(plan: &ImportPlan) -> Vec<Card> {
    let mut deck = "format = 1\ntopic = \"notes\"\n".to_owned();
    for change in &plan.changes {
        deck.push_str(&change.text);
        deck.push('\n');
    }
    let source = SourceFile::held("topics/notes.toml", Origin::Mine, &deck);
    let content = load(vec![source]);
    assert!(content.faults.is_empty(), "{:?}\n{deck}", content.faults);
    content.cards
}

fn imported(text: &str, kind: TableKind) -> Vec<Card> {
    cards_of(&plan(&table(text, kind), Vec::new()))
}

/// Question and answer of basic cards.
fn basic(card: &Card) -> (&str, &str) {
    let Body::Basic(body) = &card.body else {
        panic!("{:?}", card.body)
    };
    (&body.prompt, &body.answer)
}

#[test]
fn a_head_in_any_usual_wording_names_the_columns() {
    let expected = ("Why, oh why?", "So; that's it");
    for text in [
        "prompt,answer,tags\n\"Why, oh why?\",So; that's it,a\n",
        "prompt;answer;tags\nWhy, oh why?;\"So; that's it\";a\n",
        "\u{feff}Prompt;Answer;Tags\r\nWhy, oh why?;\"So; that's it\";a\r\n",
        "tags;answer;question\na;\"So; that's it\";Why, oh why?\n",
        "Front\tBack\tTags\nWhy, oh why?\tSo; that's it\ta\n",
        "TERM,DEFINITION,Labels\n\"Why, oh why?\",So; that's it,a\n",
        "Frente;Verso;Etiquetas\nWhy, oh why?;\"So; that's it\";a\n",
    ] {
        let table = table(text, TableKind::Csv);
        assert_eq!(table.notes.len(), 1, "{text:?}");
        let cards = cards_of(&plan(&table, Vec::new()));
        assert_eq!(basic(&cards[0]), expected, "{text:?}");
        assert_eq!(cards[0].tags, ["a"], "{text:?}");
    }
}

#[test]
fn a_separator_is_guessed_from_all_rows() {
    let european = "What is a list?; ordered, mutable\nWhat is a set?; unordered\n";
    let cards = imported(european, TableKind::Csv);
    assert_eq!(basic(&cards[0]), ("What is a list?", "ordered, mutable"));
    let sheet = "a, b\tc, d\ne, f\tg, h\n";
    assert_eq!(basic(&imported(sheet, TableKind::Csv)[0]), ("a, b", "c, d"));
}

#[test]
fn excel_and_old_windows_files_are_read() {
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("café\tpão\r\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(decode(&utf16).unwrap(), "café\tpão\n");
    assert_eq!(decode(b"caf\xe9,\x93x\x94").unwrap(), "café,“x”");
    assert_eq!(decode(b"\xef\xbb\xbfa,b").unwrap(), "a,b");
    assert_eq!(decode(b"a\0b"), None);
    assert_eq!(decode(&utf16[..5]), None, "half a character");
}

#[test]
fn headers_are_read_as_anki_reads_them() {
    let named = "#separator:Comma\n#html:false\n#tags:glob al\n#columns:Tags,Back,Front\n\
                 #tags column:1\nt x,the answer,the question\n";
    let cards = imported(named, TableKind::Csv);
    assert_eq!(basic(&cards[0]), ("the question", "the answer"));
    assert_eq!(cards[0].tags, ["glob", "al", "t", "x"]);
}

#[test]
fn only_known_keys_are_headers_and_comments_are_counted() {
    let text = "#separator:tab\n#Python is what?\ta language\n# a remark\n\nq\ta\n";
    let table = table(text, TableKind::Text);
    assert_eq!((table.comments, table.empty, table.notes.len()), (1, 1, 2));
    assert_eq!(table.notes[0].fields[0].text, "#Python is what?");
}

#[test]
fn plain_text_is_shown_as_it_stands() {
    for (written, plain) in [
        ("__init__", r"\_\_init\_\_"),
        ("2*3*4", r"2\*3\*4"),
        (r"C:\temp\*.txt", r"C:\temp\\\*.txt"),
        ("1. First", r"1\. First"),
        ("- minus", r"\- minus"),
        ("[x](y)", r"\[x\](y)"),
        ("&lt;", r"\&lt;"),
        ("snake_case_name", "snake_case_name"),
    ] {
        let cards = imported(&format!("q\t{written}\n"), TableKind::Text);
        assert_eq!(basic(&cards[0]).1, plain, "{written}");
    }
}

#[test]
fn fields_beyond_the_answer_are_kept_with_their_names() {
    let text = "#separator:tab\n#html:true\n#columns:Front\tBack\tMeaning\tSound\n\
                本\tほん\tbook\t[sound:w.mp3]\n";
    let table = table(text, TableKind::Text);
    let plan = plan(&table, Vec::new());
    let cards = cards_of(&plan);
    let why = cards[0].why.as_deref().unwrap();
    assert!(why.contains("Meaning: book"), "{why}");
    assert!(why.contains("sound: w.mp3"), "{why}");
    assert_eq!(plan.media, ["w.mp3"]);
}

#[test]
fn a_long_third_column_is_an_explanation_not_tags() {
    let text = "Why is it so?,Because.,\"It was decided in 1991, long ago.\"\n";
    let cards = imported(text, TableKind::Csv);
    assert!(cards[0].tags.is_empty());
    assert_eq!(
        cards[0].why.as_deref(),
        Some("It was decided in 1991, long ago.")
    );
}

#[test]
fn cloze_notes_of_any_numbering_become_cloze_cards_with_hints() {
    let text = "#html:true\n#separator:tab\nOnly {{c2::second::which?}} of {{c5::five}}\textra\n";
    let cards = imported(text, TableKind::Text);
    assert_eq!(cards.len(), 2);
    let Body::Cloze(cloze) = &cards[0].body else {
        panic!("{:?}", cards[0].body)
    };
    assert_eq!(cloze.text, "Only <1> of <2>");
    assert_eq!(cloze.blanks[0].hint.as_deref(), Some("which?"));
    assert_eq!(cards[0].why.as_deref(), Some("extra"));
}

#[test]
fn reversed_notes_become_siblings() {
    let text = "#separator:tab\n#notetype column:1\n\
                Basic (and reversed card)\tone\tum\n\
                Basic (optional reversed card)\ttwo\tdois\ty\n\
                Basic (optional reversed card)\tthree\ttrês\t\n";
    let cards = imported(text, TableKind::Text);
    let ids: Vec<&str> = cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "notes.one",
            "notes.one#reverse",
            "notes.two",
            "notes.two#reverse",
            "notes.three"
        ]
    );
    assert_eq!(basic(&cards[1]), ("um", "one"));
    assert!(cards.iter().all(|card| card.why.is_none()));
}

#[test]
fn a_faulty_row_is_named_and_the_others_come() {
    let text = "prompt;answer\nwhy?;\n;so\na;b;c;d\n\nfine;yes\n{{c1::a {{c2::b}}}};x\n";
    let table = table(text, TableKind::Csv);
    let plan = plan(&table, Vec::new());
    assert_eq!(table.left_out[0].0, 4);
    assert_eq!(
        plan.left_out,
        [
            (2, LeftOutReason::NoAnswer),
            (3, LeftOutReason::NoQuestion),
            (7, LeftOutReason::NestedBlank)
        ]
    );
    assert_eq!((plan.added, table.empty), (1, 1));
}

#[test]
fn a_quote_that_never_closes_is_an_error_with_its_line() {
    let text = "prompt,answer\nq0,a0\nq1,\"half open\nq2,a2\n";
    let open = read_table(text, TableKind::Csv, &[]).unwrap_err();
    assert_eq!(open.line, 3);
}

#[test]
fn notes_that_ask_the_same_and_answer_otherwise_are_two_cards() {
    let text = "q\tone\nq\ttwo\nq\tone\n";
    let plan = plan(&table(text, TableKind::Text), Vec::new());
    assert_eq!((plan.added, plan.same), (2, 1));
}

#[test]
fn a_corrected_note_corrects_its_card_and_keeps_its_id() {
    let before = "#separator:tab\n#guid column:1\ng1\tWhat is teh GIL?\tA lock\ng2\tq\ta\n";
    let after = "#separator:tab\n#guid column:1\ng1\tWhat is the GIL?\tA lock\ng2\tq\ta\n";
    let cards = imported(before, TableKind::Text);
    let id = cards[0].id.clone();
    let plan = plan(&table(after, TableKind::Text), cards);
    assert_eq!((plan.added, plan.changed, plan.same), (0, 1, 1));
    let changed = cards_of(&plan);
    assert_eq!(changed[0].id, id);
    assert_eq!(basic(&changed[0]).0, "What is the GIL?");
}

proptest! {
    #[test]
    fn every_row_of_any_table_is_taken_or_named(
        text in "[a-z,\"\t\n#:<&;é{}0-9*_ ]{0,80}",
        is_csv in any::<bool>(),
    ) {
        let kind = if is_csv { TableKind::Csv } else { TableKind::Text };
        if let Ok(table) = read_table(&text, kind, &[]) {
            let plan = plan(&table, Vec::new());
            let taken: HashSet<u64> = plan.cards.iter().map(|card| card.row).collect();
            let named: HashSet<u64> = plan.left_out.iter().map(|(row, _)| *row).collect();
            for note in &table.notes {
                prop_assert!(taken.contains(&note.row) || named.contains(&note.row), "{:?}", note);
            }
            prop_assert!(cards_of(&plan).len() == plan.added);
        }
    }
}
