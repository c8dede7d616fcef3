use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clock::{CivilDate, Clock};
use ids::Mint;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

use crate::meter::Meter;
use crate::{DbError, Names, Reads, Tx, names};

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
    engine: Engine,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    mint: Mint,
    names: Arc<OnceLock<String>>,
    meter: Meter,
}

/// How long a request waits for its turn before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);
const READERS: u32 = 8;
/// How long a connection to a server may have been quiet before it is asked whether it still lives.
const QUIET: Duration = Duration::from_secs(5);
/// Rows that SQLite's thread may read ahead; with the usual 50 a list of a thousand units changes threads twenty times.
const ROWS_AHEAD: usize = 2000;
/// Statements that each connection keeps planned. The program has some hundreds, and those that write many rows one for each
/// number of rows; the usual 100 would be planned anew in turn.
const PLANNED: usize = 1000;
/// Bytes of the file that are read where the system holds them, without a copy for each connection: the most that SQLite takes, as
/// a million activities fill 1.4 GB.
const MAPPED: &str = "2147418112";

impl Db {
    /// Opens (and creates) an SQLite file: write-ahead log, every commit synced, foreign keys on. One
    /// connection writes, so writers queue in the program instead of meeting "database is locked".
    pub async fn sqlite(file: &Path, mint: Mint) -> Result<Self, DbError> {
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let open = |connections: u32| {
            let mut options = ConnectOptions::new(&url);
            // A file cannot hang up: asking each connection whether it still lives would double the changes of threads.
            quiet(&mut options).max_connections(connections).test_before_acquire(false);
            options.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .row_buffer_size(ROWS_AHEAD)
                    .statement_cache_capacity(PLANNED)
                    .pragma("mmap_size", MAPPED)
            });
            Database::connect(options)
        };
        let writer = open(1).await?;
        let reader = open(READERS).await?;
        Ok(Self {
            engine: Engine::Sqlite,
            reader,
            writer,
            mint,
            names: Arc::default(),
            meter: Meter::default(),
        })
    }

    /// Connects to PostgreSQL by URL.
    pub async fn postgres(url: &str, mint: Mint) -> Result<Self, DbError> {
        let mut options = ConnectOptions::new(url);
        quiet(&mut options)
            .max_connections(READERS * 2)
            .test_before_acquire_if_idle_for(QUIET)
            .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(PLANNED));
        let pool = Database::connect(options).await?;
        Ok(Self {
            engine: Engine::Postgres,
            reader: pool.clone(),
            writer: pool,
            mint,
            names: Arc::default(),
            meter: Meter::default(),
        })
    }

    /// The engine behind this handle.
    pub fn engine(&self) -> Engine {
        self.engine
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
        self.meter.count();
        let (names, meter) = (Arc::clone(&self.names), self.meter.clone());
        Tx::begin(&self.writer, self.engine, self.mint.clone(), (names, meter)).await
    }

    /// How many statements this handle, its clones and their transactions have asked so far; beginning and ending a transaction
    /// is one each.
    pub fn asked(&self) -> u64 {
        self.meter.counted()
    }

    /// Closes every connection, so that the file may be copied or the database dropped.
    pub async fn close(self) -> Result<(), DbError> {
        self.writer.close().await?;
        Ok(self.reader.close().await?)
    }
}

fn quiet(options: &mut ConnectOptions) -> &mut ConnectOptions {
    options.sqlx_logging(false).acquire_timeout(PATIENCE).connect_timeout(PATIENCE)
}

impl Reads for Db {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        &self.reader
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
