//! Products of powers with exact exponents, and their one spelling.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::growth::ProductGrowth;

/// Greatest prime that is looked for in a number.
const MAX_PRIME: i64 = 1000;

/// An exact number: numerator and denominator, reduced, the denominator positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio(i64, i64);

impl Default for Ratio {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let crossed = |a: i64, b: i64| i128::from(a) * i128::from(b);
        crossed(self.0, other.1).cmp(&crossed(other.0, self.1))
    }
}

impl Ratio {
    pub(super) const ZERO: Self = Self(0, 1);
    pub(super) const ONE: Self = Self(1, 1);
    pub(super) const MINUS_ONE: Self = Self(-1, 1);
    pub(super) const HALF: Self = Self(1, 2);

    fn new(top: i64, bottom: i64) -> Option<Self> {
        let (mut a, mut b) = (top.unsigned_abs(), bottom.unsigned_abs());
        while b > 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i64::try_from(a).ok()?;
        let sign = bottom.signum();
        (bottom != 0 && divisor > 0).then(|| {
            Some(Self(
                top.checked_mul(sign)? / divisor,
                bottom.checked_abs()? / divisor,
            ))
        })?
    }

    pub(super) const fn whole(number: i64) -> Self {
        Self(number, 1)
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let bottom = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
        Self::new(format!("{whole}{part}").parse().ok()?, bottom)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_mul(other.0)?, self.1.checked_mul(other.1)?)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let top = self
            .0
            .checked_mul(other.1)?
            .checked_add(other.0.checked_mul(self.1)?)?;
        Self::new(top, self.1.checked_mul(other.1)?)
    }

    fn inverse(self) -> Option<Self> {
        Self::new(self.1, self.0)
    }

    /// This number to a power, where that is an exact number of this size.
    fn power(self, exponent: Self) -> Option<Self> {
        if self == Self::ONE || exponent == Self::ONE {
            return Some(self);
        }
        let times = u32::try_from(exponent.0.unsigned_abs())
            .ok()
            .filter(|_| exponent.1 == 1)?;
        let raised = Self(self.0.checked_pow(times)?, self.1.checked_pow(times)?);
        if exponent.0 < 0 {
            raised.inverse()
        } else {
            Some(raised)
        }
    }

    /// The primes whose product this number is, each with its power. What is left over, if the
    /// number has a large prime factor, counts as a prime.
    fn primes(self) -> Option<Vec<(Self, Self)>> {
        let mut primes = Vec::new();
        for (mut rest, sign) in [(self.0, 1), (self.1, -1)] {
            for prime in 2..=MAX_PRIME {
                let mut times = 0;
                // Every prime divides 0, for ever.
                while rest % prime == 0 && rest > 0 {
                    rest /= prime;
                    times += sign;
                }
                if times != 0 {
                    primes.push((Self::whole(prime), Self::whole(times)));
                }
            }
            if rest > 1 {
                primes.push((Self::whole(rest), Self::whole(sign)));
            }
        }
        (self > Self::ZERO).then_some(primes)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "growth is told apart by far more than rounding"
    )]
    pub(super) const fn float(self) -> f64 {
        self.0 as f64 / self.1 as f64
    }
}

/// What is raised to a power.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Base {
    /// A variable under this many logarithms; under none, the variable itself.
    Variable(char, u8),
    /// The factorial of a variable.
    Factorial(char),
    /// A constant raised to something that is not one.
    Number(Ratio),
    /// Anything else, spelled out.
    Other(String),
}

/// What an exponent holds next to its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbolic {
    /// Nothing: it is a number.
    None,
    /// A variable.
    Variable(char),
    /// Anything else, spelled out.
    Other(String),
}

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
            number: Ratio(self.number.0.signum(), 1),
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
        (self.powers.is_empty() && self.number.1 == 1).then_some(self.number.0)
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
        let mut text = format!("{}/{}", self.number.0, self.number.1);
        for ((base, symbolic), exponent) in &self.powers {
            let _ = match base {
                Base::Variable(name, logs) => {
                    write!(text, "*{}{name}", "log ".repeat(usize::from(*logs)))
                }
                Base::Factorial(name) => write!(text, "*{name}!"),
                Base::Number(number) => write!(text, "*{}/{}", number.0, number.1),
                Base::Other(spelling) => write!(text, "*<{spelling}>"),
            };
            let _ = match symbolic {
                Symbolic::None => write!(text, "^{}/{}", exponent.0, exponent.1),
                Symbolic::Variable(name) => write!(text, "^{}/{}*{name}", exponent.0, exponent.1),
                Symbolic::Other(spelling) => {
                    write!(text, "^{}/{}*<{spelling}>", exponent.0, exponent.1)
                }
            };
        }
        text
    }
}
