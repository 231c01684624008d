//! Every card the log knows, copied into a file beside the index, from which figures read many times faster than
//! from the rows of the projection.
//!
//! No answer writes to it: what was answered since it was written is found by the numbers of the log's events, and
//! read from the rows. What no later event explains (a merge, a repair, other decks) gives the database another
//! mark, and a copy with a mark of its own is made again. It may be deleted at any time.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Row;
use tempfile::NamedTempFile;

use super::columns::{card_state, device_and_seq};
use super::figures::Spots;
use super::log::{COLUMNS, Checksum, device_rows};
use super::tally::Spot;
use super::{Store, StoreError};
use crate::domain::day::StudyDay;
use crate::domain::memory::{CardState, Interval, Mark, Marks, Memory, Seen, Strength};

/// Cards that may have changed before the copy is made again.
const STALE: usize = 500;

/// Events since the copy was made of which it is worth asking which cards they changed.
const LATE: i64 = 20_000;

/// Names the file's layout; any other is made again.
const LAYOUT: [u8; 8] = *b"known\0\0\x02";

/// Numbers of a card in the file.
const WIDTH: usize = 13;

const SUSPENDED: u32 = 1 << 8;
const FLAGGED: u32 = 1 << 9;
const SEEN: u32 = 1 << 10;
const BURIED: u32 = 1 << 11;

/// A card that is in a deck and of which the log speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) card: i64,
    pub(super) spot: Spot,
    pub(super) state: CardState,
}

/// How far the log was read: what changes when a card may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Position {
    mark: [u8; 16],
    /// The last event of each device.
    ends: Vec<(i64, Checksum)>,
}

/// A copy whose sum is right. It is read in blocks: a buffer for all of it costs more than going over it twice.
struct Copied {
    position: Position,
    file: File,
    /// Where the cards begin, and how many bytes they take.
    cards: (u64, u64),
}

impl Store {
    /// Calls `take` with the place in [`Store::spots`] and the state of every card in the decks that the log
    /// knows, in no order.
    pub fn each_known(
        &self,
        spots: &Spots,
        mut take: impl FnMut(usize, &CardState),
    ) -> Result<(), StoreError> {
        let mut feed = |known: &Known| {
            if let Some(place) = spots.place(known.spot) {
                take(place, &known.state);
            }
        };
        let Some(now) = self.position()? else {
            self.known_rows()?.iter().for_each(feed);
            return Ok(());
        };
        if let Some(copied) = self.copied(&now)?
            && let Some(changed) = self.changed(&copied.position, &now)?
        {
            let stale = changed.len() >= STALE;
            let mut cards = Vec::new();
            self.each_copied(copied, &changed, |known| {
                feed(&known);
                cards.extend(stale.then_some(known));
            })?;
            if stale {
                self.copy(&now, &cards);
            }
            return Ok(());
        }
        let cards = self.known_rows()?;
        cards.iter().for_each(feed);
        self.copy(&now, &cards);
        Ok(())
    }

    /// Calls `take` with every card of a copy, those that changed since as they are now.
    fn each_copied(
        &self,
        copied: Copied,
        changed: &HashMap<i64, Option<Known>>,
        mut take: impl FnMut(Known),
    ) -> Result<(), StoreError> {
        let mut unchanged = |known: Known| {
            if changed.is_empty() || !changed.contains_key(&known.card) {
                take(known);
            }
        };
        copied
            .each(&mut unchanged)
            .map_err(|e| StoreError::io(&self.known_file(), e))?;
        changed.values().flatten().copied().for_each(take);
        Ok(())
    }

    /// Makes every copy one of the past, because cards changed by more than this home's next events. Only inside a
    /// write.
    pub(super) fn outdate_copy(&self) -> Result<(), StoreError> {
        let sql = "INSERT INTO local VALUES ('known', hex(randomblob(8)))
                   ON CONFLICT DO UPDATE SET value = excluded.value";
        self.run(sql, []).map(|_| ())
    }

    fn known_file(&self) -> PathBuf {
        self.files.index.with_file_name("known")
    }

    /// Nothing before the decks were read for the first time.
    fn position(&self) -> Result<Option<Position>, StoreError> {
        let Some(mark) = self
            .local("known")?
            .and_then(|mark| mark.into_bytes().try_into().ok())
        else {
            return Ok(None);
        };
        let mut ends = Vec::new();
        for device in self.many("SELECT number FROM device ORDER BY number", [], |row| {
            row.get(0)
        })? {
            let (low, high) = device_rows(device);
            let sql = "SELECT id, checksum FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1";
            ends.extend(self.one(sql, [low, high], |row| Ok((row.get(0)?, row.get(1)?)))?);
        }
        Ok(Some(Position { mark, ends }))
    }

    /// The copy, if it is one of an earlier state of this log.
    fn copied(&self, now: &Position) -> Result<Option<Copied>, StoreError> {
        let Ok(Some(copied)) = Copied::open(&self.known_file()) else {
            return Ok(None);
        };
        if copied.position.mark != now.mark {
            return Ok(None);
        }
        for end in &copied.position.ends {
            let sql = "SELECT 1 FROM event WHERE id = ?1 AND checksum = ?2";
            if !now.ends.contains(end) && self.one(sql, (end.0, end.1), |_| Ok(()))?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(copied))
    }

    /// The cards of the events since, as they are now, or nothing where no deck has them; nothing at all if the
    /// events are too many to ask.
    fn changed(
        &self,
        then: &Position,
        now: &Position,
    ) -> Result<Option<HashMap<i64, Option<Known>>>, StoreError> {
        let mut changed = HashMap::new();
        for (last, _) in &now.ends {
            let device = device_and_seq(*last).0;
            let before = then
                .ends
                .iter()
                .find(|(row, _)| device_and_seq(*row).0 == device);
            let from = before.map_or(device_rows(device).0, |(row, _)| row + 1);
            if last - from > LATE {
                return Ok(None);
            }
            let sql = "SELECT id, card FROM event WHERE id BETWEEN ?1 AND ?2";
            for (row, card) in
                self.many(sql, [from, *last], |row| Ok((row.get(0)?, row.get(1)?)))?
            {
                if let Some(card) = self.changed_by(row, card)?
                    && !changed.contains_key(&card)
                {
                    changed.insert(card, self.known_row_of(card)?);
                }
            }
        }
        Ok(Some(changed))
    }

    /// The card that an event is about, through any chain of undos.
    fn changed_by(&self, row: i64, card: Option<i64>) -> Result<Option<i64>, StoreError> {
        if card.is_some() {
            return Ok(card);
        }
        let sql = format!("SELECT {COLUMNS} FROM event e WHERE e.id = ?1 AND e.kind = 'undo'");
        let undo = self.events_by(&sql, [row])?.pop();
        Ok(undo
            .map(|undo| self.reached_card(&undo.body))
            .transpose()?
            .flatten()
            .map(|(card, _)| card))
    }

    fn known_row_of(&self, card: i64) -> Result<Option<Known>, StoreError> {
        self.one(&format!("{KNOWN} AND card = ?1"), [card], read_known)
    }

    /// Every card from its row.
    pub(super) fn known_rows(&self) -> Result<Vec<Known>, StoreError> {
        self.many(KNOWN, [], read_known)
    }

    /// Keeps a copy. One that cannot be written is missed by nobody: the rows are there.
    fn copy(&self, now: &Position, cards: &[Known]) {
        let file = self.known_file();
        let write = || -> io::Result<()> {
            let bytes = encode(now, cards).ok_or(io::ErrorKind::InvalidData)?;
            let folder = file.parent().ok_or(io::ErrorKind::NotFound)?;
            let mut aside = NamedTempFile::new_in(folder)?;
            aside.write_all(&bytes)?;
            aside.persist(&file)?;
            Ok(())
        };
        let _ = write();
    }

    /// Whether figures would be read from what the rows say.
    pub(super) fn check_copy(&self) -> Result<Vec<String>, StoreError> {
        let Some(now) = self.position()? else {
            return Ok(Vec::new());
        };
        let Some(copied) = self.copied(&now)? else {
            return Ok(Vec::new());
        };
        let Some(changed) = self.changed(&copied.position, &now)? else {
            return Ok(Vec::new());
        };
        let mut cards = HashMap::new();
        self.each_copied(copied, &changed, |known| {
            cards.insert(known.card, known);
        })?;
        let rows: HashMap<i64, Known> = self
            .known_rows()?
            .into_iter()
            .map(|known| (known.card, known))
            .collect();
        let fault = format!(
            "'{}' differs from what it was copied from; delete it",
            self.known_file().display()
        );
        Ok(if cards == rows {
            Vec::new()
        } else {
            vec![fault]
        })
    }
}

const KNOWN: &str =
    "SELECT card, topic, kind, strength, strength_a, strength_b, passes, reviews, lapses, interval, due, last,
                            suspended, buried, flagged FROM memory WHERE gone = 0";

fn read_known(row: &Row<'_>) -> Result<Known, rusqlite::Error> {
    let spot = Spot {
        topic: row.get(1)?,
        kind: row.get(2)?,
    };
    Ok(Known {
        card: row.get(0)?,
        spot,
        state: card_state(row, 3)?,
    })
}

impl Copied {
    /// Nothing if the file is not whole, or of another layout.
    fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len().saturating_sub(SUM);
        let mut found = Sum::new();
        each_block(&mut file, length, |block| found.add(block))?;
        let mut told = [0; 8];
        file.read_exact(&mut told)?;
        if told != found.bytes() {
            return Ok(None);
        }
        file.rewind()?;
        let layout: [u8; 8] = taken(&mut file)?;
        let mut position = Position {
            mark: taken(&mut file)?,
            ends: Vec::new(),
        };
        for _ in 0..u64::from_le_bytes(taken(&mut file)?) {
            position
                .ends
                .push((i64::from_le_bytes(taken(&mut file)?), taken(&mut file)?));
        }
        let from = file.stream_position()?;
        let cards = (from, length.saturating_sub(from));
        Ok((layout == LAYOUT).then_some(Self {
            position,
            file,
            cards,
        }))
    }

    fn each(mut self, take: &mut impl FnMut(Known)) -> io::Result<()> {
        let (from, length) = self.cards;
        self.file.seek(SeekFrom::Start(from))?;
        each_block(&mut self.file, length, |block| {
            block
                .as_chunks::<{ WIDTH * 4 }>()
                .0
                .iter()
                .filter_map(unpack)
                .for_each(&mut *take);
        })
    }
}

/// Bytes of the sum at the end of the file.
const SUM: u64 = 8;

/// Bytes read at once: a number of whole cards, and of whole steps of the sum.
const BLOCK: usize = WIDTH * 4 * 1024;

/// Calls `take` with the next bytes of a file, block by block.
fn each_block(file: &mut File, length: u64, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut block = vec![0; BLOCK];
    let mut left = length;
    while left > 0 {
        let size = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
        file.read_exact(&mut block[..size])?;
        take(&block[..size]);
        left -= u64::try_from(size).unwrap_or(left);
    }
    Ok(())
}

fn taken<const N: usize>(file: &mut File) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Tells a file from one that was cut off or changed by accident: FNV by words in two lanes, turned so that no bit
/// stays behind.
struct Sum([u64; 2]);

impl Sum {
    const fn new() -> Self {
        Self([0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4])
    }

    /// Takes in a whole number of steps.
    fn add(&mut self, bytes: &[u8]) {
        for step in bytes.as_chunks::<16>().0 {
            for (lane, word) in self.0.iter_mut().zip(step.as_chunks::<8>().0) {
                *lane = (*lane ^ u64::from_le_bytes(*word))
                    .wrapping_mul(0x0000_0100_0000_01B3)
                    .rotate_left(29);
            }
        }
    }

    const fn bytes(&self) -> [u8; 8] {
        (self.0[0] ^ self.0[1].rotate_left(32)).to_le_bytes()
    }
}

/// The file of some cards; nothing if a number does not fit it.
fn encode(now: &Position, cards: &[Known]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64 + cards.len() * WIDTH * 4);
    bytes.extend(LAYOUT);
    bytes.extend(now.mark);
    bytes.extend(u64::try_from(now.ends.len()).ok()?.to_le_bytes());
    for (row, checksum) in &now.ends {
        bytes.extend(row.to_le_bytes());
        bytes.extend(checksum);
    }
    for card in cards {
        bytes.extend(pack(card)?.iter().flat_map(|number| number.to_le_bytes()));
    }
    let mut sum = Sum::new();
    sum.add(&bytes);
    bytes.extend(sum.bytes());
    Some(bytes)
}

fn pack(known: &Known) -> Option<[u32; WIDTH]> {
    let CardState { memory, marks } = known.state;
    let flag = |set: bool, bit: u32| if set { bit } else { 0 };
    let kind = u8::try_from(known.spot.kind).ok()?;
    let flags = flag(marks.suspended.is_on(), SUSPENDED)
        | flag(marks.flagged.is_on(), FLAGGED)
        | flag(memory.seen().is_some(), SEEN)
        | flag(marks.buried_until.is_some(), BURIED);
    let seen = memory.seen();
    let number = |of: fn(&Seen) -> u32| seen.map_or(0, of);
    let numbers = seen.map_or([0; 3], |seen| seen.strength.numbers());
    let strength = |place: usize| u32::try_from(numbers[place]).ok();
    Some([
        u32::try_from(known.card).ok()?,
        u32::try_from(known.spot.topic).ok()?,
        u32::from(kind) | flags,
        strength(0)?,
        strength(1)?,
        strength(2)?,
        number(|seen| seen.passes),
        number(|seen| seen.reviews),
        number(|seen| seen.lapses),
        number(|seen| seen.interval.days()),
        number(|seen| seen.due.number().cast_unsigned()),
        number(|seen| seen.last.number().cast_unsigned()),
        marks
            .buried_until
            .map_or(0, |until| until.number().cast_unsigned()),
    ])
}

fn unpack(card: &[u8; WIDTH * 4]) -> Option<Known> {
    let (words, _) = card.as_chunks::<4>();
    let number = |place: usize| u32::from_le_bytes(words[place]);
    let day = |place: usize| StudyDay::from_number(number(place).cast_signed());
    let flags = number(2);
    let mark = |bit: u32| {
        if flags & bit == 0 {
            Mark::Off
        } else {
            Mark::On
        }
    };
    let memory = if flags & SEEN == 0 {
        Memory::New
    } else {
        Memory::Seen(Seen {
            strength: Strength::from_numbers([3, 4, 5].map(|place| i64::from(number(place))))?,
            passes: number(6),
            reviews: number(7),
            lapses: number(8),
            interval: Interval::from_days(number(9))?,
            due: day(10),
            last: day(11),
        })
    };
    let buried_until = (flags & BURIED != 0).then(|| day(12));
    let marks = Marks {
        suspended: mark(SUSPENDED),
        buried_until,
        flagged: mark(FLAGGED),
    };
    let spot = Spot {
        topic: number(1).into(),
        kind: (flags & 0xFF).into(),
    };
    Some(Known {
        card: number(0).into(),
        spot,
        state: CardState { memory, marks },
    })
}
