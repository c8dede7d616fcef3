-- A unit that went into another one: it keeps its name up to its last day, hangs below its successor, and remembers below
-- what it hung, so that the merge can be taken back.
CREATE TABLE unit_merge (
    unit TEXT PRIMARY KEY REFERENCES unit (id),
    successor TEXT NOT NULL REFERENCES unit (id),
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    hung_below TEXT NOT NULL REFERENCES unit (id),
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX unit_merge_successor_idx ON unit_merge (successor);
CREATE INDEX unit_merge_hung_below_idx ON unit_merge (hung_below);

DROP VIEW facts_unit;
CREATE VIEW facts_unit AS
SELECT unit.id, unit.path, unit.kind, unit.name, unit.short_name, unit.class, unit.township, unit.liaison_name,
    unit.liaison_phone, unit.headcount, unit.beds, unit.is_micro, service.served_by,
    unit_merge.successor AS merged_into, successor.name AS merged_into_name, unit_merge.last_day AS merged_on
FROM unit LEFT JOIN service ON service.unit = unit.id
LEFT JOIN unit_merge ON unit_merge.unit = unit.id LEFT JOIN unit successor ON successor.id = unit_merge.successor;
