//! The weights of FSRS-6 as settings: whole ten-thousandths, so that equal weights have equal texts.

use serde::{Deserialize, Serialize};

use super::{DEFAULT_WEIGHTS, WEIGHTS};

/// A weight is stored as a whole number of these parts.
const PARTS: f64 = 10_000.0;

/// The least value of each weight (published with the reference optimiser of FSRS-6). Outside the
/// bounds the formulas stop making sense: a forgetting curve that rises, a stability below zero.
const LEAST: [f64; WEIGHTS] = [
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001, 0.001, 0.001, 0.001,
    0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.1,
];
/// The greatest value of each weight.
const GREATEST: [f64; WEIGHTS] = [
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0,
    2.0, 2.0, 0.8, 0.8,
];

/// The 21 weights, each within its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[i32; WEIGHTS]", into = "[i32; WEIGHTS]")]
pub struct Weights([i32; WEIGHTS]);

impl Weights {
    /// The weights nearest to these numbers that lie within the bounds; nothing for a number that is
    /// not finite.
    pub fn nearest(numbers: [f64; WEIGHTS]) -> Option<Self> {
        if !numbers.iter().all(|number| number.is_finite()) {
            return None;
        }
        let mut parts = [0; WEIGHTS];
        for (place, part) in parts.iter_mut().enumerate() {
            *part = to_parts(numbers[place].clamp(LEAST[place], GREATEST[place]));
        }
        // A better first answer never leaves a weaker memory.
        for place in 1..4 {
            parts[place] = parts[place].max(parts[place - 1]);
        }
        Some(Self(parts))
    }

    /// The weights as numbers.
    pub fn numbers(&self) -> [f64; WEIGHTS] {
        self.0.map(|parts| f64::from(parts) / PARTS)
    }

    /// Reads 21 numbers separated by commas or spaces, each within its bounds.
    pub fn from_text(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text
            .split([',', ' '])
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        Self::try_from(<[f64; WEIGHTS]>::try_from(numbers).ok()?.map(to_parts)).ok()
    }

    /// The weights as text, separated by commas.
    pub fn text(&self) -> String {
        self.numbers().map(|number| number.to_string()).join(",")
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self(DEFAULT_WEIGHTS.map(to_parts))
    }
}

impl TryFrom<[i32; WEIGHTS]> for Weights {
    type Error = String;
    fn try_from(parts: [i32; WEIGHTS]) -> Result<Self, String> {
        let weights = Self(parts);
        // What would repair weights also checks them, so that bounds and order are written down
        // once. These are whole parts already, so rounding cannot make a difference.
        if Self::nearest(weights.numbers()) == Some(weights) {
            Ok(weights)
        } else {
            Err("a weight of FSRS-6 is out of its bounds".to_owned())
        }
    }
}

impl From<Weights> for [i32; WEIGHTS] {
    fn from(weights: Weights) -> Self {
        weights.0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a float saturates, and a weight out of its bounds is refused afterwards"
)]
fn to_parts(number: f64) -> i32 {
    libm::round(number * PARTS) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_weights_survive_text_and_storage() {
        let weights = Weights::default();
        let bits = |numbers: [f64; WEIGHTS]| numbers.map(f64::to_bits);
        assert_eq!(bits(weights.numbers()), bits(DEFAULT_WEIGHTS));
        assert_eq!(Weights::from_text(&weights.text()), Some(weights));
        let stored = serde_json::to_string(&weights).unwrap();
        assert_eq!(serde_json::from_str::<Weights>(&stored).unwrap(), weights);
    }

    #[test]
    fn weights_out_of_bounds_are_refused() {
        let mut rising_curve = DEFAULT_WEIGHTS;
        rising_curve[20] = -0.1;
        let text = rising_curve.map(|number| number.to_string()).join(", ");
        assert_eq!(Weights::from_text(&text), None);
        assert_eq!(Weights::from_text("0.2, 1.3"), None);
        assert_eq!(Weights::from_text("hello"), None);
        assert_eq!(Weights::nearest([f64::NAN; WEIGHTS]), None);
        let nearest = Weights::nearest(rising_curve).unwrap();
        assert!((nearest.numbers()[20] - 0.1).abs() < 1e-12);
    }
}
