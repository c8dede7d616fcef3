-- What the bureau made of the shipped catalogue (reference/measures.json): one row a version. A shipped measure is its own
-- version 1, so that its rows begin with 2; a measure of the bureau's begins with 1.
CREATE TABLE measure (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  aggregate TEXT NOT NULL,
  dimensions TEXT NOT NULL,
  words TEXT NOT NULL,
  is_active BOOLEAN NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (code, version)
);

-- The version that the measure had when the campaign went down: it keeps its name and its unit there.
ALTER TABLE indicator ADD COLUMN measure_version BIGINT;
