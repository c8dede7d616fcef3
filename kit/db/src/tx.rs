use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use clock::{CivilDate, Moment};
use ids::{Id, Mint, Secret};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::many::statements;
use crate::meter::Meter;
use crate::query::answers;
use crate::waiting::Waiting;
use crate::{DbError, Engine, Params, Reads};

/// A transaction: everything in it has one time, and all of it happens or none.
pub struct Tx {
    inner: DatabaseTransaction,
    engine: Engine,
    mint: Mint,
    now: Moment,
    names: Arc<OnceLock<String>>,
    meter: Meter,
    waiting: Mutex<Waiting>,
}

impl Tx {
    pub(crate) async fn begin(
        writer: &DatabaseConnection,
        engine: Engine,
        mint: Mint,
        (names, meter): (Arc<OnceLock<String>>, Meter),
    ) -> Result<Self, DbError> {
        // IMMEDIATE, because a read that turns into a write fails at once when another process wrote meanwhile.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = writer.begin_with_options(options).await?;
        let now = mint.clock().now();
        Ok(Self { inner, engine, mint, now, names, meter, waiting: Mutex::default() })
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
        self.execute(sql, params).await
    }

    /// Runs a statement of which nobody asks how many rows it touched, at the latest before the next question to this transaction, on
    /// SQLite together with it. What is wrong with it is then told there: for rows that are new and whose keys are known to be right.
    pub async fn later(&mut self, sql: &'static str, params: Params) -> Result<(), DbError> {
        self.put_off(sql, params).await
    }

    /// Writes many rows with one statement and says how many it touched: between `head` and `tail` stand the values of the rows,
    /// `($2, $3), ($4, $5)`, numbered after `fixed`, which `head` and `tail` may name. Where there are no rows nothing is run.
    pub async fn run_many(
        &mut self,
        ends: (&'static str, &'static str),
        fixed: Params,
        rows: Vec<Params>,
    ) -> Result<u64, DbError> {
        let mut touched = 0;
        for (sql, params) in statements(ends, &fixed, &rows) {
            touched += self.execute(&sql, params).await?;
        }
        Ok(touched)
    }

    /// [`run_many`](Self::run_many) as [`later`](Self::later).
    pub async fn later_many(
        &mut self,
        ends: (&'static str, &'static str),
        fixed: Params,
        rows: Vec<Params>,
    ) -> Result<(), DbError> {
        for (sql, params) in statements(ends, &fixed, &rows) {
            self.put_off(&sql, params).await?;
        }
        Ok(())
    }

    /// [`run_many`](Self::run_many) for a statement that must touch every one of the rows and says `RETURNING` which it touched;
    /// [`DbError::Stale`] when it misses one. What waits goes with it.
    pub async fn run_each(
        &mut self,
        ends: (&'static str, &'static str),
        fixed: Params,
        rows: Vec<Params>,
    ) -> Result<(), DbError> {
        let mut touched = 0;
        for (sql, params) in statements(ends, &fixed, &rows) {
            touched += answers(&*self, &sql, params).await?.len();
        }
        if touched == rows.len() { Ok(()) } else { Err(DbError::Stale) }
    }

    async fn put_off(&mut self, sql: &str, params: Params) -> Result<(), DbError> {
        // A question to a server waits for its answer, whatever else it brings.
        if self.engine == Engine::Postgres {
            return self.execute(sql, params).await.map(drop);
        }
        let waiting = self.waiting().and(sql, params);
        let is_much = waiting.is_much();
        *self.waiting.get_mut().unwrap_or_else(PoisonError::into_inner) = waiting;
        if is_much { self.catch_up().await } else { Ok(()) }
    }

    /// Runs what waits.
    async fn catch_up(&self) -> Result<(), DbError> {
        let waiting = self.waiting();
        if !waiting.is_none() {
            let (sql, params) = waiting.into_parts();
            self.inner.execute_raw(self.statement(&sql, params)).await?;
        }
        Ok(())
    }

    async fn execute(&mut self, sql: &str, params: Params) -> Result<u64, DbError> {
        self.catch_up().await?;
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
        self.catch_up().await?;
        self.meter.count();
        Ok(self.inner.commit().await?)
    }
}

impl Reads for Tx {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    fn today(&self) -> CivilDate {
        self.now.date()
    }

    fn names(&self) -> Option<&str> {
        self.names.get().map(String::as_str)
    }

    fn meter(&self) -> &Meter {
        &self.meter
    }

    fn waiting(&self) -> Waiting {
        std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("engine", &self.engine).field("now", &self.now).finish_non_exhaustive()
    }
}
