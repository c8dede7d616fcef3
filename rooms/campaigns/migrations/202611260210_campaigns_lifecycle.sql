-- A campaign ends (closed), is put away (archived), is thrown away as a draft (discarded) or called back to a draft.
ALTER TABLE campaign ADD COLUMN closed_at BIGINT;

-- A unit that has begun a report: from then on the launch is not called back and the due report not dropped.
CREATE TABLE begun_report (
  due TEXT NOT NULL REFERENCES due (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  begun_at BIGINT NOT NULL,
  PRIMARY KEY (due, unit)
);
CREATE INDEX begun_report_unit ON begun_report (unit);
