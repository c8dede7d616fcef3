-- Who took something off a quantity (核减) and when: its unit is told.
ALTER TABLE tally ADD COLUMN deducted_by TEXT;
ALTER TABLE tally ADD COLUMN deducted_at BIGINT;
CREATE INDEX tally_deducted ON tally (unit, deducted_at) WHERE deducted > 0;

CREATE VIEW facts_deduction AS
  SELECT id AS tally, unit, measure, quantity, deducted, deduct_reason AS reason, deducted_by, deducted_at, source_room, source_id
  FROM tally WHERE voided_at IS NULL AND deducted > 0;
