//! Whether the write-ahead log holds answers that `SQLite` would pass over without a word.
//!
//! `SQLite` reads the log up to the first frame that does not fit and takes the rest for what a power cut left of a
//! last transaction. More than one whole transaction behind that frame is damage: those were on the disk.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::StoreError;

/// Bytes of the log's header and of a frame's.
pub(super) const HEADER: usize = 32;
pub(super) const FRAME: usize = 24;

/// How long another process may take to write what it is writing.
const MOMENT: Duration = Duration::from_millis(50);

/// Looks at a write-ahead log, if there is one.
pub(super) fn check(file: &Path, page: usize) -> Result<(), StoreError> {
    let broken = || match fs::read(file) {
        Ok(log) => is_broken(&log, page),
        // Whoever opens the database says what is wrong.
        Err(_) => false,
    };
    // What another process is writing may look broken for a moment.
    let broken = broken() && {
        thread::sleep(MOMENT);
        broken()
    };
    let what = || "what it holds cannot be read to its end".to_owned();
    if broken { Err(StoreError::Damaged { file: file.to_owned(), what: what() }) } else { Ok(()) }
}

fn is_broken(log: &[u8], page: usize) -> bool {
    let Some((header, rest)) = log.split_at_checked(HEADER) else { return false };
    let frames: Vec<&[u8]> = rest.chunks_exact(FRAME + page).collect();
    let read = Words::of(header);
    let mut sum = read.sum((0, 0), &header[..24]);
    let whole = sum == pair(header, 24);
    // Where the header is noise, the second frame tells what it said; the first may be noise with it.
    let salt = if whole { Some(pair(header, 16)) } else { frames.get(1).map(|frame| pair(frame, 8)) };
    let fits = |frame: &&&[u8]| {
        sum = read.sum(read.sum(sum, &frame[..8]), &frame[FRAME..]);
        whole && Some(pair(frame, 8)) == salt && pair(frame, 16) == sum
    };
    let good = frames.iter().take_while(fits).count();
    let ends = |frame: &&&[u8]| Some(pair(frame, 8)) == salt && pair(frame, 0).1 != 0;
    frames.iter().skip(good + 1).filter(ends).count() > 1
}

/// Two numbers, the greatest byte first.
fn pair(bytes: &[u8], at: usize) -> (u32, u32) {
    let number = |at: usize| bytes[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
    (number(at), number(at + 4))
}

/// In which order the bytes of a sum's words stand.
#[derive(Clone, Copy)]
enum Words {
    GreatestFirst,
    LeastFirst,
}

impl Words {
    fn of(header: &[u8]) -> Self {
        if header[3] & 1 == 1 { Self::GreatestFirst } else { Self::LeastFirst }
    }

    /// The log's running sum, over more bytes.
    fn sum(self, before: (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let order = |word: u32| match self {
            Self::GreatestFirst => word,
            Self::LeastFirst => word.swap_bytes(),
        };
        bytes.chunks_exact(8).fold(before, |(first, second), words| {
            let (one, two) = pair(words, 0);
            let first = first.wrapping_add(order(one)).wrapping_add(second);
            (first, second.wrapping_add(order(two)).wrapping_add(first))
        })
    }
}
