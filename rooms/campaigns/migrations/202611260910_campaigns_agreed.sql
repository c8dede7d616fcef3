-- What the bureau agreed to with a unit's plan, beside what it asks for: that stays to be seen. An agreement about a row
-- goes with the row.
CREATE TABLE agreed_target (
  indicator TEXT NOT NULL REFERENCES indicator (id) ON DELETE CASCADE,
  unit TEXT NOT NULL REFERENCES unit (id),
  target BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (indicator, unit)
);
CREATE INDEX agreed_target_unit ON agreed_target (unit);

-- Whether the room of the source says itself how far a quantity has come; reports do not move it then.
ALTER TABLE tally ADD COLUMN judged BOOLEAN NOT NULL DEFAULT FALSE;
