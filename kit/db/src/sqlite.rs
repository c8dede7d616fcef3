//! One SQLite file. Its statements run on the thread that asks: they take microseconds, and handing them to a thread of their own
//! and back cost more than most of them (decision 91).

mod rows;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::runtime::Handle;
use tokio::sync::{OwnedMutexGuard, Semaphore, SemaphorePermit};

pub(crate) use self::rows::FileRow;
use crate::{DbError, Params, Row};

/// Statements that each connection keeps planned. The program has some hundreds, and those that write many rows one for each
/// number of rows.
const PLANNED: usize = 1000;
/// Bytes of the file that are read where the system holds them, without a copy for each connection: the most that SQLite takes, as
/// a million activities fill 1.4 GB.
const MAPPED: i64 = 2_147_418_112;
/// However many threads there are, so many read at once at most.
const MOST_READERS: u32 = 16;
/// How long a transaction sleeps before it looks again whether another process has ended its own.
const NAP: Duration = Duration::from_millis(2);

/// The connections of a file: one writes, so writers queue in the program; so many read that a thread of the runtime stays free, beside
/// that of the writer, for whoever asks nothing of the file.
#[derive(Clone, Debug)]
pub(crate) struct File(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    path: Box<Path>,
    patience: Duration,
    writer: Arc<tokio::sync::Mutex<Option<Connection>>>,
    /// How many may read at once, and those that nobody reads with now.
    most: u32,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

/// A transaction on the file; dropped before its commit, it is undone.
#[derive(Debug)]
pub(crate) struct Writing(Mutex<Writer>);

type Writer = OwnedMutexGuard<Option<Connection>>;

impl File {
    /// Opens the file, or creates it: write-ahead log, every commit synced, foreign keys on.
    pub(crate) fn open(path: &Path, patience: Duration) -> Result<Self, DbError> {
        let writer = writing(path, patience)?;
        let threads = Handle::try_current().map_or(1, |runtime| runtime.metrics().num_workers());
        let most = u32::try_from(threads.saturating_sub(2)).unwrap_or(u32::MAX).clamp(1, MOST_READERS);
        Ok(Self(Arc::new(Shared {
            path: path.into(),
            patience,
            writer: Arc::new(tokio::sync::Mutex::new(Some(writer))),
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
    pub(crate) async fn begin(&self) -> Result<Writing, DbError> {
        let until = Instant::now() + self.0.patience;
        let turn = tokio::time::timeout(self.0.patience, Arc::clone(&self.0.writer).lock_owned()).await;
        let mut writer = turn.map_err(|_elapsed| DbError::other("waited too long for its turn to write"))?;
        if self.0.turns.is_closed() {
            return Err(closed());
        }
        loop {
            let connection = match &mut *writer {
                Some(connection) => connection,
                lost => lost.insert(writing(&self.0.path, self.0.patience)?),
            };
            // IMMEDIATE, because a read that turns into a write fails at once when another process wrote meanwhile.
            let begun = connection.execute_batch("BEGIN IMMEDIATE");
            match begun {
                Ok(()) => return Ok(Writing(Mutex::new(writer))),
                Err(error) if is_busy(&error) && Instant::now() < until => tokio::time::sleep(NAP).await,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Closes every connection; a transaction or a question in hand ends first.
    pub(crate) async fn close(&self) {
        let mut writer = self.0.writer.lock().await;
        // Another close may have been faster.
        let _all = self.0.turns.acquire_many(self.0.most).await;
        self.0.turns.close();
        drop(writer.take());
        held(&self.0.idle).clear();
    }
}

impl Writing {
    /// Runs one statement and says how many rows it touched.
    pub(crate) fn run(&self, sql: &str, params: &Params) -> Result<u64, DbError> {
        self.asking(|connection| rows::run(connection, sql, params))
    }

    /// Runs statements that take no parameters.
    pub(crate) fn run_all(&self, sql: &str) -> Result<(), DbError> {
        self.asking(|connection| Ok(connection.execute_batch(sql)?))
    }

    /// Makes it true and synced.
    pub(crate) fn commit(self) -> Result<(), DbError> {
        self.run_all("COMMIT")
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let writer = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let open = writer.as_ref().filter(|connection| !connection.is_autocommit());
        if open.is_some_and(|connection| connection.execute_batch("ROLLBACK").is_err()) {
            // Closed, it is undone; the next transaction connects anew.
            writer.take();
        }
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

impl Asks for Writing {
    fn asking<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, DbError>) -> Result<T, DbError> {
        let writer = held(&self.0);
        let connection = writer.as_ref().ok_or_else(closed)?;
        // What SQLite had to undo by itself, such as on a disk that is full, must not go on one statement at a time.
        if connection.is_autocommit() {
            return Err(DbError::other("the transaction was undone"));
        }
        ask(connection)
    }
}

/// The one that writes: whoever waits for another process does so without holding a thread.
fn writing(path: &Path, patience: Duration) -> Result<Connection, DbError> {
    let connection = connect(path, patience)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
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

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn closed() -> DbError {
    DbError::other("the database is closed")
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
