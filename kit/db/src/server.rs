//! PostgreSQL: the pool, or a transaction on one of its connections.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, QueryResult, Statement,
};

use crate::{DbError, Params, Row};

const CONNECTIONS: u32 = 16;
/// How long a connection may have been quiet before it is asked whether it still lives.
const QUIET: Duration = Duration::from_secs(5);
/// Statements that each connection keeps planned: the program has some hundreds, the usual 100 would be planned anew in turn.
const PLANNED: usize = 1000;

/// Who is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'a> {
    Pool(&'a DatabaseConnection),
    Transaction(&'a DatabaseTransaction),
}

/// Connects to PostgreSQL by URL; a request waits for its turn as long as `patience`.
pub(crate) async fn connect(url: &str, patience: Duration) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(patience)
        .connect_timeout(patience)
        .max_connections(CONNECTIONS)
        .test_before_acquire_if_idle_for(QUIET)
        .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(PLANNED));
    Database::connect(options).await
}

/// The rows of an answer, or the first of them, each as `read` takes it.
pub(crate) async fn ask<T>(
    asked: Asked<'_>,
    (sql, params): (&str, Params),
    only_first: bool,
    mut read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
) -> Result<Vec<T>, DbError> {
    let statement = statement(sql, params);
    let rows: Vec<QueryResult> = match (asked, only_first) {
        (Asked::Pool(pool), true) => pool.query_one_raw(statement).await?.into_iter().collect(),
        (Asked::Pool(pool), false) => pool.query_all_raw(statement).await?,
        (Asked::Transaction(tx), true) => tx.query_one_raw(statement).await?.into_iter().collect(),
        (Asked::Transaction(tx), false) => tx.query_all_raw(statement).await?,
    };
    rows.iter().map(|row| read(&Row::of_server(row))).collect()
}

/// A statement with its values.
pub(crate) fn statement(sql: &str, params: Params) -> Statement {
    Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, params)
}
