//! A learner's program next to the card's, and a card as it was next to the card as it is: in two columns where the screen is wide, else one after
//! the other. Lines that differ are marked with a sign, so that they are seen without colour too.

use crate::domain::card::{Body, Card};
use crate::domain::judge::{Edit, edits};
use crate::ui::card::Renderer;
use crate::ui::clean::clean;
use crate::ui::highlight;
use crate::ui::markup::{columns, wrap_code};
use crate::ui::palette::{Colour, Palette, TextRole};

/// Columns from which on two programs stand side by side.
const WIDE: usize = 100;
/// Columns from which on two texts stand side by side: their lines can be broken between words.
const WIDE_FOR_TEXT: usize = 80;
/// Widest pair of columns.
const WIDEST: usize = 200;

/// What stands in one row: a line of each program, or of one.
enum ComparedLines {
    /// The line is in both, at these places.
    Same { mine: usize, card: usize },
    /// The lines differ, or one is missing.
    Differs {
        mine: Option<usize>,
        card: Option<usize>,
    },
}

impl ComparedLines {
    const fn mine(&self) -> Option<usize> {
        match self {
            Self::Same { mine, .. } => Some(*mine),
            Self::Differs { mine, .. } => *mine,
        }
    }

    const fn card(&self) -> Option<usize> {
        match self {
            Self::Same { card, .. } => Some(*card),
            Self::Differs { card, .. } => *card,
        }
    }

    /// The sign before its lines: those in both programs have none.
    const fn sign(&self, own: &'static str) -> &'static str {
        match self {
            Self::Same { .. } => "  ",
            Self::Differs { .. } => own,
        }
    }
}

/// A program as its lines, plain and painted.
struct PaintedLines {
    plain: Vec<String>,
    painted: Vec<String>,
}

impl Renderer {
    /// The learner's program and the card's, under their headings.
    pub(super) fn beside(&self, mine: &str, card: &str, heading: &str) -> String {
        let (mine, card) = (self.code_lines(mine), self.code_lines(card));
        let rows = rows(&mine.plain, &card.plain);
        if rows
            .iter()
            .all(|row| matches!(row, ComparedLines::Same { .. }))
        {
            let title = self.palette.paint(TextRole::Title, heading);
            let same = self.remark(TextRole::Faint, self.words.same_program());
            return format!(
                "{title}\n{same}{}",
                self.column(&card, &rows, ComparedLines::card, "+ ")
            );
        }
        let titles = [
            format!("- {}", self.words.you_typed()),
            format!("+ {heading}"),
        ];
        if self.width >= WIDE {
            return self.two_columns(&mine, &card, &rows, &titles);
        }
        self.stacked(&mine, &card, &rows, &titles)
    }

    /// A card as it was next to the card as it is: what it asks and answers. Nothing where both look the same.
    pub fn versions(&self, before: &[Card], after: &[Card]) -> String {
        let is_wide = self.width >= WIDE_FOR_TEXT;
        // Each line stands behind a sign of two columns.
        let width = if is_wide {
            (self.width.min(WIDEST) - 3) / 2 - 2
        } else {
            self.width.saturating_sub(2)
        };
        let (old, new) = (
            self.text_lines(before, width),
            self.text_lines(after, width),
        );
        let rows = rows(&old.plain, &new.plain);
        let is_same = |row: &ComparedLines| matches!(row, ComparedLines::Same { .. });
        if rows.iter().all(is_same) {
            return String::new();
        }
        let titles = [
            format!("- {}", self.words.decks.before()),
            format!("+ {}", self.words.decks.now()),
        ];
        if is_wide {
            self.two_columns(&old, &new, &rows, &titles)
        } else {
            self.stacked(&old, &new, &rows, &titles)
        }
    }

    /// The question, the answer and the explanation of a card and its siblings, as lines without colour: the signs
    /// before them are what is coloured.
    fn text_lines(&self, siblings: &[Card], width: usize) -> PaintedLines {
        let palette = Palette {
            colour: Colour::Off,
            ..self.palette
        };
        let look = Self {
            width,
            palette,
            ..*self
        };
        let mut text = String::new();
        for card in siblings {
            let order: Vec<usize> = if let Body::Choice(body) = &card.body {
                (0..body.options.len()).collect()
            } else {
                Vec::new()
            };
            text.push_str(&look.question(card, &order));
            text.push_str(&look.answer(card, &order));
        }
        if let Some(card) = siblings.first() {
            text.push_str(&look.explanation(card));
        }
        let plain: Vec<String> = text
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        PaintedLines {
            painted: plain.clone(),
            plain,
        }
    }

    /// One text after the other, under their titles.
    fn stacked(
        &self,
        mine: &PaintedLines,
        card: &PaintedLines,
        rows: &[ComparedLines],
        titles: &[String; 2],
    ) -> String {
        let [yours, theirs] = titles
            .each_ref()
            .map(|title| self.palette.paint(TextRole::Title, title));
        let first = self.column(mine, rows, ComparedLines::mine, "- ");
        format!(
            "{yours}\n{first}{theirs}\n{}",
            self.column(card, rows, ComparedLines::card, "+ ")
        )
    }

    fn code_lines(&self, code: &str) -> PaintedLines {
        let text = clean(code.trim_matches('\n')).replace('\t', "    ");
        let text: Vec<&str> = text.lines().map(str::trim_end).collect();
        let painted = highlight::python(&text.join("\n"), self.palette);
        PaintedLines {
            plain: text.iter().map(ToString::to_string).collect(),
            painted: painted.split('\n').map(ToOwned::to_owned).collect(),
        }
    }

    fn column(
        &self,
        lines: &PaintedLines,
        rows: &[ComparedLines],
        of: impl Fn(&ComparedLines) -> Option<usize>,
        own: &'static str,
    ) -> String {
        let mut text = String::new();
        for row in rows {
            for part in of(row).map_or_else(Vec::new, |at| {
                self.cell(lines, at, row.sign(own), self.width)
            }) {
                text.push_str(part.trim_end());
                text.push('\n');
            }
        }
        text
    }

    fn two_columns(
        &self,
        mine: &PaintedLines,
        card: &PaintedLines,
        rows: &[ComparedLines],
        titles: &[String; 2],
    ) -> String {
        let bar = self
            .palette
            .paint(TextRole::Faint, self.palette.sign(" │ ", " | "));
        // The bar between the columns takes three.
        let width = (self.width.min(WIDEST) - 3) / 2;
        let line = |left: &str, right: &str| {
            let gap = " ".repeat(width.saturating_sub(columns(left)));
            format!("{}\n", format!("{left}{gap}{bar}{right}").trim_end())
        };
        let [yours, theirs] = titles
            .each_ref()
            .map(|title| self.palette.paint(TextRole::Title, title));
        let mut text = line(&yours, &theirs);
        for row in rows {
            let left = row
                .mine()
                .map_or_else(Vec::new, |at| self.cell(mine, at, row.sign("- "), width));
            let right = row
                .card()
                .map_or_else(Vec::new, |at| self.cell(card, at, row.sign("+ "), width));
            for part in 0..left.len().max(right.len()) {
                let cell = |parts: &[String]| parts.get(part).cloned().unwrap_or_default();
                text.push_str(&line(&cell(&left), &cell(&right)));
            }
        }
        text
    }

    /// One line of a program behind its sign; a line that is too wide goes on in further rows.
    fn cell(&self, lines: &PaintedLines, at: usize, sign: &str, width: usize) -> Vec<String> {
        let role = if sign.starts_with('+') {
            TextRole::Right
        } else {
            TextRole::Wrong
        };
        let sign = if sign.trim().is_empty() {
            sign.to_owned()
        } else {
            self.palette.paint(role, sign)
        };
        // Measured on the plain line: only one that is broken has its colours closed and opened
        // again.
        if columns(&lines.plain[at]) + 2 <= width {
            return vec![format!("{sign}{}", lines.painted[at])];
        }
        let parts = wrap_code(&lines.painted[at], width.saturating_sub(2), self.palette);
        let leads = std::iter::once(sign.as_str()).chain(std::iter::repeat("  "));
        leads
            .zip(closed(parts))
            .map(|(lead, part)| format!("{lead}{part}"))
            .collect()
    }
}

/// The parts of a painted line, each with its colours to itself: none may run into the other column.
fn closed(parts: Vec<String>) -> Vec<String> {
    let mut open = String::new();
    let mut whole = Vec::with_capacity(parts.len());
    for part in parts {
        let part = format!("{open}{part}");
        open = part.rfind("\u{1b}[").map_or_else(String::new, |at| {
            let code: String = part[at..]
                .chars()
                .take_while(|c| *c != 'm')
                .chain(['m'])
                .collect();
            // These end a colour; any other sequence is still open where the line was broken.
            if code.ends_with("[39m") || code.ends_with("[0m") {
                String::new()
            } else {
                code
            }
        });
        whole.push(if open.is_empty() {
            part
        } else {
            format!("{part}\u{1b}[0m")
        });
    }
    whole
}

/// The two programs row by row: equal lines side by side, and what was changed against what stands for it.
fn rows(mine: &[String], card: &[String]) -> Vec<ComparedLines> {
    let mut rows = Vec::new();
    let (mut mine_only, mut card_only) = (Vec::new(), Vec::new());
    // The card comes first: what is missing stands in it alone, what is extra in the learner's.
    for edit in edits(card, mine, |a, b| a == b) {
        match edit {
            Edit::Missing(i) => card_only.push(i),
            Edit::Extra(j) => mine_only.push(j),
            Edit::Same(i, j) => {
                flush(&mut rows, &mut mine_only, &mut card_only);
                rows.push(ComparedLines::Same { mine: j, card: i });
            }
        }
    }
    flush(&mut rows, &mut mine_only, &mut card_only);
    rows
}

/// Puts the lines that differ into rows, those of one program against those of the other.
fn flush(rows: &mut Vec<ComparedLines>, mine: &mut Vec<usize>, card: &mut Vec<usize>) {
    let count = mine.len().max(card.len());
    rows.extend((0..count).map(|at| ComparedLines::Differs {
        mine: mine.get(at).copied(),
        card: card.get(at).copied(),
    }));
    mine.clear();
    card.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::Lang;
    use crate::ui::messages::messages;
    use crate::ui::palette::Charset;

    const MINE: &str = "def f(n):\n    total = 0\n    return n * 3\n";
    const CARD: &str = "def f(n):\n    return n * 2\n";

    fn drawn(width: usize, palette: Palette, mine: &str) -> String {
        Renderer {
            width,
            palette,
            words: messages(Lang::EN),
        }
        .beside(mine, CARD, "reference")
    }

    #[test]
    fn a_wide_screen_shows_two_columns_and_marks_what_differs() {
        let text = drawn(
            100,
            Palette {
                charset: Charset::Ascii,
                ..Palette::PLAIN
            },
            MINE,
        );
        let row = |left: &str, right: &str| format!("{left:<48} | {right}\n");
        let expected = [
            row("- you", "+ reference"),
            row("  def f(n):", "  def f(n):"),
            row("-     total = 0", "+     return n * 2"),
            format!("{:<48} |\n", "-     return n * 3"),
        ];
        assert_eq!(text, expected.concat());
    }

    #[test]
    fn a_narrow_screen_shows_one_after_the_other() {
        assert_eq!(
            drawn(80, Palette::PLAIN, MINE),
            "- you\n  def f(n):\n-     total = 0\n-     return n * 3\n+ reference\n  def f(n):\n+     return n * 2\n"
        );
    }

    #[test]
    fn the_same_program_is_shown_once() {
        let text = drawn(120, Palette::PLAIN, &format!("\n{CARD}\n\n"));
        assert_eq!(
            text,
            "reference\nyours is the same, line by line\n  def f(n):\n      return n * 2\n"
        );
    }

    #[test]
    fn a_colour_ends_with_its_cell_and_goes_on_in_the_next_row() {
        let palette = Palette {
            colour: Colour::On,
            charset: Charset::Ascii,
        };
        let text = drawn(100, palette, &format!("# {}", "long for words ".repeat(6)));
        let grey = "\u{1b}[38;5;244m";
        let cells: Vec<&str> = text
            .lines()
            .skip(1)
            .take(2)
            .map(|line| line.split(" | ").next().unwrap())
            .collect();
        assert_eq!(cells.len(), 2);
        for cell in cells {
            // The last grey is the bar's.
            let own = cell.strip_suffix(grey).unwrap().trim_end();
            assert!(
                own.contains(grey) && own.ends_with("\u{1b}[0m") && own.matches(grey).count() == 1,
                "{cell:?}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_row_is_wider_than_the_screen(mine in "([a-z =(]{0,90}\n|#\u{e9}\u{4e2d}{0,60}\n){0,6}", width in 60..220_usize) {
            for colour in [Colour::On, Colour::Off] {
                let text = drawn(width, Palette { colour, charset: Charset::Unicode }, &mine);
                proptest::prop_assert!(text.lines().all(|line| columns(line) <= width), "{}", text);
            }
        }
    }
}
