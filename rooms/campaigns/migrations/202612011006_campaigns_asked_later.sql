-- When an amendment brought the day of a report; none: it came with the launch. What had passed by then is filled in later (补录).
ALTER TABLE due ADD COLUMN sent_at BIGINT;
DROP VIEW facts_due;
CREATE VIEW facts_due AS
  SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures, sent_at FROM due WHERE NOT dropped;

-- The day of its own by which a unit that joined late files its plan; none: that of all.
ALTER TABLE enrolment ADD COLUMN plan_due_on TEXT;
DROP VIEW facts_enrolment;
CREATE VIEW facts_enrolment AS
  SELECT campaign, unit, signed_at, signed_by, joined_on, left_on, plan_due_on FROM enrolment;
