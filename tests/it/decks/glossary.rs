//! Glossaries: the words a language's translations use.

use milepost::decks::{CheckReport, DeckContent, GlossaryTerm, Severity, SourceFile, load};
use milepost::domain::card::{Lang, Origin};

use super::shipped;

const HEADER: &str = "format = 1\nlang = \"pt-BR\"\n";

fn glossary(text: &str) -> DeckContent {
    let path = "pt-BR/glossary.toml";
    load(vec![SourceFile::held(path, Origin::BuiltIn, text)])
}

fn faults(text: &str) -> Vec<String> {
    let faults = glossary(text).faults;
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_glossary_has_a_term_for_every_room_of_the_trade() {
    let content = shipped();
    let [glossary] = content.glossaries.as_slice() else {
        panic!("one glossary ships: {}", content.glossaries.len());
    };
    assert_eq!(glossary.lang, Lang::from_tag("pt-BR").unwrap());
    assert!(glossary.terms.len() >= 260, "{}", glossary.terms.len());
    for (term, preferred) in [
        ("linked list", "lista encadeada"),
        ("leech", "sanguessuga"),
        ("truthiness", "valor booleano"),
        ("deploy", "deploy"),
        ("sandbox", "ambiente isolado"),
    ] {
        let entry = glossary.terms.iter().find(|entry| entry.term == term);
        let found = entry.map(|entry| entry.preferred.as_str());
        assert_eq!(found, Some(preferred), "{term}");
    }
}

#[test]
fn a_form_that_one_term_needs_is_avoided_by_no_other() {
    let content = shipped();
    let terms: Vec<&GlossaryTerm> = content
        .glossaries
        .iter()
        .flat_map(|glossary| &glossary.terms)
        .collect();
    for avoided in terms.iter().flat_map(|term| &term.avoided) {
        for term in &terms {
            let right = term.preferred == *avoided || term.accepted.contains(avoided);
            assert!(!right, "'{avoided}' is right for '{}'", term.term);
        }
    }
}

#[test]
fn every_field_of_a_term_is_read() {
    let entry = "[[entry]]\nterm = \"hash map\"\nuse = \"hash map\"\nalso = [\"tabela hash\"]\n\
                 avoid = [\"mapa hash\"]\nnote = \"Masculino.\"\n";
    let content = glossary(&format!("{HEADER}{entry}"));
    assert!(content.faults.is_empty(), "{:?}", content.faults);
    let expected = GlossaryTerm {
        term: "hash map".to_owned(),
        preferred: "hash map".to_owned(),
        accepted: vec!["tabela hash".to_owned()],
        avoided: vec!["mapa hash".to_owned()],
        note: Some("Masculino.".to_owned()),
    };
    assert_eq!(content.glossaries[0].terms, [expected]);
}

/// What `check` says of a translation by a glossary that avoids "fio de execução".
fn judged(origin: Origin, why: &str) -> Vec<(Severity, String)> {
    let glossary = format!(
        "{HEADER}[[entry]]\nterm = \"thread\"\nuse = \"thread\"\navoid = [\"fio de execução\"]\n"
    );
    let overlay = format!(
        "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\n# fio de execução\nwhy = \"{why}\"\n"
    );
    let content = load(vec![
        SourceFile::held("pt-BR/glossary.toml", Origin::BuiltIn, &glossary),
        SourceFile::held("pt-BR/topics/lists.toml", origin, &overlay),
    ]);
    let faults = CheckReport::of(&content).faults.into_iter();
    faults
        .filter(|fault| fault.to_string().contains("is not said for"))
        .map(|fault| (fault.severity, fault.to_string()))
        .collect()
}

#[test]
fn a_word_to_avoid_is_found_in_translations() {
    let said =
        "pt-BR/topics/lists.toml:5:15: 'Fio de execução' is not said for 'thread'; write 'thread'";
    let why = "Não é. Fio de execução parado.";
    assert_eq!(
        judged(Origin::BuiltIn, why),
        [(Severity::Error, said.to_owned())]
    );
    assert_eq!(
        judged(Origin::Mine, why),
        [(Severity::Warning, said.to_owned())]
    );
}

#[test]
fn code_and_longer_words_are_left_alone() {
    for why in [
        "O nome `fio de execução` fica.",
        "Um fio de execuções.",
        "O pavio de execução.",
        "Uma thread.",
    ] {
        assert!(judged(Origin::BuiltIn, why).is_empty(), "{why}");
    }
}

#[test]
fn signs_are_avoided_next_to_letters() {
    let glossary =
        format!("{HEADER}[[entry]]\nterm = \"quotation mark\"\nuse = \"'\"\navoid = [\"“\"]\n");
    let overlay = "format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\nwhy = \"A “lista”.\"\n";
    let content = load(vec![
        SourceFile::held("pt-BR/glossary.toml", Origin::BuiltIn, &glossary),
        SourceFile::held("pt-BR/topics/lists.toml", Origin::BuiltIn, overlay),
    ]);
    let faults = CheckReport::of(&content).faults;
    let said = faults.iter().map(ToString::to_string);
    assert_eq!(
        said.filter(|fault| fault.contains(":4:10: '“'")).count(),
        1,
        "{faults:?}"
    );
}

/// The faults with some words in them that a glossary finds in a translation.
fn said_of(glossary: &str, why: &str, words: &str) -> Vec<String> {
    let glossary = format!("{HEADER}{glossary}");
    let overlay = format!("format = 1\ntopic = \"lists\"\nlang = \"pt-BR\"\nwhy = \"{why}\"\n");
    let content = load(vec![
        SourceFile::held("pt-BR/glossary.toml", Origin::BuiltIn, &glossary),
        SourceFile::held("pt-BR/topics/lists.toml", Origin::BuiltIn, &overlay),
    ]);
    let faults = CheckReport::of(&content).faults.into_iter();
    let said = faults.map(|fault| fault.to_string());
    said.filter(|fault| fault.contains(words)).collect()
}

#[test]
fn numbers_of_a_translation_are_written_as_its_language_does() {
    let judged = |why: &str| said_of("units = [\"segundos\"]\n", why, "is written as in English");
    for (wrong, right) in [
        ("Leva 2.5 segundos.", "'2,5'"),
        ("São 12.50% a mais.", "'12,50'"),
        ("Usa 1234.5 MB.", "'1.234,5'"),
        ("Guarda 1,000,000 chaves.", "'1.000.000'"),
        ("Guarda 50,000 chaves.", "'50.000'"),
    ] {
        let said = judged(wrong);
        assert_eq!(said.len(), 1, "{wrong}: {said:?}");
        assert!(said[0].contains(right), "{said:?}");
    }
    for fine in [
        "Leva 2,5 segundos, 0,125 s ou 1.500 ms.",
        "Python 3.12 e HTTP/1.1, a partir da 3.9.",
        "`2.5 s` é código, e 2.5 é um float.",
        "Guarda 1.000.000 chaves e 0,001% a mais.",
    ] {
        assert_eq!(judged(fine), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn a_counted_noun_agrees_with_its_number() {
    let counted = "one = [\"um\", \"uma\"]\nseveral = [\"três\", \"vinte\"]\n\
        [[counted]]\none = \"cartão\"\nother = \"cartões\"\n\
        [[counted]]\none = \"linha\"\nother = \"linhas\"\n";
    let judged = |why: &str| said_of(counted, why, "does not agree");
    for (wrong, right) in [
        ("Pede 1 cartões.", "'1 cartão'"),
        ("Uma linhas basta.", "'Uma linha'"),
        ("Lê três linha.", "'três linhas'"),
        ("São 12 cartão ao todo.", "'12 cartões'"),
        ("São 1.994 cartão.", "'1.994 cartões'"),
    ] {
        let said = judged(wrong);
        assert_eq!(said.len(), 1, "{wrong}: {said:?}");
        assert!(said[0].contains(right), "{said:?}");
    }
    for fine in [
        "1 cartão, 2 cartões, 0 cartões, uma linha, três linhas.",
        "Lê n - 1 linhas, n + 1 cartões e 0,1 linhas.",
        "Vinte e uma linhas, e uma das linhas é um cartão.",
        "`1 linhas` é código.",
    ] {
        assert_eq!(judged(fine), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn faults_of_a_glossary_have_their_places() {
    let entry = "[[entry]]\nterm = \"tree\"\nuse = \"árvore\"\n";
    let cases = [
        (
            format!("format = 1\nlang = \"en\"\n{entry}"),
            "2:8: `lang` is 'en', but the file's path says pt-BR",
        ),
        (
            format!("{HEADER}{entry}{entry}"),
            "6:1: 'tree' is listed twice",
        ),
        (
            format!("{HEADER}{entry}avoid = [\"árvore\"]\n"),
            "3:1: 'árvore' is both right and to be avoided",
        ),
        (
            format!("{HEADER}[[entry]]\nterm = \"tree\"\n"),
            "3:1: an entry of `entry` lacks `use`",
        ),
        (
            format!("{HEADER}{entry}avoids = []\n"),
            "6:1: an entry of `entry` has no field `avoids`",
        ),
    ];
    for (text, expected) in cases {
        let found = faults(&text);
        assert_eq!(found.len(), 1, "{text}{found:?}");
        assert!(found[0].contains(expected), "{expected}: {found:?}");
    }
}
