use crate::query::{At, answer};
use crate::{DbError, Params, Reads};

/// How the engine would run a statement, a line for each step: what a measurement prints, and what a test holds to an index.
pub async fn plan(reads: &impl Reads, sql: &'static str, params: Params) -> Result<Vec<String>, DbError> {
    let (explain, column) = match reads.place().0 {
        At::File(_) | At::Writing(_) => ("EXPLAIN QUERY PLAN", "detail"),
        At::Server(_) => ("EXPLAIN", "QUERY PLAN"),
    };
    answer(reads, &format!("{explain} {sql}"), params, false, |row| row.get(column)).await
}
