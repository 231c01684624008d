//! How the dimensions went over the latest interviews.

use std::collections::BTreeMap;

use crate::domain::interview::{Band, Dimension, Record, verdict};

/// Interviews that a trend goes back, the latest included.
const TREND: usize = 6;
/// Interviews that say how strong a learner is today: older ones say little.
const LATEST: usize = 3;

/// The bands of each dimension in the latest interviews with a verdict, oldest first. Interviews that showed
/// nothing of a dimension are left out of its bands.
pub fn trend<'r>(
    records: impl DoubleEndedIterator<Item = &'r Record>,
) -> BTreeMap<Dimension, Vec<Band>> {
    bands_of_latest(records, TREND)
}

/// The dimensions whose mean band over the latest interviews is below hire, the weakest first.
pub fn weak_dimensions<'r>(records: impl DoubleEndedIterator<Item = &'r Record>) -> Vec<Dimension> {
    let mut weak: Vec<(f64, Dimension)> = bands_of_latest(records, LATEST)
        .into_iter()
        .map(|(dimension, bands)| (mean(&bands), dimension))
        .filter(|(mean, _)| *mean < f64::from(Band::Hire.number()))
        .collect();
    weak.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    weak.into_iter().map(|(_, dimension)| dimension).collect()
}

fn bands_of_latest<'r>(
    records: impl DoubleEndedIterator<Item = &'r Record>,
    count: usize,
) -> BTreeMap<Dimension, Vec<Band>> {
    let mut verdicts: Vec<_> = records.rev().filter_map(verdict).take(count).collect();
    verdicts.reverse();
    let mut bands: BTreeMap<Dimension, Vec<Band>> = BTreeMap::new();
    for verdict in verdicts {
        for (dimension, rating) in verdict.dimensions {
            bands.entry(dimension).or_default().push(rating.band);
        }
    }
    bands
}

fn mean(bands: &[Band]) -> f64 {
    let sum: u32 = bands.iter().map(|band| band.number()).sum();
    let count = u32::try_from(bands.len()).unwrap_or(u32::MAX).max(1);
    f64::from(sum) / f64::from(count)
}
