-- A copy for the next year begins with the notice of the year before, until this year's is put in its place.
ALTER TABLE notice ADD COLUMN inherited BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE notice SET inherited = TRUE WHERE campaign IN (SELECT id FROM campaign WHERE copied_from IS NOT NULL);
