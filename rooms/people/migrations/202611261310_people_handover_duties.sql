-- What a successor takes over beside the roles, so that it passes on the day of the hand-over; and what of it did.
ALTER TABLE handover ADD COLUMN duties TEXT NOT NULL DEFAULT '[]';
ALTER TABLE handover ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE handover ADD COLUMN passed_at BIGINT;
ALTER TABLE handover ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';
