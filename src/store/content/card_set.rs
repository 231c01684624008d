//! Sets of cards by their numbers in the content index.

/// A set of cards, a bit for each number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::store) struct CardSet(Vec<u64>);

impl CardSet {
    /// Every number from 1 to the last.
    pub(in crate::store) fn up_to(last: i64) -> Self {
        let mut all = Self::default();
        for number in 1..=last {
            all.insert(number);
        }
        all
    }

    pub(in crate::store) fn insert(&mut self, number: i64) {
        let Ok(number) = usize::try_from(number) else {
            return;
        };
        let word = number / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    pub(in crate::store) fn contains(&self, number: i64) -> bool {
        let Ok(number) = usize::try_from(number) else {
            return false;
        };
        self.0
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    pub(in crate::store) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The numbers, smallest first.
    pub(in crate::store) fn numbers(&self) -> impl Iterator<Item = i64> {
        let words = (0_i64..).step_by(64).zip(&self.0);
        words.flat_map(|(first, word)| {
            (first..first + 64).filter(move |n| word >> (n - first) & 1 == 1)
        })
    }

    /// Keeps what is in the other set too.
    pub(in crate::store) fn intersect(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    /// Adds what is in the other set.
    pub(in crate::store) fn unite(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    /// Removes what is in the other set.
    pub(in crate::store) fn subtract(&mut self, other: &Self) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= !other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[i64]) -> CardSet {
        let mut set = CardSet::default();
        for number in numbers {
            set.insert(*number);
        }
        set
    }

    #[test]
    fn sets_are_joined_and_cut() {
        let (mut one, other) = (set(&[1, 64, 200]), set(&[64, 65]));
        assert!(one.contains(200) && !one.contains(199) && !one.contains(-1));
        one.unite(&other);
        assert_eq!(one.numbers().collect::<Vec<_>>(), [1, 64, 65, 200]);
        assert_eq!(one.len(), 4);
        one.intersect(&set(&[1, 65, 66]));
        assert_eq!(one, set(&[1, 65]));
        one.subtract(&set(&[1]));
        assert_eq!(one.numbers().collect::<Vec<_>>(), [65]);
        assert_eq!(CardSet::up_to(3).numbers().collect::<Vec<_>>(), [1, 2, 3]);
    }
}
