//! The one connection that writes. Transactions queue for it, and short ones share a sync: what is done waits for those who queued
//! before it was done, and all of them become true at once (decision 92).

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{OwnedMutexGuard, oneshot};

use super::{Asks, closed, connect, held, rows};
use crate::{DbError, Params};

/// How long a transaction sleeps before it looks again whether another process has ended its own.
const NAP: Duration = Duration::from_millis(2);

/// Where transactions queue.
#[derive(Clone, Debug)]
pub(super) struct Desk(Arc<Queue>);

#[derive(Debug)]
struct Queue {
    path: Box<Path>,
    patience: Duration,
    writer: Arc<tokio::sync::Mutex<Writer>>,
    /// How many wait to begin that share a sync.
    waiting: AtomicUsize,
}

/// What whoever has its turn holds.
#[derive(Debug)]
struct Writer {
    is_closed: bool,
    /// None after it was lost; the next transaction connects anew.
    connection: Option<Connection>,
    /// Who is done in the transaction of SQLite that is open, and waits for its end. While there is one, so is a task that will end it.
    done: Vec<oneshot::Sender<Result<(), DbError>>>,
}

/// A transaction on the file; dropped before its commit, it is undone.
#[derive(Debug)]
pub(crate) struct Writing {
    desk: Desk,
    /// A lock that nobody else asks for: it lets a transaction be lent to another thread.
    turn: Mutex<OwnedMutexGuard<Writer>>,
    sharing: Sharing,
    /// Whether others are done in the same transaction of SQLite, which must not be undone with this one.
    is_step: bool,
    is_over: bool,
}

/// Whether a transaction shares its sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// It sees only what is true, and keeps nobody waiting that is done.
    Alone,
    /// It is short; it may see what others did that is not true yet, and becomes true with them.
    Together,
}

impl Desk {
    pub(super) fn open(path: &Path, patience: Duration) -> Result<Self, DbError> {
        let writer =
            Writer { is_closed: false, connection: Some(writing(path, patience)?), done: Vec::new() };
        let writer = Arc::new(tokio::sync::Mutex::new(writer));
        Ok(Self(Arc::new(Queue { path: path.into(), patience, writer, waiting: AtomicUsize::new(0) })))
    }

    /// Waits for its turn and begins a transaction, or a step of the one in which others are done.
    pub(super) async fn begin(&self, sharing: Sharing) -> Result<Writing, DbError> {
        let until = Instant::now() + self.0.patience;
        let mut turn = self.turn(sharing).await?;
        if turn.is_closed {
            return Err(closed());
        }
        if sharing == Sharing::Alone {
            turn.end_for_all();
        }
        if !turn.done.is_empty() {
            turn.step()?;
            return Ok(self.writing(turn, sharing, true));
        }
        loop {
            let connection = match &mut turn.connection {
                Some(connection) => connection,
                lost => lost.insert(writing(&self.0.path, self.0.patience)?),
            };
            // IMMEDIATE, because a read that turns into a write fails at once when another process wrote meanwhile.
            let begun = connection.execute_batch("BEGIN IMMEDIATE");
            match begun {
                Ok(()) => return Ok(self.writing(turn, sharing, false)),
                Err(error) if is_busy(&error) && Instant::now() < until => tokio::time::sleep(NAP).await,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn writing(&self, turn: OwnedMutexGuard<Writer>, sharing: Sharing, is_step: bool) -> Writing {
        Writing { desk: self.clone(), turn: Mutex::new(turn), sharing, is_step, is_over: false }
    }

    async fn turn(&self, sharing: Sharing) -> Result<OwnedMutexGuard<Writer>, DbError> {
        let _waiting = (sharing == Sharing::Together).then(|| Waiting::among(&self.0.waiting));
        let turn = tokio::time::timeout(self.0.patience, Arc::clone(&self.0.writer).lock_owned()).await;
        turn.map_err(|_elapsed| DbError::other("waited too long for its turn to write"))
    }

    /// Ends what is open once those who wait now have had their turns, whatever becomes of them or of who asks.
    fn end_later(&self) {
        let writer = Arc::clone(&self.0.writer);
        tokio::spawn(async move { writer.lock_owned().await.end_for_all() });
    }

    /// Closes the connection; a transaction in hand ends first.
    pub(super) async fn close(&self) {
        let mut writer = self.0.writer.lock().await;
        writer.end_for_all();
        writer.is_closed = true;
        writer.connection.take();
    }
}

impl Writer {
    /// Begins a step of what is open. SQLite may write then what others did, and undo everything where it cannot.
    fn step(&mut self) -> Result<(), DbError> {
        let connection = self.connection.as_ref().ok_or_else(closed)?;
        let begun = connection.execute_batch("SAVEPOINT step").map_err(DbError::from);
        begun.inspect_err(|error| self.lose(error))
    }

    /// Makes true and synced what is open, and tells everybody who waits for it.
    fn end(&mut self) -> Result<(), DbError> {
        let connection = self.connection.as_ref().ok_or_else(closed)?;
        let ended = connection.execute_batch("COMMIT").map_err(DbError::from);
        match &ended {
            Ok(()) => self.tell(|| Ok(())),
            Err(error) => self.lose(error),
        }
        ended
    }

    /// The same when nobody is at it.
    fn end_for_all(&mut self) {
        if !self.done.is_empty() {
            // Each of them is told.
            let _ = self.end();
        }
    }

    /// Lets go of the connection, so that everything which is open is undone, and tells everybody who waits for it.
    fn lose(&mut self, cause: &DbError) {
        self.connection.take();
        self.tell(|| Err(cause.told_again()));
    }

    fn tell(&mut self, told: impl Fn() -> Result<(), DbError>) {
        for one in self.done.drain(..) {
            // Who no longer listens is not told.
            let _ = one.send(told());
        }
    }

    /// Undoes one transaction.
    fn undo(&mut self, is_step: bool) {
        let Some(connection) = self.connection.as_ref().filter(|connection| !connection.is_autocommit())
        else {
            return;
        };
        let undone =
            connection.execute_batch(if is_step { "ROLLBACK TO step; RELEASE step" } else { "ROLLBACK" });
        if let Err(error) = undone {
            self.lose(&error.into());
        }
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

    /// Makes it true and synced. One that shares lets others who wait and share have their turns first, and one sync is for all.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        self.asking(|_| Ok(()))?;
        if self.sharing == Sharing::Alone || self.desk.0.waiting.load(Ordering::Relaxed) == 0 {
            self.is_over = true;
            return held(&self.turn).end();
        }
        if self.is_step {
            self.run_all("RELEASE step")?;
        }
        let (tell, told) = oneshot::channel();
        {
            let mut writer = held(&self.turn);
            if writer.done.is_empty() {
                self.desk.end_later();
            }
            writer.done.push(tell);
        }
        self.is_over = true;
        drop(self);
        told.await.map_err(|_closed| closed())?
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.is_over {
            self.turn.get_mut().unwrap_or_else(PoisonError::into_inner).undo(self.is_step);
        }
    }
}

impl Asks for Writing {
    fn asking<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, DbError>) -> Result<T, DbError> {
        let mut writer = held(&self.turn);
        // What SQLite had to undo by itself, such as on a disk that is full, must not go on one statement at a time.
        let connection = writer.connection.as_ref().ok_or_else(undone_by_itself)?;
        let answer = ask(connection);
        if let Err(error) = &answer
            && connection.is_autocommit()
        {
            writer.lose(error);
        }
        answer
    }
}

/// That one more waits to begin, for as long as it is kept.
struct Waiting<'q>(&'q AtomicUsize);

impl<'q> Waiting<'q> {
    fn among(waiting: &'q AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The one that writes: whoever waits for another process does so without holding a thread.
fn writing(path: &Path, patience: Duration) -> Result<Connection, DbError> {
    let connection = connect(path, patience)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn undone_by_itself() -> DbError {
    DbError::other("the transaction was undone")
}
