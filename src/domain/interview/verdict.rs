//! The verdict of an interview: a band for each dimension, and the sentence of a rubric that decided it.
//!
//! The rules are written down for learners in `docs/interviews.md`; both change together.

use std::collections::BTreeMap;

use crate::domain::card::Weight;
use crate::domain::interview::{
    Band, Dimension, InterviewAnswer, InterviewVerdict, Interviewer, Record,
};

/// Shares of the weight of a dimension's points, in hundredths, from which a band is reached.
const STRONG_HIRE_FROM: u32 = 90;
const HIRE_FROM: u32 = 65;
const NO_HIRE_FROM: u32 = 35;

/// What an interview came to in one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionRating {
    /// The band.
    pub band: Band,
    /// The sentence that decided: the first needed point that was missed, else the first other one that was
    /// missed, else the first that was made.
    pub sentence: String,
    /// Whether that point was made.
    pub is_met: bool,
}

/// What an interview came to, as an interviewer would report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiringVerdict {
    /// The whole.
    pub band: Band,
    /// The dimension with the lowest band, the first of several.
    pub weakest: Dimension,
    /// By dimension; one that nothing was asked about is missing.
    pub dimensions: BTreeMap<Dimension, DimensionRating>,
}

/// One point that an answer made or missed.
struct Observation<'r> {
    dimension: Dimension,
    sentence: &'r str,
    weight: Weight,
    is_met: bool,
}

/// The verdict of an interview; nothing when no answer was rated.
pub fn verdict(record: &Record) -> Option<HiringVerdict> {
    let mut seen: BTreeMap<Dimension, Vec<Observation<'_>>> = BTreeMap::new();
    for observation in record.turns.iter().flat_map(observations) {
        seen.entry(observation.dimension)
            .or_default()
            .push(observation);
    }
    let mut dimensions: BTreeMap<Dimension, DimensionRating> = seen
        .into_iter()
        .filter_map(|(dimension, seen)| Some((dimension, rate(&seen)?)))
        .collect();
    if let Some(interviewer) = &record.interviewer {
        mark_bands(&mut dimensions, interviewer);
    }
    let (weakest, rating) = dimensions.iter().min_by_key(|(_, rating)| rating.band)?;
    Some(HiringVerdict {
        band: overall(&dimensions, rating.band),
        weakest: *weakest,
        dimensions,
    })
}

/// A friend's own band replaces the one that follows from the points, and a reason replaces their sentence.
fn mark_bands(dimensions: &mut BTreeMap<Dimension, DimensionRating>, interviewer: &Interviewer) {
    for (dimension, mark) in &interviewer.marks {
        let rating = dimensions.entry(*dimension).or_insert(DimensionRating {
            band: mark.band,
            sentence: String::new(),
            is_met: true,
        });
        rating.band = mark.band;
        if !mark.because.is_empty() {
            rating.sentence.clone_from(&mark.because);
            rating.is_met = mark.band >= Band::Hire;
        }
    }
}

/// The mean of the bands, but at most one above the weakest: a strong talk does not make up for a program
/// that does not work.
fn overall(dimensions: &BTreeMap<Dimension, DimensionRating>, weakest: Band) -> Band {
    let sum: u32 = dimensions.values().map(|rating| rating.band.number()).sum();
    let count = u32::try_from(dimensions.len()).unwrap_or(u32::MAX).max(1);
    // Halves go down: between two bands the lower one is taken.
    let mean = (2 * sum + count - 1) / (2 * count);
    Band::from_number(mean.min(weakest.number() + 1)).unwrap_or(weakest)
}

/// The band of some points: a needed one weighs twice as much as another.
fn rate(seen: &[Observation<'_>]) -> Option<DimensionRating> {
    let weight = |observation: &Observation<'_>| match observation.weight {
        Weight::Must => 2,
        Weight::Extra => 1,
    };
    let all: u32 = seen.iter().map(weight).sum();
    let made: u32 = seen.iter().filter(|one| one.is_met).map(weight).sum();
    let percent = (100 * made).checked_div(all)?;
    let band = match percent {
        // One point proves neither excellence nor hopelessness.
        0 if seen.len() == 1 => Band::NoHire,
        _ if seen.len() == 1 => Band::Hire,
        STRONG_HIRE_FROM.. => Band::StrongHire,
        HIRE_FROM.. => Band::Hire,
        NO_HIRE_FROM.. => Band::NoHire,
        _ => Band::StrongNoHire,
    };
    let decided = deciding(seen)?;
    Some(DimensionRating {
        band,
        sentence: decided.sentence.to_owned(),
        is_met: decided.is_met,
    })
}

fn deciding<'s, 'r>(seen: &'s [Observation<'r>]) -> Option<&'s Observation<'r>> {
    let missed = || seen.iter().filter(|one| !one.is_met);
    missed()
        .find(|one| one.weight == Weight::Must)
        .or_else(|| missed().next())
        .or_else(|| seen.first())
}

/// What an answer showed. A point that nobody rated shows nothing; one of a question that was passed on was
/// missed.
fn observations(turn: &InterviewAnswer) -> Vec<Observation<'_>> {
    if turn.points.is_empty() {
        return judged(turn).into_iter().collect();
    }
    let rated = |place: usize| match turn.verdict {
        InterviewVerdict::Ticked | InterviewVerdict::Skipped | InterviewVerdict::Blank => true,
        // The tests have decided the first point; the others wait for a tick that never came.
        InterviewVerdict::Right
        | InterviewVerdict::Near
        | InterviewVerdict::Wrong
        | InterviewVerdict::Unrated => place == 0 && turn.tests().is_some(),
    };
    let points = turn.points.iter().enumerate();
    points
        .filter(|(place, _)| rated(*place))
        .map(|(place, claim)| Observation {
            dimension: Dimension::of_point(turn.kind, turn.round, place),
            sentence: &claim.point.text,
            weight: claim.point.weight,
            is_met: turn.is_met(place),
        })
        .collect()
}

/// A judged answer has no rubric: the question itself is what was needed.
fn judged(turn: &InterviewAnswer) -> Option<Observation<'_>> {
    if turn.verdict == InterviewVerdict::Unrated {
        return None;
    }
    Some(Observation {
        dimension: Dimension::of_question(turn.kind, turn.round),
        sentence: &turn.prompt,
        weight: Weight::Must,
        is_met: turn.met() > 0,
    })
}
