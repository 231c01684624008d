//! How a learner differs from a model of memory.

/// A straight line through log-odds: what a model's prediction is scaled and shifted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// The slope.
    pub scale: f64,
    /// What is added.
    pub shift: f64,
}

impl Default for Correction {
    fn default() -> Self {
        Self {
            scale: 1.0,
            shift: 0.0,
        }
    }
}

impl Correction {
    fn is_none(self) -> bool {
        (self.scale - 1.0).abs() < 1e-9 && self.shift.abs() < 1e-9
    }

    /// The learner's probability where the model says this one.
    pub fn correct(self, probability: f64) -> f64 {
        if self.is_none() {
            return probability;
        }
        let held = probability.clamp(0.001, 0.999);
        let odds = libm::log(held / (1.0 - held));
        1.0 / (1.0 + libm::exp(-(self.scale * odds + self.shift)))
    }
}
