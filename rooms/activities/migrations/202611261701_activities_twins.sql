-- Photos that are the same file or look the same, each pair both ways: worked out once, when a photo comes in (decision 63). `looked_at`
-- is when its look was noted, `compared` whether its twins are known.
CREATE TABLE photo_twin (
    photo TEXT NOT NULL REFERENCES photo (id),
    twin TEXT NOT NULL REFERENCES photo (id),
    PRIMARY KEY (photo, twin)
);
CREATE INDEX photo_twin_twin ON photo_twin (twin);

ALTER TABLE photo ADD COLUMN looked_at BIGINT;
ALTER TABLE photo ADD COLUMN compared BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE photo SET looked_at = uploaded_at WHERE look IS NOT NULL;
CREATE INDEX photo_looked_at ON photo (looked_at, id);
CREATE INDEX photo_uncompared ON photo (id) WHERE NOT compared;
CREATE INDEX photo_sha256 ON photo (sha256);
