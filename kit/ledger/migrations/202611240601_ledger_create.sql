-- Who did what. That no row is changed or deleted is the sealer's to prove: the engines share no syntax for a trigger.
CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    verb TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target TEXT NOT NULL,
    place TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    detail TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX ledger_time ON ledger (at, id);
CREATE INDEX ledger_verb ON ledger (verb);
