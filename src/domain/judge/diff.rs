//! What differs between two sequences: the longest common subsequence, as runs.

/// A run of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Expected, not given.
    Missing(String),
    /// Given, not expected.
    Extra(String),
}

/// Table cells beyond which two sequences are not compared in the middle: all of it differs.
const MAX_CELLS: usize = 1_000_000;

/// One step through both sequences, by places in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Same(usize, usize),
    Missing(usize),
    Extra(usize),
}

/// The steps from the expected to the given sequence: nothing common is lost. Where they
/// differ, what was given comes before what was expected.
pub(crate) fn edits<T>(expected: &[T], given: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Edit> {
    // Common ends are cut off first: the table below grows with the product of what is left.
    let head = expected
        .iter()
        .zip(given)
        .take_while(|(a, b)| same(a, b))
        .count();
    let (rest_e, rest_g) = (&expected[head..], &given[head..]);
    let tail = rest_e
        .iter()
        .rev()
        .zip(rest_g.iter().rev())
        .take_while(|(a, b)| same(a, b))
        .count();
    let (middle_e, middle_g) = (
        &rest_e[..rest_e.len() - tail],
        &rest_g[..rest_g.len() - tail],
    );
    let mut all: Vec<Edit> = (0..head).map(|i| Edit::Same(i, i)).collect();
    all.extend(
        middle(middle_e, middle_g, same)
            .into_iter()
            .map(|edit| shifted(edit, head)),
    );
    let (end_e, end_g) = (head + middle_e.len(), head + middle_g.len());
    all.extend((0..tail).map(|i| Edit::Same(end_e + i, end_g + i)));
    let is_same = |edit: &Edit| matches!(edit, Edit::Same(..));
    // The sort is stable, so both sides keep their own order within a run.
    for run in all.chunk_by_mut(|a, b| is_same(a) == is_same(b)) {
        run.sort_by_key(|edit| matches!(edit, Edit::Missing(_)));
    }
    all
}

fn shifted(edit: Edit, by: usize) -> Edit {
    match edit {
        Edit::Same(i, j) => Edit::Same(i + by, j + by),
        Edit::Missing(i) => Edit::Missing(i + by),
        Edit::Extra(j) => Edit::Extra(j + by),
    }
}

fn middle<T>(expected: &[T], given: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Edit> {
    let (rows, columns) = (expected.len(), given.len());
    if (rows + 1).saturating_mul(columns + 1) > MAX_CELLS {
        return (0..rows)
            .map(Edit::Missing)
            .chain((0..columns).map(Edit::Extra))
            .collect();
    }
    let lengths = common_lengths(expected, given, &same);
    let length = |i: usize, j: usize| lengths[i * (columns + 1) + j];
    let (mut i, mut j) = (0, 0);
    let mut all = Vec::new();
    while i < rows || j < columns {
        if i < rows && j < columns && same(&expected[i], &given[j]) {
            all.push(Edit::Same(i, j));
            (i, j) = (i + 1, j + 1);
        } else if i < rows && (j == columns || length(i + 1, j) >= length(i, j + 1)) {
            all.push(Edit::Missing(i));
            i += 1;
        } else {
            all.push(Edit::Extra(j));
            j += 1;
        }
    }
    all
}

/// Row by row, the length of the longest common subsequence of what follows each pair of places.
fn common_lengths<T>(expected: &[T], given: &[T], same: &impl Fn(&T, &T) -> bool) -> Vec<u32> {
    let (rows, width) = (expected.len(), given.len() + 1);
    let mut lengths = vec![0_u32; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..width - 1).rev() {
            lengths[i * width + j] = if same(&expected[i], &given[j]) {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    lengths
}
