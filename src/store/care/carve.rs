//! Rows read from the bytes of a database, page by page, without its tree: what is damaged elsewhere does not matter.
//!
//! The layout is that of <https://www.sqlite.org/fileformat2.html>. What is read is proven elsewhere, by checksums.

use std::collections::HashMap;

use crate::store::db::{FRAME, HEADER};

/// No record of ours is longer.
const LONGEST: usize = 1 << 24;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Value {
    Null,
    Whole(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// The bytes of a text, which may be one no longer.
    pub(in crate::store) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Bytes(bytes) => Some(bytes),
            Self::Null | Self::Whole(_) => None,
        }
    }
}

/// A row of a table, or of an index, which has no number.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) struct CarvedRecord {
    pub(in crate::store) row: Option<i64>,
    pub(in crate::store) values: Vec<Value>,
}

/// The pages of a database and of its write-ahead log.
pub(in crate::store) struct Pages<'b> {
    size: usize,
    file: &'b [u8],
    /// Every image of a page in the log, in order.
    logged: Vec<(usize, &'b [u8])>,
    /// The last image of each.
    latest: HashMap<usize, &'b [u8]>,
}

/// What a page holds of a row: its beginning, and the page on which it goes on.
struct CarvedRow<'p> {
    row: Option<i64>,
    length: usize,
    here: &'p [u8],
    next: Option<usize>,
}

/// Where the pages lie on which a long record goes on.
#[derive(Clone, Copy)]
enum Chain {
    Log,
    File,
}

impl<'b> Pages<'b> {
    /// Pages of `size` bytes each.
    pub(in crate::store) fn new(size: usize, file: &'b [u8], log: &'b [u8]) -> Self {
        let frames = log
            .get(HEADER..)
            .unwrap_or_default()
            .chunks_exact(FRAME + size);
        let logged: Vec<(usize, &[u8])> = frames
            // A frame's header begins with the number of its page. Its salts and checksum are not
            // looked at: a frame that no commit followed, or one left from an earlier round of the
            // log, may hold events that are nowhere else, and every event is proven by a checksum
            // of its own.
            .filter_map(|frame| Some((whole(frame, 0, 4)?, frame.get(FRAME..)?)))
            .collect();
        let latest = logged.iter().copied().collect();
        Self {
            size,
            file,
            logged,
            latest,
        }
    }

    /// Every row that any page holds, also of images that were replaced since.
    pub(in crate::store) fn records(&self) -> Vec<CarvedRecord> {
        let stored = self
            .file
            .chunks_exact(self.size)
            .enumerate()
            .map(|(place, page)| (place + 1, page));
        let mut found = Vec::new();
        for (number, page) in stored.chain(self.logged.iter().copied()) {
            // The first page begins with the file's header.
            self.read_page(page, if number == 1 { 100 } else { 0 }, &mut found);
        }
        found
    }

    /// Takes the rows of a page, if all of it looks like one of ours: noise may begin like a page, too.
    fn read_page(&self, page: &[u8], start: usize, found: &mut Vec<CarvedRecord>) {
        // Inner and leaf pages of indexes, and leaves of tables. Inner pages of tables hold row
        // numbers alone, no rows.
        let Some(kind @ (2 | 10 | 13)) = page.get(start).copied() else {
            return;
        };
        let count = whole(page, start + 3, 2).unwrap_or_default();
        // Inner pages have the number of their last child at the end of their header.
        let first = start + if kind == 2 { 12 } else { 8 };
        let cell = |cell| self.cell(page, kind, whole(page, first + 2 * cell, 2)?);
        let Some(cells) = (0..count).map(cell).collect::<Option<Vec<_>>>() else {
            return;
        };
        found.extend(cells.iter().flat_map(|cell| self.rows(cell)));
    }

    /// What a page holds of a row.
    fn cell<'p>(&self, page: &'p [u8], kind: u8, at: usize) -> Option<CarvedRow<'p>> {
        // On inner pages each cell begins with the page below it.
        let mut at = if kind == 2 { at + 4 } else { at };
        let length = usize::try_from(varint(page, &mut at)?)
            .ok()
            .filter(|length| *length <= LONGEST)?;
        let row = if kind == 13 {
            Some(varint(page, &mut at)?)
        } else {
            None
        };
        let (here, longer) = self.local(kind, length);
        let next = if longer {
            Some(whole(page, at + here, 4)?)
        } else {
            None
        };
        Some(CarvedRow {
            row,
            length,
            here: page.get(at..at + here)?,
            next,
        })
    }

    /// A long row may go on in the log or in the file: which one is right, a checksum tells.
    fn rows(&self, cell: &CarvedRow<'_>) -> impl Iterator<Item = CarvedRecord> {
        let chains: &[Chain] = if cell.next.is_some() {
            &[Chain::Log, Chain::File]
        } else {
            &[Chain::File]
        };
        chains.iter().filter_map(|chain| {
            let values = values(&self.whole_of(cell, *chain)?)?;
            Some(CarvedRecord {
                row: cell.row,
                values,
            })
        })
    }

    fn whole_of(&self, cell: &CarvedRow<'_>, chain: Chain) -> Option<Vec<u8>> {
        let mut bytes = cell.here.to_vec();
        let mut next = cell.next.unwrap_or_default();
        // A chain that runs in a circle ends too: every page adds bytes, and the length has its
        // limit.
        while bytes.len() < cell.length {
            let page = self.page(next, chain)?;
            next = whole(page, 0, 4)?;
            let piece = (cell.length - bytes.len()).min(self.size - 4);
            bytes.extend_from_slice(page.get(4..4 + piece)?);
        }
        Some(bytes)
    }

    /// How much of a record lies on its page, and whether it goes on elsewhere.
    fn local(&self, kind: u8, length: usize) -> (usize, bool) {
        // From the section on b-tree pages of the format, for pages of which no byte is reserved.
        let most = if kind == 13 {
            self.size - 35
        } else {
            (self.size - 12) * 64 / 255 - 23
        };
        if length <= most {
            return (length, false);
        }
        let least = (self.size - 12) * 32 / 255 - 23;
        let wanted = least + (length - least) % (self.size - 4);
        (if wanted <= most { wanted } else { least }, true)
    }

    fn page(&self, number: usize, chain: Chain) -> Option<&[u8]> {
        let stored = || {
            self.file
                .get(number.checked_sub(1)? * self.size..number * self.size)
        };
        match chain {
            Chain::Log => self.latest.get(&number).copied().or_else(stored),
            Chain::File => stored(),
        }
    }
}

/// A number of `length` bytes, the most significant first.
fn whole(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | usize::from(*byte)),
    )
}

/// A number of one to nine bytes.
fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number: u64 = 0;
    for place in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if place == 8 {
            return Some((number << 8 | u64::from(byte)).cast_signed());
        }
        number = number << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            break;
        }
    }
    Some(number.cast_signed())
}

/// The values of a record; nothing where it holds what this program never writes.
fn values(bytes: &[u8]) -> Option<Vec<Value>> {
    let mut head = 0;
    let mut body = usize::try_from(varint(bytes, &mut head)?).ok()?;
    let end = body;
    let mut values = Vec::new();
    while head < end {
        let kind = varint(bytes, &mut head)?;
        // No column of the log holds a float (7), and 10 and 11 never stand in a file.
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 => 8,
            12.. => usize::try_from((kind - 12) / 2).ok()?,
            _ => return None,
        };
        values.push(value(kind, bytes.get(body..body.checked_add(length)?)?));
        body += length;
    }
    Some(values)
}

fn value(kind: i64, bytes: &[u8]) -> Value {
    match kind {
        0 => Value::Null,
        1..=6 => {
            // Shifted left byte by byte, the ones of a negative start stay at the top.
            let sign = if bytes.first().is_some_and(|first| *first >= 0x80) {
                -1
            } else {
                0
            };
            Value::Whole(
                bytes
                    .iter()
                    .fold(sign, |number, byte| number << 8 | i64::from(*byte)),
            )
        }
        8 | 9 => Value::Whole(kind - 8),
        _ if kind % 2 == 0 => Value::Bytes(bytes.to_vec()),
        // One bit can make a text of other bytes. The settings are known by a hash, which can tell which.
        _ => match String::from_utf8(bytes.to_vec()) {
            Ok(text) => Value::Text(text),
            Err(bytes) => Value::Bytes(bytes.into_bytes()),
        },
    }
}
