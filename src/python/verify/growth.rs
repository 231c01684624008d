//! Whether counted operations grow as a card says. The only floating point numbers of this room.

use crate::domain::judge::same_class;

/// A class of growth in one variable, and its function.
type Class = (&'static str, fn(f64) -> f64);

/// The classes that counts are held against.
const CLASSES: [Class; 13] = [
    ("1", |_| 1.0),
    ("log n", f64::log2),
    ("sqrt(n)", f64::sqrt),
    ("n", |n| n),
    ("n log n", |n| n * n.log2()),
    ("n sqrt(n)", |n| n * n.sqrt()),
    ("n^2", |n| n * n),
    ("n^2 log n", |n| n * n * n.log2()),
    ("n^3", |n| n.powi(3)),
    ("2^n", f64::exp2),
    ("n 2^n", |n| n * n.exp2()),
    ("n!", factorial),
    ("n n!", |n| n * factorial(n)),
];

/// Larger factorials are infinite.
const LARGEST_FACTORIAL: f64 = 170.0;

fn factorial(n: f64) -> f64 {
    let mut product = 1.0;
    let mut factor = 2.0;
    while factor <= n.min(LARGEST_FACTORIAL + 1.0) {
        product *= factor;
        factor += 1.0;
    }
    product
}

/// Why counts do not confirm a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misfit {
    /// Counts cannot be compared with this class.
    UnknownClass,
    /// Another class, named, fits better; or none does.
    Better(Option<&'static str>),
}

/// Whether of all classes the claimed one fits best: count / f(n) varies least over the sizes.
pub(super) fn bear_out(claim: &str, sizes: &[u32], counts: &[f64]) -> Result<(), Misfit> {
    let claimed = CLASSES
        .iter()
        .find(|(class, _)| same_class(&format!("O({class})"), claim));
    let (claimed, _) = claimed.ok_or(Misfit::UnknownClass)?;
    match best(sizes, counts) {
        Some(best) if best == *claimed => Ok(()),
        best => Err(Misfit::Better(best)),
    }
}

fn best(sizes: &[u32], counts: &[f64]) -> Option<&'static str> {
    let spreads = CLASSES
        .iter()
        .filter_map(|(class, f)| Some((spread(*f, sizes, counts)?, *class)));
    spreads
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, class)| class)
}

/// Largest ratio over smallest; nothing where a ratio is not a positive number.
fn spread(f: fn(f64) -> f64, sizes: &[u32], counts: &[f64]) -> Option<f64> {
    let ratios = sizes
        .iter()
        .zip(counts)
        .map(|(n, count)| count / f(f64::from(*n)));
    let ratios: Vec<f64> = ratios.collect();
    let sound = !ratios.is_empty() && ratios.iter().all(|ratio| ratio.is_finite() && *ratio > 0.0);
    let largest = ratios.iter().copied().fold(f64::MIN, f64::max);
    let smallest = ratios.iter().copied().fold(f64::MAX, f64::min);
    sound.then(|| largest / smallest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(claim: &str, count: impl Fn(u32) -> f64) -> Result<(), Misfit> {
        let sizes = [64, 256, 1024, 4096];
        bear_out(claim, &sizes, &sizes.map(count))
    }

    #[test]
    fn each_class_fits_its_own_counts_best() {
        let sizes = [4, 6, 9, 12];
        for (class, f) in CLASSES {
            let counts = sizes.map(|n| f(f64::from(n)));
            assert_eq!(
                bear_out(&format!("O({class})"), &sizes, &counts),
                Ok(()),
                "{class}"
            );
        }
    }

    #[test]
    fn small_terms_do_not_mislead() {
        assert_eq!(fit("O(n)", |n| f64::from(2 * n + 5)), Ok(()));
        assert_eq!(fit("O(log n)", |n| f64::from(n.ilog2() + 1)), Ok(()));
        assert_eq!(fit("O(n log n)", |n| f64::from(n * n.ilog2())), Ok(()));
    }

    #[test]
    fn a_wrong_claim_is_told_the_better_class() {
        assert_eq!(
            fit("O(n)", |n| f64::from(n * n)),
            Err(Misfit::Better(Some("n^2")))
        );
        assert_eq!(fit("O(n²)", |n| f64::from(n * n)), Ok(()));
    }

    #[test]
    fn several_variables_and_missing_counts_are_no_evidence() {
        assert_eq!(fit("O(V + E)", f64::from), Err(Misfit::UnknownClass));
        assert_eq!(fit("O(n)", |_| 0.0), Err(Misfit::Better(None)));
        assert_eq!(bear_out("O(n)", &[], &[]), Err(Misfit::Better(None)));
    }
}
