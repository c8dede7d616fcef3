-- One unit's report on one due date. The row is made by the first write; until then the unit simply owes it.
CREATE TABLE report (
    id TEXT PRIMARY KEY,
    due TEXT NOT NULL REFERENCES due (id),
    unit TEXT NOT NULL REFERENCES unit (id),
    state TEXT NOT NULL,
    is_zero BOOLEAN NOT NULL,
    has_own_pictures BOOLEAN NOT NULL,
    first_submitted_at BIGINT,
    submitted_at BIGINT,
    approved_at BIGINT,
    version BIGINT NOT NULL,
    CONSTRAINT report_due_unit_key UNIQUE (due, unit)
);
CREATE INDEX report_unit ON report (unit);

-- What the unit wrote itself; `content` is NULL when the assembled text was taken back.
CREATE TABLE report_section (
    report TEXT NOT NULL REFERENCES report (id),
    section TEXT NOT NULL,
    content TEXT,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (report, section)
);

-- No foreign key to the photo: one that leaves its activity leaves the report as well.
CREATE TABLE report_picture (
    report TEXT NOT NULL REFERENCES report (id),
    photo TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    caption TEXT NOT NULL,
    PRIMARY KEY (report, photo)
);

-- A frozen report; `code` is the SHA-256 of `content`.
CREATE TABLE submission (
    id TEXT PRIMARY KEY,
    report TEXT NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL,
    content TEXT NOT NULL,
    code TEXT NOT NULL,
    submitted_at BIGINT NOT NULL,
    submitted_by TEXT NOT NULL,
    CONSTRAINT submission_report_number_key UNIQUE (report, number)
);

CREATE TABLE report_step (
    id TEXT PRIMARY KEY,
    report TEXT NOT NULL REFERENCES report (id),
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    note TEXT NOT NULL,
    sections TEXT NOT NULL
);
CREATE INDEX report_step_report ON report_step (report, at);

-- All reports of a phase joined into one draft; `done_at` is NULL until the job has made it.
CREATE TABLE consolidation (
    id TEXT PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    phase TEXT NOT NULL REFERENCES phase (id),
    number BIGINT NOT NULL,
    reckoning TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    as_of BIGINT,
    done_at BIGINT,
    draft TEXT,
    ledger TEXT,
    figures TEXT,
    differences TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT consolidation_campaign_phase_number_key UNIQUE (campaign, phase, number)
);
CREATE INDEX consolidation_phase ON consolidation (phase);
