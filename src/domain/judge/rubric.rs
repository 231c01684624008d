//! A rubric that the learner ticks.

use crate::domain::card::{Point, Weight};
use crate::domain::grade::Grade;

/// How an open answer fared against its rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rubric {
    /// Points that were met.
    pub met: u32,
    /// Points in all.
    pub total: u32,
    /// Must points that were not met.
    pub missing_must: u32,
    /// The grade that the rule suggests.
    pub suggested: Grade,
}

/// The places of the points in the order they are shown and ticked: needed ones first.
pub fn shown_order(points: &[Point]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&place| points[place].weight != Weight::Must);
    order
}

/// Counts the ticked points, given by their places: every must point is Good, half of the rest besides Easy,
/// one must point missing Hard, anything less Again.
pub fn judge_rubric(points: &[Point], ticked: &[usize]) -> Rubric {
    let count = |weight: Weight, met: bool| {
        let alike = points
            .iter()
            .enumerate()
            .filter(|(_, point)| point.weight == weight);
        alike
            .filter(|(place, _)| ticked.contains(place) == met)
            .count()
    };
    let (must, rest) = (count(Weight::Must, true), count(Weight::Extra, true));
    let (missing_must, missing_rest) = (count(Weight::Must, false), count(Weight::Extra, false));
    let suggested = match missing_must {
        _ if must + rest == 0 => Grade::AGAIN,
        0 if rest > 0 && rest >= missing_rest => Grade::EASY,
        0 => Grade::GOOD,
        1 => Grade::HARD,
        _ => Grade::AGAIN,
    };
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let met = number(must + rest);
    Rubric {
        met,
        total: number(points.len()),
        missing_must: number(missing_must),
        suggested,
    }
}
