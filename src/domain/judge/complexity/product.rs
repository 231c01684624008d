//! Products of powers with exact exponents, and their one spelling.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

/// An exact number: numerator and denominator, reduced, the denominator positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio(i64, i64);

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
    const ONE: Self = Self(1, 1);
    pub(super) const MINUS_ONE: Self = Self(-1, 1);
    pub(super) const HALF: Self = Self(1, 2);

    fn new(top: i64, bottom: i64) -> Option<Self> {
        let (mut a, mut b) = (top.unsigned_abs(), bottom.unsigned_abs());
        while b > 0 {
            (a, b) = (b, a % b);
        }
        let divisor = i64::try_from(a).ok()?;
        let sign = bottom.signum();
        (bottom != 0 && divisor > 0)
            .then(|| Some(Self(top.checked_mul(sign)? / divisor, bottom.checked_abs()? / divisor)))?
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let bottom = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
        Self::new(format!("{whole}{part}").parse().ok()?, bottom)
    }

    fn times(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_mul(other.0)?, self.1.checked_mul(other.1)?)
    }

    fn plus(self, other: Self) -> Option<Self> {
        let top = self.0.checked_mul(other.1)?.checked_add(other.0.checked_mul(self.1)?)?;
        Self::new(top, self.1.checked_mul(other.1)?)
    }
}

/// A product: a number, and powers of spelled-out bases. An exponent is a number times a spelled-out product.
#[derive(Debug, Clone)]
pub(super) struct Product {
    number: Ratio,
    powers: BTreeMap<(String, String), Ratio>,
}

impl Product {
    pub(super) const fn number(number: Ratio) -> Self {
        Self { number, powers: BTreeMap::new() }
    }

    pub(super) fn base(spelling: String) -> Self {
        Self { number: Ratio::ONE, powers: [((spelling, String::new()), Ratio::ONE)].into() }
    }

    pub(super) fn times(mut self, other: Self) -> Option<Self> {
        self.number = self.number.times(other.number)?;
        for (key, exponent) in other.powers {
            let own = self.powers.get(&key).copied().unwrap_or(Ratio(0, 1));
            self.powers.insert(key, own.plus(exponent)?);
        }
        self.powers.retain(|_, exponent| exponent.0 != 0);
        Some(self)
    }

    /// This product to a power that is itself a product.
    pub(super) fn power(self, exponent: &Self) -> Option<Self> {
        if exponent.powers.is_empty() && (self.number == Ratio::ONE || exponent.number == Ratio::ONE) {
            let powers = self.powers.into_iter().map(|(key, own)| Some((key, own.times(exponent.number)?)));
            return Some(Self { number: self.number, powers: powers.collect::<Option<_>>()? });
        }
        let symbolic = Self { number: Ratio::ONE, powers: exponent.powers.clone() }.spelling();
        let symbolic = if exponent.powers.is_empty() { String::new() } else { symbolic };
        Some(Self { number: Ratio::ONE, powers: [((self.spelling(), symbolic), exponent.number)].into() })
    }

    /// The same without its constant factor; the sign stays, and so does nought.
    pub(super) fn unit(self) -> Self {
        Self { number: Ratio(self.number.0.signum(), 1), ..self }
    }

    /// Whether it is nowhere less than another, but for a constant: each of its powers is at least the other's, and a
    /// base is never less than one.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let power = |of: &Self, key| of.powers.get(key).copied().unwrap_or(Ratio(0, 1));
        let known = self.powers.keys().chain(other.powers.keys()).all(|key| power(other, key) <= power(self, key));
        known && (self.number.0 > 0 || self.number == other.number)
    }

    pub(super) fn inverse(self) -> Option<Self> {
        let number = Ratio::new(self.number.1, self.number.0)?;
        let powers = self.powers.into_iter().map(|(key, own)| Some((key, own.times(Ratio::MINUS_ONE)?)));
        Some(Self { number, powers: powers.collect::<Option<_>>()? })
    }

    pub(super) fn spelling(&self) -> String {
        let mut text = format!("{}/{}", self.number.0, self.number.1);
        for ((base, symbolic), exponent) in &self.powers {
            let _ = write!(text, "*<{base}>^<{}/{}*{symbolic}>", exponent.0, exponent.1);
        }
        text
    }
}
