//! The story of the database handle, on both engines.

#[cfg(test)]
mod integrity;
#[cfg(test)]
mod many;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod packed;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod together;
#[cfg(test)]
mod words;
#[cfg(test)]
mod writers;

use db::{Engine, Migration};
use testing_db::{Stage, TestDb};

/// A hall with seats: enough of a schema for every kind of column and constraint.
const HALL: &[Migration] = &[Migration {
    stamp: "202611240000_hall_create",
    sql: "\
        CREATE TABLE hall (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE); \
        CREATE TABLE seat ( \
            id TEXT PRIMARY KEY, \
            hall TEXT NOT NULL REFERENCES hall ON DELETE RESTRICT, \
            row_letter TEXT, \
            number BIGINT, \
            version BIGINT NOT NULL DEFAULT 1, \
            taken BOOLEAN, \
            width DOUBLE PRECISION, \
            picture {BLOB}, \
            free_from TEXT, \
            taken_at BIGINT, \
            plan TEXT, \
            CONSTRAINT seat_hall_row_letter_number_key UNIQUE (hall, row_letter, number)); \
        CREATE UNIQUE INDEX seat_picture_key ON seat (picture) WHERE taken;",
}];

struct Hall(TestDb);

impl Stage for Hall {
    async fn set(engine: Engine) -> Self {
        Self(TestDb::migrated(engine, HALL).await)
    }
}
