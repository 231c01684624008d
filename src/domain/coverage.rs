//! Which events something holds, as runs of numbers by device.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::event::EventKey;
use crate::domain::id::DeviceId;

/// A run of numbers, both ends included.
pub type SeqRun = (u64, u64);

/// A set of events. A device numbers its events without gaps, so that a few runs say it all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(BTreeMap<DeviceId, Vec<SeqRun>>);

impl Coverage {
    /// Adds an event.
    pub fn insert(&mut self, key: &EventKey) {
        self.insert_run(&key.device, (key.seq, key.seq));
    }

    /// Adds the events of a device from one number to another.
    pub fn insert_run(&mut self, device: &DeviceId, (first, last): SeqRun) {
        if !self.0.contains_key(device) {
            self.0.insert(device.clone(), Vec::new());
        }
        let Some(runs) = self.0.get_mut(device) else {
            return;
        };
        // Runs that overlap the new one or touch it become one with it; they are neighbours.
        let begin = runs.partition_point(|run| run.1.saturating_add(1) < first);
        let end = runs.partition_point(|run| run.0 <= last.saturating_add(1));
        let joined = runs[begin..end].iter().fold((first, last), |joined, run| {
            (joined.0.min(run.0), joined.1.max(run.1))
        });
        runs.splice(begin..end, [joined]);
    }

    /// Adds all events of another set.
    pub fn extend(&mut self, other: &Self) {
        for (device, run) in other.runs() {
            self.insert_run(device, run);
        }
    }

    /// All runs, by device.
    pub fn runs(&self) -> impl Iterator<Item = (&DeviceId, SeqRun)> {
        self.0
            .iter()
            .flat_map(|(device, runs)| runs.iter().map(move |run| (device, *run)))
    }

    /// How many events it holds.
    pub fn count(&self) -> u64 {
        self.runs().map(|(_, (first, last))| last - first + 1).sum()
    }

    /// The events that another set lacks.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut rest = Self::default();
        for (device, (mut first, last)) in self.runs() {
            for (from, to) in other.0.get(device).into_iter().flatten() {
                if *to < first || *from > last {
                    continue;
                }
                if first < *from {
                    rest.insert_run(device, (first, from - 1));
                }
                first = to.saturating_add(1);
            }
            if first <= last {
                rest.insert_run(device, (first, last));
            }
        }
        rest
    }

    /// Its first events, at most that many.
    #[must_use]
    pub fn first(&self, most: u64) -> Self {
        let mut taken = Self::default();
        let mut room = most;
        for (device, (first, last)) in self.runs() {
            if room == 0 {
                break;
            }
            let end = last.min(first.saturating_add(room - 1));
            taken.insert_run(device, (first, end));
            room -= end - first + 1;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn device(number: u64) -> DeviceId {
        DeviceId::parse(&format!("{number:016x}")).unwrap()
    }

    fn of(keys: &BTreeSet<(u64, u64)>) -> Coverage {
        let mut coverage = Coverage::default();
        for (number, seq) in keys {
            coverage.insert(&EventKey {
                device: device(*number),
                seq: *seq,
            });
        }
        coverage
    }

    fn keys() -> impl Strategy<Value = BTreeSet<(u64, u64)>> {
        proptest::collection::btree_set((0_u64..3, 1_u64..20), 0..40)
    }

    proptest! {
        #[test]
        fn runs_behave_like_sets(one in keys(), other in keys(), most in 0_usize..30) {
            let (a, b) = (of(&one), of(&other));
            prop_assert_eq!(a.count(), one.len() as u64);
            prop_assert_eq!(a.without(&b), of(&one.difference(&other).copied().collect()));
            let mut both = a.clone();
            both.extend(&b);
            prop_assert_eq!(both, of(&one.union(&other).copied().collect()));
            prop_assert_eq!(a.first(most as u64), of(&one.iter().take(most).copied().collect()));
        }

        #[test]
        fn the_order_of_arrival_does_not_matter(one in keys()) {
            let mut reversed = Coverage::default();
            for (number, seq) in one.iter().rev() {
                reversed.insert_run(&device(*number), (*seq, *seq));
            }
            prop_assert_eq!(reversed, of(&one));
        }
    }
}
