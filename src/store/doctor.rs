//! Whether the files are whole: pages, checksums, numbers, and the log against all that is folded from it.

use std::collections::{BTreeSet, HashMap};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior};

use super::columns::{MAX_SEQ, device_and_seq};
use super::log::{Beside, COLUMNS, SPANS, Stored, card_of, checksum, read};
use super::project::Kept;
use super::salvage::Lost;
use super::tally::{Spot, Totals};
use super::{Store, StoreError};
use crate::domain::event::{BODY_VERSION, EventBody};
use crate::domain::id::{CardId, DeviceId};
use crate::domain::memory::CardState;
use crate::domain::replay;

/// Faults told in full; of more only the number is told.
const TOLD: usize = 20;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, one word.
    pub name: &'static str,
    /// What is wrong; nothing when all is well.
    pub faults: Vec<String>,
}

impl Check {
    fn new(name: &'static str, looked: Result<Vec<String>, StoreError>) -> Self {
        let mut faults = looked.unwrap_or_else(|fault| {
            // Whoever looks knows at what.
            vec![if let StoreError::Damaged { what, .. } = fault {
                what
            } else {
                fault.to_string()
            }]
        });
        let more = faults.len().saturating_sub(TOLD);
        faults.truncate(TOLD);
        if more > 0 {
            faults.push(format!("and {more} more"));
        }
        Self { name, faults }
    }
}

impl Store {
    /// Looks at everything. Reads the whole log.
    pub fn doctor(&self) -> Vec<Check> {
        // One snapshot, or another process's answer between two checks would look like a fault. A database too
        // damaged to begin a transaction is looked at without.
        let _snapshot = Transaction::new_unchecked(&self.db, TransactionBehavior::Deferred);
        let mut checks = self.doctor_log();
        checks.push(Check::new("index", self.check_index()));
        checks
    }

    /// Looks at the database, without the content index.
    pub(super) fn doctor_log(&self) -> Vec<Check> {
        let mut checks = self.doctor_copy();
        checks.push(Check::new("numbers", self.check_gaps()));
        checks
    }

    /// Looks at a copy of the database, which may lack the events that its origin lacks.
    pub(super) fn doctor_copy(&self) -> Vec<Check> {
        let mut checks = self.doctor_events();
        checks.push(Check::new("order", self.check_order()));
        checks.push(Check::new("memory", self.check_memory()));
        checks.push(Check::new("roads", self.check_roads()));
        checks
    }

    /// Looks at the pages and the events alone.
    pub(super) fn doctor_events(&self) -> Vec<Check> {
        // Without room it is slower, no more.
        let _ = self.roomy();
        vec![
            Check::new("database", self.check_pages()),
            Check::new("checksums", self.check_events()),
        ]
    }

    pub(super) fn check_pages(&self) -> Result<Vec<String>, StoreError> {
        integrity(&self.db).map_err(|e| self.fault(e))
    }

    pub(super) fn check_index_pages(&self) -> Result<Vec<String>, StoreError> {
        self.index.with(integrity)
    }

    fn check_index(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = self.check_index_pages()?;
        if self.index_meta("stamp")?.is_none() {
            faults.push(format!(
                "'{}' is missing or of another version",
                self.index.file.display()
            ));
        }
        faults.extend(self.check_copy()?);
        Ok(faults)
    }

    /// Every event's checksum, card and readability.
    pub(super) fn check_events(&self) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, c.id FROM event e LEFT JOIN card c ON c.number = e.card ORDER BY e.id"
        );
        let mut query = self.db.prepare(&sql).map_err(|e| self.fault(e))?;
        let mut rows = query.query([]).map_err(|e| self.fault(e))?;
        let mut faults = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.fault(e))? {
            let stored = read(row).map_err(|e| self.fault(e))?;
            let card: Option<String> = row.get(10).map_err(|e| self.fault(e))?;
            let (number, seq) = device_and_seq(stored.row);
            let device = self.device(number)?;
            if let Some(fault) = fault_of(&device, &stored, card.as_deref()) {
                faults.push(format!("event {seq} of device {device}: {fault}"));
            }
        }
        Ok(faults)
    }

    /// Every device's clocks grow, and its days are filed.
    fn check_order(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        for (before, event) in self.neighbours()? {
            let (device, seq) = device_and_seq(event.row);
            if before.is_some_and(|before| event.clock <= before.clock) {
                faults.push(format!(
                    "device {}: event {seq} has a clock out of order",
                    self.device(device)?
                ));
            }
        }
        faults.extend(self.wrong_spans()?);
        Ok(faults)
    }

    /// Every device's events are numbered without gaps, but for those that were told to be lost.
    fn check_gaps(&self) -> Result<Vec<String>, StoreError> {
        let accepted = self.accepted_gaps()?;
        let gaps = self
            .gaps()?
            .into_iter()
            .filter(|gap| !accepted.contains(gap));
        Ok(gaps
            .map(
                |Lost {
                     device,
                     first,
                     last,
                 }| {
                    format!("device {device}: events {first} to {last} are missing")
                },
            )
            .collect())
    }

    /// The runs of events that are missing before others of their device.
    pub(super) fn gaps(&self) -> Result<Vec<Lost>, StoreError> {
        let mut gaps = Vec::new();
        for (before, event) in self.neighbours()? {
            let (device, seq) = device_and_seq(event.row);
            let first = before.map_or(1, |before| device_and_seq(before.row).1 + 1);
            if seq > first {
                gaps.push(Lost {
                    device: self.device(device)?,
                    first,
                    last: seq - 1,
                });
            }
        }
        Ok(gaps)
    }

    /// Every event with the one before it of the same device.
    fn neighbours(&self) -> Result<Vec<(Option<Beside>, Beside)>, StoreError> {
        let read = |row: &Row<'_>| {
            Ok(Beside {
                row: row.get(0)?,
                clock: row.get(1)?,
                day: row.get(2)?,
            })
        };
        let events = self.many("SELECT id, clock, day FROM event ORDER BY id", [], read)?;
        let before = std::iter::once(None).chain(events.iter().copied().map(Some));
        let same = |before: &Beside, event: &Beside| {
            device_and_seq(before.row).0 == device_and_seq(event.row).0
        };
        Ok(before
            .zip(&events)
            .map(|(before, event)| (before.filter(|b| same(b, event)), *event))
            .collect())
    }

    fn wrong_spans(&self) -> Result<Option<String>, StoreError> {
        let kept = "SELECT day, first FROM span";
        let differs = format!(
            "SELECT EXISTS (SELECT * FROM ({SPANS}) EXCEPT {kept}) OR EXISTS ({kept} EXCEPT SELECT * FROM ({SPANS}))"
        );
        let differs = self.one(&differs, [], |row| row.get(0))? == Some(true);
        Ok(differs.then(|| "the days of events differ from the log".to_owned()))
    }

    /// Memory, marks, totals and the topics' counts against the fold.
    pub(super) fn check_memory(&self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        let mut totals = Totals::default();
        let mut seen: HashMap<i64, i64> = HashMap::new();
        let mut kept: HashMap<i64, Kept> = self
            .all_kept()?
            .into_iter()
            .map(|(kept, _)| (kept.card, kept))
            .collect();
        self.each_card_log(|card, standing| {
            let (spot, gone, state) = kept
                .remove(&card)
                .map_or((Spot::default(), 1, CardState::default()), |kept| {
                    (kept.spot, kept.gone, kept.state)
                });
            for event in standing {
                totals.add(event, spot);
            }
            let folded = self.fold(standing)?;
            if folded != state {
                faults.push(format!("'{}' differs from its log", self.card_id(card)?));
            }
            if folded.memory.seen().is_some() && gone == 0 {
                *seen.entry(spot.topic).or_default() += 1;
            }
            Ok(())
        })?;
        for card in kept
            .values()
            .filter(|kept| kept.state != CardState::default())
        {
            faults.push(format!(
                "'{}' has a memory and no log",
                self.card_id(card.card)?
            ));
        }
        if totals.settled() != self.all_totals()?.settled() {
            faults.push("the daily totals differ from the log".to_owned());
        }
        faults.extend(self.check_settled()?);
        faults.extend(self.wrong_counts(&seen)?);
        Ok(faults)
    }

    fn wrong_counts(&self, seen: &HashMap<i64, i64>) -> Result<Vec<String>, StoreError> {
        let topics = self.many("SELECT number, id, seen FROM topic", [], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })?;
        let wrong = topics
            .into_iter()
            .filter(|(number, _, count)| seen.get(number).unwrap_or(&0) != count);
        Ok(wrong
            .map(|(_, topic, _)| format!("topic '{topic}' counts its seen cards wrongly"))
            .collect())
    }

    /// What is followed, unlocked and ticked, and the filed undos, against the log.
    pub(super) fn check_roads(&self) -> Result<Vec<String>, StoreError> {
        let events = self.road_events()?;
        let folded = replay::fold(&events, &|_| None);
        let mut faults = Vec::new();
        if folded.followed != self.followed()? {
            faults.push("the followed roadmaps differ from the log".to_owned());
        }
        if folded.unlocked != self.unlocked()?.into_iter().collect::<BTreeSet<_>>() {
            faults.push("the unlocked topics differ from the log".to_owned());
        }
        if folded.done != self.done()?.into_iter().collect::<BTreeSet<_>>() {
            faults.push("the ticked items differ from the log".to_owned());
        }
        let storable =
            |body: &EventBody| matches!(body, EventBody::Undo { target } if target.seq <= MAX_SEQ);
        let undos = events.iter().filter(|event| storable(&event.body)).count();
        let filed = self.one(
            "SELECT count(*) FROM undo u JOIN event e ON e.id = u.event",
            [],
            |row| row.get::<_, i64>(0),
        )?;
        if filed.and_then(|filed| usize::try_from(filed).ok()) != Some(undos) {
            faults.push("the filed undos differ from the log".to_owned());
        }
        Ok(faults)
    }
}

/// What is wrong with an event that is filed under a card.
fn fault_of(device: &DeviceId, stored: &Stored, card: Option<&str>) -> Option<&'static str> {
    if checksum(device, stored) != stored.checksum {
        return Some("its checksum does not fit");
    }
    let body = EventBody::read(&stored.kind, stored.version, &stored.body);
    if is_unreadable(stored, &body) {
        Some("it cannot be read")
    } else if body.kind() != stored.kind {
        Some("its kind was changed")
    } else if card != card_of(&body).as_ref().map(CardId::as_str) {
        Some("its card was changed")
    } else {
        None
    }
}

/// Whether a body of a kind and version that this build writes is nothing it could have written.
pub(super) fn is_unreadable(stored: &Stored, body: &EventBody) -> bool {
    let own = EventBody::KINDS.contains(&stored.kind.as_str()) && stored.version <= BODY_VERSION;
    own && matches!(body, EventBody::Unknown { .. })
}

/// What is wrong with a database's pages. Of long texts `SQLite` looks at the beginning alone: whether the rest is
/// text is asked here, of all tables but the log's, whose checksums tell more.
pub(super) fn integrity(db: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let names = |sql: &str| -> Result<Vec<String>, rusqlite::Error> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let mut faults = names("PRAGMA integrity_check")?;
    faults.retain(|line| line != "ok");
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'event'")? {
        let mut query = db.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let mut values = (0..columns).map(|column| row.get_ref(column));
            if values.any(|value| matches!(value, Ok(ValueRef::Text(text)) if std::str::from_utf8(text).is_err())) {
                faults.push(format!("a row of '{table}' holds no text"));
            }
        }
    }
    Ok(faults)
}
