-- Whether a photo shows patients, and whether its unit has confirmed that it may be used; when that was last said (decision 79).
ALTER TABLE photo ADD COLUMN patients TEXT NOT NULL DEFAULT 'none';
ALTER TABLE photo ADD COLUMN patients_at BIGINT;
CREATE INDEX photo_pending ON photo (id) WHERE patients = 'pending';
