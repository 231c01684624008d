//! Rows of a table: fields between separators, quoted where they hold one.

use std::iter::Peekable;
use std::str::CharIndices;

/// A row with the line it starts on, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableRow {
    pub line: u64,
    pub fields: Vec<String>,
}

/// A quote that never closes, by the line it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuote {
    /// The line, from 1.
    pub line: u64,
}

/// Reads all rows of a text whose line ends are newlines. A field in double quotes may hold
/// separators, newlines and doubled quotes; quotes within a word are part of it.
pub(super) fn rows(text: &str, separator: char) -> Result<Vec<TableRow>, OpenQuote> {
    let mut reader = RowReader::new(text, separator);
    let mut rows = Vec::new();
    while reader.chars.peek().is_some() {
        rows.push(reader.row()?);
    }
    Ok(rows)
}

/// The first rows, as many as asked for; what follows a quote that never closes is not read.
pub(super) fn first_rows(text: &str, separator: char, count: usize) -> Vec<TableRow> {
    let mut reader = RowReader::new(text, separator);
    let mut rows = Vec::new();
    while rows.len() < count && reader.chars.peek().is_some() {
        match reader.row() {
            Ok(row) => rows.push(row),
            Err(_) => break,
        }
    }
    rows
}

struct RowReader<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    separator: char,
    line: u64,
}

impl<'t> RowReader<'t> {
    fn new(text: &'t str, separator: char) -> Self {
        Self {
            text,
            chars: text.char_indices().peekable(),
            separator,
            line: 1,
        }
    }

    fn row(&mut self) -> Result<TableRow, OpenQuote> {
        let line = self.line;
        let mut fields = Vec::new();
        loop {
            fields.push(self.field()?);
            match self.chars.next() {
                Some((_, '\n')) => {
                    self.line += 1;
                    break;
                }
                Some(_) => {}
                None => break,
            }
        }
        Ok(TableRow { line, fields })
    }

    /// A field, up to the separator or newline behind it.
    fn field(&mut self) -> Result<String, OpenQuote> {
        if let Some((_, '"')) = self.chars.peek() {
            let before = (self.chars.clone(), self.line);
            if let Some(field) = self.quoted()? {
                return Ok(field);
            }
            // `"to be" or not`: the quotes belong to the text.
            (self.chars, self.line) = before;
        }
        Ok(self.unquoted())
    }

    fn is_end(&mut self) -> bool {
        let separator = self.separator;
        let next = self.chars.peek();
        next.is_none_or(|(_, c)| *c == separator || *c == '\n')
    }

    fn unquoted(&mut self) -> String {
        let start = self.chars.peek().map_or(self.text.len(), |(at, _)| *at);
        while !self.is_end() {
            self.chars.next();
        }
        let end = self.chars.peek().map_or(self.text.len(), |(at, _)| *at);
        self.text[start..end].to_owned()
    }

    /// A field in quotes; nothing if text follows the quote that closes.
    fn quoted(&mut self) -> Result<Option<String>, OpenQuote> {
        let line = self.line;
        let mut field = String::new();
        self.chars.next();
        while let Some((_, c)) = self.chars.next() {
            match c {
                '"' if matches!(self.chars.peek(), Some((_, '"'))) => {
                    self.chars.next();
                    field.push('"');
                }
                '"' => return Ok(self.is_end().then_some(field)),
                _ => {
                    self.line += u64::from(c == '\n');
                    field.push(c);
                }
            }
        }
        Err(OpenQuote { line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<Vec<String>> {
        let rows = rows(text, ',').unwrap();
        rows.into_iter().map(|row| row.fields).collect()
    }

    #[test]
    fn quotes_hold_separators_newlines_and_quotes() {
        assert_eq!(
            fields("a,\"b, \"\"c\"\"\nd\",\n,x"),
            [vec!["a", "b, \"c\"\nd", ""], vec!["", "x"]]
        );
        assert_eq!(
            fields("\"to be\" or not,5' \"end\""),
            [["\"to be\" or not", "5' \"end\""]]
        );
    }

    #[test]
    fn a_row_knows_the_line_it_starts_on() {
        let rows = rows("a\n\"b\nc\",d\ne", ',').unwrap();
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn an_open_quote_is_named_by_its_line() {
        assert_eq!(rows("a,b\nc,\"d\ne,f\n", ','), Err(OpenQuote { line: 2 }));
    }
}
