-- 协办: the units that a host named beside itself, and what each of them said. They count nothing (decision 64).
CREATE TABLE activity_cohost (
    activity TEXT NOT NULL REFERENCES activity (id),
    unit TEXT NOT NULL REFERENCES unit (id),
    state TEXT NOT NULL,
    named_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by_name TEXT,
    reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (activity, unit)
);
CREATE INDEX activity_cohost_unit ON activity_cohost (unit, state);
