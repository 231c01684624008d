//! Merging a log file: a union by key.
//!
//! The order of events is that of clock and key, never that of arrival, so any order of imports, any number
//! of times, leads to the same state. Cards that got an event are folded again from their whole history;
//! their answers are first taken out of the totals and then counted again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::Path;

use super::foreign::fault_of;
use super::progress::Progress;
use super::totals::Totals;
use crate::domain::coverage::Coverage;
use crate::domain::event::{Event, EventBody, EventKey, SettingsHash, Stamp};
use crate::domain::file_fault::FileFault;
use crate::domain::id::CardId;
use crate::domain::wording::{Wording, problems};
use crate::store::db::{StoreError, Write, device_and_seq, event_row};
use crate::store::log::{
    Checksum, Entry, FORMAT, Forks, LastLine, LineKind, Log, LogLine, Neighbours, Present, Seal,
    SegmentOrigin, Stored, Tag, card_of, checksum, device_rows, hex, is_unreadable,
};

/// How a log file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogEnding {
    /// With its counts and its checksum, which fit.
    Sealed,
    /// With its last event: an earlier version wrote it.
    #[default]
    Open,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergedEvents {
    /// Events that were new.
    pub new: u64,
    /// Events that were there already.
    pub known: u64,
    /// Whether the file says at its end how much it holds, so that a cut would have been noticed.
    pub ending: LogEnding,
    /// Who wrote the file, where it says so.
    pub origin: Option<SegmentOrigin>,
    /// The events of the file, new or known.
    pub covered: Coverage,
    /// How many events of the file, new or known, speak of each card.
    pub cards: BTreeMap<CardId, u64>,
    /// Events that were new and got another device id, since their numbers were given twice.
    pub renamed: u64,
}

/// A merge under way, inside a write.
pub(super) struct Merge<'s> {
    pub(super) progress: Progress<'s>,
    pub(super) write: &'s Write<'s>,
    file: &'s Path,
    imported: MergedEvents,
    /// The version in the head of the file.
    format: u32,
    /// What the last line must say.
    seal: Seal,
    pub(super) touched: HashSet<i64>,
    /// The cards that undos of this file reach: a chain of them is walked once, not once for each.
    reached: HashMap<EventKey, (i64, CardId)>,
    pub(super) totals: Totals,
    /// Settings that reviews name, each with the first line that does.
    named: HashMap<SettingsHash, usize>,
    pub(super) forks: Forks,
    /// The last event that this home wrote. Nobody else writes under its id.
    own: Option<EventKey>,
    /// The time of this machine, where the log is another home's.
    pub(super) present: Option<Present>,
}

impl<'s> Merge<'s> {
    pub(super) fn new(
        progress: Progress<'s>,
        write: &'s Write<'s>,
        file: &'s Path,
    ) -> Result<Self, StoreError> {
        let (touched, named) = (HashSet::new(), HashMap::new());
        Ok(Self {
            progress,
            write,
            file,
            imported: MergedEvents::default(),
            format: 0,
            seal: Seal::default(),
            touched,
            reached: HashMap::new(),
            totals: Totals::default(),
            named,
            forks: Forks::default(),
            own: progress.log.written_last()?,
            present: None,
        })
    }

    fn bad(&self, line: usize, what: Wording) -> StoreError {
        StoreError::Line {
            file: self.file.to_owned(),
            line,
            what,
        }
    }

    fn cut_short(&self) -> StoreError {
        StoreError::CutShort {
            file: self.file.to_owned(),
            events: self.seal.events(),
        }
    }

    /// The refusal of a line that cannot be read, or is too long.
    pub(super) fn unread(&self, line: usize, fault: io::Error) -> StoreError {
        match FileFault::of(&fault) {
            Some(fault) => self.bad(line, fault.wording()),
            None => StoreError::io(self.file, fault),
        }
    }

    /// The refusal of a line that is not what it should be. Where the text just stops, so did the file.
    fn damaged(&self, number: usize, what: Wording, fault: &serde_json::Error) -> StoreError {
        if fault.is_eof() && self.format == FORMAT {
            self.cut_short()
        } else {
            self.bad(
                number,
                Wording::joined([what, Wording::verbatim(fault.to_string())], ": "),
            )
        }
    }

    pub(super) fn line(&mut self, number: usize, line: &[u8]) -> Result<(), StoreError> {
        let text = std::str::from_utf8(line).map_err(|fault| {
            // A character that just stops is the end of a file that was cut within it.
            if fault.error_len().is_none() && self.format == FORMAT {
                self.cut_short()
            } else {
                self.bad(number, problems::file_not_utf8())
            }
        })?;
        if self.imported.ending == LogEnding::Sealed {
            return Err(self.bad(number, problems::log_goes_on()));
        }
        let kind = if number == 1 {
            self.head(text)?;
            LineKind::Head
        } else if self.format == FORMAT && text.starts_with(LastLine::BEGINNING) {
            return self.last_line(number, text);
        } else if text.starts_with("{\"settings\"") {
            self.settings(number, text)?;
            LineKind::Settings
        } else {
            let entry = serde_json::from_str(text);
            let entry: Entry =
                entry.map_err(|e| self.damaged(number, problems::log_line_damaged(), &e))?;
            self.entry(number, entry)?;
            LineKind::Event
        };
        self.seal.count(kind, text);
        Ok(())
    }

    fn head(&mut self, text: &str) -> Result<(), StoreError> {
        match serde_json::from_str(text) {
            Ok(LogLine::Header {
                milepost_log,
                origin,
            }) if (1..=FORMAT).contains(&milepost_log) => {
                self.format = milepost_log;
                self.imported.origin = origin;
                Ok(())
            }
            Ok(LogLine::Header { .. }) => Err(self.bad(1, problems::log_of_newer())),
            Ok(LogLine::FiguresHeader { .. }) => Err(self.bad(1, problems::log_figures_only())),
            Ok(LogLine::Settings { .. }) | Err(_) => Err(self.bad(1, problems::log_of_nobody())),
        }
    }

    fn last_line(&mut self, number: usize, text: &str) -> Result<(), StoreError> {
        let last: LastLine = serde_json::from_str(text)
            .map_err(|e| self.damaged(number, problems::log_line_damaged(), &e))?;
        if last != self.seal.last_line() {
            return Err(self.bad(number, problems::log_miscounted()));
        }
        self.imported.ending = LogEnding::Sealed;
        Ok(())
    }

    fn settings(&mut self, number: usize, text: &str) -> Result<(), StoreError> {
        match serde_json::from_str(text) {
            Ok(LogLine::Settings { settings, text }) if settings.is_of(&text) => {
                Log::add_settings(self.write, &settings, &text)
            }
            Err(fault) => Err(self.damaged(number, problems::log_settings_damaged(), &fault)),
            Ok(_) => Err(self.bad(number, problems::log_settings_damaged())),
        }
    }

    fn entry(&mut self, number: usize, entry: Entry) -> Result<(), StoreError> {
        let given = entry.key();
        let entry = self.forks.renamed(entry);
        let key = entry.key();
        let (stored, event) = self.checked(number, entry)?;
        self.imported.covered.insert(&key);
        if let Some(card) = card_of(&event.body) {
            *self.imported.cards.entry(card).or_default() += 1;
        }
        let sql = "SELECT checksum FROM event WHERE id = ?1";
        match self
            .progress
            .db
            .one(sql, [stored.row], |row| row.get::<_, Checksum>(0))?
        {
            // The same key with the same checksum is the same event, seen again.
            Some(known) if known == stored.checksum => self.imported.known += 1,
            // Two homes wrote under one device id (decision 0003). Neither can be right for both.
            Some(_) => {
                return Err(StoreError::Clash {
                    file: self.file.to_owned(),
                    line: number,
                    key,
                });
            }
            None => {
                self.must_be_clear(number, &event)?;
                self.must_be_sound(number, &stored, &event)?;
                self.add(number, &stored, &event)?;
                self.imported.new += 1;
                self.imported.renamed += u64::from(key != given);
            }
        }
        Ok(())
    }

    /// The event of a line whose checksum holds.
    fn checked(&self, number: usize, entry: Entry) -> Result<(Stored, Event), StoreError> {
        let Entry {
            device,
            seq,
            clock,
            at,
            offset,
            zone,
            day,
            version,
            body,
            ..
        } = entry;
        let body = body.get().to_owned();
        let tag: Tag = serde_json::from_str(&body)
            .map_err(|e| self.damaged(number, problems::log_body_damaged(), &e))?;
        // Numbers start at 1: the row with number 0 is the open lower end of a device's range.
        let row = event_row(self.progress.log.device_number(self.write, &device)?, seq)
            .filter(|_| seq > 0);
        let row = row.ok_or_else(|| self.bad(number, problems::log_no_such_number(seq)))?;
        let stamp = Stamp {
            at,
            offset,
            zone,
            day,
        };
        let mut stored = Stored {
            row,
            clock,
            stamp,
            kind: tag.kind,
            version,
            body,
            checksum: [0; 8],
        };
        // Computed from the values, not from the text of the line, whose fields may be in any
        // order.
        stored.checksum = checksum(&device, &stored);
        if hex(stored.checksum) != entry.checksum {
            return Err(self.bad(number, problems::log_checksum()));
        }
        let body = EventBody::read(&stored.kind, version, &stored.body);
        // A kind that only a newer build knows is kept unread. One of ours that cannot be read
        // would be folded as nothing, silently.
        if is_unreadable(&stored, &body) {
            return Err(self.bad(number, problems::log_body_of_other_kind(&stored.kind)));
        }
        let event = Event {
            key: EventKey { device, seq },
            clock,
            stamp: stored.stamp.clone(),
            body,
        };
        Ok((stored, event))
    }

    /// Refuses an event that this home would have written, and did not; and one that takes back an event whose number
    /// was given twice.
    fn must_be_clear(&self, number: usize, event: &Event) -> Result<(), StoreError> {
        let EventKey { device, seq } = &event.key;
        if self
            .own
            .as_ref()
            .is_some_and(|own| own.device == *device && own.seq < *seq)
        {
            return Err(StoreError::NotOurs {
                file: self.file.to_owned(),
                line: number,
                seq: *seq,
            });
        }
        if self.forks.is_unclear(&event.key, &event.body) {
            return Err(self.bad(number, problems::log_undo_of_twice()));
        }
        Ok(())
    }

    /// Refuses what no home of this learner writes: an event of tomorrow, and texts out of all proportion.
    fn must_be_sound(
        &self,
        number: usize,
        stored: &Stored,
        event: &Event,
    ) -> Result<(), StoreError> {
        let Some(present) = self.present else {
            return Ok(());
        };
        if !present.has(stored) {
            return Err(StoreError::Ahead {
                file: self.file.to_owned(),
                line: number,
                day: stored.latest_day(),
                present: present.day(),
            });
        }
        fault_of(stored, event).map_or(Ok(()), |what| Err(self.bad(number, what)))
    }

    /// Adds an event of a line.
    pub(super) fn add(
        &mut self,
        number: usize,
        stored: &Stored,
        event: &Event,
    ) -> Result<(), StoreError> {
        let between = self.neighbours(number, stored)?;
        let card = card_of(&event.body)
            .map(|id| Ok((self.progress.log.card_number(self.write, &id)?, id)))
            .transpose()?;
        // Before the insert: what the card adds to the totals now has to be taken out first.
        if let Some((card, id)) = &card {
            self.touch(*card, id)?;
        // An undo touches the card of its target. If the target is not here yet there is no card to
        // touch: `note_undo` files the undo all the same, and the target finds it on arrival.
        } else if let Some((card, id)) = self.reached_card(event)? {
            self.touch(card, &id)?;
        }
        if let EventBody::Review(review) = &event.body {
            self.named.entry(review.settings.clone()).or_insert(number);
        }
        Log::insert(self.write, stored, card.map(|(card, _)| card), between)?;
        self.progress.log.note_undo(self.write, event)
    }

    /// The card that an undo reaches.
    fn reached_card(&mut self, event: &Event) -> Result<Option<(i64, CardId)>, StoreError> {
        let EventBody::Undo { target } = &event.body else {
            return Ok(None);
        };
        let reached = match self.reached.get(target) {
            Some(known) => Some(known.clone()),
            None => self.progress.log.reached_card(self.write, &event.body)?,
        };
        if let Some(reached) = &reached {
            self.reached.insert(event.key.clone(), reached.clone());
        }
        Ok(reached)
    }

    /// The events next to a new one. A device's clock grows with its numbers; the order of reading rests on it.
    fn neighbours(&self, number: usize, stored: &Stored) -> Result<Neighbours, StoreError> {
        let (low, high) = device_rows(device_and_seq(stored.row).0);
        let before = self.progress.log.neighbour(
            "id BETWEEN ?1 AND ?2 ORDER BY id DESC",
            (low, stored.row - 1),
        )?;
        let after = self
            .progress
            .log
            .neighbour("id BETWEEN ?1 AND ?2 ORDER BY id", (stored.row + 1, high))?;
        let clock = stored.clock.number();
        let fits = before.is_none_or(|event| event.clock < clock)
            && after.is_none_or(|event| clock < event.clock);
        if fits && (0..i64::MAX).contains(&clock) {
            return Ok(Neighbours { before, after });
        }
        Err(self.bad(number, problems::log_clock()))
    }

    /// Takes a card's answers out of the totals before the first of its events is added.
    fn touch(&mut self, card: i64, id: &CardId) -> Result<(), StoreError> {
        if self.touched.insert(card) {
            let kept = self.progress.kept_or_new(self.write, card, id)?;
            for event in self.progress.log.card_log(card)?.standing() {
                self.totals.subtract(event, kept.spot);
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<MergedEvents, StoreError> {
        if self.format == 0 {
            return Err(self.bad(1, problems::log_of_nobody()));
        }
        if self.format == FORMAT && self.imported.ending == LogEnding::Open {
            return Err(self.cut_short());
        }
        for (hash, line) in &self.named {
            if self.progress.log.settings(hash)?.is_none() {
                return Err(self.bad(*line, problems::log_settings_missing(hash.as_str())));
            }
        }
        self.fold()?;
        if self
            .own
            .as_ref()
            .is_some_and(|own| self.forks.has(&own.device))
        {
            // The other home may go on under the same id.
            Log::leave_device(self.write)?;
        }
        Ok(self.imported)
    }

    /// Folds the cards again that got an event.
    pub(super) fn fold(&mut self) -> Result<(), StoreError> {
        // Each card once, from its whole log, however many events it got and in whatever order.
        for card in &self.touched {
            self.progress.refold(
                self.write,
                *card,
                &self.progress.log.card_log(*card)?.standing(),
                &mut self.totals,
            )?;
        }
        // Answers that were taken out and counted again cancel out: only the difference is written.
        Progress::add_totals(self.write, &self.totals)?;
        self.progress.fold_roads(self.write)
    }
}
