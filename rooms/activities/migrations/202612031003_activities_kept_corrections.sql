-- A correction that was typed without a network and is kept as a draft; null: the draft of a new activity (decision 76).
ALTER TABLE activity_draft ADD COLUMN activity TEXT REFERENCES activity (id);
CREATE INDEX activity_draft_activity ON activity_draft (activity);
