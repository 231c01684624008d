//! Classes of growth: `O(n log n)`. Compared as sums of products of powers and logarithms; the order of terms and
//! factors, the base of a logarithm and the way powers are written do not matter, nor what a class does not see:
//! constant factors, and terms that another one outgrows in every variable. `O(2n + log n)` is `O(n)`, but `O(n + m)`
//! keeps both, and `O(2^(2n))` is not `O(2^n)`.

mod growth;
mod product;
mod symbols;

use product::{Base, Product, Ratio};
use symbols::{Symbol, symbols};

/// Longest class that is read, in bytes.
const MAX_BYTES: usize = 400;
/// Deepest nesting.
const MAX_DEPTH: usize = 24;
/// Words that may stand around a class.
const IDLE_WORDS: [&str; 14] = [
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
    "amortizado",
];

/// Whether two texts name one class.
pub(crate) fn same(right: &str, given: &str) -> bool {
    match (canonical(right), canonical(given)) {
        (Some(right), Some(given)) => right == given,
        _ => super::text::same(right, given),
    }
}

/// The one spelling of a class; nothing if it cannot be read.
fn canonical(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    // The tight bound is meant as the upper one is.
    let lower = text.to_lowercase().replace(['θ', 'ϑ'], "o");
    let bare = lower.trim().trim_matches(|c| matches!(c, '`' | '"' | '\'' | '.'));
    let words = bare.split_whitespace().filter(|word| !IDLE_WORDS.contains(&word.trim_matches(',')));
    let words = words.collect::<Vec<_>>().join(" ");
    let symbols = symbols(&words)?;
    let mut reader = Reader { symbols: &symbols, at: 0, depth: 0, exact: 0 };
    if symbols.first() == Some(&Symbol::Letter('o')) && symbols.get(1) == Some(&Symbol::Open) {
        reader.at = 2;
        let sum = reader.sum()?;
        reader.take(&Symbol::Close)?;
        return reader.is_done().then_some(sum);
    }
    let sum = reader.sum()?;
    reader.is_done().then_some(sum)
}

struct Reader<'a> {
    symbols: &'a [Symbol],
    at: usize,
    depth: usize,
    /// Exponents around this place: in them a constant counts.
    exact: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Symbol> {
        self.symbols.get(self.at)
    }

    fn is_done(&self) -> bool {
        self.at == self.symbols.len()
    }

    fn take(&mut self, symbol: &Symbol) -> Option<()> {
        let there = self.peek() == Some(symbol);
        self.at += usize::from(there);
        there.then_some(())
    }

    /// A sum, spelled with its terms in order.
    fn sum(&mut self) -> Option<String> {
        let terms = self.terms()?;
        Some(spelled(&if self.exact == 0 { simplified(terms) } else { terms }))
    }

    fn terms(&mut self) -> Option<Vec<Product>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut terms = vec![self.product()?];
        loop {
            if self.take(&Symbol::Plus).is_some() {
                terms.push(self.product()?);
            } else if self.take(&Symbol::Minus).is_some() {
                terms.push(self.product()?.times(Product::number(Ratio::MINUS_ONE))?);
            } else {
                break;
            }
        }
        self.depth -= 1;
        Some(terms)
    }

    fn product(&mut self) -> Option<Product> {
        let mut product = self.factor()?;
        loop {
            if self.take(&Symbol::Divide).is_some() {
                product = product.times(self.factor()?.inverse()?)?;
                continue;
            }
            let explicit = self.take(&Symbol::Times).is_some();
            let implicit =
                matches!(self.peek(), Some(Symbol::Letter(_) | Symbol::Number(_) | Symbol::Word(_) | Symbol::Open));
            if !explicit && !implicit {
                return Some(product);
            }
            product = product.times(self.factor()?)?;
        }
    }

    /// An atom with what is written behind it: `!`, `^2`.
    fn factor(&mut self) -> Option<Product> {
        let mut atom = self.atom()?;
        while self.take(&Symbol::Factorial).is_some() {
            atom = atom.factorial();
        }
        if self.take(&Symbol::Power).is_some() {
            let exponent = self.exponent()?;
            atom = atom.power(&exponent)?;
        }
        Some(atom)
    }

    fn exponent(&mut self) -> Option<Product> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let negative = self.take(&Symbol::Minus).is_some();
        self.exact += 1;
        let exponent = self.factor()?;
        self.exact -= 1;
        self.depth -= 1;
        if negative { exponent.times(Product::number(Ratio::MINUS_ONE)) } else { Some(exponent) }
    }

    fn atom(&mut self) -> Option<Product> {
        let symbol = self.peek()?.clone();
        self.at += 1;
        match symbol {
            Symbol::Number(text) => Ratio::read(&text).map(Product::number),
            Symbol::Letter(letter) => Some(Product::base(Base::Variable(letter, 0))),
            Symbol::Open => self.group(&Symbol::Close),
            Symbol::Bar => self.group(&Symbol::Bar),
            Symbol::Word(word) => self.function(word),
            Symbol::Plus
            | Symbol::Minus
            | Symbol::Times
            | Symbol::Divide
            | Symbol::Power
            | Symbol::Factorial
            | Symbol::Comma
            | Symbol::Close => None,
        }
    }

    /// What stands in parentheses: a single product is itself, a sum is a base of its own.
    fn group(&mut self, close: &Symbol) -> Option<Product> {
        let mut terms = self.terms()?;
        self.take(close)?;
        if self.exact == 0 && !self.is_raised() {
            terms = simplified(terms);
        }
        if terms.len() == 1 {
            return terms.pop();
        }
        Some(Product::base(Base::Other(spelled(&terms))))
    }

    /// Whether what was just read is raised to something that need not be a constant, or is a factorial.
    fn is_raised(&self) -> bool {
        match self.peek() {
            Some(Symbol::Factorial) => true,
            Some(Symbol::Power) => !matches!(self.symbols.get(self.at + 1), Some(Symbol::Number(_))),
            _ => false,
        }
    }

    /// A logarithm, a root, a least or a greatest. `log^2 n` is the square of a logarithm, `log n^2` is not.
    fn function(&mut self, word: &'static str) -> Option<Product> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let power = if self.take(&Symbol::Power).is_some() { Some(self.exponent()?) } else { None };
        let value = match word {
            "min" | "max" => self.extreme(word)?,
            "sqrt" => self.argument()?.power(&Product::number(Ratio::HALF))?,
            _ => {
                let argument = self.argument()?;
                if self.exact == 0 { argument.under_logarithm() } else { argument }.logarithm()
            }
        };
        self.depth -= 1;
        match power {
            Some(power) => value.power(&power),
            None => Some(value),
        }
    }

    /// The argument of a function: in parentheses alone, or the factor that follows.
    fn argument(&mut self) -> Option<Product> {
        if self.take(&Symbol::Open).is_some() {
            return self.group(&Symbol::Close);
        }
        self.factor()
    }

    fn extreme(&mut self, word: &str) -> Option<Product> {
        self.take(&Symbol::Open)?;
        let mut spelled = vec![self.sum()?];
        while self.take(&Symbol::Comma).is_some() {
            spelled.push(self.sum()?);
        }
        self.take(&Symbol::Close)?;
        spelled.sort_unstable();
        Some(Product::base(Base::Other(format!("{word} {}", spelled.join(", ")))))
    }
}

/// A sum, spelled with its terms in order.
fn spelled(terms: &[Product]) -> String {
    let mut spelled: Vec<String> = terms.iter().map(Product::spelling).collect();
    spelled.sort_unstable();
    spelled.join(" + ")
}

/// What a class sees of a sum: no constant factors, and no term that another one outgrows.
fn simplified(terms: Vec<Product>) -> Vec<Product> {
    let mut kept: Vec<Product> = Vec::new();
    for term in terms.into_iter().map(Product::unit) {
        if kept.iter().any(|other| other.outgrows(&term)) {
            continue;
        }
        kept.retain(|other| !term.outgrows(other));
        kept.push(term);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn theta_is_read_as_o() {
        assert!(same("O(n log n)", "Θ(n log n)"));
        assert!(same("O(n)", "θ(n)"));
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
            assert!(same(right, given), "{right} {given}: {:?} {:?}", canonical(right), canonical(given));
        }
    }

    #[test]
    fn classes_are_told_apart() {
        for (right, given) in [
            ("O(n log n)", "O(n)"),
            ("O(2^n)", "O(2^(2n))"),
            ("O(2^n)", "O(2^(n/2))"),
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
            ("O(1)", "O()"),
            ("O(1)", "constant"),
            ("O(n^2)", "O(n^3)"),
            ("O(n^2)", "O(n^-2)"),
            ("O(log n)", "O(1/log n)"),
        ] {
            assert!(!same(right, given), "{right} {given}: {:?}", canonical(given));
        }
    }
}
