CREATE TABLE unit (
    id TEXT PRIMARY KEY,
    parent TEXT REFERENCES unit (id),
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    credit_code TEXT,
    class TEXT NOT NULL,
    township TEXT NOT NULL,
    headcount BIGINT,
    liaison_name TEXT NOT NULL,
    liaison_phone TEXT NOT NULL,
    liaison_confirmed_at BIGINT,
    liaison_confirmed_by TEXT,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT unit_path_key UNIQUE (path),
    CONSTRAINT unit_name_key UNIQUE (name),
    CONSTRAINT unit_credit_code_key UNIQUE (credit_code)
);
CREATE INDEX unit_parent_idx ON unit (parent);

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    login TEXT,
    name TEXT NOT NULL,
    password_hash TEXT,
    is_active BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT person_login_key UNIQUE (login)
);

CREATE TABLE role_grant (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    unit TEXT NOT NULL REFERENCES unit (id),
    role TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    CONSTRAINT role_grant_person_unit_role_key UNIQUE (person, unit, role)
);
CREATE INDEX role_grant_unit_idx ON role_grant (unit);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    place TEXT NOT NULL REFERENCES unit (id),
    device TEXT NOT NULL,
    peer TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT session_hash_key UNIQUE (hash)
);
CREATE INDEX session_person_idx ON session (person);
CREATE INDEX session_place_idx ON session (place);

CREATE TABLE access_token (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person (id),
    place TEXT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used BIGINT,
    revoked_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT access_token_hash_key UNIQUE (hash)
);
CREATE INDEX access_token_person_idx ON access_token (person);
CREATE INDEX access_token_place_idx ON access_token (place);

-- A link of kind "setup" names nobody yet; one of kind "welcome" names the person who will choose login and password.
CREATE TABLE one_time_link (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    person TEXT REFERENCES person (id),
    login_hint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT one_time_link_hash_key UNIQUE (hash)
);
CREATE INDEX one_time_link_person_idx ON one_time_link (person);

-- Failed sign-ins by subject ("login:…" or "peer:…"), so that several processes count together.
CREATE TABLE sign_in_failure (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

-- A sheet of units that was read and waits for "confirm"; its rows as JSON, so that they never travel through the form.
CREATE TABLE unit_import (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id),
    parent TEXT NOT NULL REFERENCES unit (id),
    file_name TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX unit_import_person_idx ON unit_import (person);
CREATE INDEX unit_import_parent_idx ON unit_import (parent);

CREATE VIEW facts_unit AS
SELECT id, path, kind, name, short_name, class, township, liaison_name, liaison_phone, headcount
FROM unit;
