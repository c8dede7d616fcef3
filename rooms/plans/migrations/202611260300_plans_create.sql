-- The plan is one document: it is saved whole and filed whole, so its content is one text (JSON).
CREATE TABLE unit_plan (
  id TEXT PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  paper TEXT,
  paper_name TEXT,
  paper_type TEXT,
  first_submitted_at BIGINT,
  submitted_at BIGINT,
  approved_at BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT unit_plan_campaign_unit_key UNIQUE (campaign, unit)
);
CREATE INDEX unit_plan_unit ON unit_plan (unit);

-- What was done with a plan; a filing keeps what was filed.
CREATE TABLE unit_plan_step (
  id TEXT PRIMARY KEY,
  plan TEXT NOT NULL REFERENCES unit_plan (id),
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  note TEXT NOT NULL,
  content TEXT
);
CREATE INDEX unit_plan_step_plan ON unit_plan_step (plan);

CREATE VIEW facts_unit_plan AS
  SELECT id, campaign, unit, state, first_submitted_at, submitted_at, approved_at, version FROM unit_plan;
