-- A report that went into another one keeps its 文件依据 for it, as tasks and indicators do.
ALTER TABLE due ADD COLUMN merged_into TEXT REFERENCES due (id);
CREATE INDEX due_merged_into ON due (merged_into);
