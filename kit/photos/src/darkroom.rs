use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::{Limits, Photo, PhotoError, intake};

/// Runs [`intake`] off the async threads, only so many at a time: a decoded photo takes up to half a gigabyte,
/// and eighty may arrive at once. Cheap to clone; clones share the places.
#[derive(Debug, Clone)]
pub struct Darkroom {
    limits: Limits,
    places: Arc<Semaphore>,
}

impl Darkroom {
    /// One place for every core.
    pub fn new(limits: Limits) -> Self {
        Self::with_places(limits, available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    pub fn with_places(limits: Limits, places: NonZeroUsize) -> Self {
        let places = places.get().min(Semaphore::MAX_PERMITS);
        Self { limits, places: Arc::new(Semaphore::new(places)) }
    }

    /// As [`intake`], waiting for a free place first. What is too large is refused without waiting.
    pub async fn intake(&self, bytes: impl Into<Bytes>) -> Result<Photo, PhotoError> {
        let (bytes, limits) = (bytes.into(), self.limits);
        limits.check_bytes(bytes.len() as u64)?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(PhotoError::damaged)?;
        let work = spawn_blocking(move || {
            // The place is taken until the work ends, also when the caller has given up.
            let _place = place;
            intake(&bytes, &limits)
        });
        // A decoder that panics on hostile bytes has refused them; the request must not go down with it.
        work.await.unwrap_or_else(|stopped| Err(PhotoError::damaged(stopped)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn work_waits_for_a_place_but_a_refusal_by_size_does_not() {
        let limits = Limits { max_bytes: 10, ..Limits::default() };
        let darkroom = Darkroom::with_places(limits, NonZeroUsize::MIN);
        let place = darkroom.places.acquire().await.unwrap();

        let heavy = darkroom.intake(vec![0; 11]).await;
        assert!(matches!(heavy, Err(PhotoError::TooManyBytes { .. })));

        let clone = darkroom.clone();
        let mut waiting = Box::pin(clone.intake("%PDF-"));
        assert!(timeout(Duration::from_millis(50), &mut waiting).await.is_err(), "the only place is taken");
        drop(place);
        assert!(matches!(waiting.await, Err(PhotoError::Pdf)));
    }
}
