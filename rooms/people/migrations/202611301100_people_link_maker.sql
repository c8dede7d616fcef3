-- Who made a one-time link, told when it is opened; and when a role was given to its person, after which whoever answers
-- for that role makes another one.
ALTER TABLE one_time_link ADD COLUMN made_by TEXT REFERENCES person (id);
ALTER TABLE one_time_link ADD COLUMN outgrown_at BIGINT;
CREATE INDEX one_time_link_made_by_idx ON one_time_link (made_by);
