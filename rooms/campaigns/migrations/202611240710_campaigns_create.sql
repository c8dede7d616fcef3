CREATE TABLE campaign (
  id TEXT PRIMARY KEY,
  bureau TEXT NOT NULL REFERENCES unit (id),
  place TEXT NOT NULL,
  state TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  document_number TEXT,
  issuer TEXT,
  issued_on TEXT,
  purpose TEXT,
  superior_basis TEXT NOT NULL,
  report_to TEXT NOT NULL,
  upward_due_on TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  launched_at BIGINT,
  launched_by TEXT,
  plan_version BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX campaign_bureau ON campaign (bureau);
CREATE INDEX campaign_place ON campaign (place);

CREATE TABLE notice (
  campaign TEXT PRIMARY KEY REFERENCES campaign (id),
  file_name TEXT NOT NULL,
  text TEXT NOT NULL,
  reading TEXT NOT NULL
);

CREATE TABLE phase (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  ordinal BIGINT NOT NULL,
  name TEXT NOT NULL,
  starts_on TEXT,
  ends_on TEXT,
  inferred BOOLEAN NOT NULL,
  source_start BIGINT,
  source_end BIGINT,
  source_text TEXT,
  version BIGINT NOT NULL,
  UNIQUE (campaign, ordinal)
);

CREATE TABLE indicator (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  phase TEXT REFERENCES phase (id),
  measure TEXT NOT NULL,
  target BIGINT,
  dropped BOOLEAN NOT NULL,
  source_start BIGINT,
  source_end BIGINT,
  source_text TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX indicator_campaign ON indicator (campaign);
CREATE INDEX indicator_phase ON indicator (phase);

CREATE TABLE task (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  phase TEXT REFERENCES phase (id),
  text TEXT NOT NULL,
  dropped BOOLEAN NOT NULL,
  source_start BIGINT,
  source_end BIGINT,
  source_text TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX task_campaign ON task (campaign);
CREATE INDEX task_phase ON task (phase);

CREATE TABLE question (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  about TEXT NOT NULL,
  text TEXT NOT NULL,
  choices TEXT NOT NULL,
  answer TEXT,
  answered_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX question_campaign ON question (campaign);

CREATE TABLE due (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  phase TEXT REFERENCES phase (id),
  question TEXT REFERENCES question (id),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  due_on TEXT,
  due_time TEXT,
  with_pictures BOOLEAN NOT NULL,
  dropped BOOLEAN NOT NULL,
  source_start BIGINT,
  source_end BIGINT,
  source_text TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX due_campaign ON due (campaign);
CREATE INDEX due_phase ON due (phase);
CREATE INDEX due_question ON due (question);

CREATE TABLE slogan (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  source_start BIGINT,
  source_end BIGINT,
  source_text TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX slogan_campaign ON slogan (campaign);

CREATE TABLE enrolment (
  campaign TEXT NOT NULL REFERENCES campaign (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  signed_at BIGINT,
  signed_by TEXT,
  version BIGINT NOT NULL,
  PRIMARY KEY (campaign, unit)
);
CREATE INDEX enrolment_unit ON enrolment (unit);

CREATE TABLE tally (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL REFERENCES unit (id),
  measure TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  deducted BIGINT NOT NULL,
  deduct_reason TEXT,
  standing BOOLEAN NOT NULL,
  source_room TEXT NOT NULL,
  source_id TEXT NOT NULL,
  voided_at BIGINT,
  version BIGINT NOT NULL
);
CREATE INDEX tally_unit ON tally (unit, measure);
CREATE INDEX tally_source ON tally (source_room, source_id);

CREATE TABLE tally_campaign (
  id TEXT PRIMARY KEY,
  tally TEXT NOT NULL REFERENCES tally (id),
  campaign TEXT NOT NULL REFERENCES campaign (id),
  phase TEXT REFERENCES phase (id),
  state TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX tally_campaign_tally ON tally_campaign (tally);
CREATE INDEX tally_campaign_campaign ON tally_campaign (campaign, phase);
CREATE INDEX tally_campaign_phase ON tally_campaign (phase);

CREATE VIEW facts_campaign AS
  SELECT id, bureau, place, state, name, document_number, issuer, issued_on, launched_at FROM campaign;

CREATE VIEW facts_phase AS
  SELECT id, campaign, ordinal, name, starts_on, ends_on FROM phase;

CREATE VIEW facts_due AS
  SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures FROM due WHERE NOT dropped;

CREATE VIEW facts_indicator AS
  SELECT id, campaign, phase, measure, target, source_text FROM indicator WHERE NOT dropped;

CREATE VIEW facts_enrolment AS
  SELECT campaign, unit, signed_at, signed_by FROM enrolment;

CREATE VIEW facts_tally AS
  SELECT c.campaign, c.phase, c.state, t.id AS tally, t.unit, t.measure, t.starts_on, t.ends_on, t.quantity, t.deducted,
         t.standing, t.source_room, t.source_id
  FROM tally t JOIN tally_campaign c ON c.tally = t.id WHERE t.voided_at IS NULL;
