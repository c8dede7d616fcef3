-- A target that a unit's accepted plan brought (协商) is not carried into the next year. `reason` beside a target is its 说明,
-- without one it is the reason of 不适用; until now only an accepted plan had both.
ALTER TABLE unit_target ADD COLUMN agreed BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE unit_target SET agreed = TRUE WHERE target IS NOT NULL AND reason <> '';

-- What a target on a basis has behind the point: 每百名职工 1.5 is 1 and 50 hundredths.
ALTER TABLE indicator ADD COLUMN hundredths BIGINT NOT NULL DEFAULT 0;
ALTER TABLE class_target ADD COLUMN hundredths BIGINT NOT NULL DEFAULT 0;
