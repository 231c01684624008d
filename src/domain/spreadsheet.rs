//! Cells of tables that spreadsheets open.

/// The columns of a table of cards, as it is exported and read back.
pub const CARD_COLUMNS: [&str; 5] = ["question", "answer", "why", "tags", "deck"];

/// A spreadsheet takes a text that begins with one of these, or with their full-width forms, for a formula and runs it:
/// a stranger's deck could start programs.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text as a cell that is no formula: an apostrophe before it makes it text again.
pub fn cell(text: &str) -> String {
    // One more where there are some already, so that the way back is known.
    if text.trim_start_matches('\'').starts_with(SIGNS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text of a cell.
pub fn text_of_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.trim_start_matches('\'').starts_with(SIGNS) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_and_every_text_comes_back() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
            assert_eq!(text_of_cell(&cell(text)), text);
        }
        for text in ["a=1", "", "'", "'-'.join(words)", "''=", "'quoted'"] {
            assert!(!cell(text).starts_with(SIGNS));
            assert_eq!(text_of_cell(&cell(text)), text);
        }
    }
}
