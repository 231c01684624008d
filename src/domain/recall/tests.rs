use super::*;
use crate::domain::schedule::fsrs6::{FsrsModel, Rating};

/// A learner whose memory follows FSRS-6 with other weights than the published ones.
fn simulated(seed: u64) -> Vec<Recalled> {
    let mut weights = crate::domain::schedule::fsrs6::DEFAULT_WEIGHTS;
    weights[0] = 0.1;
    weights[2] = 1.2;
    weights[8] = 1.4;
    weights[20] = 0.25;
    let truth = FsrsModel::with_weights(weights).unwrap();
    let mut draw = Draw(seed);
    let mut answers = Vec::new();
    for card in 0..200 {
        let first = StudyDay::from_number(i32::try_from(card / 4).unwrap());
        let mut memory = truth.first(Rating::Good);
        let (mut day, mut interval) = (first, 1_u32);
        answers.push((day, card, Rating::Good, None));
        while day.number() < 120 {
            let gap = interval + u32::try_from(draw.below(3)).unwrap();
            day = day.plus(i32::try_from(gap).unwrap());
            let is_recalled = draw.share() < truth.recall(memory, f64::from(gap));
            let rating = if is_recalled {
                Rating::Good
            } else {
                Rating::Again
            };
            answers.push((day, card, rating, Some(interval)));
            memory = truth.after(memory, rating, gap);
            interval = if is_recalled { interval * 2 + 1 } else { 1 };
        }
    }
    answers.sort_by_key(|(day, card, ..)| (*day, *card));
    let in_order = answers
        .into_iter()
        .map(|(day, card, rating, interval)| Recalled {
            card,
            day,
            rating,
            interval,
        });
    in_order.collect()
}

/// A small generator (xorshift), so that the test draws the same everywhere.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

fn score(comparison: &ModelComparison, model: RecallModel) -> ModelScore {
    *comparison
        .scores
        .iter()
        .find(|score| score.model == model)
        .unwrap()
}

#[test]
fn the_adapted_model_beats_the_baselines() {
    for seed in [7, 77, 777] {
        let comparison = compare(&simulated(seed), &FsrsModel::default());
        assert!(comparison.predicted > ENOUGH);
        let adapted = score(&comparison, RecallModel::Fsrs6Adapted);
        for baseline in [RecallModel::Constant, RecallModel::MovingAverage] {
            let baseline = score(&comparison, baseline);
            assert!(adapted.auc > baseline.auc, "{seed}: {comparison:?}");
            assert!(
                adapted.log_loss < baseline.log_loss,
                "{seed}: {comparison:?}"
            );
        }
    }
}

#[test]
fn nothing_is_predicted_from_nothing() {
    let empty = compare(&[], &FsrsModel::default());
    assert_eq!(empty.predicted, 0);
    let first = simulated(7)[0];
    let twice = compare(&[first, first], &FsrsModel::default());
    assert_eq!(
        twice.predicted, 0,
        "a second answer on the same day tests nothing"
    );
}
