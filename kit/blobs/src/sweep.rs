use std::sync::Arc;
use std::time::Duration;

use clock::Moment;

use crate::store::{Place, blocking};
use crate::unfinished::Unfinished;
use crate::{BlobError, BlobId, Blobs};

/// Below this age nobody may judge a blob: whoever put it may not have written the row that names it. A blob that is put
/// again is young again.
pub const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// A blob as a sweep finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub id: BlobId,
    /// Bytes.
    pub len: u64,
    /// When it was put, or put again, by the store's own clock.
    pub since: Moment,
}

impl Blobs {
    /// What lies on one of the 256 shelves ([`BlobId::shelf`]), in no order. Shelf by shelf a store of any size is gone
    /// through in little memory. Names that are no addresses are left alone.
    pub async fn shelf(&self, shelf: u8) -> Result<Vec<Stored>, BlobError> {
        match self.place() {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.shelf(shelf)).await
            }
            Place::Bucket(bucket) => bucket.shelf(shelf).await,
        }
    }

    /// Removes a blob that nothing refers to. `false`: it is gone already, or somebody has put it again since it was
    /// listed. In a bucket that is asked one request before, as there is no lock.
    pub async fn remove(&self, listed: Stored) -> Result<bool, BlobError> {
        match self.place() {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.remove(&listed)).await
            }
            Place::Bucket(bucket) => bucket.remove(&listed).await,
        }
    }

    /// Removes a blob at once, of whatever age: only for whoever gave it an address that nobody else's bytes can have.
    /// `false`: it is gone already, or is being put again.
    pub async fn discard(&self, id: BlobId) -> Result<bool, BlobError> {
        let listed = match self.place() {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.stored(&id)).await?
            }
            Place::Bucket(bucket) => bucket.stored(id).await?,
        };
        match listed {
            Some(listed) => self.remove(listed).await,
            None => Ok(false),
        }
    }

    /// Uploads in pieces that a bucket still holds room for, of any age. A folder clears its own when it is opened.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, BlobError> {
        match self.place() {
            Place::Folder(_) => Ok(Vec::new()),
            Place::Bucket(bucket) => bucket.unfinished().await,
        }
    }

    /// Gives up an upload that [`Blobs::unfinished`] found. `false`: it has ended by itself.
    pub async fn abandon(&self, upload: &Unfinished) -> Result<bool, BlobError> {
        match self.place() {
            Place::Folder(_) => Ok(false),
            Place::Bucket(bucket) => bucket.abandon(upload).await,
        }
    }
}
