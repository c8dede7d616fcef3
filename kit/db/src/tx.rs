use std::fmt;
use std::sync::{Arc, OnceLock};

use clock::{CivilDate, Moment};
use ids::{Id, Mint, Secret};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tokio::task::coop::consume_budget;

use crate::many::statements;
use crate::meter::Meter;
use crate::query::At;
use crate::server::{Asked, statement};
use crate::sqlite::Writing;
use crate::{DbError, Engine, Params, Place, Reads};

/// A transaction: everything in it has one time, and all of it happens or none.
pub struct Tx {
    inner: Inner,
    mint: Mint,
    now: Moment,
    names: Arc<OnceLock<String>>,
    meter: Meter,
}

pub(crate) enum Inner {
    File(Writing),
    Server(DatabaseTransaction),
}

impl Tx {
    pub(crate) fn over(inner: Inner, mint: Mint, (names, meter): (Arc<OnceLock<String>>, Meter)) -> Self {
        let now = mint.clock().now();
        Self { inner, mint, now, names, meter }
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
        match self.inner {
            Inner::File(_) => Engine::Sqlite,
            Inner::Server(_) => Engine::Postgres,
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn run(&mut self, sql: &'static str, params: Params) -> Result<u64, DbError> {
        self.execute(sql, params).await
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

    /// [`run_many`](Self::run_many) for a statement that must touch every one of the rows; [`DbError::Stale`] when it misses one.
    pub async fn run_each(
        &mut self,
        ends: (&'static str, &'static str),
        fixed: Params,
        rows: Vec<Params>,
    ) -> Result<(), DbError> {
        let wanted = u64::try_from(rows.len()).ok();
        let touched = self.run_many(ends, fixed, rows).await?;
        if Some(touched) == wanted { Ok(()) } else { Err(DbError::Stale) }
    }

    async fn execute(&mut self, sql: &str, params: Params) -> Result<u64, DbError> {
        self.meter.count();
        consume_budget().await;
        match &self.inner {
            Inner::File(writing) => writing.run(sql, &params),
            Inner::Server(tx) => Ok(tx.execute_raw(statement(sql, params)).await?.rows_affected()),
        }
    }

    /// Runs statements that take no parameters.
    pub(crate) async fn run_all(&mut self, sql: &str) -> Result<(), DbError> {
        match &self.inner {
            Inner::File(writing) => writing.run_all(sql),
            Inner::Server(tx) => Ok(tx.execute_unprepared(sql).await.map(drop)?),
        }
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
        self.meter.count();
        match self.inner {
            Inner::File(writing) => writing.commit().await,
            Inner::Server(tx) => Ok(tx.commit().await?),
        }
    }
}

impl Reads for Tx {
    fn place(&self) -> Place<'_> {
        Place(match &self.inner {
            Inner::File(writing) => At::Writing(writing),
            Inner::Server(tx) => At::Server(Asked::Transaction(tx)),
        })
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
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("engine", &self.engine()).field("now", &self.now).finish_non_exhaustive()
    }
}
