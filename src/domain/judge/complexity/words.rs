//! Classes of growth in words: `linear`, `quadratic in V + E`, `n squared`.

use crate::domain::plain::as_typed;

/// Words that may stand around a class, without accents.
const IDLE_WORDS: [&str; 76] = [
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

/// A class with signs in place of its words, and without idle ones.
pub(super) fn in_signs(text: &str) -> String {
    let folded = |word: &str| as_typed(word.trim_matches(','));
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !IDLE_WORDS.contains(&folded(word).as_str()))
        .collect();
    let Some((first, rest)) = words.split_first() else {
        return String::new();
    };
    let name = folded(first);
    match NAMED_CLASSES.iter().find(|(known, _)| *known == name) {
        Some((_, class)) if rest.is_empty() => (*class).to_owned(),
        Some((_, class)) => class.replace('n', &format!("({})", rest.join(" "))),
        None => with_signs(&words.join(" ")),
    }
}

fn with_signs(text: &str) -> String {
    let mut padded = format!(" {text} ").replace(')', " ) ");
    for (words, sign) in SIGNS {
        padded = padded.replace(&format!(" {words} "), sign);
    }
    padded
}
