-- content is the number of the card in the content index, as the decks last had it; null while no deck has the
-- card. It joins the two files by whole numbers.

ALTER TABLE memory ADD COLUMN content INTEGER;

DROP INDEX memory_due;
CREATE INDEX memory_due ON memory (due, interval, card, topic, buried, content) WHERE suspended = 0 AND gone = 0 AND due IS NOT NULL;
-- An answer changes neither of their columns, so it does not write to them.
CREATE INDEX memory_topic ON memory (topic, content);
CREATE INDEX memory_content ON memory (content);
CREATE INDEX memory_marked ON memory (content) WHERE suspended = 1 OR buried IS NOT NULL OR flagged = 1;

-- New cards are found without it.
ALTER TABLE topic DROP COLUMN front;

-- Until the next start reads the decks and fills in content, no deck is known to have a card: gone is 1 while
-- content is null.
UPDATE memory SET gone = 1;
UPDATE topic SET seen = 0;

-- Makes the next start fill in content, and forgets the mark of a cache that is gone.
DELETE FROM local WHERE key IN ('spots', 'known');
