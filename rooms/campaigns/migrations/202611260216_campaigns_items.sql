-- A row that went into another one keeps its 文件依据 for it.
ALTER TABLE indicator ADD COLUMN merged_into TEXT REFERENCES indicator (id);
ALTER TABLE task ADD COLUMN merged_into TEXT REFERENCES task (id);
CREATE INDEX indicator_merged_into ON indicator (merged_into);
CREATE INDEX task_merged_into ON task (merged_into);

-- The day before it was moved to the next working day (顺延); none when it was not.
ALTER TABLE due ADD COLUMN moved_from TEXT;
