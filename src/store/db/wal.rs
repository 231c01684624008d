//! Whether the write-ahead log holds answers that `SQLite` would pass over without a word.
//!
//! `SQLite` reads the log up to the first frame that does not fit and takes the rest for what a power cut left of a
//! last transaction. More than one whole transaction behind that frame is damage: those were on the disk.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::error::StoreError;

/// Bytes of the log's header and of a frame's.
pub(in crate::store) const HEADER: usize = 32;
pub(in crate::store) const FRAME: usize = 24;

/// How long another process may take to write what it is writing.
const MOMENT: Duration = Duration::from_millis(50);

/// What is kept of the log's file once it was brought into the database, 512 KiB: four times what a session lets
/// wait, and no more to look at on a start, whatever an import left behind.
pub(in crate::store) const KEPT: &str = "PRAGMA journal_size_limit = 524288";

/// Looks at a write-ahead log, if there is one.
pub(in crate::store) fn check(file: &Path, page: usize) -> Result<(), StoreError> {
    // A file that cannot be read is reported by the open that follows.
    let broken = || {
        File::open(file)
            .and_then(|log| is_broken(BufReader::new(log), page))
            .unwrap_or(false)
    };
    // What another process is writing may look broken for a moment.
    let broken = broken() && {
        thread::sleep(MOMENT);
        broken()
    };
    let what = || "what it holds cannot be read to its end".to_owned();
    if broken {
        Err(StoreError::Damaged {
            file: file.to_owned(),
            what: what(),
        })
    } else {
        Ok(())
    }
}

/// Whether a log holds anything beyond its header.
pub(in crate::store) fn has_frames(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|log| log.len() > HEADER as u64)
}

/// Reads frame by frame: an import leaves a log of any size.
fn is_broken(mut log: impl Read, page: usize) -> io::Result<bool> {
    let (mut header, mut frame) = ([0; HEADER], vec![0; FRAME + page]);
    if !fill(&mut log, &mut header)? {
        return Ok(false);
    }
    // Layout: <https://www.sqlite.org/fileformat2.html>, section 4. The header has the byte order
    // in the lowest bit of its magic number, two salts at 16 and its checksum at 24. A frame has
    // its page at 0, at 4 the size of the database if it ends a transaction, the salts at 8, the
    // checksum at 16.
    let read = SumByteOrder::of(&header);
    let mut sum = read.sum((0, 0), &header[..24]);
    let whole = sum == pair(&header, 24);
    let mut salt = whole.then(|| pair(&header, 16));
    let (mut good, mut number, mut ends) = (whole, 0_u64, 0);
    while fill(&mut log, &mut frame)? {
        // If the header is noise, the second frame shows its salts; the first frame may be noise as
        // well.
        if !whole && number == 1 {
            salt = Some(pair(&frame, 8));
        }
        // The log is overwritten from its start with new salts: frames with other salts belong to
        // an earlier round, which is in the database already.
        let salted = Some(pair(&frame, 8)) == salt;
        if good {
            // Each checksum continues the one before, so after the first bad frame none can be
            // proven.
            sum = read.sum(read.sum(sum, &frame[..8]), &frame[FRAME..]);
            good = salted && pair(&frame, 16) == sum;
        } else if salted && pair(&frame, 0).1 != 0 {
            ends += 1;
        }
        number += 1;
    }
    // One transaction can be cut off by a power cut. Each is synced before the next begins, so a
    // second one behind a bad frame had been acknowledged.
    Ok(ends > 1)
}

/// Fills a buffer; false where the file ends before.
fn fill(log: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match log.read_exact(buffer) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

/// Two numbers, the greatest byte first.
fn pair(bytes: &[u8], at: usize) -> (u32, u32) {
    let number = |at: usize| {
        bytes[at..at + 4]
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte))
    };
    (number(at), number(at + 4))
}

/// Byte order of the words in a checksum.
#[derive(Clone, Copy)]
enum SumByteOrder {
    GreatestFirst,
    LeastFirst,
}

impl SumByteOrder {
    fn of(header: &[u8]) -> Self {
        if header[3] & 1 == 1 {
            Self::GreatestFirst
        } else {
            Self::LeastFirst
        }
    }

    /// The log's running sum, over more bytes.
    fn sum(self, before: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let order = |word: u32| match self {
            Self::GreatestFirst => word,
            Self::LeastFirst => word.swap_bytes(),
        };
        bytes
            .chunks_exact(8)
            .fold(before, |(first, second), words| {
                let (one, two) = pair(words, 0);
                let first = first.wrapping_add(order(one)).wrapping_add(second);
                (first, second.wrapping_add(order(two)).wrapping_add(first))
            })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::connection::PAGE;
    use super::super::paths::companion;
    use super::*;
    use crate::domain::id::{CardId, DeviceId};
    use crate::store::{Store, StoreFiles};

    fn store(folder: &Path) -> Store {
        let (db, index) = (folder.join("milepost.db"), folder.join("index.db"));
        let files = StoreFiles {
            db,
            index,
            backups: folder.join("backups"),
        };
        Store::open(&files, DeviceId::parse("0000000000000001").unwrap()).unwrap()
    }

    fn save(store: &Store, bytes: usize) {
        store
            .local()
            .save_draft(&CardId::parse("a.b").unwrap(), &"x".repeat(bytes))
            .unwrap();
    }

    #[test]
    fn a_log_that_an_import_grew_shrinks_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let length = || {
            fs::metadata(companion(store.db().path(), "-wal"))
                .unwrap()
                .len()
        };
        save(&store, 8 << 20);
        assert!(length() > 8 << 20);
        store.checkpoint().unwrap();
        save(&store, 10);
        assert!(length() <= 512 << 10, "{} bytes stay", length());
    }

    #[test]
    fn damage_with_answers_behind_it_is_told_from_a_cut() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        (0..6).for_each(|turn| save(&store, 2000 + turn));
        let log = fs::read(companion(store.db().path(), "-wal")).unwrap();
        let page = usize::try_from(PAGE).unwrap();
        let broken = |log: &[u8]| is_broken(log, page).unwrap();
        assert!(!broken(&log) && !broken(&log[..20]) && !broken(&[]));
        assert!(!broken(&log[..log.len() - 100]), "cut within a frame");
        for place in [20, HEADER + 16, HEADER + FRAME + page + 40] {
            let mut hurt = log.clone();
            hurt[place] ^= 1;
            assert!(broken(&hurt), "byte {place}");
        }
        let mut last = log.clone();
        last[log.len() - 40] ^= 1;
        assert!(!broken(&last), "the last transaction alone");
    }
}
