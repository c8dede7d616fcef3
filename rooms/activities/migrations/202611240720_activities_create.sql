CREATE TABLE activity (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    place TEXT NOT NULL,
    speaker TEXT,
    description TEXT NOT NULL,
    is_standing BOOLEAN NOT NULL,
    is_major BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    void_reason TEXT,
    logged_by TEXT NOT NULL REFERENCES person (id),
    logged_by_name TEXT NOT NULL,
    logged_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX activity_unit_starts_on ON activity (unit, starts_on);
CREATE INDEX activity_logged_by ON activity (logged_by);

CREATE TABLE activity_quantity (
    activity TEXT NOT NULL REFERENCES activity (id),
    measure TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (activity, measure)
);

CREATE TABLE activity_campaign (
    activity TEXT NOT NULL REFERENCES activity (id),
    campaign TEXT NOT NULL REFERENCES campaign (id),
    PRIMARY KEY (activity, campaign)
);
CREATE INDEX activity_campaign_campaign ON activity_campaign (campaign);

CREATE TABLE activity_subject (
    activity TEXT NOT NULL REFERENCES activity (id),
    subject TEXT NOT NULL,
    PRIMARY KEY (activity, subject)
);

CREATE TABLE photo (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    activity TEXT REFERENCES activity (id),
    ordinal BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    fingerprint BIGINT NOT NULL,
    taken_at TEXT,
    original TEXT NOT NULL,
    large TEXT NOT NULL,
    small TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL REFERENCES person (id),
    uploaded_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX photo_unit ON photo (unit, sha256);
CREATE INDEX photo_activity ON photo (activity, ordinal);
CREATE INDEX photo_uploaded_by ON photo (uploaded_by);

CREATE TABLE activity_draft (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    person TEXT NOT NULL REFERENCES person (id),
    typed TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX activity_draft_unit ON activity_draft (unit);
CREATE INDEX activity_draft_person ON activity_draft (person, saved_at);

CREATE VIEW facts_activity AS
    SELECT id, unit, name, starts_on, ends_on, state FROM activity;
