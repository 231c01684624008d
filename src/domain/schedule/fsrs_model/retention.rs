//! The recall that intervals aim at.

use serde::{Deserialize, Serialize};

/// Expected recall at the end of an interval, in percent: 70 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct DesiredRetention(u8);

impl DesiredRetention {
    /// 90 %.
    pub const DEFAULT: Self = Self(90);

    /// From whole percent; nothing outside 70 to 99, where intervals become absurd.
    pub const fn from_percent(percent: u8) -> Option<Self> {
        if 70 <= percent && percent <= 99 {
            Some(Self(percent))
        } else {
            None
        }
    }

    /// Reads a share such as 0.9 or 0,85, with two digits at most.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix("0.")
            .or_else(|| text.strip_prefix("0,"))?;
        let number: u8 = digits.parse().ok()?;
        match digits.len() {
            1 => Self::from_percent(number.checked_mul(10)?),
            2 => Self::from_percent(number),
            _ => None,
        }
    }

    /// Whole percent.
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// The share, 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl TryFrom<u8> for DesiredRetention {
    type Error = String;
    fn try_from(percent: u8) -> Result<Self, String> {
        Self::from_percent(percent).ok_or_else(|| "desired retention is 70 to 99 %".to_owned())
    }
}

impl From<DesiredRetention> for u8 {
    fn from(retention: DesiredRetention) -> Self {
        retention.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retention_is_a_share_of_two_digits() {
        let read = |text| DesiredRetention::from_text(text).map(DesiredRetention::percent);
        assert_eq!(read("0.9"), Some(90));
        assert_eq!(read("0.85"), Some(85));
        for wrong in [
            "0.69", "1", "1.0", "0.999", "90", "0.", "-0.9", "0.1", "0.+9",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
