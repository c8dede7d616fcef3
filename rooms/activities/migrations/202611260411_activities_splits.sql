-- What was said of a quantity itself (`split`), and what it counts as with the activity's own speaker and subject (decision 26).
ALTER TABLE activity_quantity ADD COLUMN split TEXT NOT NULL DEFAULT '{}';
ALTER TABLE activity_quantity ADD COLUMN counts_as TEXT NOT NULL DEFAULT '{}';
