-- Papers (佐证材料) beside the photos: minutes, sign-in sheets, slides, films. Like a photo, a paper is its unit's until an
-- activity takes it.
CREATE TABLE activity_paper (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    activity TEXT REFERENCES activity (id),
    ordinal BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    blob TEXT NOT NULL,
    uploaded_by TEXT NOT NULL REFERENCES person (id),
    uploaded_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX activity_paper_unit ON activity_paper (unit, uploaded_by);
CREATE INDEX activity_paper_activity ON activity_paper (activity, ordinal);
CREATE INDEX activity_paper_uploaded_by ON activity_paper (uploaded_by);
