//! A database per test on either engine; knows no room.
//!
//! A story is written once and becomes two tests, `NAME::sqlite` and `NAME::postgres`:
//!
//! ```text
//! testing_db::story! {
//!     async fn a_fresh_database_answers(test: testing_db::TestDb) {
//!         assert_eq!(test.db.count("SELECT CAST(1 AS BIGINT) AS value", db::params![]).await.unwrap(), 1);
//!     }
//! }
//! ```
//!
//! Without PostgreSQL the second one fails; it is never skipped.

mod cluster;
mod database;
mod story;

pub use cluster::NoCluster;
pub use database::{NINE_O_CLOCK, TestDb};
pub use db::Engine;
pub use story::{Stage, play};
