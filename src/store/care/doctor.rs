//! Whether the files are whole: pages, checksums, numbers, and the log against all that is folded from it.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Transaction, TransactionBehavior};

use super::gaps::MissingEvents;

use crate::domain::event::EventBody;
use crate::domain::id::{CardId, DeviceId};
use crate::domain::memory::CardState;
use crate::domain::replay;
use crate::domain::schedule::{Scheduler, SettingsHash};
use crate::domain::wording::{Wording, problems};
use crate::store::db::{MAX_SEQ, StoreError, device_and_seq, integrity, schema_faults};
use crate::store::home::Store;
use crate::store::log::{COLUMNS, SPANS, Stored, card_of, checksum, is_unreadable, read};
use crate::store::projection::{CardRow, CardSlot, Totals};

/// Faults that are listed; of more only the number is given.
const TOLD: usize = 20;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, one word.
    pub name: &'static str,
    /// What is wrong; nothing when all is well.
    pub faults: Vec<Wording>,
}

impl Check {
    pub(super) fn new(name: &'static str, looked: Result<Vec<Wording>, StoreError>) -> Self {
        let mut faults = looked.unwrap_or_else(|fault| {
            // The one who runs the check knows which file it looks at.
            vec![if let StoreError::Damaged { what, .. } = fault {
                Wording::verbatim(what)
            } else {
                fault.wording()
            }]
        });
        let more = faults.len().saturating_sub(TOLD);
        faults.truncate(TOLD);
        if more > 0 {
            faults.push(problems::and_more(more));
        }
        Self { name, faults }
    }
}

impl Store {
    /// Looks at everything. Reads the whole log.
    pub fn doctor(&self) -> Vec<Check> {
        // One snapshot, or another process's answer between two checks would look like a fault. A database too
        // damaged to begin a transaction is looked at without.
        let _snapshot =
            Transaction::new_unchecked(self.db().connection(), TransactionBehavior::Deferred);
        let mut checks = self.doctor_log();
        checks.push(Check::new("index", self.check_index()));
        checks
    }

    /// Looks at the database, without the content index.
    pub(in crate::store) fn doctor_log(&self) -> Vec<Check> {
        let mut checks = self.doctor_copy();
        // Not of a copy: what a backup has in its schema stays behind when it is restored.
        if let Some(pages) = checks.first_mut() {
            let schema = Check::new(pages.name, self.check_schema());
            pages.faults.extend(schema.faults);
        }
        checks.push(Check::new("numbers", self.check_gaps()));
        checks
    }

    /// Looks at a copy of the database, which may lack the events that its origin lacks.
    pub(in crate::store) fn doctor_copy(&self) -> Vec<Check> {
        let mut checks = self.doctor_events();
        checks.push(Check::new("order", self.check_order()));
        checks.push(Check::new("memory", self.check_memory()));
        checks.push(Check::new("roads", self.check_roads()));
        checks
    }

    /// Looks at the pages and the events alone.
    pub(in crate::store) fn doctor_events(&self) -> Vec<Check> {
        // Without room it is slower, no more.
        let _ = self.db().roomy();
        vec![
            Check::new("database", self.check_pages()),
            Check::new("checksums", self.check_events()),
        ]
    }

    pub(in crate::store) fn check_pages(&self) -> Result<Vec<Wording>, StoreError> {
        integrity(self.db().connection()).map_err(|e| self.db().fault(e))
    }

    pub(in crate::store) fn check_schema(&self) -> Result<Vec<Wording>, StoreError> {
        schema_faults(self.db().connection()).map_err(|e| self.db().fault(e))
    }

    pub(in crate::store) fn check_index_pages(&self) -> Result<Vec<Wording>, StoreError> {
        self.content().with(integrity)
    }

    fn check_index(&self) -> Result<Vec<Wording>, StoreError> {
        let mut faults = self.check_index_pages()?;
        if self.content().index_meta("stamp")?.is_none() {
            faults.push(problems::missing_or_other(self.content().file.display()));
        }
        Ok(faults)
    }

    /// Every event's checksum, card and readability, and the settings that events name.
    pub(in crate::store) fn check_events(&self) -> Result<Vec<Wording>, StoreError> {
        let mut faults = self.wrong_settings()?;
        let sql = format!(
            "SELECT {COLUMNS}, c.id FROM event e LEFT JOIN card c ON c.number = e.card ORDER BY e.id"
        );
        let mut query = self
            .db()
            .connection()
            .prepare(&sql)
            .map_err(|e| self.db().fault(e))?;
        let mut rows = query.query([]).map_err(|e| self.db().fault(e))?;
        while let Some(row) = rows.next().map_err(|e| self.db().fault(e))? {
            let stored = read(row).map_err(|e| self.db().fault(e))?;
            let card: Option<String> = row.get(10).map_err(|e| self.db().fault(e))?;
            let (number, seq) = device_and_seq(stored.row);
            let device = self.log().device(number)?;
            if let Some(fault) = fault_of(&device, &stored, card.as_deref()) {
                faults.push(problems::event_fault(seq, device, fault));
            }
        }
        Ok(faults)
    }

    /// Settings whose text is not the one they are named by.
    fn wrong_settings(&self) -> Result<Vec<Wording>, StoreError> {
        let texts = self.log().settings_texts()?.into_iter();
        let wrong = texts.filter(|(hash, text)| !SettingsHash(hash.clone()).is_of(text));
        Ok(wrong
            .map(|(hash, _)| problems::settings_differ(hash.escape_debug()))
            .collect())
    }

    /// Every device's clocks grow, and its days are filed.
    fn check_order(&self) -> Result<Vec<Wording>, StoreError> {
        let mut faults = Vec::new();
        for (before, event) in self.neighbours()? {
            let (device, seq) = device_and_seq(event.row);
            if before.is_some_and(|before| event.clock <= before.clock) {
                faults.push(problems::clock_order(self.log().device(device)?, seq));
            }
        }
        faults.extend(self.wrong_spans()?);
        Ok(faults)
    }

    /// Every device's events are numbered without gaps, but for those that are known to be lost.
    fn check_gaps(&self) -> Result<Vec<Wording>, StoreError> {
        let accepted = self.accepted_gaps()?;
        let gaps = self
            .gaps()?
            .into_iter()
            .filter(|gap| !accepted.contains(gap));
        Ok(gaps
            .map(
                |MissingEvents {
                     device,
                     first,
                     last,
                 }| { problems::events_missing(device, first, last) },
            )
            .collect())
    }

    fn wrong_spans(&self) -> Result<Option<Wording>, StoreError> {
        let kept = "SELECT day, first FROM span";
        let differs = format!(
            "SELECT EXISTS (SELECT * FROM ({SPANS}) EXCEPT {kept}) OR EXISTS ({kept} EXCEPT SELECT * FROM ({SPANS}))"
        );
        let differs = self.db().one(&differs, [], |row| row.get(0))? == Some(true);
        Ok(differs.then(problems::days_differ))
    }

    /// Memory, marks, totals and the topics' counts against the fold.
    pub(in crate::store) fn check_memory(&self) -> Result<Vec<Wording>, StoreError> {
        let mut faults = Vec::new();
        let mut totals = Totals::default();
        let mut seen: HashMap<i64, i64> = HashMap::new();
        let mut kept: HashMap<i64, CardRow> = self
            .progress()
            .all_kept()?
            .into_iter()
            .map(|(kept, _)| (kept.card, kept))
            .collect();
        self.log().each_card_log(|card, standing| {
            let (spot, content, state) = kept
                .remove(&card)
                .map_or((CardSlot::default(), None, CardState::default()), |kept| {
                    (kept.spot, kept.content, kept.state)
                });
            for event in standing {
                totals.add(event, spot);
            }
            let folded = self.progress().fold(standing)?;
            if folded != state {
                faults.push(problems::differs_from_log(self.log().card_id(card)?));
            }
            if folded.memory.seen().is_some() && content.is_some() {
                *seen.entry(spot.topic).or_default() += 1;
            }
            Ok(())
        })?;
        for card in kept
            .values()
            .filter(|kept| kept.state != CardState::default())
        {
            faults.push(problems::memory_without_log(self.log().card_id(card.card)?));
        }
        if totals.settled() != self.progress().all_totals()?.settled() {
            faults.push(problems::totals_differ());
        }
        faults.extend(self.progress().check_settled()?);
        faults.extend(self.wrong_counts(&seen)?);
        Ok(faults)
    }

    fn wrong_counts(&self, seen: &HashMap<i64, i64>) -> Result<Vec<Wording>, StoreError> {
        let topics = self
            .db()
            .many("SELECT number, id, seen FROM topic", [], |row| {
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
            .map(|(_, topic, _)| problems::topic_miscounts(topic))
            .collect())
    }

    /// What is followed, unlocked and ticked, and the filed undos, against the log.
    pub(in crate::store) fn check_roads(&self) -> Result<Vec<Wording>, StoreError> {
        let events = self.log().road_events()?;
        // Roads do not depend on the schedule: every scheduler folds them alike.
        let folded = replay::fold(&events, &|_| None, &Scheduler::default());
        let mut faults = Vec::new();
        if folded.followed != self.progress().followed()? {
            faults.push(problems::followed_differ());
        }
        if folded.unlocked
            != self
                .progress()
                .unlocked()?
                .into_iter()
                .collect::<BTreeSet<_>>()
        {
            faults.push(problems::unlocked_differ());
        }
        if folded.done != self.progress().done()?.into_iter().collect::<BTreeSet<_>>() {
            faults.push(problems::ticked_differ());
        }
        if folded.plan != self.progress().plan()? {
            faults.push(problems::plan_differs());
        }
        // An undo from elsewhere may name a number that no row can have. It is kept, but not filed.
        let storable =
            |body: &EventBody| matches!(body, EventBody::Undo { target } if target.seq <= MAX_SEQ);
        let undos = events.iter().filter(|event| storable(&event.body)).count();
        let filed = self.db().one(
            "SELECT count(*) FROM undo u JOIN event e ON e.id = u.event",
            [],
            |row| row.get::<_, i64>(0),
        )?;
        if filed.and_then(|filed| usize::try_from(filed).ok()) != Some(undos) {
            faults.push(problems::undos_differ());
        }
        Ok(faults)
    }
}

/// What is wrong with an event that is filed under a card.
fn fault_of(device: &DeviceId, stored: &Stored, card: Option<&str>) -> Option<Wording> {
    if checksum(device, stored) != stored.checksum {
        return Some(problems::checksum_differs());
    }
    let body = EventBody::read(&stored.kind, stored.version, &stored.body);
    if is_unreadable(stored, &body) {
        Some(problems::event_unreadable())
    } else if body.kind() != stored.kind {
        Some(problems::kind_changed())
    } else if card != card_of(&body).as_ref().map(CardId::as_str) {
        Some(problems::card_changed())
    } else {
        None
    }
}
