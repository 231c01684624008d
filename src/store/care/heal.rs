//! Events that are dated ahead of the present, dated again.
//!
//! A clock that once ran ahead leaves more than wrong days. Later events stand after its own, whatever the clock says
//! then, and answers of other homes sort before them. No log with such events is taken anywhere else. The events are
//! kept in their order: each is dated like the one before it on its device. What is dated anew is another event, so it
//! gets another device id, as numbers that were given twice do. The same log is healed alike in every home.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::doctor::Check;
use super::restore::home_of;
use crate::domain::day::{Instant, StudyDay};
use crate::domain::event::{BODY_VERSION, EventBody, EventKey, HybridClock, MarkEvent};
use crate::domain::id::DeviceId;
use crate::domain::wording::{Wording, problems};
use crate::files::FolderAside;
use crate::store::db::{StoreError, device_and_seq, free_name, make_folder, write_copy};
use crate::store::home::Store;
use crate::store::log::{
    COLUMNS, Entry, Forks, LogContent, LogWriter, Present, Stored, encode, read,
};

/// No machine that runs this program lives before 2026: a clock that says so has lost the time, and nothing is dated
/// by it.
const EARLIEST: Instant = Instant::from_millis(1_767_225_600_000);

/// What a repair did with events that were dated ahead of the present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Healed {
    /// How many got another date.
    pub events: u64,
    /// The database as it was.
    pub before: PathBuf,
}

/// When the last event of a device was, as it was dated again.
#[derive(Debug, Clone, Copy)]
struct EventTimes {
    clock: HybridClock,
    at: Instant,
    day: StudyDay,
}

impl Store {
    /// Whether events are dated ahead of the present.
    pub fn doctor_clock(&self, present: Instant) -> Check {
        Check::new("clock", self.check_clock(present))
    }

    fn check_clock(&self, present: Instant) -> Result<Vec<Wording>, StoreError> {
        let present = Present::at(present);
        let (mut count, mut latest) = (0_u64, None);
        self.each_stored(|stored| {
            if !present.has(&stored) {
                count += 1;
                latest = latest.max(Some(stored.latest_day()));
            }
            Ok(())
        })?;
        let fault = latest.map(|latest| problems::dated_ahead(count, latest, present.day()));
        Ok(fault.into_iter().collect())
    }

    /// Dates the events again that are ahead of the present, and goes on as a new device. Nothing where there are none,
    /// or where the present itself cannot be right.
    pub fn heal_clock(
        &mut self,
        present: Instant,
        new_device: DeviceId,
    ) -> Result<Option<Healed>, StoreError> {
        if present < EARLIEST {
            return Ok(None);
        }
        let present = Present::at(present);
        let forks = self.forks_ahead(present)?;
        if forks.is_empty() {
            return Ok(None);
        }
        make_folder(&self.files().backups)?;
        self.alone(|home| {
            let folder = &home.files().backups.clone();
            let before = free_name(folder, "milepost-before-repair", "db");
            write_copy(home.db().connection(), &before, |_| Ok(()))?;
            let aside = FolderAside::make_in(folder).map_err(|e| StoreError::io(folder, e))?;
            let log = aside.path().join("events.jsonl");
            let events = home.write_healed(&forks, present, &log)?;
            let scheduler = home.log().scheduler_in_use()?;
            let (fresh, _files) = home_of(&log, folder, &new_device, &scheduler)?;
            home.carry_local(&fresh)?;
            home.take_over(fresh, new_device)?;
            Ok(Some(Healed { events, before }))
        })
    }

    /// From where on each device's events get another id: from its first event ahead, and from the first that takes
    /// one of those back.
    fn forks_ahead(&self, present: Present) -> Result<Forks, StoreError> {
        let mut forks = Forks::default();
        let mut undos = Vec::new();
        self.each_stored(|stored| {
            let key = self.key_of(&stored)?;
            if !present.has(&stored) {
                forks.note(&key, self.log().known_branch(&key, stored.checksum)?, None);
            }
            if stored.kind == "undo" {
                undos.push((key, stored));
            }
            Ok(())
        })?;
        loop {
            let unclear = undos.iter().find(|(key, stored)| {
                let body = EventBody::read(&stored.kind, stored.version, &stored.body);
                forks.is_unclear(key, &body)
            });
            let Some((key, stored)) = unclear else {
                return Ok(forks);
            };
            forks.note(key, self.log().known_branch(key, stored.checksum)?, None);
        }
    }

    /// Writes the log as it is to be; says how many events were dated again.
    fn write_healed(
        &self,
        forks: &Forks,
        present: Present,
        file: &Path,
    ) -> Result<u64, StoreError> {
        let out = File::create(file).map_err(|e| StoreError::io(file, e))?;
        let mut out = BufWriter::new(out);
        let settings = self.log().settings_texts()?;
        let mut writer = LogWriter::begin(&mut out, file, LogContent::Whole, settings)?;
        let mut last: Option<(DeviceId, EventTimes)> = None;
        let mut count = 0;
        self.each_stored(|mut stored| {
            let key = self.key_of(&stored)?;
            let before = last.take().filter(|(device, _)| *device == key.device);
            let before = before.map(|(_, place)| place);
            let entry = self.log().entry(&stored)?;
            let entry = match forks.key(&key) {
                Some(new) => {
                    count += u64::from(!present.has(&stored));
                    date_again(&mut stored, before, present);
                    forks.under(redated(entry, &stored), new)
                }
                None => entry,
            };
            let place = EventTimes {
                clock: stored.clock,
                at: stored.stamp.at,
                day: stored.stamp.day,
            };
            last = Some((key.device, place));
            writer.event(entry)
        })?;
        writer.end()?;
        Ok(count)
    }

    fn key_of(&self, stored: &Stored) -> Result<EventKey, StoreError> {
        let (number, seq) = device_and_seq(stored.row);
        Ok(EventKey {
            device: self.log().device(number)?,
            seq,
        })
    }

    /// Every event, one device after the other.
    fn each_stored(
        &self,
        mut act: impl FnMut(Stored) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let fail = |e| self.db().fault(e);
        let sql = format!("SELECT {COLUMNS} FROM event e ORDER BY e.id");
        let mut query = self.db().connection().prepare(&sql).map_err(fail)?;
        let mut rows = query.query([]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            act(read(row).map_err(fail)?)?;
        }
        Ok(())
    }
}

/// Puts an event after the one before it. A date that may be right stays.
fn date_again(stored: &mut Stored, before: Option<EventTimes>, present: Present) {
    if !present.has_date(&stored.stamp) {
        let (at, day) = before.map_or((present.at, present.day()), |before| {
            (before.at, before.day)
        });
        let body = EventBody::read(&stored.kind, stored.version, &stored.body);
        let ahead = stored.stamp.day.since(day);
        if let Some(body) = moved_back(body, ahead)
            && let Ok(text) = encode(&body)
        {
            (stored.body, stored.version) = (text, BODY_VERSION);
        }
        (stored.stamp.at, stored.stamp.day) = (at, day);
    }
    let last = before.map_or(HybridClock::ZERO, |before| before.clock);
    stored.clock = HybridClock::tick(last, stored.stamp.at);
}

/// What an event planned for later, counted from another day; nothing for an event that planned nothing.
fn moved_back(body: EventBody, days: i32) -> Option<EventBody> {
    let back = |day: StudyDay| day.plus(days.saturating_neg());
    match body {
        EventBody::Review(mut review) => {
            review.due = back(review.due);
            Some(EventBody::Review(review))
        }
        EventBody::Placed(mut placed) => {
            placed.due = back(placed.due);
            Some(EventBody::Placed(placed))
        }
        EventBody::Mark { mark, card, by } => {
            let mark = match mark {
                MarkEvent::Bury { until } => MarkEvent::Bury { until: back(until) },
                MarkEvent::Reschedule {
                    reviews,
                    interval,
                    due,
                } => MarkEvent::Reschedule {
                    reviews,
                    interval,
                    due: back(due),
                },
                MarkEvent::Suspend
                | MarkEvent::Resume
                | MarkEvent::Reset
                | MarkEvent::Flag { .. }
                | MarkEvent::Unflag
                | MarkEvent::Note { .. }
                | MarkEvent::Strength { .. } => return None,
            };
            Some(EventBody::Mark { mark, card, by })
        }
        EventBody::Repeat(_)
        | EventBody::Cram(_)
        | EventBody::Undo { .. }
        | EventBody::Interview { .. }
        | EventBody::Unknown { .. }
        | EventBody::Road(_) => None,
    }
}

/// A line with another clock, date and body.
fn redated(mut entry: Entry, stored: &Stored) -> Entry {
    entry.clock = stored.clock;
    entry.at = stored.stamp.at;
    entry.day = stored.stamp.day;
    entry.version = stored.version;
    if let Ok(body) = RawValue::from_string(stored.body.clone()) {
        entry.body = body;
    }
    entry
}
