//! The verdict of an interview as an interviewer would report it.

use crate::cli::interview::Kept;
use crate::domain::interview::{Band, Dimension, DimensionRating, Record, trend, verdict};
use crate::ui::card::{Renderer, cut};
use crate::ui::clean::clean_line;
use crate::ui::markup::columns;
use crate::ui::messages::Messages;
use crate::ui::palette::TextRole;

/// Lines that a sentence takes at most: the question of a judged answer may be long.
const MOST_LINES: usize = 2;

/// The name of a dimension.
pub(in crate::cli) const fn dimension_name(words: Messages, dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Communication => words.interview.communication(),
        Dimension::ProblemSolving => words.interview.problem_solving(),
        Dimension::Code => words.interview.code(),
        Dimension::Testing => words.interview.testing(),
    }
}

/// The name of a band.
pub(crate) const fn band_name(words: Messages, band: Band) -> &'static str {
    match band {
        Band::StrongNoHire => words.interview.strong_no_hire(),
        Band::NoHire => words.interview.no_hire(),
        Band::Hire => words.interview.hire(),
        Band::StrongHire => words.interview.strong_hire(),
    }
}

/// The verdict with its dimensions and their bands in earlier interviews, or that nothing was rated.
pub(super) fn page(look: Renderer, record: &Record, earlier: &[Kept]) -> String {
    let words = look.words;
    let Some(verdict) = verdict(record) else {
        return look.remark(TextRole::Faint, words.interview.no_verdict());
    };
    let band = band_name(words, verdict.band);
    let weakest = dimension_name(words, verdict.weakest);
    let head = match &record.interviewer {
        Some(friend) => words.interview.verdict_of(&friend.name, band, weakest),
        None => words.interview.verdict(band, weakest),
    };
    let mut text = look.remark(TextRole::Title, &head);
    let asked = u32::try_from(record.turns.len()).unwrap_or(u32::MAX);
    if asked < record.planned {
        let basis = words.interview.verdict_basis(asked, record.planned);
        text.push_str(&look.remark(TextRole::Faint, &basis));
    }
    let records = earlier.iter().map(|kept| &kept.record);
    let all: Vec<&Record> = records.chain([record]).collect();
    let trend = trend(all.into_iter());
    if trend.values().any(|bands| bands.len() > 1) {
        text.push_str(&look.remark(TextRole::Faint, words.interview.trend()));
    }
    for dimension in Dimension::ALL {
        let bands = trend.get(&dimension).map_or(&[][..], Vec::as_slice);
        text.push_str(&row(
            look,
            dimension,
            verdict.dimensions.get(&dimension),
            bands,
        ));
    }
    text
}

fn row(
    look: Renderer,
    dimension: Dimension,
    rating: Option<&DimensionRating>,
    bands: &[Band],
) -> String {
    let name = padded(look.words, dimension);
    let Some(rating) = rating else {
        let unseen = look.words.interview.not_seen();
        return format!(
            "  {name}  {}\n",
            look.palette.paint(TextRole::Faint, unseen)
        );
    };
    let role = match rating.band {
        Band::StrongNoHire | Band::NoHire => TextRole::Wrong,
        Band::Hire | Band::StrongHire => TextRole::Right,
    };
    let band = look.palette.paint(role, band_name(look.words, rating.band));
    let numbers = look.palette.paint(TextRole::Faint, &numbers(bands));
    format!("  {name}  {band}{numbers}\n{}", sentence(look, rating))
}

/// The bands of a dimension as numbers, oldest first; nothing where there is but one.
fn numbers(bands: &[Band]) -> String {
    if bands.len() < 2 {
        return String::new();
    }
    let numbers: Vec<String> = bands.iter().map(|band| band.number().to_string()).collect();
    format!("  {}", numbers.join(" "))
}

fn sentence(look: Renderer, rating: &DimensionRating) -> String {
    let sign = if rating.is_met {
        look.palette.tick()
    } else {
        look.palette.cross()
    };
    let label = format!("    {sign}");
    let room = look.width.saturating_sub(columns(&label) + 2);
    let sentence = clean_line(&rating.sentence);
    let sentence = cut(&sentence, MOST_LINES * room, look.palette.more());
    look.labelled(&label, &sentence)
}

/// The name of a dimension, as wide as the widest.
fn padded(words: Messages, dimension: Dimension) -> String {
    let name = dimension_name(words, dimension);
    let widths = Dimension::ALL.map(|dimension| columns(dimension_name(words, dimension)));
    let widest = widths.into_iter().max().unwrap_or(0);
    format!("{name}{}", " ".repeat(widest - columns(name)))
}
