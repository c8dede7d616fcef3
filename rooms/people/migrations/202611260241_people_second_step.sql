-- The second step of a sign-in: the authenticator's secret (without totp_since: not proven yet) and the step of the last
-- code that was taken, so that none is taken twice.
ALTER TABLE person ADD COLUMN totp_secret TEXT;
ALTER TABLE person ADD COLUMN totp_since BIGINT;
ALTER TABLE person ADD COLUMN totp_step BIGINT;

CREATE TABLE recovery_code (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_code_person_idx ON recovery_code (person);

-- What the bureau decided, by topic; every version stays.
CREATE TABLE setting (
    topic TEXT NOT NULL,
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    CONSTRAINT setting_topic_version_key UNIQUE (topic, version)
);
