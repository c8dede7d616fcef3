-- The acceptance that is in force: it keeps the plan and its targets as they were then, until another one is accepted or the
-- bureau gives it back.
ALTER TABLE unit_plan ADD COLUMN in_force TEXT REFERENCES unit_plan_step (id);
CREATE INDEX unit_plan_in_force ON unit_plan (in_force);
-- How many targets differ from the bureau's, as it was filed or accepted last.
ALTER TABLE unit_plan ADD COLUMN differs BIGINT;
ALTER TABLE unit_plan_step ADD COLUMN targets TEXT;

-- An accepted plan that its unit is revising is still an accepted one to everybody else.
DROP VIEW facts_unit_plan;
CREATE VIEW facts_unit_plan AS
  SELECT id, campaign, unit, CASE WHEN state = 'revising' THEN 'approved' ELSE state END AS state, first_submitted_at,
  submitted_at, approved_at, version FROM unit_plan;

-- Activities without an indicator that the unit says are done.
CREATE TABLE unit_plan_done (
  plan TEXT NOT NULL REFERENCES unit_plan (id),
  name TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  PRIMARY KEY (plan, name, starts_on, ends_on)
);
