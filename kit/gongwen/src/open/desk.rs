use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::open;
use crate::read::{Decoded, ReadError};

/// Runs [`open`] off the async threads, one file at a time: a file may cost a second of work and a hundred megabytes.
/// Cheap to clone; clones share the place.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Semaphore>);

impl Default for Desk {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Desk {
    /// As [`open`], waiting for the place first.
    ///
    /// # Errors
    /// As [`open`].
    pub async fn open(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
        file_name: &str,
    ) -> Result<Decoded, ReadError> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(|_| ReadError::TooSlow)?;
        let file_name = file_name.to_owned();
        let work = spawn_blocking(move || {
            // The place is taken until the work ends, also when the caller has given up.
            let _place = place;
            open(bytes.as_ref(), &file_name)
        });
        work.await.unwrap_or(Err(ReadError::Damaged))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn files_wait_for_each_other() {
        let desk = Desk::default();
        let place = desk.0.acquire().await.unwrap();
        let other = desk.clone();
        let mut waiting = Box::pin(other.open("关于某事的通知", "notice.txt"));
        assert!(timeout(Duration::from_millis(50), &mut waiting).await.is_err(), "the only place is taken");
        drop(place);
        assert_eq!(waiting.await.map(|decoded| decoded.text().to_owned()), Ok("关于某事的通知".into()));
    }
}
