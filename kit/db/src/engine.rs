use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clock::{CivilDate, Clock};
use ids::Mint;
use sea_orm::{DatabaseConnection, TransactionTrait};

use crate::meter::Meter;
use crate::query::At;
use crate::server::{self, Asked};
use crate::sqlite::{File, Sharing};
use crate::{DbError, Names, Place, Reads, Tx, names, tx};

/// Which engine is behind the handle. Only kit/db and kit/jobs may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, WAL, one writer.
    Sqlite,
    /// PostgreSQL 15 or newer, or a wire-compatible engine.
    Postgres,
}

/// The database: cheap to clone, safe to share.
#[derive(Clone, Debug)]
pub struct Db {
    store: Store,
    mint: Mint,
    names: Arc<OnceLock<String>>,
    meter: Meter,
}

#[derive(Clone, Debug)]
enum Store {
    File(File),
    Server(DatabaseConnection),
}

/// How long a request waits for its turn before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);

impl Db {
    /// Opens (and creates) an SQLite file: write-ahead log, every commit synced, foreign keys on. One
    /// connection writes, so writers queue in the program instead of meeting "database is locked".
    pub async fn sqlite(file: &Path, mint: Mint) -> Result<Self, DbError> {
        Ok(Self::over(Store::File(File::open(file, PATIENCE)?), mint))
    }

    /// Connects to PostgreSQL by URL.
    pub async fn postgres(url: &str, mint: Mint) -> Result<Self, DbError> {
        Ok(Self::over(Store::Server(server::connect(url, PATIENCE).await?), mint))
    }

    fn over(store: Store, mint: Mint) -> Self {
        Self { store, mint, names: Arc::default(), meter: Meter::default() }
    }

    /// The engine behind this handle.
    pub fn engine(&self) -> Engine {
        match self.store {
            Store::File(_) => Engine::Sqlite,
            Store::Server(_) => Engine::Postgres,
        }
    }

    /// The clock that every row written here takes its time from.
    pub fn clock(&self) -> &Clock {
        self.mint.clock()
    }

    /// Where ids and secrets come from.
    pub fn mint(&self) -> &Mint {
        &self.mint
    }

    /// Learns how to find what an id is called, once, for every clone of this handle: from then on [`called`](crate::called)
    /// answers.
    pub fn know(&self, names: Vec<Names>) {
        if names.is_empty() {
            return;
        }
        // A second house on one handle has the same tables.
        self.names.get_or_init(|| names::together(&names));
    }

    /// Begins a transaction; dropped without [`Tx::commit`], it is undone.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        self.begin_as(Sharing::Alone).await
    }

    /// The same for what is short and done by many at once: on SQLite those that queue share a sync. It may see what one before it did that
    /// is not true yet, so whoever answers by what it saw commits first, also where it wrote nothing; nor may it wait for anything
    /// but its own statements.
    pub async fn begin_together(&self) -> Result<Tx, DbError> {
        self.begin_as(Sharing::Together).await
    }

    async fn begin_as(&self, sharing: Sharing) -> Result<Tx, DbError> {
        self.meter.count();
        let inner = match &self.store {
            Store::File(file) => tx::Inner::File(file.begin(sharing).await?),
            Store::Server(pool) => tx::Inner::Server(pool.begin().await?),
        };
        Ok(Tx::over(inner, self.mint.clone(), (Arc::clone(&self.names), self.meter.clone())))
    }

    /// How many statements this handle, its clones and their transactions have asked so far; beginning and ending a transaction
    /// is one each.
    pub fn asked(&self) -> u64 {
        self.meter.counted()
    }

    /// Closes every connection, so that the file may be copied or the database dropped.
    pub async fn close(self) -> Result<(), DbError> {
        match self.store {
            Store::File(file) => file.close().await,
            Store::Server(pool) => pool.close().await?,
        }
        Ok(())
    }
}

impl Reads for Db {
    fn place(&self) -> Place<'_> {
        Place(match &self.store {
            Store::File(file) => At::File(file),
            Store::Server(pool) => At::Server(Asked::Pool(pool)),
        })
    }

    fn today(&self) -> CivilDate {
        self.clock().today()
    }

    fn names(&self) -> Option<&str> {
        self.names.get().map(String::as_str)
    }

    fn meter(&self) -> &Meter {
        &self.meter
    }
}
