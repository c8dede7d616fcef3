-- The media report of an activity: its address and its title; blank where there is none (decision 80).
ALTER TABLE activity ADD COLUMN link TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN link_title TEXT NOT NULL DEFAULT '';
