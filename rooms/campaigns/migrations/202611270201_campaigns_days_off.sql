-- When people are off, a year at a time as the bureau entered it over what is shipped (reference/holidays.json): one row a
-- version.
CREATE TABLE days_off (
  year BIGINT NOT NULL,
  version BIGINT NOT NULL,
  spans TEXT NOT NULL,
  work TEXT NOT NULL,
  source TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (year, version)
);
