//! Items that several machines change: whatever the order, they agree, and nothing is lost.

use std::collections::BTreeSet;

use milepost::domain::event::HybridClock;
use milepost::domain::id::DeviceId;
use milepost::domain::versions::{ItemText, ItemVersions, KeptSide, VersionId};
use proptest::prelude::*;

const MACHINES: usize = 4;

/// What happens on a machine.
#[derive(Debug, Clone, Copy)]
enum Act {
    Change(u8),
    Delete,
    Settle(bool),
    /// Learns what another machine knows.
    Hear(usize),
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let act = prop_oneof![
        3 => (0_u8..4).prop_map(Act::Change),
        1 => Just(Act::Delete),
        1 => any::<bool>().prop_map(Act::Settle),
        4 => (0..MACHINES).prop_map(Act::Hear),
    ];
    (0..MACHINES, act)
}

fn text(text: u8) -> ItemText {
    ItemText {
        file: None,
        text: text.to_string(),
        place: 0,
    }
}

fn machine(number: usize) -> DeviceId {
    DeviceId::parse(&format!("{number:032x}")).unwrap()
}

/// Runs what happens; gives what each machine knows, and every text that nobody replaced or settled knowingly.
fn run(acts: &[(usize, Act)]) -> (Vec<ItemVersions>, BTreeSet<ItemText>) {
    let mut machines = vec![ItemVersions::default(); MACHINES];
    let mut dropped = BTreeSet::new();
    let mut written = BTreeSet::new();
    for (step, (at, act)) in (1_i64..).zip(acts) {
        let id = VersionId {
            clock: HybridClock::from_number(step),
            by: machine(*at),
        };
        let item = &mut machines[*at];
        match act {
            Act::Change(value) => {
                // A text of its own, so that it can be followed.
                let new = text(value.wrapping_add(u8::try_from(step % 60).unwrap() * 4));
                dropped.extend(item.content().cloned());
                dropped.remove(&new);
                written.insert(new.clone());
                item.change(id, Some(new));
            }
            Act::Delete => {
                dropped.extend(item.content().cloned());
                item.change(id, None);
            }
            Act::Settle(is_mine) => {
                if let Some(aside) = item.aside().cloned() {
                    let (kept, gone) = if *is_mine {
                        (KeptSide::InPlace, Some(aside))
                    } else {
                        (KeptSide::Aside, item.content().cloned())
                    };
                    dropped.extend(gone);
                    item.settle(kept);
                }
            }
            Act::Hear(from) => {
                let heard = machines[*from].clone();
                machines[*at].join(&heard);
            }
        }
    }
    (machines, &written - &dropped)
}

/// Every text that stands.
fn texts(item: &ItemVersions) -> BTreeSet<ItemText> {
    let mut item = item.clone();
    let mut found = BTreeSet::new();
    while let Some(aside) = item.aside().cloned() {
        found.insert(aside);
        item.settle(KeptSide::InPlace);
    }
    found.extend(item.content().cloned());
    found
}

fn joined(items: impl IntoIterator<Item = ItemVersions>) -> ItemVersions {
    let mut all = ItemVersions::default();
    for item in items {
        all.join(&item);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn machines_agree_in_whatever_order_they_hear_of_each_other(
        acts in prop::collection::vec(act(), 1..40)
    ) {
        let (machines, kept) = run(&acts);
        let forward = joined(machines.clone());
        let backward = joined(machines.iter().rev().cloned());
        prop_assert_eq!(&forward, &backward);
        let mut pairs = joined(machines[..2].to_vec());
        pairs.join(&joined(machines[2..].to_vec()));
        prop_assert_eq!(&forward, &pairs);
        let mut twice = forward.clone();
        twice.join(&backward);
        prop_assert_eq!(&forward, &twice);
        for machine in &machines {
            prop_assert!(forward.covers(machine));
        }
        let standing = texts(&forward);
        for text in kept {
            prop_assert!(standing.contains(&text), "{text:?} is lost: {forward:?}");
        }
    }

    #[test]
    fn a_change_of_one_side_is_taken(value in 0_u8..9, other in 10_u8..20) {
        let id = |clock, by| VersionId { clock: HybridClock::from_number(clock), by: machine(by) };
        let mut one = ItemVersions::default();
        one.change(id(1, 0), Some(text(value)));
        let mut two = one.clone();
        two.change(id(2, 1), Some(text(other)));
        one.join(&two);
        prop_assert_eq!(one.content(), Some(&text(other)));
        prop_assert_eq!(one.aside(), None);
    }
}
