CREATE TABLE idempotency (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    print TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
