//! Tables: a column of names and columns of figures, in as many blocks as the screen needs. Nothing is
//! left out on a narrow screen: columns that do not fit come below, under the same names.

use crate::ui::markup::columns;
use crate::ui::palette::{Palette, TextRole};

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Its cells, one a row.
    pub cells: Vec<String>,
}

impl Column {
    /// A column with its cells.
    pub fn new(head: impl Into<String>, cells: impl IntoIterator<Item = String>) -> Self {
        Self {
            head: head.into(),
            cells: cells.into_iter().collect(),
        }
    }

    /// The same as text: figures stand on the right, words on the left.
    #[must_use]
    pub fn left_aligned(&self) -> Self {
        let width = self.width();
        Self {
            head: pad(&self.head, width),
            cells: self.cells.iter().map(|cell| pad(cell, width)).collect(),
        }
    }

    fn width(&self) -> usize {
        self.cells
            .iter()
            .chain([&self.head])
            .map(|cell| columns(cell))
            .max()
            .unwrap_or(0)
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The head of the names.
    pub head: String,
    /// The names of the rows.
    pub names: Vec<String>,
    /// Columns in sections; those of one section stay side by side where the screen allows.
    pub sections: Vec<Vec<Column>>,
    /// How many rows at the end are sums.
    pub sums: usize,
}

/// Columns between two cells.
const GAP: usize = 2;

impl Table {
    /// The table as lines of at most `width` columns.
    pub fn draw(&self, width: usize, palette: Palette) -> String {
        let names = self
            .names
            .iter()
            .chain([&self.head])
            .map(|name| columns(name))
            .max()
            .unwrap_or(0);
        // Names get what the figures leave, and where those need several blocks anyway, a quarter.
        let figures: usize = self
            .sections
            .iter()
            .flatten()
            .map(|column| column.width() + GAP)
            .sum();
        let key = names.min(width.saturating_sub(figures).max(width / 4 + 1).max(14));
        let blocks = self.blocks(width.saturating_sub(key));
        let drawn: Vec<String> = blocks
            .iter()
            .map(|block| self.block(block, names.min(name_room(block, width)), palette))
            .collect();
        drawn.join("\n")
    }

    /// Which columns stand side by side, given the room next to the names.
    fn blocks(&self, room: usize) -> Vec<Vec<&Column>> {
        let mut blocks: Vec<Vec<&Column>> = Vec::new();
        let mut left = 0;
        for section in &self.sections {
            let need: usize = section.iter().map(|column| column.width() + GAP).sum();
            // A section that does not fit here whole begins a block. If it fits into none, it
            // breaks below wherever a column does not fit.
            let mut fresh = need > left;
            for column in section {
                let need = column.width() + GAP;
                if fresh || need > left {
                    blocks.push(Vec::new());
                    left = room;
                    fresh = false;
                }
                left = left.saturating_sub(need);
                if let Some(block) = blocks.last_mut() {
                    block.push(column);
                }
            }
        }
        blocks
    }

    fn block(&self, block: &[&Column], key: usize, palette: Palette) -> String {
        let widths: Vec<usize> = block.iter().map(|column| column.width()).collect();
        let line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
            let mut line = pad(&clip(name, key, palette), key);
            for (cell, width) in cells.zip(&widths) {
                line.push_str(&" ".repeat(GAP + width.saturating_sub(columns(cell))));
                line.push_str(cell);
            }
            line.trim_end().to_owned()
        };
        let head = line(
            &self.head,
            &mut block.iter().map(|column| column.head.as_str()),
        );
        let mut out = format!("{}\n", palette.paint(TextRole::Title, &head));
        for (row, name) in self.names.iter().enumerate() {
            let cells = &mut block
                .iter()
                .map(|column| column.cells.get(row).map_or("", String::as_str));
            let text = line(name, cells);
            let sum = row + self.sums >= self.names.len();
            out.push_str(&if sum {
                palette.paint(TextRole::Strong, &text)
            } else {
                text
            });
            out.push('\n');
        }
        out
    }
}

/// The columns that a block leaves to the names.
fn name_room(block: &[&Column], width: usize) -> usize {
    let figures: usize = block.iter().map(|column| column.width() + GAP).sum();
    width.saturating_sub(figures)
}

/// A text cut to a number of columns, with a sign that it was cut.
pub fn clip(text: &str, width: usize, palette: Palette) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let sign = palette.more();
    let mut kept = String::new();
    for c in text.chars() {
        let wider = format!("{kept}{c}");
        if columns(&wider) + 1 > width {
            break;
        }
        kept = wider;
    }
    format!("{}{sign}", kept.trim_end())
}

/// A text filled with spaces to a number of columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let column = |head: &str, cell: &str| Column::new(head, [cell.to_owned(), "1".to_owned()]);
        Table {
            head: "phase".to_owned(),
            names: vec!["1 A title that is quite long".to_owned(), "all".to_owned()],
            sections: vec![
                vec![column("cards", "10"), column("new", "9")],
                vec![column("retention", "80 % (5)")],
            ],
            sums: 1,
        }
    }

    #[test]
    fn everything_stands_in_one_block_where_there_is_room() {
        insta::assert_snapshot!(table().draw(80, Palette::PLAIN), @r"
        phase                         cards  new  retention
        1 A title that is quite long     10    9   80 % (5)
        all                               1    1          1
        ");
    }

    #[test]
    fn a_narrow_screen_gets_blocks_under_the_same_names() {
        insta::assert_snapshot!(table().draw(30, Palette::PLAIN), @r"
        phase               cards  new
        1 A title that is…     10    9
        all                     1    1

        phase                retention
        1 A title that is…    80 % (5)
        all                          1
        ");
    }

    #[test]
    fn wide_signs_are_cut_by_columns() {
        assert_eq!(clip("日本語の", 5, Palette::PLAIN), "日本…");
        assert_eq!(pad("日", 4), "日  ");
    }
}
