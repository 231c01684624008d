//! Plots of counts.

use crate::domain::lang::Lang;
use crate::ui::plot::{Bar, Plot, Shape};

/// A plot of counts, each with its share, under a title, a note and a summary.
pub(super) fn bars(
    id: &'static str,
    lang: Lang,
    [title, note, summary]: [&str; 3],
    counts: impl Iterator<Item = (String, u64)> + Clone,
) -> Plot {
    let all: u64 = counts.clone().map(|(_, count)| count).sum();
    let bar = |(label, count): (String, u64)| {
        let share = (all > 0).then(|| float(count) / float(all));
        let figure = share.map_or_else(
            || "0".to_owned(),
            |share| format!("{}, {:.0} %", lang.whole(count), share * 100.0),
        );
        Bar {
            label,
            value: float(count),
            more: 0.0,
            figure,
        }
    };
    Plot {
        id,
        title: title.to_owned(),
        note: note.to_owned(),
        key: String::new(),
        summary: summary.to_owned(),
        shape: Shape::Bars(counts.map(bar).collect()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub(super) const fn float(count: u64) -> f64 {
    count as f64
}
