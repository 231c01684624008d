//! The learner's own decks: defaults, additions, copies of built-in cards, and the folder they lie in.

use std::fs;
use std::path::Path;

use milepost::decks::{DeckContent, Severity, SourceFile, folder, load};
use milepost::domain::card::{Interview, Lang, Origin, Rev, Translation};
use milepost::domain::day::StudyDay;
use milepost::domain::roadmap::Tier;
use proptest::prelude::*;

const CURRICULUM: &str = "format = 1\n[[area]]\nslug = \"core\"\ntitle = \"Core\"\n[[topic]]\nslug = \"lists\"\narea = \"core\"\ntitle = \"Lists\"\ntier = 1\n[[topic]]\nslug = \"sets\"\narea = \"core\"\ntitle = \"Sets\"\ntier = 1\n";

fn card(id: &str, extra: &str) -> String {
    format!(
        "\n[[card]]\nid = \"{id}\"\nkind = \"basic\"\nprompt = \"Q {id}?\"\nanswer = \"A\"\n{extra}\n"
    )
}

fn built_in(id: &str, rev: u32) -> String {
    card(
        id,
        &format!("rev = {rev}\nlevel = 2\ninterview = \"common\"\ntags = [\"t\"]\nwhy = \"W\""),
    )
}

fn with(mine: &[(&str, String)]) -> DeckContent {
    let lists = format!(
        "format = 1\ntopic = \"lists\"\n{}{}",
        built_in("l.a", 2),
        built_in("l.b", 1)
    );
    let sets = format!("format = 1\ntopic = \"sets\"\n{}", built_in("s.a", 1));
    let overlay = "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n[\"l.a\"]\nrev = 2\nprompt = \"P\"\nanswer = \"R\"\nwhy = \"W\"\n";
    let mut sources = vec![
        SourceFile::held("curriculum.toml", Origin::BuiltIn, CURRICULUM),
        SourceFile::held("topics/core/lists.toml", Origin::BuiltIn, &lists),
        SourceFile::held("topics/core/sets.toml", Origin::BuiltIn, &sets),
        SourceFile::held("pt-BR/topics/core/lists.toml", Origin::BuiltIn, overlay),
    ];
    sources.extend(
        mine.iter()
            .map(|(path, text)| SourceFile::held(path, Origin::Mine, text)),
    );
    load(sources)
}

fn ids(content: &DeckContent) -> Vec<&str> {
    content.cards.iter().map(|card| card.id.as_str()).collect()
}

fn shown(content: &DeckContent) -> Vec<String> {
    content.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_card_of_ones_own_needs_only_id_kind_question_and_answer() {
    let text = format!(
        "format = 1\ntopic = \"my-notes\"\n{}",
        card("n.a", "added = \"2026-11-20\"")
    );
    let content = with(&[("topics/my-notes.toml", text)]);
    assert_eq!(shown(&content), [""; 0]);
    let card = content.cards.last().unwrap();
    assert_eq!(
        (card.rev, card.level.number(), card.interview),
        (Rev(1), 1, Interview::No)
    );
    assert_eq!(
        (card.python.as_str(), card.origin.clone(), card.lang),
        (">=3.10", Origin::Mine, Lang::EN)
    );
    assert_eq!(card.added, StudyDay::parse("2026-11-20"));
    let topic = content.topics.last().unwrap();
    assert_eq!(
        (
            topic.title.en.as_str(),
            topic.area.as_str(),
            topic.origin.clone()
        ),
        ("My notes", "mine", Origin::Mine)
    );
}

#[test]
fn a_topic_of_ones_own_may_describe_itself() {
    let text = "format = 1\ntopic = \"rust\"\ntitle = \"Rust\"\narea = \"systems\"\ntier = 3\nprerequisites = [\"lists\"]\nreference = \"https://doc.rust-lang.org/\"\n";
    let content = with(&[("topics/rust.toml", text.to_owned())]);
    assert_eq!(shown(&content), [""; 0]);
    let topic = content.topics.last().unwrap();
    assert_eq!(
        (topic.tier, topic.prerequisites[0].as_str()),
        (Tier::Rest, "lists")
    );
    assert_eq!(content.areas.last().unwrap().title.en, "Systems");
}

#[test]
fn own_cards_of_a_built_in_topic_come_after_its_cards() {
    let text = format!("format = 1\ntopic = \"lists\"\n{}", card("m.a", ""));
    let content = with(&[("topics/core/lists.toml", text)]);
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(ids(&content), ["l.a", "l.b", "m.a", "s.a"]);
    assert_eq!(content.cards[2].area.as_str(), "core");
}

#[test]
fn a_copy_shadows_the_built_in_card_in_its_place_and_its_translation() {
    let text = format!(
        "format = 1\ntopic = \"lists\"\n{}",
        card("l.a", "overrides = 2\nrev = 2")
    );
    let content = with(&[("topics/core/lists.toml", text)]);
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(ids(&content), ["l.a", "l.b", "s.a"]);
    assert_eq!(content.cards[0].origin, Origin::Mine);
    assert!(content.translations.is_empty());
}

#[test]
fn a_copy_of_an_older_revision_is_warned_about() {
    let text = format!(
        "format = 1\ntopic = \"lists\"\n{}",
        card("l.a", "overrides = 1")
    );
    let content = with(&[("topics/core/lists.toml", text)]);
    assert_eq!(content.faults[0].severity, Severity::Warning);
    let expected = "topics/core/lists.toml:5:6: the built-in card 'l.a' has moved on from revision 1 to 2; \
                    compare the two, then set overrides = 2 or remove this copy";
    assert_eq!(shown(&content), [expected]);
    assert_eq!(content.cards[0].origin, Origin::Mine);
}

#[test]
fn a_copy_of_nothing_is_kept_and_warned_about() {
    let text = format!(
        "format = 1\ntopic = \"lists\"\n{}",
        card("l.x", "overrides = 1")
    );
    let content = with(&[("topics/core/lists.toml", text)]);
    assert_eq!(ids(&content), ["l.a", "l.b", "l.x", "s.a"]);
    assert_eq!(content.faults[0].severity, Severity::Warning);
}

#[test]
fn a_stale_translation_gives_the_card_itself_marked() {
    let overlay =
        "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n[\"l.b\"]\nrev = 0\nprompt = \"P\"\n";
    let content = with(&[("pt-BR/topics/core/lists.toml", overlay.to_owned())]);
    let stale = content
        .translations
        .iter()
        .find(|card| card.id.as_str() == "l.b")
        .unwrap();
    assert_eq!(
        (stale.lang.tag(), stale.translation),
        ("pt-BR", Translation::Stale)
    );
    assert_eq!(stale.text_language(), Lang::EN);
    assert_eq!(stale.body, content.cards[1].body);
    assert_eq!(content.faults[0].severity, Severity::Warning);
}

#[test]
fn a_stale_translation_that_ships_is_an_error() {
    let cards = format!("format = 1\ntopic = \"lists\"\n{}", built_in("l.b", 1));
    let overlay =
        "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n[\"l.b\"]\nrev = 0\nprompt = \"P\"\n";
    let content = load(vec![
        SourceFile::held("curriculum.toml", Origin::BuiltIn, CURRICULUM),
        SourceFile::held("topics/core/lists.toml", Origin::BuiltIn, &cards),
        SourceFile::held("pt-BR/topics/core/lists.toml", Origin::BuiltIn, overlay),
    ]);
    let faults = content.faults.iter();
    let stale: Vec<_> = faults
        .filter(|fault| fault.to_string().contains("revision"))
        .map(|fault| fault.severity)
        .collect();
    assert_eq!(stale, [Severity::Error]);
}

#[test]
fn a_broken_file_of_ones_own_is_named() {
    let text = format!("format = 1\ntopic = \"lists\"\n{}", card("m.a", "wat = 1"));
    let content = with(&[("topics/lists.toml", text)]);
    assert_eq!(
        content.broken_files().into_iter().collect::<Vec<_>>(),
        ["topics/lists.toml"]
    );
}

fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn marks(scan: &folder::Scan) -> Vec<(&Path, i64, i64)> {
    scan.marks
        .iter()
        .map(|mark| (mark.path.as_path(), mark.size, mark.mtime))
        .collect()
}

#[test]
fn an_unchanged_folder_is_recognised_and_every_change_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("decks");
    assert!(folder::unchanged(&[&root], []));
    write(&root, "topics/core/lists.toml", "format = 1\n");
    assert!(!folder::unchanged(&[&root], []));
    let scan = folder::scan(&root, &Origin::Mine);
    assert_eq!(scan.sources.len(), 1);
    assert_eq!(scan.sources[0].path, "topics/core/lists.toml");
    assert!(folder::unchanged(&[&root], marks(&scan)));
    write(&root, "topics/core/lists.toml", "format = 1\n\n");
    assert!(!folder::unchanged(&[&root], marks(&scan)), "a file grew");
    let scan = folder::scan(&root, &Origin::Mine);
    write(&root, "topics/core/sets.toml", "");
    assert!(!folder::unchanged(&[&root], marks(&scan)), "a file came");
    let scan = folder::scan(&root, &Origin::Mine);
    fs::remove_file(root.join("topics/core/sets.toml")).unwrap();
    assert!(!folder::unchanged(&[&root], marks(&scan)), "a file went");
}

#[test]
fn hidden_files_and_other_files_are_no_decks() {
    let home = tempfile::tempdir().unwrap();
    for path in [
        ".git/topics.toml",
        "topics/.lists.toml.swp",
        "topics/.x.toml",
        "readme.md",
    ] {
        write(home.path(), path, "no deck");
    }
    let scan = folder::scan(home.path(), &Origin::Mine);
    assert!(scan.sources.is_empty() && scan.faults.is_empty());
}

#[cfg(unix)]
#[test]
fn links_may_not_lead_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("decks");
    write(home.path(), "secret.toml", "x = 1\n");
    write(
        &root,
        "topics/lists.toml",
        "format = 1\ntopic = \"lists\"\n",
    );
    symlink("../../secret.toml", root.join("topics/out.toml")).unwrap();
    symlink("lists.toml", root.join("topics/in.toml")).unwrap();
    symlink("..", root.join("topics/loop")).unwrap();
    symlink("nowhere", root.join("topics/gone.toml")).unwrap();
    let scan = folder::scan(&root, &Origin::Mine);
    let paths: Vec<&str> = scan
        .sources
        .iter()
        .map(|source| source.path.as_str())
        .collect();
    assert_eq!(paths, ["topics/in.toml", "topics/lists.toml"]);
    assert_eq!(scan.faults.len(), 2);
    assert!(
        scan.faults
            .iter()
            .all(|fault| fault.what.in_english() == "leads out of the folder")
    );
}

#[test]
fn what_is_not_utf8_or_too_large_is_a_fault() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "topics/a.toml", b"format = 1\nx = \"\xff\"\n");
    write(
        home.path(),
        "topics/b.toml",
        "#".repeat(8 * 1024 * 1024 + 1),
    );
    let content = load(folder::scan(home.path(), &Origin::Mine).sources);
    let faults: Vec<String> = shown(&content)
        .iter()
        .map(|fault| fault.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        faults,
        [
            "a.toml:2:6: not UTF-8; save the file as UTF-8",
            "b.toml:1:1: larger than 8 MiB; split the file by topic"
        ]
    );
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_fine() {
    let text = format!(
        "\u{feff}format = 1\ntopic = \"lists\"\n{}",
        card("m.a", "why = '''a\nb'''")
    )
    .replace('\n', "\r\n");
    let content = with(&[("topics/lists.toml", text)]);
    assert_eq!(shown(&content), [""; 0]);
    assert_eq!(content.cards[2].why.as_deref(), Some("a\nb"));
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    let text = format!(
        "format = 1\ntopic = \"lists\"\nrefs = {}1{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(with(&[("topics/lists.toml", text)]).faults.len(), 1);
}

/// Text that looks enough like a deck to reach every reader.
fn deckish() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("[[card]]\n".to_owned()),
        Just("[card.reverse]\n".to_owned()),
        Just("[[card.option]]\n".to_owned()),
        Just("[\"l.a\"]\n".to_owned()),
        Just("[[\"l.a\".option]]\n".to_owned()),
        Just("[[phase]]\n[[phase.item]]\n".to_owned()),
        Just("id = \"l.a\"\n".to_owned()),
        Just("format = 1\ntopic = \"lists\"\n".to_owned()),
        "(kind|rev|level|text|blanks|option|prompt|answer|compare|code|stdout|points|follow_ups|needs|python) = (1|true|\"<1>\"|\"basic\"|\"cloze\"|\"open\"|\\[\\]|\\[\\{ answer = \"x\" \\}\\]|'''\n|\"\"\"a\"\"\")\n",
        "\\PC{0,20}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(word, 0..30).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_text_loads_or_faults(text in deckish(), path in prop::sample::select(vec![
        "topics/lists.toml", "pt-BR/topics/lists.toml", "pt-BR/glossary.toml", "roadmaps/r.toml", "curriculum.toml", "retired.toml", "requirements.txt",
    ])) {
        let content = with(&[(path, text.clone())]);
        for fault in &content.faults {
            let lines = u32::try_from(text.lines().count().max(14) + 2).unwrap();
            prop_assert!(fault.spot.line >= 1 && fault.spot.line <= lines, "{fault}");
        }
        prop_assert!(content.cards.len() >= 2);
    }
}
