-- The log: append-only, the only truth.

CREATE TABLE device (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE card (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE settings (
  hash TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- id = device number * 2^40 + seq, so that the key needs no index of its own and a device's events,
-- whose clocks only grow, lie in order.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  clock INTEGER NOT NULL,
  at INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  zone TEXT NOT NULL,
  day INTEGER NOT NULL,
  kind TEXT NOT NULL,
  card INTEGER,
  version INTEGER NOT NULL,
  checksum BLOB NOT NULL CHECK (length(checksum) = 8),
  body TEXT NOT NULL
) STRICT;

CREATE INDEX event_card ON event (card);

CREATE TRIGGER event_keeps BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER settings_keep BEFORE UPDATE ON settings
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER settings_stay BEFORE DELETE ON settings
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- The projection: folded from the log, may be emptied and built again.

-- Which event takes back which; a target may be known before its event arrives.
CREATE TABLE undo (
  target INTEGER NOT NULL,
  event INTEGER NOT NULL,
  PRIMARY KEY (target, event)
) STRICT, WITHOUT ROWID;

-- Runs of events of one device on one study day: the day, and the row of the first. It finds a day's events at
-- the cost of one row a day, where an index on the day would cost a page with every answer.
CREATE TABLE span (
  day INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (day, first)
) STRICT, WITHOUT ROWID;

-- topic and kind are as the decks last told, 0 before they did; gone is 1 while no deck has the card.
-- ease to last are null together, for a new card.
CREATE TABLE memory (
  card INTEGER PRIMARY KEY,
  topic INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  ease INTEGER,
  repetitions INTEGER,
  passes INTEGER,
  reviews INTEGER,
  lapses INTEGER,
  interval INTEGER,
  due INTEGER,
  last INTEGER,
  suspended INTEGER NOT NULL,
  buried INTEGER,
  flagged INTEGER NOT NULL
) STRICT;

-- Holds all that the walk over what is due asks of a card, in its order.
CREATE INDEX memory_due ON memory (due, interval, card, topic, buried) WHERE suspended = 0 AND gone = 0 AND due IS NOT NULL;

-- seen counts the cards of the topic that are in a deck and were reviewed; no card before the place front is new.
CREATE TABLE topic (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  seen INTEGER NOT NULL,
  front INTEGER NOT NULL
) STRICT;

-- stage: 0 new, 1 young, 2 mature before a scheduled answer; 3 repeat; 4 cram.
CREATE TABLE daily (
  day INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  q0 INTEGER NOT NULL,
  q1 INTEGER NOT NULL,
  q2 INTEGER NOT NULL,
  q3 INTEGER NOT NULL,
  q4 INTEGER NOT NULL,
  q5 INTEGER NOT NULL,
  answer_ms INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  PRIMARY KEY (day, topic, kind, hour, stage)
) STRICT, WITHOUT ROWID;

-- Whole years, months and thirds of months whose daily totals were added up once, so that figures over years need not read
-- every day. A change to a day drops the spans it lies in; the next look adds them up again.
CREATE TABLE settled_span (
  last INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY (last, first)
) STRICT, WITHOUT ROWID;

-- grain: what key numbers: 0 topic, 1 kind, 2 hour, 3 day.
CREATE TABLE settled (
  last INTEGER NOT NULL,
  first INTEGER NOT NULL,
  grain INTEGER NOT NULL,
  key INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  q0 INTEGER NOT NULL,
  q1 INTEGER NOT NULL,
  q2 INTEGER NOT NULL,
  q3 INTEGER NOT NULL,
  q4 INTEGER NOT NULL,
  q5 INTEGER NOT NULL,
  answer_ms INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  PRIMARY KEY (last, first, grain, key, stage)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER daily_begun AFTER INSERT ON daily
BEGIN DELETE FROM settled_span WHERE last >= NEW.day AND first <= NEW.day; END;
CREATE TRIGGER daily_grown AFTER UPDATE ON daily
BEGIN DELETE FROM settled_span WHERE last >= NEW.day AND first <= NEW.day; END;
CREATE TRIGGER daily_gone AFTER DELETE ON daily
BEGIN DELETE FROM settled_span WHERE last >= OLD.day AND first <= OLD.day; END;

CREATE TABLE followed (
  place INTEGER PRIMARY KEY,
  roadmap TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE unlocked (
  topic TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE done (
  roadmap TEXT NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (roadmap, line)
) STRICT, WITHOUT ROWID;

-- Of this machine alone: never exported, never merged.

CREATE TABLE local (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
  content TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  card TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;
