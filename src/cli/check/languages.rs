//! How far the translations of decks are.

use crate::decks::{DeckCounts, LanguageProgress};
use crate::ui::messages::CheckMessages;
use crate::ui::palette::Palette;

/// A line for each language that not every card is translated to.
pub(super) fn language_lines(
    words: CheckMessages,
    palette: Palette,
    counts: &DeckCounts,
) -> Vec<String> {
    let unfinished = counts
        .languages
        .iter()
        .filter(|(_, progress)| progress.translated < counts.cards);
    unfinished
        .map(|(tag, progress)| language_line(words, palette, counts, tag, progress))
        .collect()
}

/// How far a language is: the topics that were begun and are not whole.
fn language_line(
    words: CheckMessages,
    palette: Palette,
    counts: &DeckCounts,
    tag: &str,
    progress: &LanguageProgress,
) -> String {
    let begun: Vec<String> = progress
        .topics
        .iter()
        .filter_map(|(topic, translated)| {
            let cards = counts.topics.get(topic).copied().unwrap_or_default();
            (*translated < cards).then(|| format!("{topic} {translated}/{cards}"))
        })
        .collect();
    let begun = if begun.is_empty() {
        "-".to_owned()
    } else {
        begun.join(", ")
    };
    words.progress(tag, progress.translated, counts.cards, palette.dot(), begun)
}
