//! How fast a product grows in each of its variables, by which one term of a sum outgrows another.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::power::{Base, Symbolic};
use super::ratio::Ratio;

/// Far below the differences between exponentials, far above rounding errors.
const ROUNDING: f64 = 1e-9;

/// The growth of a product.
#[derive(Debug, Default)]
pub(super) struct ProductGrowth<'p> {
    variables: BTreeMap<char, GrowthRate>,
    /// Powers that do not grow in one variable alone.
    other: BTreeMap<&'p (Base, Symbolic), Ratio>,
}

impl<'p> ProductGrowth<'p> {
    /// The growth of powers; nothing if a number is too large.
    pub(super) fn of(powers: &'p BTreeMap<(Base, Symbolic), Ratio>) -> Option<Self> {
        let mut growth = Self::default();
        for (key, exponent) in powers {
            growth.add(key, *exponent)?;
        }
        Some(growth)
    }

    fn add(&mut self, key: &'p (Base, Symbolic), exponent: Ratio) -> Option<()> {
        match key {
            (Base::Variable(name, logs), Symbolic::None) => {
                self.rate(*name).raise(*logs, exponent)?;
            }
            // By Stirling's formula n! is sqrt(n) (n / e)^n, but for a constant.
            (Base::Factorial(name), Symbolic::None) => {
                let rate = self.rate(*name);
                rate.tower = rate.tower.plus(exponent)?;
                rate.exponential -= exponent.float();
                rate.raise(0, exponent.times(Ratio::HALF)?)?;
            }
            (Base::Variable(name, 0), Symbolic::Variable(same)) if name == same => {
                let rate = self.rate(*name);
                rate.tower = rate.tower.plus(exponent)?;
            }
            (Base::Number(number), Symbolic::Variable(name)) if *number > Ratio::ZERO => {
                self.rate(*name).exponential += exponent.float() * number.float().ln();
            }
            _ => drop(self.other.insert(key, exponent)),
        }
        Some(())
    }

    fn rate(&mut self, name: char) -> &mut GrowthRate {
        self.variables.entry(name).or_default()
    }

    fn rate_in(&self, name: char) -> &GrowthRate {
        static NONE: GrowthRate = GrowthRate {
            tower: Ratio::ZERO,
            exponential: 0.0,
            powers: BTreeMap::new(),
        };
        self.variables.get(&name).unwrap_or(&NONE)
    }

    /// Whether another grows at least as fast in every variable, and has every other power at least as high.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let power = |of: &Self, key| of.other.get(key).copied().unwrap_or(Ratio::ZERO);
        let mut names = self.variables.keys().chain(other.variables.keys());
        let mut keys = self.other.keys().chain(other.other.keys());
        names.all(|name| self.rate_in(*name).is_within(other.rate_in(*name)))
            && keys.all(|key| power(self, key) <= power(other, key))
    }
}

/// How fast a product grows in one variable `n`: what counts most stands first.
#[derive(Debug, Default)]
struct GrowthRate {
    /// The `a` of `n^(a n)`.
    tower: Ratio,
    /// The `b` of `e^(b n)`.
    exponential: f64,
    /// The exponents of `n`, of `log n`, of `log log n`, by the number of logarithms.
    powers: BTreeMap<u8, Ratio>,
}

impl GrowthRate {
    fn raise(&mut self, logs: u8, exponent: Ratio) -> Option<()> {
        let own = self.powers.get(&logs).copied().unwrap_or(Ratio::ZERO);
        self.powers.insert(logs, own.plus(exponent)?);
        Some(())
    }

    fn is_within(&self, other: &Self) -> bool {
        let apart = self.exponential - other.exponential;
        let exponential = if apart.abs() < ROUNDING {
            Ordering::Equal
        } else {
            apart.total_cmp(&0.0)
        };
        let power = |of: &Self, logs| of.powers.get(logs).copied().unwrap_or(Ratio::ZERO);
        // In order: the power of `n` counts before that of `log n`, and so on.
        let logs: BTreeSet<&u8> = self.powers.keys().chain(other.powers.keys()).collect();
        let powers = logs
            .into_iter()
            .map(|logs| power(self, logs).cmp(&power(other, logs)));
        // The first difference decides, as `n^n` outgrows every exponential and that every power.
        let mut all = [self.tower.cmp(&other.tower), exponential]
            .into_iter()
            .chain(powers);
        all.find(|order| order.is_ne()) != Some(Ordering::Greater)
    }
}
