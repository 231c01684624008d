//! How far predictions were from what happened.

/// Number of bins for [`rmse`].
const BINS: usize = 20;

/// The mean negative logarithm of the probability given to what happened.
pub(super) fn log_loss(predictions: &[f64], passed: &[bool]) -> f64 {
    let losses = predictions.iter().zip(passed).map(|(prediction, passed)| {
        let given = if *passed {
            *prediction
        } else {
            1.0 - prediction
        };
        -libm::log(given)
    });
    mean(losses)
}

/// The chance that a pass was predicted higher than a fail, by ranks (Mann and Whitney); equal predictions share their rank.
pub(super) fn auc(predictions: &[f64], passed: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..predictions.len()).collect();
    order.sort_by(|a, b| predictions[*a].total_cmp(&predictions[*b]));
    let remembered = passed.iter().filter(|passed| **passed).count();
    let forgotten = passed.len() - remembered;
    if remembered == 0 || forgotten == 0 {
        return 0.5;
    }
    let mut rank_sum = 0.0;
    let mut start = 0;
    while start < order.len() {
        let value = predictions[order[start]];
        let end = order[start..]
            .iter()
            .position(|place| predictions[*place] > value)
            .map_or(order.len(), |length| start + length);
        // Ranks count from 1: this is the mean of `start + 1` to `end`.
        let shared = number(start + 1 + end) / 2.0;
        let remembered_here = order[start..end]
            .iter()
            .filter(|place| passed[**place])
            .count();
        rank_sum += shared * number(remembered_here);
        start = end;
    }
    // The sum of ranks if every pass had been predicted lower than every fail.
    let least = number(remembered) * number(remembered + 1) / 2.0;
    (rank_sum - least) / (number(remembered) * number(forgotten))
}

/// The root of the mean squared gap between prediction and outcome, over bins of predictions.
pub(super) fn rmse(predictions: &[f64], passed: &[bool]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); BINS];
    for (prediction, passed) in predictions.iter().zip(passed) {
        let place = (0..BINS - 1)
            .find(|place| *prediction < number(place + 1) / number(BINS))
            .unwrap_or(BINS - 1);
        let bin = &mut bins[place];
        bin.0 += prediction;
        bin.1 += f64::from(u8::from(*passed));
        bin.2 += 1.0;
    }
    let all: f64 = bins.iter().map(|bin| bin.2).sum();
    let squares: f64 = bins
        .iter()
        .filter(|bin| bin.2 > 0.0)
        .map(|(predicted, happened, count)| {
            let gap = (predicted - happened) / count;
            gap * gap * count
        })
        .sum();
    if all == 0.0 {
        0.0
    } else {
        (squares / all).sqrt()
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    if count == 0 {
        0.0
    } else {
        values.sum::<f64>() / number(count)
    }
}

/// A count as a float; exact far beyond any log.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_has_an_auc_of_one() {
        let near = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-12, "{value}");
        near(auc(&[0.2, 0.4, 0.6], &[false, true, true]), 1.0);
        near(auc(&[0.6, 0.4, 0.2], &[false, true, true]), 0.0);
        near(auc(&[0.5, 0.5, 0.5], &[false, true, true]), 0.5);
        near(auc(&[0.3, 0.3], &[true, true]), 0.5);
    }

    #[test]
    fn a_calibrated_prediction_has_no_gap() {
        let passed = [true, true, true, false];
        assert!(rmse(&[0.75; 4], &passed) < 1e-12);
        assert!((rmse(&[0.25; 4], &passed) - 0.5).abs() < 1e-12);
        assert!(rmse(&[], &[]) < 1e-12);
    }

    #[test]
    fn log_loss_is_the_surprise() {
        let loss = log_loss(&[0.5, 0.5], &[true, false]);
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-12);
    }
}
