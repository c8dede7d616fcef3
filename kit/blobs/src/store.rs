use std::fs::{self, File};
use std::io;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use tokio::task::spawn_blocking;

use crate::draft::Draft;
use crate::folder::Folder;
use crate::{BlobError, BlobId};

/// A handle on the store; cheap to clone. Several processes may share one folder.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: Arc<Folder>,
}

/// A blob being received piece by piece. Dropping it discards what was received.
#[derive(Debug)]
#[must_use = "an upload that is not finished stores nothing"]
pub struct Upload {
    draft: Draft,
}

/// An open blob and its length in bytes.
#[derive(Debug)]
pub struct BlobFile {
    pub file: tokio::fs::File,
    pub len: u64,
}

impl Blobs {
    /// Opens the store in `dir`, making it if missing, and clears unfinished files that a crash left behind.
    pub async fn open(dir: impl Into<PathBuf>) -> Result<Self, BlobError> {
        Self::open_with_allowance(dir, u64::MAX).await
    }

    /// As [`Blobs::open`], but this handle and its clones may add at most `bytes`; what goes beyond fails with
    /// [`BlobError::NoSpace`] as on a full disk. Keeps a store inside its share of a volume.
    pub async fn open_with_allowance(dir: impl Into<PathBuf>, bytes: u64) -> Result<Self, BlobError> {
        let dir = dir.into();
        let folder = blocking(move || Folder::open(&dir, bytes)).await?;
        Ok(Self { folder: Arc::new(folder) })
    }

    /// Stores `bytes` and returns their address once they would survive a power cut. Bytes that are there
    /// already are not written again.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<BlobId, BlobError> {
        let (folder, bytes) = (Arc::clone(&self.folder), bytes.into());
        blocking(move || {
            let id = BlobId::of(&bytes);
            if folder.len(&id)? == Some(bytes.len() as u64) {
                folder.sync_parents(&id)?;
                return Ok(id);
            }
            let mut draft = Draft::create(&folder)?;
            draft.write(&bytes)?;
            draft.commit()
        })
        .await
    }

    /// Starts receiving a blob whose bytes arrive piece by piece.
    pub async fn upload(&self) -> Result<Upload, BlobError> {
        let folder = Arc::clone(&self.folder);
        blocking(move || Draft::create(&folder).map(|draft| Upload { draft })).await
    }

    /// The whole blob, checked against its address.
    pub async fn get(&self, id: BlobId) -> Result<Bytes, BlobError> {
        let folder = Arc::clone(&self.folder);
        blocking(move || {
            let bytes = fs::read(folder.path(&id)).map_err(|error| absent(id, error))?;
            if BlobId::of(&bytes) == id { Ok(bytes.into()) } else { Err(BlobError::Damaged(id)) }
        })
        .await
    }

    /// The blob as a file to stream from; its bytes are not checked.
    pub async fn open_file(&self, id: BlobId) -> Result<BlobFile, BlobError> {
        let folder = Arc::clone(&self.folder);
        blocking(move || {
            let file = File::open(folder.path(&id)).map_err(|error| absent(id, error))?;
            let len = file.metadata()?.len();
            Ok(BlobFile { file: file.into(), len })
        })
        .await
    }

    /// Whether the blob is stored.
    pub async fn exists(&self, id: BlobId) -> Result<bool, BlobError> {
        let folder = Arc::clone(&self.folder);
        blocking(move || Ok(folder.len(&id)?.is_some())).await
    }

    /// The blob's length in bytes.
    pub async fn len(&self, id: BlobId) -> Result<u64, BlobError> {
        let folder = Arc::clone(&self.folder);
        blocking(move || folder.len(&id)?.ok_or(BlobError::NotFound(id))).await
    }
}

impl Upload {
    /// Appends a piece. Takes and returns the upload, so that one that failed cannot be finished.
    pub async fn write(mut self, piece: impl Into<Bytes>) -> Result<Self, BlobError> {
        let piece = piece.into();
        blocking(move || {
            self.draft.write(&piece)?;
            Ok(self)
        })
        .await
    }

    /// Bytes received so far, for the caller to hold against its limit.
    pub fn received(&self) -> u64 {
        self.draft.len()
    }

    /// Stores what was received; the address comes back once it would survive a power cut.
    pub async fn finish(self) -> Result<BlobId, BlobError> {
        blocking(move || self.draft.commit()).await
    }
}

fn absent(id: BlobId, error: io::Error) -> BlobError {
    if error.kind() == io::ErrorKind::NotFound { BlobError::NotFound(id) } else { error.into() }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(BlobError::Io(io::Error::other(cancelled))),
        },
    }
}
