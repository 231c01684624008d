//! Sums of products: multiplied out, raised and put under a logarithm as a class sees them.

use super::power::Base;
use super::product::Product;
use super::ratio::Ratio;

/// Most terms a product of sums is multiplied out to.
const MAX_TERMS: usize = 64;
/// Longest spelling of a sum that is dealt with, in bytes.
const MAX_SPELLING: usize = 4000;
/// Highest power of a sum that is multiplied out.
const MAX_POWER: i64 = 8;

/// What counts of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// No constant factors and no terms that another one outgrows.
    Class,
    /// Everything, as in an exponent.
    Exact,
}

/// Terms that are added.
#[derive(Debug, Clone)]
pub(super) struct Sum(Vec<Product>);

impl From<Product> for Sum {
    fn from(product: Product) -> Self {
        Self(vec![product])
    }
}

impl Sum {
    pub(super) fn plus(&mut self, other: Self) -> Option<()> {
        self.0.extend(other.0);
        (self.0.len() <= 4 * MAX_TERMS).then_some(())
    }

    /// The terms that count.
    pub(super) fn seen(self, sight: Sight) -> Option<Self> {
        let terms = match sight {
            Sight::Class => simplified(self.0),
            Sight::Exact => collected(self.0)?,
        };
        Some(Self(terms))
    }

    /// Multiplied out, unless that would be long: then each sum is a base of its own.
    pub(super) fn times(self, other: Self, sight: Sight) -> Option<Self> {
        if let ([own], [others]) = (self.0.as_slice(), other.0.as_slice()) {
            return Some(own.clone().times(others.clone())?.into());
        }
        // A short answer such as `(a+b)(c+d)…` must not cost more than a long one. Written the same
        // way it is still recognised.
        if self.0.len() * other.0.len() > MAX_TERMS {
            return Some(self.alone()?.times(other.alone()?)?.into());
        }
        let pairs = self
            .0
            .iter()
            .flat_map(|own| other.0.iter().map(move |others| (own, others)));
        let terms: Option<Vec<_>> = pairs
            .map(|(own, others)| own.clone().times(others.clone()))
            .collect();
        let product = Self(terms?).seen(sight)?;
        (product.spelling().len() <= MAX_SPELLING).then_some(product)
    }

    pub(super) fn inverse(self) -> Option<Self> {
        Some(self.alone()?.inverse()?.into())
    }

    pub(super) fn negative(self) -> Option<Self> {
        let terms: Option<Vec<_>> = self
            .0
            .into_iter()
            .map(|term| term.times(Product::number(Ratio::MINUS_ONE)))
            .collect();
        Some(Self(terms?))
    }

    /// Raised to a sum: `2^(n + 1)` is `2 * 2^n`.
    pub(super) fn power(self, exponent: &Self, sight: Sight) -> Option<Self> {
        if let ([_, _, ..], [lone]) = (self.0.as_slice(), exponent.0.as_slice())
            && let Some(times) = lone.whole().filter(|times| (1..=MAX_POWER).contains(times))
        {
            let mut power = self.clone();
            for _ in 1..times {
                power = power.times(self.clone(), sight)?;
            }
            return Some(power);
        }
        let base = self.alone()?;
        let mut power = Product::number(Ratio::ONE);
        for term in &exponent.0 {
            power = power.times(base.clone().power(term)?)?;
        }
        Some(power.into())
    }

    pub(super) fn factorial(self) -> Option<Self> {
        Some(self.alone()?.factorial().into())
    }

    /// Its logarithm: that of a product is the sum of those of its factors, and that of a sum grows as they do too.
    pub(super) fn logarithm(self, sight: Sight) -> Option<Self> {
        if sight == Sight::Exact {
            return Some(self.alone()?.logarithm().into());
        }
        let terms = simplified(self.0);
        let logarithms: Option<Vec<_>> = terms.iter().map(Product::logarithms).collect();
        match logarithms {
            Some(logarithms) => Self(logarithms.concat()).seen(sight),
            None => Some(Self(terms).alone()?.logarithm().into()),
        }
    }

    /// The greatest of some: as great as their sum, but for a constant.
    pub(super) fn greatest(all: Vec<Self>, sight: Sight) -> Option<Self> {
        if sight == Sight::Exact
            || all
                .iter()
                .flat_map(|sum| &sum.0)
                .any(|term| !term.is_positive())
        {
            return Some(Self::named("max", &all));
        }
        Self(all.into_iter().flat_map(|sum| sum.0).collect()).seen(sight)
    }

    pub(super) fn least(all: &[Self]) -> Self {
        Self::named("min", all)
    }

    fn named(word: &str, all: &[Self]) -> Self {
        let mut spelled: Vec<String> = all.iter().map(Self::spelling).collect();
        spelled.sort_unstable();
        spelled.dedup();
        if let ([_], [first, ..]) = (spelled.as_slice(), all) {
            return first.clone();
        }
        Product::base(Base::Other(format!("{word} {}", spelled.join(", ")))).into()
    }

    /// The number of which this is such a power, where both are numbers: 3 for 8 of 2.
    pub(super) fn power_of(&self, base: &Self) -> Option<Self> {
        let ([own], [base]) = (self.0.as_slice(), base.0.as_slice()) else {
            return None;
        };
        Some(Product::number(Ratio::whole(own.power_of(base)?)).into())
    }

    /// The sum as one product: a single term is itself, more of them are a base of their own.
    fn alone(mut self) -> Option<Product> {
        if self.0.len() == 1 {
            return self.0.pop();
        }
        let spelling = self.spelling();
        (spelling.len() <= MAX_SPELLING).then(|| Product::base(Base::Other(spelling)))
    }

    /// The sum with its terms in order.
    pub(super) fn spelling(&self) -> String {
        let mut spelled: Vec<String> = self.0.iter().map(Product::spelling).collect();
        spelled.sort_unstable();
        spelled.join(" + ")
    }
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

/// The same sum with like terms added up; zero if nothing is left.
fn collected(terms: Vec<Product>) -> Option<Vec<Product>> {
    let mut kept: Vec<Product> = Vec::new();
    for term in terms {
        match kept.iter_mut().find(|other| other.is_like(&term)) {
            Some(like) => like.add(&term)?,
            None => kept.push(term),
        }
    }
    kept.retain(|term| !term.is_nought());
    if kept.is_empty() {
        kept.push(Product::number(Ratio::ZERO));
    }
    Some(kept)
}
