-- What a target is counted on: unit, per_100_staff, per_bed.
ALTER TABLE indicator ADD COLUMN basis TEXT NOT NULL DEFAULT 'unit';

-- What differs for a class or a unit: another target, or none (不适用) with the reason.
CREATE TABLE class_target (
  indicator TEXT NOT NULL REFERENCES indicator (id),
  class TEXT NOT NULL,
  target BIGINT,
  reason TEXT NOT NULL,
  PRIMARY KEY (indicator, class)
);

CREATE TABLE unit_target (
  indicator TEXT NOT NULL REFERENCES indicator (id),
  unit TEXT NOT NULL REFERENCES unit (id),
  target BIGINT,
  reason TEXT NOT NULL,
  PRIMARY KEY (indicator, unit)
);
CREATE INDEX unit_target_unit ON unit_target (unit);
