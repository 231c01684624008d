//! Classes of growth: `O(n log n)`. Compared as sums of products of powers and logarithms, multiplied out; the order of
//! terms and factors and the way powers are written do not matter, nor what a class does not see: constant factors, the
//! base of a logarithm outside an exponent, and terms that another one outgrows in every variable. `O(2n + log n)` is
//! `O(n)` and `O(max(n, m))` is `O(n + m)`, but that keeps both, and `O(2^(2n))` is `O(4^n)` and not `O(2^n)`.

mod growth;
mod power;
mod product;
mod ratio;
mod reader;
mod sum;
mod symbols;
mod words;

use reader::Reader;
use symbols::{Symbol, symbols};

/// Longest class that is read, in bytes.
const MAX_BYTES: usize = 400;
/// Whether two texts name one class.
pub(crate) fn same(right: &str, given: &str) -> bool {
    answers("", right, given)
}

/// Whether an answer names the right class. It may repeat words of its question.
pub(super) fn answers(question: &str, right: &str, given: &str) -> bool {
    match (canonical(right, ""), canonical(given, question)) {
        (Some(right), Some(given)) => right == given,
        _ => super::text::same(right, given),
    }
}

/// The one spelling of a class; nothing if it cannot be read.
fn canonical(text: &str, question: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    // The tight bound is meant as the upper one is.
    let lower = text.to_lowercase().replace(['θ', 'ϑ'], "o");
    let bare = lower
        .trim()
        .trim_matches(|c| matches!(c, '`' | '"' | '\'' | '.'));
    let symbols = symbols(&words::in_signs(bare, question))?;
    let is_wrapped =
        symbols.first() == Some(&Symbol::Letter('o')) && symbols.get(1) == Some(&Symbol::Open);
    let inner = if is_wrapped {
        symbols[2..].strip_suffix(&[Symbol::Close])?
    } else {
        &symbols
    };
    Some(Reader::new(inner).whole()?.spelling())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_may_be_named() {
        for given in [
            "O(n) extra space",
            "O(n) comparisons",
            "the order of n steps",
            "O(n) de espaço extra",
            "O(n) operações",
        ] {
            assert!(same("O(n)", given), "{given}");
        }
        for (right, given) in [
            ("O(n)", "n + 1 queries"),
            ("O(n)", "n + 1 consultas"),
            ("O(log n)", "log n nodes"),
            ("O(log n)", "log n nós"),
            ("O(2^n)", "2^n subsets"),
            ("O(n!)", "n! permutações"),
        ] {
            assert!(same(right, given), "{right} {given}");
        }
        assert!(!same("O(n)", "O(n) per item"));
    }

    #[test]
    fn words_of_the_question_may_be_repeated() {
        let question = "How many amplitudes does a simulation of n qubits store, per step and in the worst case?";
        assert!(answers(question, "O(2^n)", "2^n amplitudes"));
        assert!(answers(question, "O(2^n)", "2^n amplitude"));
        assert!(!answers("", "O(2^n)", "2^n amplitudes"));
        assert!(!answers(question, "O(2^n)", "2^n per step"));
        // A class that a question names is an answer all the same.
        assert!(!answers("Is it linear or quadratic?", "O(1)", "linear"));
        assert!(!answers("Is n squared too slow?", "O(n)", "n squared"));
    }

    #[test]
    fn theta_is_read_as_o() {
        assert!(same("O(n log n)", "Θ(n log n)"));
        assert!(same("O(n)", "θ(n)"));
    }

    #[test]
    fn a_class_may_be_named_in_words() {
        for (right, given) in [
            ("O(n)", "linear"),
            ("O(n)", "Tempo linear"),
            ("O(1)", "constante"),
            ("O(1)", "O(1) em média"),
            ("O(1)", "O(1) no caso médio"),
            ("O(log n)", "logarítmico"),
            ("O(n^2)", "quadrático"),
            ("O(n log n)", "O(n log n) no pior caso"),
            ("O(n log n)", "loglinear"),
            ("O(n)", "linear in n"),
            ("O(m)", "linear in m"),
            ("O(V + E)", "linear in V + E"),
            ("O(k^2)", "quadratic in k"),
            ("O((n + m)^2)", "quadratic in n + m"),
            ("O(log m)", "logarítmica em m"),
            ("O(1)", "constant in n"),
            ("O(n^2)", "n squared"),
            ("O(n^2)", "O(n squared)"),
            ("O(n^2)", "n ao quadrado"),
            ("O(n^3)", "n cubed"),
            ("O(n^3)", "n ao cubo"),
            ("O(n!)", "n factorial"),
            ("O(n!)", "n fatorial"),
            ("O(2^n)", "2 to the power of n"),
            ("O(2^n)", "2 to the n"),
            ("O(2^n)", "2 elevado a n"),
            ("O(n^2)", "it grows quadratically"),
            ("O(n)", "cresce linearmente"),
            ("O(log n)", "logarithmically"),
            ("O(nm)", "n x m"),
            ("O(nm)", "O(n times m)"),
            ("O(n n!)", "O(n x n!)"),
            ("O(log n)", "log n times"),
            ("O(n)", "n vezes"),
            ("O(log n)", "⌊log₂ n⌋"),
        ] {
            assert!(same(right, given), "{right} {given}");
        }
        for (right, given) in [
            ("O(n)", "quadratic"),
            ("O(1)", "linear"),
            ("O(V + E)", "linear"),
            ("O(V + E)", "linear in V"),
            ("O(n)", "linear in m"),
            ("O(n^2)", "linear squared"),
            ("O(n^2)", "2 to the power of n"),
            ("O(n)", "n squared"),
        ] {
            assert!(!same(right, given), "{right} {given}");
        }
    }

    #[test]
    fn one_class_has_many_spellings() {
        for (right, given) in [
            ("O(n log n)", "o( n lg n )"),
            ("O(n log n)", "nlogn"),
            ("O(n log n)", "O(log(n) * n)"),
            ("O(n log n)", "O(n·log₂ n)"),
            ("O(n log n)", "O(n log_2(n)) time"),
            ("O(n^2)", "O(n²)"),
            ("O(n^2)", "O(n**2)"),
            ("O(n^2)", "O(n*n)"),
            ("O(n^10)", "O(n¹⁰)"),
            ("O(V + E)", "O(e+v)"),
            ("O((V + E) log V)", "O(log V * (E + V))"),
            ("O(nm)", "O(m * n)"),
            ("O(2^n)", "O(2**n)"),
            ("O(2^n)", "O(2ⁿ)"),
            ("O(n 2^n)", "O(2^n * n)"),
            ("O(sqrt(n))", "O(√n)"),
            ("O(sqrt(n))", "O(n^(1/2))"),
            ("O(sqrt(n))", "O(n^0.5)"),
            ("O(log² n)", "O((log n)^2)"),
            ("O(log log n)", "loglogn"),
            ("O(1)", "amortized O(1)"),
            ("O(n!)", "n!"),
            ("O(min(n, m))", "O(min(m,n))"),
            ("O(|V| + |E|)", "O(V + E)"),
            ("O(VE)", "O(|V||E|)"),
            ("O(VE)", "O(|V| |E|)"),
            ("O(V^2 E)", "O(|V|²|E|)"),
            ("O(V log V)", "O(|V|log|V|)"),
            ("O((V + E) log V)", "O((|V|+|E|) log |V|)"),
            ("O(n/2)", "O(0.5 n)"),
            ("O(b^d)", "O(b**d)"),
            ("O(2^(n+1))", "O(2^(1+n))"),
            ("O(n)", "O(2n)"),
            ("O(n)", "O(n + n)"),
            ("O(n)", "O(n/2)"),
            ("O(n)", "O(n - 1)"),
            ("O(n)", "O(3n + 20)"),
            ("O(1)", "O(26)"),
            ("O(1)", "O(1 + 1)"),
            ("O(1)", "Θ(1)"),
            ("O(log n)", "O(log_10(n))"),
            ("O(log n)", "O(log(2n))"),
            ("O(log n)", "O(3 ln(n + 1))"),
            ("O(n^2)", "O(n(n - 1) / 2)"),
            ("O(n^2)", "O(n²/2 + n)"),
            ("O(n^2)", "O((n + 1)^2)"),
            ("O(n log n)", "O(n + n log n)"),
            ("O(nm)", "O(n m + n + m)"),
            ("O(V + E)", "O(2V + E + 1)"),
            ("O((V + E) log V)", "O((E + V + 1) * lg V)"),
            ("O(n)", "O(n + log n)"),
            ("O(n)", "O(log(n) + 3n + sqrt(n) + 1)"),
            ("O(n)", "O(n + log² n + log log n)"),
            ("O(n)", "O(n + log(n + log n))"),
            ("O(n)", "O(n + log n^2)"),
            ("O(n)", "O(n + 0.5^n)"),
            ("O(n^2)", "O(n^2 + n log n)"),
            ("O(n^2)", "O((n + log n)^2)"),
            ("O(n^2)", "O((2n)^2)"),
            ("O(n sqrt n)", "O(n^1.5 + n log n)"),
            ("O(n log n)", "O(n log n + n log log n + n)"),
            ("O(log n)", "O(log n + log log n)"),
            ("O(log n)", "O(log n^2)"),
            ("O(1)", "O(1 + 1/n)"),
            ("O(2^n)", "O(2^n + n^5)"),
            ("O(3^n)", "O(2^n + 3^n)"),
            ("O(n 2^n)", "O(n 2^n + 2^n)"),
            ("O(n!)", "O(n! + 2^n)"),
            ("O(n n!)", "O(n! + n n!)"),
            ("O(n^n)", "O(n! + n^n)"),
            ("O(nm)", "O(n*m + n)"),
            ("O(nm)", "O(nm + log m + n log n / n)"),
            ("O(n log n + m)", "O(m + n + n log n)"),
            ("O(n + m)", "O(n + m + log m)"),
            ("O(E log V)", "O(E log V + E)"),
        ] {
            assert!(
                same(right, given),
                "{right} {given}: {:?} {:?}",
                canonical(right, ""),
                canonical(given, "")
            );
        }
    }

    #[test]
    fn sums_are_multiplied_out_and_logarithms_taken_apart() {
        for (right, given) in [
            ("O((V + E) log V)", "O(V log V + E log V)"),
            ("O((V + E) log V)", "O(E log V + V log V + V)"),
            ("O(n(n + m))", "O(n^2 + nm)"),
            ("O(V + E)", "O((V + E) + V)"),
            ("O(V + E)", "O(V + (E + (V + E)))"),
            ("O((a + b)(c + d))", "O(ac + ad + bc + bd)"),
            ("O((n + m)^2)", "O(n^2 + nm + m^2)"),
            ("O(n + m)", "O(max(m, n))"),
            ("O(n log n)", "O(max(n, n log n))"),
            ("O(k(n + m))", "O(k max(n, m))"),
            ("O(n)", "O(min(n, n))"),
            ("O(log m + log n)", "O(log(m n))"),
            ("O(log m + log n)", "O(log mn)"),
            ("O(log m + log n)", "O(log(m + n))"),
            ("O(k log m + k log n)", "O(k log_2 mn)"),
            ("O(1)", "O(log 10)"),
            ("O(log n)", "O(log 2n)"),
            ("O(n log n)", "O(n log(n) / log(2))"),
            ("O(n log n)", "O(log(n!))"),
            ("O(n log n)", "O(log n!)"),
            ("O(n^2 log n)", "O(n log(n!))"),
            ("O(n)", "O(log(2^n))"),
            ("O(n)", "O(sqrt(2) n)"),
            ("O(4^n)", "O(2^(2n))"),
            ("O(2^n)", "O(2^(n+1))"),
            ("O(2^n)", "O(2^(n/2 + n/2))"),
            ("O(2^n)", "O(2^(n-1))"),
            ("O(6^n)", "O(2^n 3^n)"),
            ("O(n^(k+1))", "O(n n^k)"),
            ("O(n^(log_2 7))", "O(n^(lg 7))"),
            ("O(n^(log_2 7))", "O(n^log₂7)"),
            ("O(n^2)", "O(n^(log_2 4))"),
            ("O(n^(log_b a))", "O(n^{log_b(a)})"),
        ] {
            assert!(
                same(right, given),
                "{right} {given}: {:?} {:?}",
                canonical(right, ""),
                canonical(given, "")
            );
            assert!(same(given, right), "{given} {right}");
        }
    }

    #[test]
    fn classes_are_told_apart() {
        for (right, given) in [
            ("O(n log n)", "O(n)"),
            ("O(2^n)", "O(2^(2n))"),
            ("O(2^n)", "O(2^(n/2))"),
            ("O(2^n)", "O(4^n)"),
            ("O(n^(log_2 7))", "O(n^(log_4 7))"),
            ("O(n^(log_2 7))", "O(n^(ln 7))"),
            ("O(n^(log_b a))", "O(n^(log_a b))"),
            ("O((V + E) log V)", "O(V + E log V)"),
            ("O(V log V + E log V)", "O(V log V + E)"),
            ("O(n + m)", "O(min(n, m))"),
            ("O(max(n, m))", "O(n)"),
            ("O(log m + log n)", "O(log m log n)"),
            ("O(log n!)", "O((log n)!)"),
            ("O(n!)", "O((n + 1)!)"),
            ("O(n^n)", "O((n/2)^n)"),
            ("O(n)", "O(n - m)"),
            ("O(1)", "O(1/n)"),
            ("O(1 + 1/n)", "O(1/n)"),
            ("O(n + m)", "O(n)"),
            ("O(n + log m)", "O(n)"),
            ("O(n + m log m)", "O(n)"),
            ("O(n log k + k)", "O(n log k)"),
            ("O(n + 2^m)", "O(2^m)"),
            ("O(V + E)", "O(E)"),
            ("O(n + log n)", "O(log n)"),
            ("O(2^n + 3^n)", "O(2^n)"),
            ("O(n! + n^n)", "O(n!)"),
            ("O(n + 2^sqrt(n))", "O(n)"),
            ("O(n^2 + m)", "O(n^2)"),
            ("O(n)", "O(0)"),
            ("O(log n^2)", "O(log^2 n)"),
            ("O(n^2)", "O(2^n)"),
            ("O(2^n)", "O(3^n)"),
            ("O(n + m)", "O(nm)"),
            ("O(n)", "O(n"),
            ("O(n)", "O(n))"),
            ("O(VE)", "O(|V||E)"),
            ("O(VE)", "O(V||E|)"),
            ("O(1)", "O()"),
            ("O(n)", "constant"),
            ("O(n^2)", "O(n^3)"),
            ("O(n^2)", "O(n^-2)"),
            ("O(log n)", "O(1/log n)"),
        ] {
            assert!(
                !same(right, given),
                "{right} {given}: {:?}",
                canonical(given, "")
            );
        }
    }

    #[test]
    fn no_text_is_too_much() {
        let letters = |count: u8| {
            (0..count)
                .map(|at| char::from(b'a' + at % 26).to_string())
                .collect::<Vec<_>>()
        };
        let nested = |open: &str, close: &str, times: usize| {
            format!("{}n{}", open.repeat(times), close.repeat(times))
        };
        let mut texts = vec![
            "(a+b)".repeat(80),
            "(a+b+c+d+e+f+g+h)".repeat(23),
            format!("({})", letters(60).join("+")).repeat(3),
            format!("2^({})^2", letters(25).join("+")),
            letters(190).join("-"),
            "2^(a+b)".repeat(50),
            format!(
                "9223372036854775807^n {}",
                "9223372036854775807 ".repeat(15)
            ),
        ];
        for (open, close) in [
            ("(a+b)/(c+", ")"),
            ("(a+b)(c+d)/(e+", ")"),
            ("2^((a+b)(c+d)", ")"),
            ("2^((a+b)*", ")"),
            ("2^(a+", ")"),
            ("2^(a*", ")"),
            ("log(a+b+", ")"),
            ("2^log(a*", ")"),
            ("max(a,b+", ")"),
            ("min(a,(a+b)*", ")"),
            ("((a+b+c)*", ")^3"),
            ("((a+b)!", ")^n"),
            ("sqrt((a+b)(c+d)", ")"),
        ] {
            texts.extend((1..=23).map(|times| nested(open, close, times)));
        }
        for text in texts {
            assert!(same(&text, &text), "{text}");
            assert!(!same(&text, "O(0)") && !same("O(0)", &text), "{text}");
        }
    }
}
