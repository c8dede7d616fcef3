-- `reason` beside a unit's target is its 说明, without one it is the reason of 不适用. Until now an accepted plan wrote its target
-- there, with both: that is an agreement.
INSERT INTO agreed_target (indicator, unit, target, reason)
  SELECT indicator, unit, target, reason FROM unit_target WHERE target IS NOT NULL AND reason <> '';
DELETE FROM unit_target WHERE target IS NOT NULL AND reason <> '';

-- What a target on a basis has behind the point: 每百名职工 1.5 is 1 and 50 hundredths.
ALTER TABLE indicator ADD COLUMN hundredths BIGINT NOT NULL DEFAULT 0;
ALTER TABLE class_target ADD COLUMN hundredths BIGINT NOT NULL DEFAULT 0;
