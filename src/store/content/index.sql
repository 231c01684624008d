-- The content index: what the decks say, ready to be looked up. May be deleted at any time.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The files on disk the index was made from. Paths start at the data folder.
CREATE TABLE file (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;

-- needs holds the ids of its prerequisites, separated by spaces; mine is 1 for a topic that is not built in:
-- a learner's own, or that of a deck which the learner added.
CREATE TABLE topic (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  cards INTEGER NOT NULL,
  mine INTEGER NOT NULL,
  needs TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX topic_mine ON topic (number) WHERE mine = 1;

CREATE TABLE roadmap (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  head TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- The topics of a roadmap in its order, each with its home phase.
CREATE TABLE home (
  roadmap TEXT NOT NULL,
  place INTEGER NOT NULL,
  topic TEXT NOT NULL,
  phase INTEGER NOT NULL,
  PRIMARY KEY (roadmap, place)
) STRICT, WITHOUT ROWID;

-- Titles of phases; own is 1 in the language of the roadmap.
CREATE TABLE phase (
  roadmap TEXT NOT NULL,
  number INTEGER NOT NULL,
  lang INTEGER NOT NULL,
  own INTEGER NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (roadmap, number, lang)
) STRICT, WITHOUT ROWID;

-- The cards of a topic are numbered in teaching order. tags and needs hold a line each; mine is 1 for a
-- learner's own card, deck names the deck of others that it is from; added is the day it was added; search is the card's text in plain letters.
CREATE TABLE card (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  topic INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  level INTEGER NOT NULL,
  interview INTEGER NOT NULL,
  mine INTEGER NOT NULL,
  deck TEXT,
  added INTEGER,
  area TEXT NOT NULL,
  tags TEXT NOT NULL,
  needs TEXT NOT NULL,
  minutes INTEGER,
  search TEXT NOT NULL
) STRICT;

CREATE INDEX card_place ON card (topic, place, id, kind);
CREATE INDEX card_kind ON card (kind);
CREATE INDEX card_level ON card (level);
CREATE INDEX card_mine ON card (number) WHERE mine = 1;
CREATE INDEX card_deck ON card (deck) WHERE deck IS NOT NULL;

-- plain is the tag as it is compared, in lower case without accents.
CREATE TABLE tag (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  plain TEXT NOT NULL
) STRICT;

CREATE TABLE card_tag (
  tag INTEGER NOT NULL,
  card INTEGER NOT NULL,
  PRIMARY KEY (tag, card)
) STRICT, WITHOUT ROWID;

-- For each card of a topic its number and the signature of its text, one after the other.
CREATE TABLE signature (
  topic INTEGER PRIMARY KEY,
  cards BLOB NOT NULL
) STRICT;

-- How many cards of each kind a topic has.
CREATE TABLE card_count (
  topic INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  cards INTEGER NOT NULL,
  PRIMARY KEY (topic, kind)
) STRICT, WITHOUT ROWID;

-- id = card number * 64 + language
CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE retired (
  id TEXT PRIMARY KEY,
  replaced_by TEXT
) STRICT, WITHOUT ROWID;
