-- Scheduled answers that a learner graded against a judge, or alone with evidence at hand: few rows, so that
-- retention can be counted as judged too without reading the log. The text is how such bodies begin their
-- evidence; what it finds is read and decided by the program.
CREATE INDEX event_self_graded ON event (day)
WHERE kind = 'review' AND instr(body, '"grader":"learner","evidence":{') > 0;
