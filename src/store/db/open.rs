//! The database file: making it, telling it from others, its pragmas and its migrations.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::connection::{APPLICATION, PAGE, connect, harden};
use super::copy::before_migration;
use super::error::StoreError;
use super::lock::HomeLock;
use super::paths::{StoreFiles, companion, copies_in, make_folder};
use super::wal;
use crate::domain::wording::problems;
use crate::files;

/// Schema steps in order; the number of those applied is the `user_version`.
pub(in crate::store) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
];

/// Bytes of the file header of `SQLite`.
const HEADER: usize = 100;

/// Opens the database, making or migrating it when needed. Before `SQLite` sees the file, `before` may refuse it.
pub(in crate::store) fn open(
    files: &StoreFiles,
    before: impl Fn(&Path) -> Result<(), StoreError>,
) -> Result<(Connection, HomeLock), StoreError> {
    open_with(files, MIGRATIONS, before)
}

fn open_with(
    files: &StoreFiles,
    migrations: &[&str],
    before: impl Fn(&Path) -> Result<(), StoreError>,
) -> Result<(Connection, HomeLock), StoreError> {
    let file = &files.db;
    files.clear_abandoned();
    // An empty database in place of a lost one would look like a first start and hide the loss, so
    // a home with backups is never started over.
    let found = match header(file)? {
        DatabaseHeader::Absent if !copies_in(&files.backups).is_empty() => {
            return Err(StoreError::Gone { file: file.clone() });
        }
        DatabaseHeader::Absent => create(file, migrations)?,
        DatabaseHeader::Found(header) => check(file, &header, migrations)?,
    };
    // The lock first: from here on nobody can replace the file that is looked at below. The log
    // before `connect`, since `SQLite` drops what it cannot read of it, and the next answer would
    // be written over it (decision 0019).
    let lock = HomeLock::share(file)?;
    wal::check(&companion(file, "-wal"), PAGE as usize)?;
    before(file)?;
    let db = connect(file)?;
    only_own_code(&db, file, migrations)?;
    if found < version_number(migrations) {
        before_migration(&db, files, found)?;
        migrate(&db, file, migrations)?;
    }
    // `found` was read before the lock was held: a newer build may have migrated in between.
    let raised: u32 = db
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|e| StoreError::sql(file, e))?;
    newer(file, raised, migrations)?;
    Ok((db, lock))
}

/// Refuses a database with triggers or views that no migration makes: they would run with every answer, and could
/// drop it after it was acknowledged.
fn only_own_code(db: &Connection, file: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let fail = |e| StoreError::sql(file, e);
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')";
    let mut query = db.prepare(sql).map_err(fail)?;
    let mut rows = query.query([]).map_err(fail)?;
    while let Some(row) = rows.next().map_err(fail)? {
        let (name, text): (String, String) = (row.get(0).map_err(fail)?, row.get(1).map_err(fail)?);
        // The schema holds each statement as its migration wrote it, character for character.
        if !migrations.iter().any(|step| step.contains(&text)) {
            return Err(StoreError::Damaged {
                file: file.to_owned(),
                what: problems::foreign_code(name.escape_debug()).in_english(),
            });
        }
    }
    Ok(())
}

/// Whether a database is there that can be opened. Changes nothing where there is none.
pub(in crate::store) fn is_openable(file: &Path) -> bool {
    version_of(file).is_ok()
        && wal::check(&companion(file, "-wal"), PAGE as usize).is_ok()
        && connect(file).is_ok()
}

/// The first bytes of a file, read without `SQLite` so that nothing can be written.
enum DatabaseHeader {
    /// No file, or an empty one.
    Absent,
    /// Its first bytes, at most a header's.
    Found(Vec<u8>),
}

fn header(file: &Path) -> Result<DatabaseHeader, StoreError> {
    let mut bytes = Vec::with_capacity(HEADER);
    let read = files::open(file).and_then(|open| open.take(HEADER as u64).read_to_end(&mut bytes));
    match read {
        Ok(0) => Ok(DatabaseHeader::Absent),
        Ok(_) => Ok(DatabaseHeader::Found(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(DatabaseHeader::Absent),
        Err(e) => Err(StoreError::io(file, e)),
    }
}

/// The schema version of one of our databases; any other file is refused.
pub(in crate::store) fn version_of(file: &Path) -> Result<u32, StoreError> {
    match header(file)? {
        DatabaseHeader::Absent => Err(StoreError::NotADatabase {
            file: file.to_owned(),
        }),
        DatabaseHeader::Found(header) => check(file, &header, MIGRATIONS),
    }
}

/// Whether one of our databases has the schema of this build.
pub(in crate::store) fn is_current(file: &Path) -> Result<bool, StoreError> {
    Ok(version_of(file)? == version_number(MIGRATIONS))
}

fn check(file: &Path, header: &[u8], migrations: &[&str]) -> Result<u32, StoreError> {
    if header.len() < HEADER || !header.starts_with(b"SQLite format 3\0") {
        return Err(StoreError::NotADatabase {
            file: file.to_owned(),
        });
    }
    // Offsets 60 (user version) and 68 (application id) of
    // <https://www.sqlite.org/fileformat2.html>.
    if number_at(header, 68) != APPLICATION {
        return Err(StoreError::Foreign {
            file: file.to_owned(),
        });
    }
    let found = number_at(header, 60);
    newer(file, found, migrations)?;
    Ok(found)
}

fn number_at(header: &[u8], offset: usize) -> u32 {
    header[offset..offset + 4]
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn newer(file: &Path, found: u32, migrations: &[&str]) -> Result<(), StoreError> {
    let known = version_number(migrations);
    if found > known {
        Err(StoreError::Newer {
            file: file.to_owned(),
            found,
            known,
        })
    } else {
        Ok(())
    }
}

fn version_number(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).unwrap_or(u32::MAX)
}

/// Makes the database aside and moves it into place whole; gives its version. If another process was faster, its
/// file stays.
fn create(file: &Path, migrations: &[&str]) -> Result<u32, StoreError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let fail = |e| StoreError::io(file, e);
    // Nobody else makes one meanwhile, or the empty file that is removed below could be theirs by then.
    let lock = HomeLock::at(file)?;
    let is_there = || matches!(header(file), Ok(DatabaseHeader::Found(_)));
    let _alone = lock.alone_unless(file, is_there)?;
    if let DatabaseHeader::Found(header) = header(file)? {
        return check(file, &header, migrations);
    }
    must_have_no_log(file)?;
    let aside = files::aside(file).map_err(fail)?;
    build(aside.path(), migrations)?;
    aside.as_file().sync_all().map_err(fail)?;
    // An empty file counts as no database, but would keep the new one from taking its name.
    if fs::metadata(file).is_ok_and(|found| found.len() == 0) {
        fs::remove_file(file).map_err(fail)?;
    }
    aside.persist_noclobber(file).map_err(|e| fail(e.error))?;
    files::settle(folder).map_err(fail)?;
    Ok(version_number(migrations))
}

/// A log without its database holds answers, which a new database would be made to play.
fn must_have_no_log(file: &Path) -> Result<(), StoreError> {
    let log = companion(file, "-wal");
    if wal::has_frames(&log) {
        return Err(StoreError::Damaged {
            file: log,
            what: problems::log_without_database().in_english(),
        });
    }
    Ok(())
}

fn build(aside: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let fail = |e| StoreError::sql(aside, e);
    let db = Connection::open(aside).map_err(fail)?;
    harden(&db).map_err(fail)?;
    // Before the first table: the page size is fixed by the first page that is written.
    db.execute_batch(&format!(
        "PRAGMA page_size = {PAGE}; PRAGMA application_id = {APPLICATION}"
    ))
    .map_err(fail)?;
    migrate(&db, aside, migrations)?;
    // Last, so that all of it stands in one file, with no log to move along. The mode is stored.
    db.pragma_update(None, "journal_mode", "WAL")
        .map_err(fail)?;
    db.close().map_err(|(_, e)| fail(e))
}

/// Puts a closed database in the place of another that nobody can open.
pub(in crate::store) fn replace(file: &Path, by: &Path) -> Result<(), StoreError> {
    let fail = |e| StoreError::io(file, e);
    File::open(by).and_then(|by| by.sync_all()).map_err(fail)?;
    // The database goes first: if this breaks off in the middle, the next start reports it as gone.
    for suffix in ["", "-wal", "-shm"] {
        match fs::remove_file(companion(file, suffix)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(fail(e)),
            _ => {}
        }
    }
    fs::rename(by, file).map_err(fail)?;
    file.parent().map_or(Ok(()), files::settle).map_err(fail)
}

/// Applies the steps that are missing, each in a transaction of its own, and brings them into the file.
fn migrate(db: &Connection, file: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let fail = |e| StoreError::sql(file, e);
    for (step, sql) in (0_u32..).zip(migrations) {
        let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate).map_err(fail)?;
        // Asked inside the transaction: another process may have applied this step while we waited.
        let applied: u32 = tx
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(fail)?;
        if applied == step {
            tx.execute_batch(sql).map_err(fail)?;
            tx.pragma_update(None, "user_version", step + 1)
                .map_err(fail)?;
        }
        tx.commit().map_err(fail)?;
    }
    // `check` reads the version from the file alone, without the log.
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(fail)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process::{Command, Stdio};
    use std::time::Instant;

    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::domain::day::{self, StudyDay};
    use crate::domain::event::{EventBody, MarkEvent, RoadEvent, Stamp};
    use crate::domain::id::{CardId, DeviceId, TopicId};
    use crate::store::Store;

    fn files(folder: &Path) -> StoreFiles {
        StoreFiles {
            db: folder.join("milepost.db"),
            index: folder.join("index.db"),
            backups: folder.join("backups"),
        }
    }

    fn store(files: &StoreFiles, migrations: &[&str]) -> Store {
        let device = DeviceId::parse("0000000000000001").unwrap();
        let (db, lock) = open_with(files, migrations, |_| Ok(())).unwrap();
        Store::on(db, Some(lock), files, device)
    }

    fn flag(store: &Store) -> Result<(), StoreError> {
        let stamp = Stamp {
            at: day::Instant::from_millis(0),
            offset: 0,
            zone: "UTC".to_owned(),
            day: StudyDay::from_number(1),
        };
        let card = CardId::parse("a.b").unwrap();
        store
            .progress()
            .record(
                MarkEvent::Flag {
                    note: "x".repeat(500),
                }
                .on(card),
                &stamp,
            )
            .map(|_| ())
    }

    fn events(store: &Store) -> i64 {
        store
            .db()
            .connection()
            .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn an_older_database_is_copied_and_then_raised_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let old = store(&files, MIGRATIONS);
        flag(&old).unwrap();
        old.close().unwrap();
        let (last, next) = (
            version_number(MIGRATIONS),
            [MIGRATIONS, &["CREATE TABLE later (x INTEGER) STRICT"]].concat(),
        );
        let raised = store(&files, &next);
        assert_eq!(events(&raised), 1);
        flag(&raised).unwrap();
        raised.close().unwrap();
        assert_eq!(version_of(&copy_before_raising(&files)).unwrap(), last);
        assert!(matches!(
            version_of(&files.db),
            Err(StoreError::Newer { found, known, .. }) if (found, known) == (last + 1, last)
        ));
    }

    /// The copy that is made before a database of this build's schema is raised.
    fn copy_before_raising(files: &StoreFiles) -> PathBuf {
        let next = version_number(MIGRATIONS) + 1;
        files
            .backups
            .join(format!("milepost-before-schema-{next}-1.db"))
    }

    /// Two further steps, each of which touches every event.
    fn further() -> Vec<&'static str> {
        let steps = [
            "CREATE TABLE later (id INTEGER PRIMARY KEY, text TEXT) STRICT;
             INSERT INTO later SELECT id, body || body || body FROM event",
            "ALTER TABLE later ADD COLUMN more TEXT; UPDATE later SET more = text || text",
        ];
        MIGRATIONS.iter().copied().chain(steps).collect()
    }

    /// Not a test: the process that the next one kills. Its home is the folder it was started in.
    #[test]
    #[ignore = "started by the test that kills it"]
    fn raises_the_home_it_was_started_in() {
        open_with(&files(Path::new(".")), &further(), |_| Ok(())).unwrap();
    }

    fn raising(folder: &Path) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "store::db::open::tests::raises_the_home_it_was_started_in",
            "--ignored",
        ]);
        command
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// A home of this schema with three hundred events.
    fn old_home(folder: &Path) {
        let old = store(&files(folder), MIGRATIONS);
        (0..300).for_each(|_| flag(&old).unwrap());
        old.close().unwrap();
    }

    #[test]
    fn steps_killed_at_any_moment_are_done_or_not_and_the_copy_is_there() {
        let long = crate::world::text_variable("MILEPOST_LONG").is_some();
        let (origin, mut chance) = (tempfile::tempdir().unwrap(), ChaCha8Rng::seed_from_u64(8));
        old_home(origin.path());
        let try_out = tempfile::tempdir().unwrap();
        old_home(try_out.path());
        let began = Instant::now();
        assert!(raising(try_out.path()).status().unwrap().success());
        let usual = began.elapsed();
        let mut met = [0; 4];
        for round in 0..if long { 300 } else { 15 } {
            let folder = tempfile::tempdir().unwrap();
            let files = files(folder.path());
            fs::copy(origin.path().join("milepost.db"), &files.db).unwrap();
            let mut child = raising(folder.path()).spawn().unwrap();
            std::thread::sleep(usual.mul_f64(chance.random_range(0.0..1.6)));
            child.kill().unwrap();
            child.wait().unwrap();
            met[assert_between_steps(&files, round)] += 1;
        }
        assert_eq!(met[0], 0);
        if long {
            assert!(
                met[3] > 0 && met[1] > 0,
                "the steps were killed too early or too late: {met:?}"
            );
            tell(&format!(
                "killed {} times: the schemas were found {:?} times",
                met.iter().sum::<usize>(),
                &met[1..]
            ));
        }
    }

    /// A killed home is of one schema or a later one, with all its events; gives 1 for the schema it had, 2 and 3
    /// for the further ones.
    fn assert_between_steps(files: &StoreFiles, round: usize) -> usize {
        let db = connect(&files.db).unwrap();
        let version: u32 = db
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'later'";
        let made: u32 = db.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(
            made,
            u32::from(version > version_number(MIGRATIONS)),
            "round {round}"
        );
        if made == 1 {
            let rows: i64 = db
                .query_row("SELECT count(*) FROM later", [], |row| row.get(0))
                .unwrap();
            assert_eq!(rows, 300, "round {round}");
            let copy = copy_before_raising(files);
            let last = version_number(MIGRATIONS);
            assert_eq!(version_of(&copy).unwrap(), last, "round {round}");
            let copied = Store::on(
                connect(&copy).unwrap(),
                None,
                files,
                DeviceId::parse("0000000000000002").unwrap(),
            );
            assert_eq!(events(&copied), 300);
        }
        drop(db);
        let raised = store(files, &further());
        assert_eq!(events(&raised), 300, "round {round}");
        let faults = raised.doctor_log().into_iter();
        let faults: Vec<_> = faults.flat_map(|check| check.faults).collect();
        // The one table that no step of this build makes.
        assert_eq!(faults, [problems::schema_differs("later")], "round {round}");
        usize::try_from(version + 1 - version_number(MIGRATIONS)).unwrap()
    }

    #[expect(
        clippy::print_stderr,
        reason = "a figure that is measured is worth reading"
    )]
    fn tell(figure: &str) {
        eprintln!("{figure}");
    }

    #[test]
    fn a_damaged_database_is_not_raised() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let old = store(&files, MIGRATIONS);
        let stamp = Stamp {
            at: day::Instant::from_millis(0),
            offset: 0,
            zone: "UTC".to_owned(),
            day: StudyDay::from_number(1),
        };
        old.local()
            .save_draft(&CardId::parse("a.b").unwrap(), &"draft ".repeat(2000))
            .unwrap();
        old.progress()
            .record(
                EventBody::Road(RoadEvent::Unlock {
                    topic: TopicId::parse("a").unwrap(),
                }),
                &stamp,
            )
            .unwrap();
        old.close().unwrap();
        let mut bytes = fs::read(&files.db).unwrap();
        // The rest of a long text, at which no look at the pages looks.
        let draft = bytes.windows(6).rposition(|six| six == b"draft ").unwrap();
        bytes[draft - 100..draft].fill(0xA5);
        fs::write(&files.db, &bytes).unwrap();
        assert!(matches!(
            open_with(&files, &further(), |_| Ok(())),
            Err(StoreError::Damaged { .. })
        ));
        assert_eq!(version_of(&files.db).unwrap(), version_number(MIGRATIONS));
    }

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let old = store(&files, MIGRATIONS);
        flag(&old).unwrap();
        old.close().unwrap();
        let next = [
            MIGRATIONS,
            &["CREATE TABLE later (x INTEGER) STRICT; nonsense"],
        ]
        .concat();
        assert!(open_with(&files, &next, |_| Ok(())).is_err());
        let still = store(&files, MIGRATIONS);
        assert_eq!(events(&still), 1);
        assert_eq!(
            still
                .doctor_log()
                .into_iter()
                .flat_map(|check| check.faults)
                .count(),
            0
        );
    }

    #[test]
    fn a_full_disk_is_named_and_keeps_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let store = store(&files, MIGRATIONS);
        store
            .db()
            .connection()
            .execute_batch("PRAGMA max_page_count = 60")
            .unwrap();
        let written = (0..10_000).take_while(|_| flag(&store).is_ok()).count();
        assert!(matches!(flag(&store), Err(StoreError::DiskFull { .. })));
        assert_eq!(usize::try_from(events(&store)).unwrap(), written);
        store
            .db()
            .connection()
            .execute_batch("PRAGMA max_page_count = 6000")
            .unwrap();
        flag(&store).unwrap();
        assert_eq!(
            store
                .doctor_log()
                .into_iter()
                .flat_map(|check| check.faults)
                .count(),
            0
        );
    }
}
