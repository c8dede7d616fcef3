//! SQLite or PostgreSQL behind one handle, from one SQL text.
//!
//! A statement is always a literal (`&'static str`), so none can be built from strings; `$1 … $n` work on
//! both engines. Column types come from one short list: TEXT, BIGINT (µs UTC, counts, cents), BOOLEAN,
//! DOUBLE PRECISION and `{BLOB}`. A SUM of integers comes back wider on PostgreSQL: write
//! `CAST(SUM(x) AS BIGINT)`.

mod column;
mod engine;
mod error;
mod integrity;
mod many;
mod meter;
mod migrate;
mod names;
mod packed;
mod plan;
mod query;
mod schema;
mod search;
mod server;
mod sqlite;
mod tx;
mod words;

pub use column::{Bind, Column, Params, Value};
pub use engine::{Db, Engine};
pub use error::DbError;
pub use integrity::integrity;
pub use migrate::{Migration, MigrationError, migrate, pending};
pub use names::{Names, called};
pub use packed::Nested;
pub use plan::plan;
pub use query::{Field, FromRow, Place, Reads, Row};
pub use schema::{foreign_keys_without_index, misnamed_unique_indexes, schema};
pub use search::containing;
pub use tx::Tx;
pub use words::{Mark, NotSought, Question, Sought, Word, Words};

#[doc(hidden)]
pub use serde;
