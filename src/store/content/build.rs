//! The content index, write side: built aside and renamed, or changed topic by topic.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::facts::{RoadmapHead, insert_facts};
use super::index::{ContentIndex, LAYOUT, SCHEMA};
use super::search;
use super::signature::Signature;

use crate::domain::card::{Card, Origin, hex16};
use crate::domain::id::{CardId, TopicId};
use crate::domain::plain::plain;
use crate::domain::roadmap::{Area, Roadmap, Topic};
use crate::files;
use crate::store::db::{StoreError, harden, lang_number, make_folder};

/// Everything the decks say.
#[derive(Debug, Clone, Copy)]
pub struct IndexedContent<'c> {
    /// Names this content: the build's content hash.
    pub stamp: &'c str,
    /// The files on disk it was made from.
    pub files: &'c [FileStamp],
    /// Areas in order.
    pub areas: &'c [Area],
    /// Topics in order, each with its cards.
    pub topics: &'c [TopicContent<'c>],
    /// Roadmaps in order.
    pub roadmaps: &'c [Roadmap],
    /// Retired ids, each with the card that replaces it.
    pub retired: &'c [(CardId, Option<CardId>)],
}

/// A topic and its cards, those of the build and the learner's merged.
#[derive(Debug, Clone, Copy)]
pub struct TopicContent<'c> {
    /// The topic.
    pub topic: &'c Topic,
    /// Its cards in English (or the only language they have), in teaching order.
    pub cards: &'c [Card],
    /// Translated copies of some of them.
    pub translated: &'c [Card],
}

/// A file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStamp {
    /// Its path in the data folder.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: i64,
    /// When it was last changed, nanoseconds since 1970-01-01.
    pub mtime: i64,
}

impl ContentIndex {
    /// Replaces the whole index: builds it aside and renames it, so that other processes never see half of it.
    pub(in crate::store) fn replace(&self, content: &IndexedContent<'_>) -> Result<(), StoreError> {
        let file = &self.file;
        let folder = file.parent().unwrap_or(Path::new("."));
        make_folder(folder)?;
        let fail = |e| StoreError::io(file, e);
        let aside = files::aside(file).map_err(fail)?;
        files::must_have_locks(aside.as_file()).map_err(fail)?;
        build(aside.path(), content).map_err(|e| StoreError::sql(file, e))?;
        files::put(aside, file).map_err(fail)?;
        self.reopen();
        Ok(())
    }

    /// Replaces the cards of some topics, or adds the topics, after a change in the learner's files. `files` and
    /// `areas` are all there are.
    pub(in crate::store) fn replace_topics(
        &self,
        files: &[FileStamp],
        areas: &[Area],
        topics: &[TopicContent<'_>],
    ) -> Result<(), StoreError> {
        self.with(|db| {
            let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
            put_areas(&tx, areas)?;
            for topic in topics {
                drop_cards(&tx, &topic.topic.id)?;
                put_topic(&tx, topic)?;
            }
            let stamp: String =
                tx.query_row("SELECT value FROM meta WHERE key = 'stamp'", [], |row| {
                    row.get(0)
                })?;
            put_files(&tx, &stamp, files)?;
            tx.commit()
        })
    }
}

fn build(aside: &Path, content: &IndexedContent<'_>) -> Result<(), rusqlite::Error> {
    let db = Connection::open(aside)?;
    harden(&db)?;
    // A file that is cut short never gets its name: it is synced as a whole before the rename.
    db.execute_batch("PRAGMA synchronous = OFF")?;
    let tx = Transaction::new_unchecked(&db, TransactionBehavior::Immediate)?;
    tx.execute_batch(SCHEMA)?;
    tx.pragma_update(None, "user_version", LAYOUT)?;
    put_areas(&tx, content.areas)?;
    content
        .topics
        .iter()
        .try_for_each(|topic| put_topic(&tx, topic))?;
    content
        .roadmaps
        .iter()
        .try_for_each(|roadmap| put_roadmap(&tx, roadmap))?;
    for (id, heir) in content.retired {
        let mut insert = tx.prepare_cached("INSERT OR REPLACE INTO retired VALUES (?1, ?2)")?;
        insert.execute((id.as_str(), heir.as_ref().map(CardId::as_str)))?;
    }
    put_files(&tx, content.stamp, content.files)?;
    tx.commit()?;
    db.close().map_err(|(_, e)| e)
}

fn put_areas(db: &Connection, areas: &[Area]) -> Result<(), rusqlite::Error> {
    for area in areas {
        let mut insert =
            db.prepare_cached("INSERT OR IGNORE INTO area (id, body) VALUES (?1, ?2)")?;
        insert.execute((area.id.as_str(), json(area)?))?;
    }
    Ok(())
}

fn put_files(db: &Connection, stamp: &str, files: &[FileStamp]) -> Result<(), rusqlite::Error> {
    // Changes with the build and with every file of a deck on disk. The projection remembers the
    // token it was last matched to.
    let mut token = stamp.to_owned();
    db.execute("DELETE FROM file", [])?;
    for FileStamp { path, size, mtime } in files {
        let path = path.to_string_lossy();
        let mut insert = db.prepare_cached("INSERT OR REPLACE INTO file VALUES (?1, ?2, ?3)")?;
        insert.execute(params![path, size, mtime])?;
        token.push_str(&format!("\n{path}\n{size} {mtime}"));
    }
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")?;
    put.execute(("stamp", stamp))?;
    put.execute(("token", hex16(token.as_bytes())))?;
    Ok(())
}

fn put_topic(db: &Connection, content: &TopicContent<'_>) -> Result<(), rusqlite::Error> {
    let TopicContent {
        topic,
        cards,
        translated,
    } = content;
    let count = i64::try_from(cards.len()).unwrap_or(i64::MAX);
    let mine = i64::from(topic.origin != Origin::BuiltIn);
    let needs: Vec<&str> = topic.prerequisites.iter().map(TopicId::as_str).collect();
    let number: i64 = db
        .prepare_cached(
            "INSERT INTO topic (id, cards, mine, needs, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET cards = ?2, mine = ?3, needs = ?4, body = ?5 RETURNING number",
        )?
        .query_row(params![topic.id.as_str(), count, mine, needs.join(" "), json(topic)?], |row| row.get(0))?;
    let mut signatures = Vec::new();
    for (place, card) in (0_i64..).zip(*cards) {
        let copies: Vec<&Card> = translated
            .iter()
            .filter(|copy| copy.id == card.id)
            .collect();
        let search = search::text_of(
            &topic.title,
            std::iter::once(card).chain(copies.iter().copied()),
        );
        if let Some(card_number) = put_card(db, (number, place), card, &copies, &search)? {
            Signature::of(&search).put(&mut signatures, card_number);
        }
    }
    db.prepare_cached("INSERT OR REPLACE INTO signature VALUES (?1, ?2)")?
        .execute(params![number, signatures])?;
    db.prepare_cached("DELETE FROM card_count WHERE topic = ?1")?
        .execute([number])?;
    let sql = "INSERT INTO card_count SELECT topic, kind, count(*) FROM card WHERE topic = ?1 GROUP BY kind";
    db.prepare_cached(sql)?.execute([number])?;
    Ok(())
}

/// Inserts a card and its copies; gives its number. Of two cards with one id, the first stays: `check` names
/// the second.
fn put_card(
    db: &Connection,
    place: (i64, i64),
    card: &Card,
    copies: &[&Card],
    search: &str,
) -> Result<Option<i64>, rusqlite::Error> {
    let Some(number) = insert_facts(db, place, card, search)? else {
        return Ok(None);
    };
    for tag in &card.tags {
        put_tag(db, tag, number)?;
    }
    // The card itself is at + 0 whatever its language. A copy in the same language would hide it.
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO body VALUES (?1, ?2)")?;
    insert.execute((number * 64, json(card)?))?;
    for copy in copies.iter().filter(|copy| copy.lang != card.lang) {
        insert.execute((number * 64 + lang_number(copy.lang), json(copy)?))?;
    }
    Ok(Some(number))
}

fn put_tag(db: &Connection, tag: &str, card: i64) -> Result<(), rusqlite::Error> {
    db.prepare_cached("INSERT OR IGNORE INTO tag (text, plain) VALUES (?1, ?2)")?
        .execute((tag, plain(tag)))?;
    let sql = "INSERT OR IGNORE INTO card_tag SELECT number, ?2 FROM tag WHERE text = ?1";
    db.prepare_cached(sql)?.execute((tag, card))?;
    Ok(())
}

fn drop_cards(db: &Connection, topic: &TopicId) -> Result<(), rusqlite::Error> {
    let of_topic = "SELECT c.number FROM topic t JOIN card c ON c.topic = t.number WHERE t.id = ?1";
    // Bodies and tags first, since both are found by the card's row. Signatures and counts are
    // replaced by `put_topic`.
    for sql in [
        format!("DELETE FROM body WHERE id / 64 IN ({of_topic})"),
        format!("DELETE FROM card_tag WHERE card IN ({of_topic})"),
        format!("DELETE FROM card WHERE number IN ({of_topic})"),
    ] {
        db.prepare_cached(&sql)?.execute([topic.as_str()])?;
    }
    let unused = "DELETE FROM tag WHERE NOT EXISTS (SELECT 1 FROM card_tag WHERE tag = number)";
    db.execute(unused, [])?;
    Ok(())
}

fn put_roadmap(db: &Connection, roadmap: &Roadmap) -> Result<(), rusqlite::Error> {
    let head = RoadmapHead {
        id: roadmap.id.clone(),
        lang: roadmap.lang,
        title: roadmap.title.clone(),
        titles: roadmap
            .translations
            .iter()
            .map(|texts| (texts.lang, texts.title.clone()))
            .collect(),
        description: roadmap.description.clone(),
        phases: u32::try_from(roadmap.phases.len()).unwrap_or(u32::MAX),
        origin: roadmap.origin.clone(),
    };
    let id = roadmap.id.as_str();
    let mut insert =
        db.prepare_cached("INSERT INTO roadmap (id, head, body) VALUES (?1, ?2, ?3)")?;
    insert.execute((id, json(&head)?, json(roadmap)?))?;
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO phase VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for phase in &roadmap.phases {
        let lang = lang_number(roadmap.lang);
        insert.execute((id, phase.number, lang, true, &phase.title))?;
    }
    for texts in &roadmap.translations {
        let lang = lang_number(texts.lang);
        for (number, phase) in &texts.phases {
            if let Some(title) = &phase.title {
                insert.execute((id, number, lang, false, title))?;
            }
        }
    }
    let mut home = db.prepare_cached("INSERT INTO home VALUES (?1, ?2, ?3, ?4)")?;
    for (place, (topic, phase)) in (0_i64..).zip(roadmap.topics()) {
        home.execute((id, place, topic.as_str(), phase))?;
    }
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, rusqlite::Error> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}
