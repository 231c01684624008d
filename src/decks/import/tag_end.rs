//! Where a tag of HTML ends.

/// How much text follows the last of each sign that ends something, its own byte included. Without it a text
/// with many tags that never end would be read to its end for each of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastSigns {
    bracket: usize,
    double_quote: usize,
    single_quote: usize,
}

impl LastSigns {
    pub(super) fn of(html: &str) -> Self {
        let after = |sign: char| html.rfind(sign).map_or(0, |at| html.len() - at);
        Self {
            bracket: after('>'),
            double_quote: after('"'),
            single_quote: after('\''),
        }
    }

    /// Whether a quote that opens with so much text left closes at all.
    const fn closes(self, quote: char, left: usize) -> bool {
        let last = match quote {
            '"' => self.double_quote,
            _ => self.single_quote,
        };
        last > 0 && last < left
    }
}

/// The length of a tag; a `>` between quotes does not end it.
pub(super) fn tag_length(text: &str, last: LastSigns) -> Option<usize> {
    if last.bracket == 0 || last.bracket > text.len() {
        return None;
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if last.closes(c, text.len() - at) => quote = Some(c),
            (None, '"' | '\'') => break,
            (Some(open), _) if c == open => quote = None,
            _ => {}
        }
    }
    // A quote that never closes: the first `>` ends the tag after all.
    text.find('>').map(|at| at + 1)
}
