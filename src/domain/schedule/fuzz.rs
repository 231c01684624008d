//! Spreading intervals: how far one may move, and which day within that is taken.

use sha2::{Digest, Sha256};

use super::switch::Switch;
use crate::domain::day::StudyDay;
use crate::domain::id::CardId;

// Cards learned together come due together and help each other's recall, so they are spread apart. Short
// intervals are spread by a larger share, because a day or two is all there is to choose from; the bands
// make the share fall smoothly, each counting only the days that lie in it.

/// Nothing moves below this interval, in hundredths of a day.
const FUZZ_FROM: u64 = 250;
/// Bands of the fuzz: hundredths of a day where one begins and ends, and its percentage of each day in it.
const BANDS: [(u64, u64, u64); 3] = [(250, 700, 15), (700, 2_000, 10), (2_000, u64::MAX, 5)];

/// The shortest and the longest interval, in days, that an interval may be moved to.
pub(super) fn range(raw: u64) -> (u64, u64) {
    let hundredths = raw.saturating_mul(100);
    if hundredths < FUZZ_FROM {
        return (raw, raw);
    }
    let spread = BANDS.iter().fold(100, |sum: u64, (from, to, percent)| {
        // Divided before it is multiplied: an interval that saturated would overflow. The second
        // term brings back what the division cut off.
        sum.saturating_add(hundredths.min(*to).saturating_sub(*from) / 100 * percent)
            .saturating_add(hundredths.min(*to).saturating_sub(*from) % 100 * percent / 100)
    });
    (
        half_up(hundredths.saturating_sub(spread)),
        half_up(hundredths.saturating_add(spread)),
    )
}

/// Hundredths of a day as whole days, halves up.
fn half_up(hundredths: u64) -> u64 {
    hundredths.saturating_add(50) / 100
}

/// The draw of a card at its n-th review: the same number on every machine and at every replay. A hash
/// instead of a random number, because a merge may have to schedule an answer again and must get the day
/// that the other machine got.
pub(super) fn draw(card: &CardId, reviews: u32) -> u32 {
    let mut hash = Sha256::new();
    hash.update(card.as_str().as_bytes());
    hash.update([0]);
    hash.update(reviews.to_be_bytes());
    hash.finalize()
        .iter()
        .take(4)
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// What an interval depends on besides the card's memory and the grade.
pub(super) struct Moment<'a> {
    pub(super) today: StudyDay,
    /// The card's draw.
    pub(super) draw: u32,
    /// How many cards are due on a day.
    pub(super) load: &'a dyn Fn(StudyDay) -> u32,
}

impl Moment<'_> {
    /// The interval within a range: on the day with the lightest load, ties by the card's draw.
    pub(super) fn pick(&self, shortest: u64, longest: u64, balance: Switch) -> u64 {
        if !balance.is_on() || shortest == longest {
            return shortest + place(self.draw, longest - shortest + 1);
        }
        let load =
            |days: u64| (self.load)(self.today.plus(i32::try_from(days).unwrap_or(i32::MAX)));
        let loads: Vec<(u64, u32)> = (shortest..=longest)
            .map(|days| (days, load(days)))
            .collect();
        let lightest = loads.iter().map(|(_, load)| *load).min().unwrap_or(0);
        let ties: Vec<u64> = loads
            .iter()
            .filter(|(_, load)| *load == lightest)
            .map(|(days, _)| *days)
            .collect();
        usize::try_from(place(self.draw, ties.len() as u64))
            .ok()
            .and_then(|place| ties.get(place).copied())
            .unwrap_or(shortest)
    }
}

/// The place among `count` that a draw falls on; a larger draw never falls on a smaller place.
fn place(draw: u32, count: u64) -> u64 {
    // A remainder would jump with every change of `count`. This keeps the draw's relative place, so
    // a wider range never moves a card from its late end to its early one.
    u64::try_from((u128::from(draw) * u128::from(count)) >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_grows_by_bands() {
        let cases = [
            (1, (1, 1)),
            (2, (2, 2)),
            (3, (2, 4)),
            (6, (4, 8)),
            (7, (5, 9)),
            (20, (17, 23)),
            (100, (93, 107)),
        ];
        for (raw, expected) in cases {
            assert_eq!(range(raw), expected, "{raw}");
        }
        assert!(range(u64::MAX).0 <= range(u64::MAX).1);
    }

    #[test]
    fn the_draw_of_a_card_never_changes() {
        let card = CardId::parse("decorators.wraps").unwrap();
        assert_eq!(
            (draw(&card, 0), draw(&card, 1)),
            (2_668_683_386, 565_479_558)
        );
        assert_eq!(
            (place(0, 7), place(u32::MAX, 7), place(u32::MAX / 2, 2)),
            (0, 6, 0)
        );
    }
}
