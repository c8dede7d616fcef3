//! Work on a file that a library reads: on a thread of its own, for a bounded time. A library that panics on hostile
//! bytes has refused them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::limits;
use crate::read::ReadError;

/// Tells the work that nobody waits for it any longer.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Fails when the time is over; the work asks in every loop.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        if self.0.load(Ordering::Relaxed) { Err(ReadError::TooSlow) } else { Ok(()) }
    }
}

/// Room for libraries that go down as deep as a file is nested.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Does `work` within the time that the pages of a file may take.
pub(super) fn run<T: Send + 'static>(
    work: impl FnOnce(&Stop) -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    run_for(limits::READING, work)
}

fn run_for<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce(&Stop) -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    let stop = Stop::default();
    let (send, receive) = sync_channel(1);
    let theirs = stop.clone();
    let spawned = thread::Builder::new().name("notice".into()).stack_size(STACK_BYTES).spawn(move || {
        // Nobody listens any longer when the time was over.
        drop(send.send(work(&theirs)));
    });
    spawned.map_err(|_| ReadError::TooSlow)?;
    receive.recv_timeout(time).unwrap_or_else(|ended| {
        stop.0.store(true, Ordering::Relaxed);
        Err(if ended == RecvTimeoutError::Timeout { ReadError::TooSlow } else { ReadError::Damaged })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_refuses_the_file_and_no_more() {
        let found: Result<(), ReadError> = run(|_| panic!("as a library might"));
        assert_eq!(found, Err(ReadError::Damaged));
        assert_eq!(run(|_| Ok(1)), Ok(1));
    }

    #[test]
    fn work_without_end_is_stopped() {
        let (ended, wait) = sync_channel(1);
        let found: Result<(), ReadError> = run_for(Duration::from_millis(20), move |stop| {
            let error = loop {
                if let Err(error) = stop.check() {
                    break error;
                }
                thread::yield_now();
            };
            ended.send(()).expect("the test waits");
            Err(error)
        });
        assert_eq!(found, Err(ReadError::TooSlow));
        assert_eq!(wait.recv(), Ok(()), "the thread has ended too");
    }
}
