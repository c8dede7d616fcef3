-- What a quantity was, and which of it an indicator counts, as JSON objects with their keys in order: dimension → value, and
-- dimension → values (decision 26). '{}' says nothing: 未分, and everything.
ALTER TABLE tally ADD COLUMN split TEXT NOT NULL DEFAULT '{}';
ALTER TABLE indicator ADD COLUMN filter TEXT NOT NULL DEFAULT '{}';

DROP VIEW facts_tally;
CREATE VIEW facts_tally AS
  SELECT c.campaign, c.phase, c.state, t.id AS tally, t.unit, t.measure, t.starts_on, t.ends_on, t.quantity, t.deducted,
         t.standing, t.source_room, t.source_id, t.split
  FROM tally t JOIN tally_campaign c ON c.tally = t.id WHERE t.voided_at IS NULL;
