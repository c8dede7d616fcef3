-- Where a day goes on which nobody works: next (顺延) or before (提前). What moved until now was moved on.
ALTER TABLE due ADD COLUMN off_holidays TEXT;
UPDATE due SET off_holidays = 'next' WHERE moved_from IS NOT NULL;
