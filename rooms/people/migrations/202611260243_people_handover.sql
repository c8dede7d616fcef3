-- A role may begin and end on a day, so that work can be handed over on one; what was open then is kept as it was read.
ALTER TABLE role_grant ADD COLUMN from_on TEXT;
ALTER TABLE role_grant ADD COLUMN until_on TEXT;

CREATE TABLE handover (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    person TEXT NOT NULL REFERENCES person (id),
    successor TEXT NOT NULL REFERENCES person (id),
    on_day TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX handover_unit_idx ON handover (unit);
CREATE INDEX handover_person_idx ON handover (person);
CREATE INDEX handover_successor_idx ON handover (successor);
