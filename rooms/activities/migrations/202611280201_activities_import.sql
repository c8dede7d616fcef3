-- A ledger with its pictures that was uploaded and waits to be confirmed. Its file lies in the blob store until then; `outcome` is what
-- was logged, as JSON (decision 78).
CREATE TABLE activity_import (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    person TEXT NOT NULL REFERENCES person (id),
    file_name TEXT NOT NULL,
    blob TEXT,
    made_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    outcome TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX activity_import_unit ON activity_import (unit, made_at);
CREATE INDEX activity_import_person ON activity_import (person);
