//! Products of powers with exact exponents, and their one spelling.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::growth::ProductGrowth;
use super::power::{Base, Symbolic};
use super::ratio::Ratio;

/// A product: a number, and powers of bases. An exponent is a number times what is not one.
#[derive(Debug, Clone)]
pub(super) struct Product {
    number: Ratio,
    powers: BTreeMap<(Base, Symbolic), Ratio>,
}

impl Product {
    pub(super) const fn number(number: Ratio) -> Self {
        Self {
            number,
            powers: BTreeMap::new(),
        }
    }

    pub(super) fn base(base: Base) -> Self {
        Self {
            number: Ratio::ONE,
            powers: [((base, Symbolic::None), Ratio::ONE)].into(),
        }
    }

    pub(super) fn factorial(self) -> Self {
        Self::base(match self.alone() {
            Some(Base::Variable(name, 0)) => Base::Factorial(*name),
            _ => Base::Other(format!("{}!", self.spelling())),
        })
    }

    pub(super) fn logarithm(self) -> Self {
        Self::base(match self.alone() {
            Some(Base::Variable(name, logs)) => Base::Variable(*name, logs.saturating_add(1)),
            _ => Base::Other(format!("log {}", self.spelling())),
        })
    }

    pub(super) fn times(mut self, other: Self) -> Option<Self> {
        self.number = self.number.times(other.number)?;
        for (key, exponent) in other.powers {
            let own = self.powers.get(&key).copied().unwrap_or(Ratio::ZERO);
            self.powers.insert(key, own.plus(exponent)?);
        }
        self.powers.retain(|_, exponent| *exponent != Ratio::ZERO);
        Some(self)
    }

    /// This product to a power that is itself a product.
    pub(super) fn power(self, exponent: &Self) -> Option<Self> {
        // Where the number has no exact power (a root of 2), the whole stays a power of its
        // spelling.
        if exponent.powers.is_empty()
            && let Some(number) = self.number.power(exponent.number)
        {
            return Some(Self {
                number,
                ..self.stretched(exponent.number)?
            });
        }
        let beside = Self {
            number: Ratio::ONE,
            powers: exponent.powers.clone(),
        };
        let symbolic = match beside.alone() {
            Some(Base::Variable(name, 0)) => Symbolic::Variable(*name),
            _ if beside.powers.is_empty() => Symbolic::None,
            _ => Symbolic::Other(beside.spelling()),
        };
        let base = match self.alone() {
            Some(base) => base.clone(),
            None if self.powers.is_empty() => {
                return Self::number_power(self.number, &symbolic, exponent.number);
            }
            None => Base::Other(self.spelling()),
        };
        Some(Self {
            number: Ratio::ONE,
            powers: [((base, symbolic), exponent.number)].into(),
        })
    }

    /// A number to a power, by its primes: `4^n` is `2^(2n)`.
    fn number_power(number: Ratio, symbolic: &Symbolic, exponent: Ratio) -> Option<Self> {
        let primes = number
            .primes()
            .unwrap_or_else(|| vec![(number, Ratio::ONE)]);
        let power = |(prime, times): (Ratio, Ratio)| {
            Some((
                (Base::Number(prime), symbolic.clone()),
                exponent.times(times)?,
            ))
        };
        Some(Self {
            number: Ratio::ONE,
            powers: primes.into_iter().map(power).collect::<Option<_>>()?,
        })
    }

    /// The same with each exponent multiplied.
    fn stretched(mut self, times: Ratio) -> Option<Self> {
        for exponent in self.powers.values_mut() {
            *exponent = exponent.times(times)?;
        }
        self.powers.retain(|_, exponent| *exponent != Ratio::ZERO);
        Some(self)
    }

    /// The base that is the whole of this product.
    fn alone(&self) -> Option<&Base> {
        let mut powers = self.powers.iter();
        let ((base, symbolic), exponent) = powers.next()?;
        let plain =
            *symbolic == Symbolic::None && *exponent == Ratio::ONE && self.number == Ratio::ONE;
        (plain && powers.next().is_none()).then_some(base)
    }

    /// The same without its constant factors; the sign stays, and so does zero.
    pub(super) fn unit(mut self) -> Self {
        self.powers.retain(|(base, symbolic), _| {
            !matches!((base, symbolic), (Base::Number(_), Symbolic::None))
        });
        Self {
            number: self.number.sign(),
            ..self
        }
    }

    /// The logarithms that add up to this product's, as a class sees them: that of a number is a
    /// constant, and `log n!` is `n log n`. Nothing if the product may be less than one.
    pub(super) fn logarithms(&self) -> Option<Vec<Self>> {
        if !self.is_positive() || self.powers.values().any(|exponent| *exponent < Ratio::ZERO) {
            return None;
        }
        if self.powers.is_empty() {
            return Some(vec![Self::number(Ratio::ONE)]);
        }
        let logarithm = |((base, symbolic), exponent): (&(Base, Symbolic), &Ratio)| {
            let logarithm = match base {
                Base::Factorial(name) => Self::base(Base::Variable(*name, 0))
                    .times(Self::base(Base::Variable(*name, 1)))?,
                Base::Number(_) => Self::number(Ratio::ONE),
                Base::Variable(..) | Base::Other(_) => Self::base(base.clone()).logarithm(),
            };
            match symbolic {
                Symbolic::None => Some(logarithm),
                Symbolic::Variable(name) => logarithm.times(Self::base(Base::Variable(*name, 0))),
                Symbolic::Other(_) => {
                    let power = [((base.clone(), symbolic.clone()), *exponent)].into();
                    Some(
                        Self {
                            number: Ratio::ONE,
                            powers: power,
                        }
                        .logarithm(),
                    )
                }
            }
        };
        self.powers.iter().map(logarithm).collect()
    }

    /// The whole number that is all of this product.
    pub(super) fn whole(&self) -> Option<i64> {
        self.number.as_whole().filter(|_| self.powers.is_empty())
    }

    /// To what power a whole number gives this one.
    pub(super) fn power_of(&self, base: &Self) -> Option<i64> {
        let (own, base) = (self.whole()?, base.whole().filter(|base| *base > 1)?);
        (0..=62_u32)
            .find(|times| base.checked_pow(*times) == Some(own))
            .map(i64::from)
    }

    pub(super) fn is_positive(&self) -> bool {
        self.number > Ratio::ZERO
    }

    pub(super) fn is_nought(&self) -> bool {
        self.number == Ratio::ZERO
    }

    /// Whether they differ at most in their constant factors.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.powers == other.powers
    }

    /// Adds a product that is like this one.
    pub(super) fn add(&mut self, other: &Self) -> Option<()> {
        self.number = self.number.plus(other.number)?;
        Some(())
    }

    /// Whether a sum of the two is seen as this one alone. Of two that cover each other one stays.
    pub(super) fn outgrows(&self, other: &Self) -> bool {
        // The spelling only settles which of two equals stays.
        self.covers(other) && (!other.covers(self) || self.spelling() <= other.spelling())
    }

    /// Whether it is nowhere less than another, but for a constant: it grows as fast in each variable, and has every
    /// power of which nothing is known at least as high. A base is never less than one.
    fn covers(&self, other: &Self) -> bool {
        let (Some(own), Some(others)) = (
            ProductGrowth::of(&self.powers),
            ProductGrowth::of(&other.powers),
        ) else {
            return false;
        };
        others.is_within(&own) && (self.number > Ratio::ZERO || self.number == other.number)
    }

    pub(super) fn inverse(self) -> Option<Self> {
        let number = self.number.inverse()?;
        Some(Self {
            number,
            ..self.stretched(Ratio::MINUS_ONE)?
        })
    }

    pub(super) fn spelling(&self) -> String {
        let mut text = self.number.to_string();
        for ((base, symbolic), exponent) in &self.powers {
            let _ = match base {
                Base::Variable(name, logs) => {
                    write!(text, "*{}{name}", "log ".repeat(usize::from(*logs)))
                }
                Base::Factorial(name) => write!(text, "*{name}!"),
                Base::Number(number) => write!(text, "*{number}"),
                Base::Other(spelling) => write!(text, "*<{spelling}>"),
            };
            let _ = match symbolic {
                Symbolic::None => write!(text, "^{exponent}"),
                Symbolic::Variable(name) => write!(text, "^{exponent}*{name}"),
                Symbolic::Other(spelling) => {
                    write!(text, "^{exponent}*<{spelling}>")
                }
            };
        }
        text
    }
}
