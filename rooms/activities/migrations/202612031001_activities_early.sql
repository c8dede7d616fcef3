-- Why an activity counts although it began before a campaign's notice; blank where it did not (decision 87).
ALTER TABLE activity ADD COLUMN early_reason TEXT NOT NULL DEFAULT '';
