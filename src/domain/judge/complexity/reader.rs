//! Reads the symbols of a class as a sum.

use super::power::Base;
use super::product::Product;
use super::ratio::Ratio;
use super::sum::{Sight, Sum};
use super::symbols::{Root, Symbol};

/// Deepest nesting.
const MAX_DEPTH: usize = 24;

pub(super) struct Reader<'a> {
    symbols: &'a [Symbol],
    at: usize,
    depth: usize,
    /// Exponents around this place: in them a constant counts.
    exact: usize,
    /// Whether the innermost open group is one between bars: there a bar closes it.
    in_bars: bool,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(symbols: &'a [Symbol]) -> Self {
        Self {
            symbols,
            at: 0,
            depth: 0,
            exact: 0,
            in_bars: false,
        }
    }

    /// The sum that all of the symbols are.
    pub(super) fn whole(&mut self) -> Option<Sum> {
        let sum = self.sum()?;
        self.is_done().then_some(sum)
    }

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

    const fn sight(&self) -> Sight {
        if self.exact == 0 {
            Sight::Class
        } else {
            Sight::Exact
        }
    }

    fn deeper(&mut self) -> Option<()> {
        // Not taken back where reading fails: then the whole text is given up.
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(())
    }

    /// What counts of a sum.
    fn sum(&mut self) -> Option<Sum> {
        self.terms()?.seen(self.sight())
    }

    fn terms(&mut self) -> Option<Sum> {
        self.deeper()?;
        let mut terms = self.product()?;
        loop {
            if self.take(&Symbol::Plus).is_some() {
                terms.plus(self.product()?)?;
            } else if self.take(&Symbol::Minus).is_some() {
                terms.plus(self.product()?.negative()?)?;
            } else {
                break;
            }
        }
        self.depth -= 1;
        Some(terms)
    }

    fn product(&mut self) -> Option<Sum> {
        let mut product = self.factor()?;
        loop {
            if self.take(&Symbol::Divide).is_some() {
                product = product.times(self.factor()?.inverse()?, self.sight())?;
                continue;
            }
            let explicit = self.take(&Symbol::Times).is_some();
            if !explicit && !self.is_at_factor() {
                return Some(product);
            }
            product = product.times(self.factor()?, self.sight())?;
        }
    }

    /// Whether a factor follows without a sign.
    fn is_at_factor(&self) -> bool {
        use Symbol::{Bar, Glued, Letter, Number, Open, Word};
        match self.peek() {
            Some(Letter(_) | Glued(_) | Number(_) | Word(_) | Open) => true,
            Some(Bar) => !self.in_bars,
            _ => false,
        }
    }

    /// An atom with what is written behind it: `!`, `^2`.
    fn factor(&mut self) -> Option<Sum> {
        let mut atom = self.atom()?;
        while self.take(&Symbol::Factorial).is_some() {
            atom = atom.factorial()?;
        }
        if self.take(&Symbol::Power).is_some() {
            let exponent = self.exponent()?;
            atom = atom.power(&exponent, self.sight())?;
        }
        Some(atom)
    }

    fn exponent(&mut self) -> Option<Sum> {
        self.deeper()?;
        let negative = self.take(&Symbol::Minus).is_some();
        self.exact += 1;
        // A factor with a power of its own, since powers group to the right.
        let exponent = self.factor()?;
        self.exact -= 1;
        self.depth -= 1;
        if negative {
            exponent.negative()
        } else {
            Some(exponent)
        }
    }

    fn atom(&mut self) -> Option<Sum> {
        let symbol = self.peek()?.clone();
        self.at += 1;
        match symbol {
            Symbol::Number(text) => Ratio::read(&text).map(|number| Product::number(number).into()),
            Symbol::Letter(letter) | Symbol::Glued(letter) => {
                Some(Product::base(Base::Variable(letter, 0)).into())
            }
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
            | Symbol::Root(_)
            | Symbol::Close => None,
        }
    }

    /// What stands in parentheses or between bars.
    fn group(&mut self, close: &Symbol) -> Option<Sum> {
        let around = std::mem::replace(&mut self.in_bars, *close == Symbol::Bar);
        let terms = self.terms()?;
        self.take(close)?;
        self.in_bars = around;
        // `(2n)^2` is `n^2` to a class, but the 2 of `(2n)^n` counts.
        terms.seen(if self.is_raised() {
            Sight::Exact
        } else {
            self.sight()
        })
    }

    /// Whether what was just read is raised to something that need not be a constant, or is a factorial.
    fn is_raised(&self) -> bool {
        match self.peek() {
            Some(Symbol::Factorial) => true,
            Some(Symbol::Power) => {
                !matches!(self.symbols.get(self.at + 1), Some(Symbol::Number(_)))
            }
            _ => false,
        }
    }

    /// A logarithm, a root, a least or a greatest. `log^2 n` is the square of a logarithm, `log n^2` is not.
    fn function(&mut self, word: &'static str) -> Option<Sum> {
        self.deeper()?;
        let root = self.root();
        let power = if self.take(&Symbol::Power).is_some() {
            Some(self.exponent()?)
        } else {
            None
        };
        let value = match word {
            "min" => Sum::least(&self.arguments()?),
            "max" => Sum::greatest(self.arguments()?, self.sight())?,
            "sqrt" => self
                .argument()?
                .power(&Product::number(Ratio::HALF).into(), self.sight())?,
            _ => self.logarithm(root)?,
        };
        self.depth -= 1;
        match power {
            Some(power) => value.power(&power, self.sight()),
            None => Some(value),
        }
    }

    /// The base that stands behind the name of a logarithm.
    fn root(&mut self) -> Option<Root> {
        let Some(Symbol::Root(root)) = self.peek() else {
            return None;
        };
        let root = root.clone();
        self.at += 1;
        Some(root)
    }

    /// A logarithm. Its base counts in an exponent alone, and is 2 if none is written.
    fn logarithm(&mut self, root: Option<Root>) -> Option<Sum> {
        let argument = self.argument()?;
        let sight = self.sight();
        if sight == Sight::Class {
            return argument.logarithm(sight);
        }
        let base: Sum = match root.unwrap_or_else(|| Root::Number("2".to_owned())) {
            Root::Natural => return argument.logarithm(sight),
            Root::Number(text) => Product::number(Ratio::read(&text)?).into(),
            Root::Letter(letter) => Product::base(Base::Variable(letter, 0)).into(),
        };
        match argument.power_of(&base) {
            Some(power) => Some(power),
            None => argument
                .logarithm(sight)?
                .times(base.logarithm(sight)?.inverse()?, sight),
        }
    }

    /// The argument of a function: in parentheses alone, or the factor that follows with what is written as one with it.
    fn argument(&mut self) -> Option<Sum> {
        if self.take(&Symbol::Open).is_some() {
            return self.group(&Symbol::Close);
        }
        let is_number = matches!(self.peek(), Some(Symbol::Number(_)));
        let mut argument = self.factor()?;
        if is_number && matches!(self.peek(), Some(Symbol::Letter(_))) {
            argument = argument.times(self.factor()?, self.sight())?;
        }
        while matches!(self.peek(), Some(Symbol::Glued(_))) {
            argument = argument.times(self.factor()?, self.sight())?;
        }
        Some(argument)
    }

    /// Arguments in parentheses, with commas between them.
    fn arguments(&mut self) -> Option<Vec<Sum>> {
        self.take(&Symbol::Open)?;
        let mut all = vec![self.sum()?];
        while self.take(&Symbol::Comma).is_some() {
            all.push(self.sum()?);
        }
        self.take(&Symbol::Close)?;
        Some(all)
    }
}
