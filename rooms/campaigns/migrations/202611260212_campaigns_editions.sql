-- An amendment (补充通知) is a draft that amends a launched campaign; a copy for the next year knows what it was made of.
ALTER TABLE campaign ADD COLUMN amends TEXT REFERENCES campaign (id);
ALTER TABLE campaign ADD COLUMN copied_from TEXT REFERENCES campaign (id);
ALTER TABLE campaign ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
CREATE INDEX campaign_amends ON campaign (amends);
CREATE INDEX campaign_copied_from ON campaign (copied_from);

-- The row of the plan in force whose copy this row is; set in the drafts of amendments only.
ALTER TABLE phase ADD COLUMN origin TEXT REFERENCES phase (id);
ALTER TABLE indicator ADD COLUMN origin TEXT REFERENCES indicator (id);
ALTER TABLE task ADD COLUMN origin TEXT REFERENCES task (id);
ALTER TABLE due ADD COLUMN origin TEXT REFERENCES due (id);
CREATE INDEX phase_origin ON phase (origin);
CREATE INDEX indicator_origin ON indicator (origin);
CREATE INDEX task_origin ON task (origin);
CREATE INDEX due_origin ON due (origin);

-- A dropped phase keeps its row: figures and joined drafts point at it. Its ordinal is negative.
ALTER TABLE phase ADD COLUMN dropped BOOLEAN NOT NULL DEFAULT FALSE;

-- `draft` makes the edition until it is launched; `plan` and `changes` are its content as JSON from then on.
CREATE TABLE edition (
  campaign TEXT NOT NULL REFERENCES campaign (id),
  number BIGINT NOT NULL,
  draft TEXT REFERENCES campaign (id),
  document_number TEXT NOT NULL,
  file_name TEXT NOT NULL,
  text TEXT NOT NULL,
  launched_at BIGINT,
  launched_by TEXT,
  plan TEXT,
  told TEXT,
  PRIMARY KEY (campaign, number)
);
CREATE INDEX edition_draft ON edition (draft);

-- 签收 of each edition; `enrolment` says it of the one in force.
CREATE TABLE signature (
  campaign TEXT NOT NULL REFERENCES campaign (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  edition BIGINT NOT NULL,
  signed_at BIGINT NOT NULL,
  signed_by TEXT NOT NULL,
  PRIMARY KEY (campaign, unit, edition)
);
CREATE INDEX signature_unit ON signature (unit);
INSERT INTO signature (campaign, unit, edition, signed_at, signed_by)
  SELECT campaign, unit, 1, signed_at, COALESCE(signed_by, '') FROM enrolment WHERE signed_at IS NOT NULL;

DROP VIEW facts_phase;
CREATE VIEW facts_phase AS
  SELECT id, campaign, ordinal, name, starts_on, ends_on FROM phase WHERE NOT dropped;
