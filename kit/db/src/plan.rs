use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::{DbError, Params, Reads};

/// How the engine would run a statement, a line for each step: what a measurement prints, and what a test holds to an index.
pub async fn plan(reads: &impl Reads, sql: &'static str, params: Params) -> Result<Vec<String>, DbError> {
    let backend = reads.connection().get_database_backend();
    let (explain, column) = match backend {
        DatabaseBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        _ => ("EXPLAIN", "QUERY PLAN"),
    };
    let statement = Statement::from_sql_and_values(backend, format!("{explain} {sql}"), params);
    let rows = reads.connection().query_all_raw(statement).await?;
    rows.into_iter().map(|row| Ok(row.try_get::<String>("", column)?)).collect()
}
