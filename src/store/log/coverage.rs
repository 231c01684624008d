//! Which events the log holds, and the events of a run.

use super::names::Log;
use super::rows::{COLUMNS, Stored, device_rows, read};
use crate::domain::coverage::{Coverage, SeqRun};
use crate::domain::id::DeviceId;
use crate::store::db::{StoreError, device_and_seq, event_row};

/// Rows that are read at a time.
const ROWS: i64 = 1000;

impl Log<'_> {
    /// The id under which this home writes.
    pub fn own_id(&self) -> Result<DeviceId, StoreError> {
        let number = self.write(|write| self.own_device(write))?;
        self.device(number)
    }

    /// Gives up the id under which this home writes: somebody else has gone on under it.
    pub fn leave_own_device(&self) -> Result<(), StoreError> {
        self.write(Self::leave_device)
    }

    /// Which events the log holds.
    pub fn coverage(&self) -> Result<Coverage, StoreError> {
        // Rows of a run grow in step with their place among the rows of the device.
        let sql = "SELECT min(id), max(id) FROM
            (SELECT id, id - row_number() OVER (ORDER BY id) AS run FROM event WHERE id BETWEEN ?1 AND ?2)
            GROUP BY run ORDER BY 1";
        let mut coverage = Coverage::default();
        for (number, device) in self.device_ids()? {
            let runs = self.db.many(sql, device_rows(number), |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })?;
            for (first, last) in runs {
                coverage.insert_run(&device, (device_and_seq(first).1, device_and_seq(last).1));
            }
        }
        Ok(coverage)
    }

    /// Calls `take` with each event of a run, in order.
    pub(in crate::store) fn each_of_run(
        &self,
        device: &DeviceId,
        (first, last): SeqRun,
        mut take: impl FnMut(Stored) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let row = |number, seq| {
            event_row(number, seq)
                .ok_or_else(|| self.db.damaged("a number of an event is too large"))
        };
        let Some(number) = self.known_device(device)? else {
            return Ok(());
        };
        let (mut next, end) = (row(number, first)?, row(number, last)?);
        let sql = format!(
            "SELECT {COLUMNS} FROM event e WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id LIMIT ?3"
        );
        loop {
            let rows = self.db.many(&sql, [next, end, ROWS], read)?;
            let Some(last_read) = rows.last().map(|stored| stored.row) else {
                return Ok(());
            };
            rows.into_iter().try_for_each(&mut take)?;
            next = last_read + 1;
        }
    }
}
