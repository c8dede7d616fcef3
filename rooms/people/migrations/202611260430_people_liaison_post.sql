-- What the liaison is at the unit (职务).
ALTER TABLE unit ADD COLUMN liaison_post TEXT NOT NULL DEFAULT '';

DROP VIEW facts_unit;
CREATE VIEW facts_unit AS
SELECT unit.id, unit.path, unit.kind, unit.name, unit.short_name, unit.class, unit.township, unit.liaison_name,
    unit.liaison_post, unit.liaison_phone, unit.headcount, unit.beds, unit.is_micro, service.served_by,
    unit_merge.successor AS merged_into, successor.name AS merged_into_name, unit_merge.last_day AS merged_on
FROM unit LEFT JOIN service ON service.unit = unit.id
LEFT JOIN unit_merge ON unit_merge.unit = unit.id LEFT JOIN unit successor ON successor.id = unit_merge.successor;
