-- Beds beside heads, practices so small that they have a name and a telephone only, who answers for a unit, who reports
-- for it, and named sets of units with those who look after them.
ALTER TABLE unit ADD COLUMN beds BIGINT;
ALTER TABLE unit ADD COLUMN is_micro BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE responsible_person (
    unit TEXT NOT NULL REFERENCES unit (id),
    duty TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    phone TEXT NOT NULL,
    CONSTRAINT responsible_person_unit_duty_key UNIQUE (unit, duty)
);

CREATE TABLE service (
    unit TEXT PRIMARY KEY REFERENCES unit (id),
    served_by TEXT NOT NULL REFERENCES unit (id),
    since BIGINT NOT NULL
);
CREATE INDEX service_served_by_idx ON service (served_by);

CREATE TABLE unit_set (
    id TEXT PRIMARY KEY,
    bureau TEXT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT unit_set_bureau_name_key UNIQUE (bureau, name)
);

CREATE TABLE unit_set_member (
    unit_set TEXT NOT NULL REFERENCES unit_set (id),
    unit TEXT NOT NULL REFERENCES unit (id),
    CONSTRAINT unit_set_member_unit_set_unit_key UNIQUE (unit_set, unit)
);
CREATE INDEX unit_set_member_unit_idx ON unit_set_member (unit);

CREATE TABLE unit_set_keeper (
    unit_set TEXT NOT NULL REFERENCES unit_set (id),
    person TEXT NOT NULL REFERENCES person (id),
    CONSTRAINT unit_set_keeper_unit_set_person_key UNIQUE (unit_set, person)
);
CREATE INDEX unit_set_keeper_person_idx ON unit_set_keeper (person);

DROP VIEW facts_unit;
CREATE VIEW facts_unit AS
SELECT unit.id, unit.path, unit.kind, unit.name, unit.short_name, unit.class, unit.township, unit.liaison_name,
    unit.liaison_phone, unit.headcount, unit.beds, unit.is_micro, service.served_by
FROM unit LEFT JOIN service ON service.unit = unit.id;
