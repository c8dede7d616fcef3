-- A unit's file as one ZIP. `done_at` is NULL until the job has made it; `file` is NULL again once it has expired.
CREATE TABLE dossier_export (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit (id),
    year BIGINT,
    campaign TEXT REFERENCES campaign (id),
    reckoning TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    as_of BIGINT,
    done_at BIGINT,
    file TEXT,
    bytes BIGINT,
    pictures BIGINT,
    withheld BIGINT,
    photos TEXT
);
CREATE INDEX dossier_export_unit ON dossier_export (unit, id);
CREATE INDEX dossier_export_campaign ON dossier_export (campaign);
