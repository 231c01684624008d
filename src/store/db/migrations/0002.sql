-- Memory under any scheduler: what only one of them knows of a card is its strength, three numbers. strength
-- says which scheduler (1 is SM-2), strength_a and strength_b are its two values (of SM-2 the ease in
-- hundredths and the number of repetitions). strength to last are null together, for a new card; it is known
-- by having no due day.

ALTER TABLE memory RENAME COLUMN ease TO strength_a;
ALTER TABLE memory RENAME COLUMN repetitions TO strength_b;
ALTER TABLE memory ADD COLUMN strength INTEGER;
UPDATE memory SET strength = 1 WHERE due IS NOT NULL;
