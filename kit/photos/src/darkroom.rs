use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::{Limits, Photo, PhotoError, intake};

/// What the files that wait or are worked on may weigh together, in megabytes.
const QUEUE: usize = 512;
/// What the lightest file counts for, so that at most 128 wait: some seconds of work.
const LEAST: u32 = 4;

/// Runs [`intake`] off the async threads, only so many at a time: a decoded photo takes up to half a gigabyte,
/// and eighty may arrive at once. The rest wait, and when too many do, the next is refused at once. Cheap to clone;
/// clones share places and queue.
#[derive(Debug, Clone)]
pub struct Darkroom {
    limits: Limits,
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Darkroom {
    /// One place for every core, and a queue of 512 MB in which a file counts for at least 4.
    pub fn new(limits: Limits) -> Self {
        Self::with_places(limits, available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    pub fn with_places(limits: Limits, places: NonZeroUsize) -> Self {
        let places = places.get().min(Semaphore::MAX_PERMITS);
        Self { limits, places: Arc::new(Semaphore::new(places)), queue: Arc::new(Semaphore::new(QUEUE)) }
    }

    /// As [`intake`], waiting for a free place first. A caller that gives up leaves the queue; what a place has begun
    /// for it is ended all the same.
    ///
    /// # Errors
    /// As [`intake`], and [`PhotoError::Busy`] when the queue is full. What is too large is refused without waiting.
    pub async fn intake(&self, bytes: impl Into<Bytes>) -> Result<Photo, PhotoError> {
        let (bytes, limits) = (bytes.into(), self.limits);
        limits.check_bytes(bytes.len() as u64)?;
        let queued = Arc::clone(&self.queue).try_acquire_many_owned(weight(&bytes));
        let queued = queued.map_err(|_| PhotoError::Busy)?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(PhotoError::damaged)?;
        let work = spawn_blocking(move || {
            // Both are taken until the work ends, also when the caller has given up.
            let _taken = (queued, place);
            intake(&bytes, &limits)
        });
        // A decoder that panics on hostile bytes has refused them; the request must not go down with it.
        work.await.unwrap_or_else(|stopped| Err(PhotoError::damaged(stopped)))
    }
}

/// In megabytes; never more than the queue holds, or a large file would be refused for ever.
fn weight(bytes: &Bytes) -> u32 {
    let megabytes = bytes.len().div_ceil(1_000_000).min(QUEUE);
    u32::try_from(megabytes).unwrap_or(LEAST).max(LEAST)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const LIMITS: Limits = Limits { max_bytes: 1_000_000_000, max_pixels: 100 };

    async fn is_waiting(work: impl Future) -> bool {
        timeout(Duration::from_millis(50), work).await.is_err()
    }

    #[tokio::test]
    async fn work_waits_for_a_place_but_a_refusal_by_size_does_not() {
        let limits = Limits { max_bytes: 10, ..Limits::default() };
        let darkroom = Darkroom::with_places(limits, NonZeroUsize::MIN);
        let place = darkroom.places.acquire().await.unwrap();

        let heavy = darkroom.intake(vec![0; 11]).await;
        assert!(matches!(heavy, Err(PhotoError::TooManyBytes { .. })));

        let clone = darkroom.clone();
        let mut waiting = Box::pin(clone.intake("%PDF-"));
        assert!(is_waiting(&mut waiting).await, "the only place is taken");
        drop(place);
        assert!(matches!(waiting.await, Err(PhotoError::Pdf)));
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_who_gives_up_leaves_it() {
        let darkroom = Darkroom::with_places(LIMITS, NonZeroUsize::MIN);
        let place = darkroom.places.acquire().await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..QUEUE / LEAST as usize {
            let mut work = Box::pin(darkroom.intake("%PDF-"));
            assert!(timeout(Duration::ZERO, &mut work).await.is_err(), "it waits");
            waiting.push(work);
        }
        assert!(matches!(darkroom.intake("%PDF-").await, Err(PhotoError::Busy)));

        waiting.pop();
        let mut next = Box::pin(darkroom.intake("%PDF-"));
        assert!(is_waiting(&mut next).await, "one went, one may come");
        drop(place);
        for work in waiting {
            assert!(matches!(work.await, Err(PhotoError::Pdf)));
        }
        assert!(matches!(next.await, Err(PhotoError::Pdf)));
        assert_eq!((darkroom.queue.available_permits(), darkroom.places.available_permits()), (QUEUE, 1));
    }

    #[tokio::test]
    async fn the_queue_is_as_long_as_its_files_are_light() {
        let darkroom = Darkroom::with_places(LIMITS, NonZeroUsize::MIN);
        let place = darkroom.places.acquire().await.unwrap();
        let mut all_of_it = Box::pin(darkroom.intake(vec![b'x'; QUEUE * 1_000_000 + 1]));
        assert!(is_waiting(&mut all_of_it).await, "the largest is let in");
        assert!(matches!(darkroom.intake("%PDF-").await, Err(PhotoError::Busy)));
        drop(place);
        assert!(matches!(all_of_it.await, Err(PhotoError::Unknown)));
    }
}
