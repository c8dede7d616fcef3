use std::fmt;
use std::sync::{Arc, OnceLock};

use clock::Moment;
use ids::{Id, Mint, Secret};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::{DbError, Engine, Names, Params, Reads};

/// A transaction: everything in it has one time, and all of it happens or none.
pub struct Tx {
    inner: DatabaseTransaction,
    engine: Engine,
    mint: Mint,
    now: Moment,
    names: Arc<OnceLock<Vec<Names>>>,
}

impl Tx {
    pub(crate) async fn begin(
        writer: &DatabaseConnection,
        engine: Engine,
        mint: Mint,
        names: Arc<OnceLock<Vec<Names>>>,
    ) -> Result<Self, DbError> {
        // IMMEDIATE, because a read that turns into a write fails at once when another process wrote meanwhile.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = writer.begin_with_options(options).await?;
        let now = mint.clock().now();
        Ok(Self { inner, engine, mint, now, names })
    }

    /// The time of this transaction.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// A new id.
    pub fn id<T>(&self) -> Id<T> {
        self.mint.id()
    }

    /// A new secret.
    pub fn secret(&self) -> Secret {
        self.mint.secret()
    }

    /// Which engine this is; only kit/db and kit/jobs may ask.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn run(&mut self, sql: &'static str, params: Params) -> Result<u64, DbError> {
        Ok(self.inner.execute_raw(self.statement(sql, params)).await?.rows_affected())
    }

    /// Runs a statement that must touch exactly one row, such as `UPDATE … WHERE id = $1 AND version = $2`;
    /// [`DbError::Stale`] when somebody was faster.
    pub async fn run_one(&mut self, sql: &'static str, params: Params) -> Result<(), DbError> {
        match self.run(sql, params).await? {
            1 => Ok(()),
            _ => Err(DbError::Stale),
        }
    }

    /// Makes it all true, durably.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.inner.commit().await?)
    }
}

impl Reads for Tx {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    fn names(&self) -> &[Names] {
        self.names.get().map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("engine", &self.engine).field("now", &self.now).finish_non_exhaustive()
    }
}
