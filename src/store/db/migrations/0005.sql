-- What the learner aims at: at most one row, folded from the log. roadmaps are separated by spaces.

CREATE TABLE plan (
  began INTEGER NOT NULL,
  date INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  roadmaps TEXT NOT NULL
) STRICT;
