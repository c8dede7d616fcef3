-- The unit's own file as it was filed, accepted or kept: whatever the unit hands in since is not that.
ALTER TABLE unit_plan_step ADD COLUMN paper TEXT;
ALTER TABLE unit_plan_step ADD COLUMN paper_name TEXT;
ALTER TABLE unit_plan_step ADD COLUMN paper_type TEXT;

-- Of what was filed before, only the file that the plan has now is known: it goes to the last step and to the one in force.
UPDATE unit_plan_step SET
  paper = (SELECT p.paper FROM unit_plan p WHERE p.id = unit_plan_step.plan),
  paper_name = (SELECT p.paper_name FROM unit_plan p WHERE p.id = unit_plan_step.plan),
  paper_type = (SELECT p.paper_type FROM unit_plan p WHERE p.id = unit_plan_step.plan)
WHERE id IN (SELECT MAX(s.id) FROM unit_plan_step s WHERE s.content IS NOT NULL GROUP BY s.plan)
  OR id IN (SELECT p.in_force FROM unit_plan p WHERE p.in_force IS NOT NULL);
