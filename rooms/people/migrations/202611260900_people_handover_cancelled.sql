-- A hand-over that was made for a later day may be taken back until then; its list is kept.
ALTER TABLE handover ADD COLUMN cancelled_at BIGINT;
ALTER TABLE handover ADD COLUMN cancelled_by TEXT;
