//! One SQLite file. Its statements run on the thread that asks: they take microseconds, and handing them to a thread of their own
//! and back cost more than most of them (decision 91).

mod rows;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) use self::rows::FileRow;
use self::writer::Desk;
pub(crate) use self::writer::{Sharing, Writing};
use crate::{DbError, Params, Row};

/// Statements that each connection keeps planned. The program has some hundreds, and those that write many rows one for each
/// number of rows.
const PLANNED: usize = 1000;
/// Bytes of the file that are read where the system holds them, without a copy for each connection: the most that SQLite takes, as
/// a million activities fill 1.4 GB.
const MAPPED: i64 = 2_147_418_112;
/// However many threads there are, so many read at once at most.
const MOST_READERS: u32 = 16;
/// The connections of a file: one writes, so writers queue in the program; so many read that a thread of the runtime stays free, beside
/// that of the writer, for whoever asks nothing of the file.
#[derive(Clone, Debug)]
pub(crate) struct File(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: Box<Path>,
    patience: Duration,
    desk: Desk,
    /// How many may read at once, and those that nobody reads with now.
    most: u32,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl File {
    /// Opens the file, or creates it: write-ahead log, every commit synced, foreign keys on.
    pub(crate) fn open(path: &Path, patience: Duration) -> Result<Self, DbError> {
        let desk = Desk::open(path, patience)?;
        let threads = Handle::try_current().map_or(1, |runtime| runtime.metrics().num_workers());
        let most = u32::try_from(threads.saturating_sub(2)).unwrap_or(u32::MAX).clamp(1, MOST_READERS);
        Ok(Self(Arc::new(Shared {
            path: path.into(),
            patience,
            desk,
            most,
            turns: Semaphore::new(most as usize),
            idle: Mutex::default(),
        })))
    }

    /// Waits for its turn to read.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, DbError> {
        let turn = tokio::time::timeout(self.0.patience, self.0.turns.acquire()).await;
        let turn = turn.map_err(|_elapsed| DbError::other("waited too long for its turn to read"))?;
        Ok(Turn { shared: &self.0, _permit: turn.map_err(|_closed| closed())? })
    }

    /// Waits for its turn and begins a transaction.
    pub(crate) async fn begin(&self, sharing: Sharing) -> Result<Writing, DbError> {
        self.0.desk.begin(sharing).await
    }

    /// Closes every connection; a transaction or a question in hand ends first.
    pub(crate) async fn close(&self) {
        self.0.desk.close().await;
        // Another close may have been faster.
        let _all = self.0.turns.acquire_many(self.0.most).await;
        self.0.turns.close();
        held(&self.0.idle).clear();
    }
}

/// One who may read now.
#[derive(Debug)]
pub(crate) struct Turn<'f> {
    shared: &'f Shared,
    _permit: SemaphorePermit<'f>,
}

/// What can be asked of an SQLite file: the file in one's turn, or a transaction on it.
pub(crate) trait Asks {
    /// Asks with a connection that nobody else uses meanwhile.
    fn asking<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, DbError>) -> Result<T, DbError>;

    /// The rows of an answer, or the first of them, each as `read` takes it.
    fn ask<T>(
        &self,
        sql: &str,
        params: &Params,
        only_first: bool,
        read: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        self.asking(|connection| rows::ask(connection, sql, params, only_first, read))
    }
}

impl Asks for Turn<'_> {
    fn asking<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, DbError>) -> Result<T, DbError> {
        let idle = held(&self.shared.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.shared.path, self.shared.patience)?,
        };
        let answer = ask(&connection);
        held(&self.shared.idle).push(connection);
        answer
    }
}

fn connect(path: &Path, patience: Duration) -> Result<Connection, DbError> {
    // A connection is never used by two threads at once, so it needs no lock of its own.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    connection.set_prepared_statement_cache_capacity(PLANNED);
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "mmap_size", MAPPED)?;
    Ok(connection)
}

fn closed() -> DbError {
    DbError::other("the database is closed")
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
