-- A unit that closed (停办) after its last day: it keeps its history and is asked for nothing new.
CREATE TABLE unit_closing (
    unit TEXT PRIMARY KEY REFERENCES unit (id),
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);

DROP VIEW facts_unit;
CREATE VIEW facts_unit AS
SELECT unit.id, unit.path, unit.kind, unit.name, unit.short_name, unit.class, unit.township, unit.liaison_name,
    unit.liaison_post, unit.liaison_phone, unit.headcount, unit.beds, unit.is_micro, service.served_by,
    unit_merge.successor AS merged_into, successor.name AS merged_into_name, unit_merge.last_day AS merged_on,
    unit_closing.last_day AS closed_on
FROM unit LEFT JOIN service ON service.unit = unit.id LEFT JOIN unit_closing ON unit_closing.unit = unit.id
LEFT JOIN unit_merge ON unit_merge.unit = unit.id LEFT JOIN unit successor ON successor.id = unit_merge.successor;
