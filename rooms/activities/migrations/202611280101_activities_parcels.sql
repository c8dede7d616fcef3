-- A file that comes in pieces (分段上传) before it is a photo or a paper: what has come of it lies in the blob store, piece by
-- piece, and nothing but its sender's next piece reads it (decision 75).
CREATE TABLE parcel (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    person TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    received BIGINT NOT NULL,
    stored TEXT,
    begun_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX parcel_person_kind_key ON parcel (person, kind, key);
CREATE INDEX parcel_unit ON parcel (unit);
CREATE INDEX parcel_begun_at ON parcel (begun_at);

CREATE TABLE parcel_piece (
    parcel TEXT NOT NULL REFERENCES parcel (id),
    starts_at BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (parcel, starts_at)
);
