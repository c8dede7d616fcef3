-- A unit may join after the launch and leave before the end: it owes no report due before the one day or after the other.
ALTER TABLE enrolment ADD COLUMN joined_on TEXT;
ALTER TABLE enrolment ADD COLUMN left_on TEXT;
ALTER TABLE enrolment ADD COLUMN left_reason TEXT;

DROP VIEW facts_enrolment;
CREATE VIEW facts_enrolment AS
  SELECT campaign, unit, signed_at, signed_by, joined_on, left_on FROM enrolment;
