//! Exact numbers.

use std::cmp::Ordering;
use std::fmt;

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

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
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

    /// The number, if it is a whole one.
    pub(super) fn as_whole(self) -> Option<i64> {
        (self.1 == 1).then_some(self.0)
    }

    /// 1, 0 or -1.
    pub(super) const fn sign(self) -> Self {
        Self(self.0.signum(), 1)
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

    pub(super) fn inverse(self) -> Option<Self> {
        Self::new(self.1, self.0)
    }

    /// This number to a power, where that is an exact number of this size.
    pub(super) fn power(self, exponent: Self) -> Option<Self> {
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
    pub(super) fn primes(self) -> Option<Vec<(Self, Self)>> {
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
