-- What the target of a class is counted on; NULL: on what the indicator is.
ALTER TABLE class_target ADD COLUMN basis TEXT;
