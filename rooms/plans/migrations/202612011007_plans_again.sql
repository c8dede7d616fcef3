-- By when the bureau wants a plan again that it gave back; none: as soon as may be.
ALTER TABLE unit_plan_step ADD COLUMN again_on TEXT;
