//! Classes of growth in words: `linear`, `quadratic in V + E`, `n squared`.

use std::collections::BTreeSet;

use crate::domain::plain::as_typed;

/// Words that may stand around a class, without accents.
const IDLE_WORDS: [&str; 90] = [
    "extra",
    "additional",
    "auxiliary",
    "memory",
    "complexity",
    "runtime",
    "operations",
    "comparisons",
    "steps",
    "swaps",
    "moves",
    "copies",
    "calls",
    "chamadas",
    "characters",
    "caracteres",
    "edges",
    "arestas",
    "frames",
    "multiplications",
    "multiplicacoes",
    "sets",
    "conjuntos",
    "statements",
    "comandos",
    "it",
    "grows",
    "cresce",
    "commits",
    "elements",
    "elementos",
    "entries",
    "entradas",
    "items",
    "itens",
    "keys",
    "chaves",
    "nodes",
    "nos",
    "permutations",
    "permutacoes",
    "queries",
    "consultas",
    "scores",
    "subsets",
    "subconjuntos",
    "order",
    "of",
    "adicional",
    "auxiliar",
    "memoria",
    "complexidade",
    "operacoes",
    "comparacoes",
    "passos",
    "trocas",
    "copias",
    "ordem",
    "de",
    "da",
    "amortized",
    "amortised",
    "average",
    "expected",
    "worst",
    "best",
    "case",
    "time",
    "space",
    "on",
    "in",
    "the",
    "tempo",
    "espaco",
    "amortizado",
    "amortizada",
    "amortizados",
    "medio",
    "media",
    "esperado",
    "pior",
    "melhor",
    "caso",
    "em",
    "no",
    "na",
    "tiempo",
    "espacio",
    "promedio",
    "peor",
];

/// Names of classes in `n`, without accents; a translation adds its own as right answers. `n` stands in them for the
/// variable alone.
const NAMED_CLASSES: [(&str, &str); 19] = [
    ("constant", "1"),
    ("constante", "1"),
    ("logarithmic", "log n"),
    ("logaritmico", "log n"),
    ("logaritmica", "log n"),
    ("linear", "n"),
    ("linearithmic", "n log n"),
    ("loglinear", "n log n"),
    ("quasilinear", "n log n"),
    ("linearitmico", "n log n"),
    ("quadratic", "n^2"),
    ("quadratico", "n^2"),
    ("quadratica", "n^2"),
    ("cubic", "n^3"),
    ("cubico", "n^3"),
    ("cubica", "n^3"),
    ("factorial", "n!"),
    ("fatorial", "n!"),
    ("lineal", "n"),
];

/// Words for signs, as they read without accents and idle words.
const SIGNS: [(&str, &str); 9] = [
    ("squared", "^2"),
    ("ao quadrado", "^2"),
    ("cubed", "^3"),
    ("ao cubo", "^3"),
    ("to power", "^"),
    ("to", "^"),
    ("elevado a", "^"),
    ("factorial", "!"),
    ("fatorial", "!"),
];

/// Endings that make an adverb of a class's name, in both languages.
const ADVERB_ENDINGS: [&str; 3] = ["ally", "ly", "mente"];

/// Shortest word of a question that may stand behind a class.
const MIN_COUNTED: usize = 4;

/// A class with signs in place of its words, and without idle ones: those of the question are, since they say what is
/// counted, as in `n^2 edges`.
pub(super) fn in_signs(text: &str, question: &str) -> String {
    let counted = counted_words(question);
    let folded = |word: &str| as_typed(word.trim_matches(','));
    let is_idle = |word: &str| {
        IDLE_WORDS.contains(&word) || (class_of(word).is_none() && counted.contains(singular(word)))
    };
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_idle(&folded(word)))
        .collect();
    let Some((first, rest)) = words.split_first() else {
        return String::new();
    };
    match class_of(&folded(first)) {
        Some(class) if rest.is_empty() => class.to_owned(),
        Some(class) => class.replace('n', &format!("({})", with_signs(rest))),
        None => with_signs(&words),
    }
}

/// The class that a name or its adverb stands for.
fn class_of(name: &str) -> Option<&'static str> {
    let stems = ADVERB_ENDINGS
        .iter()
        .filter_map(|ending| name.strip_suffix(ending));
    std::iter::once(name)
        .chain(stems)
        .find_map(|stem| NAMED_CLASSES.iter().find(|(known, _)| *known == stem))
        .map(|(_, class)| *class)
}

/// Words of letters that a question holds, each in the singular; none that is a sign.
fn counted_words(question: &str) -> BTreeSet<String> {
    let question = as_typed(question);
    let words = question.split(|c: char| !c.is_alphabetic());
    let is_sign = |word: &str| {
        SIGNS
            .iter()
            .any(|(words, _)| words.split(' ').any(|known| known == word))
    };
    words
        .filter(|word| word.chars().count() >= MIN_COUNTED && !is_sign(word))
        .map(|word| singular(word).to_owned())
        .collect()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

fn with_signs(words: &[&str]) -> String {
    let last = words.len().saturating_sub(1);
    let signs = words.iter().enumerate().map(|(at, word)| match *word {
        "x" | "times" | "vezes" if at > 0 && at < last => "*",
        "times" | "vezes" if at > 0 => "",
        word => word,
    });
    let mut padded = format!(" {} ", signs.collect::<Vec<_>>().join(" ")).replace(')', " ) ");
    for (words, sign) in SIGNS {
        padded = padded.replace(&format!(" {words} "), sign);
    }
    padded
}
