use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use bytes::Bytes;
use clock::Clock;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::spawn_blocking;
use tokio_util::io::StreamReader;

use crate::bucket::Bucket;
use crate::draft::Draft;
use crate::folder::Folder;
use crate::spool::Spool;
use crate::{BlobError, BlobId, BucketAddress};

/// A handle on the store; cheap to clone. Several processes may share one folder or bucket.
#[derive(Debug, Clone)]
pub struct Blobs {
    place: Place,
}

/// Where the blobs lie.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Folder(Arc<Folder>),
    Bucket(Arc<Bucket>),
}

/// A blob being received piece by piece. Dropping it discards what was received.
#[derive(Debug)]
#[must_use = "an upload that is not finished stores nothing"]
pub struct Upload {
    receiving: Receiving,
}

#[derive(Debug)]
enum Receiving {
    Folder(Draft),
    Bucket(Spool),
}

/// An open blob and its length in bytes.
pub struct BlobFile {
    pub file: Box<dyn AsyncRead + Send + Unpin>,
    pub len: u64,
}

impl fmt::Debug for BlobFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobFile").field("len", &self.len).finish_non_exhaustive()
    }
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
        Ok(Self { place: Place::Folder(Arc::new(folder)) })
    }

    /// Opens the store in a bucket, which must be there, and asks it once. Endpoint, region and key are the `AWS_…` pairs
    /// among `settings`, named as in the environment (`AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_VIRTUAL_HOSTED_STYLE_REQUEST`); the others are passed over. `clock` is the machine's.
    ///
    /// # Errors
    /// [`BlobError::Settings`], [`BlobError::NoBucket`], [`BlobError::Refused`]; [`BlobError::Io`] when nobody answers.
    pub async fn open_bucket(
        address: &BucketAddress,
        settings: impl IntoIterator<Item = (String, String)>,
        clock: Clock,
    ) -> Result<Self, BlobError> {
        let bucket = Bucket::open(address, settings, clock).await?;
        Ok(Self { place: Place::Bucket(Arc::new(bucket)) })
    }

    /// Stores `bytes` and returns their address once they would survive a power cut. Bytes that are there
    /// already are not written again.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<BlobId, BlobError> {
        let bytes = bytes.into();
        match &self.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.put(&bytes)).await
            }
            Place::Bucket(bucket) => bucket.put(bytes).await,
        }
    }

    /// Stores what a file holds, from its beginning and piece by piece: it may be longer than memory.
    pub async fn put_file(&self, mut file: File) -> Result<BlobId, BlobError> {
        const PIECE: usize = 1 << 20;
        let mut upload = self.upload().await?;
        let mut from = SeekFrom::Start(0);
        loop {
            let (piece, rest) = blocking(move || {
                file.seek(from)?;
                let mut piece = vec![0; PIECE];
                let length = file.read(&mut piece)?;
                piece.truncate(length);
                Ok((piece, file))
            })
            .await?;
            if piece.is_empty() {
                return upload.finish().await;
            }
            upload = upload.write(piece).await?;
            (file, from) = (rest, SeekFrom::Current(0));
        }
    }

    /// Starts receiving a blob whose bytes arrive piece by piece.
    pub async fn upload(&self) -> Result<Upload, BlobError> {
        let place = self.place.clone();
        let receiving = blocking(move || match place {
            Place::Folder(folder) => Draft::create(&folder).map(Receiving::Folder),
            Place::Bucket(bucket) => Spool::create(&bucket).map(Receiving::Bucket),
        });
        Ok(Upload { receiving: receiving.await? })
    }

    /// The whole blob, checked against its address.
    pub async fn get(&self, id: BlobId) -> Result<Bytes, BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.get(id)).await
            }
            Place::Bucket(bucket) => bucket.get(id).await,
        }
    }

    /// The blob as a file to stream from; its bytes are not checked.
    pub async fn open_file(&self, id: BlobId) -> Result<BlobFile, BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                let (file, len) = blocking(move || folder.open_file(id)).await?;
                Ok(BlobFile { file: Box::new(tokio::fs::File::from(file)), len })
            }
            Place::Bucket(bucket) => {
                let answer = bucket.fetch(id).await?;
                let len = answer.meta.size;
                Ok(BlobFile { file: Box::new(StreamReader::new(answer.into_stream())), len })
            }
        }
    }

    /// A stretch of a blob to stream from, which must lie within it; its bytes are not checked.
    pub async fn open_part(&self, id: BlobId, stretch: Range<u64>) -> Result<BlobFile, BlobError> {
        let len = stretch.end.saturating_sub(stretch.start);
        match &self.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                let file = blocking(move || {
                    let (mut file, _) = folder.open_file(id)?;
                    file.seek(SeekFrom::Start(stretch.start))?;
                    Ok(file)
                });
                Ok(BlobFile { file: Box::new(tokio::fs::File::from(file.await?).take(len)), len })
            }
            Place::Bucket(bucket) => {
                let answer = bucket.fetch_part(id, stretch).await?;
                Ok(BlobFile { file: Box::new(StreamReader::new(answer.into_stream())), len })
            }
        }
    }

    /// Whether the blob is stored.
    pub async fn exists(&self, id: BlobId) -> Result<bool, BlobError> {
        Ok(self.found(id).await?.is_some())
    }

    /// The blob's length in bytes.
    pub async fn len(&self, id: BlobId) -> Result<u64, BlobError> {
        self.found(id).await?.ok_or(BlobError::NotFound(id))
    }

    async fn found(&self, id: BlobId) -> Result<Option<u64>, BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.len(&id)).await
            }
            Place::Bucket(bucket) => bucket.len(&id).await,
        }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }
}

impl Upload {
    /// Appends a piece. Takes and returns the upload, so that one that failed cannot be finished.
    pub async fn write(mut self, piece: impl Into<Bytes>) -> Result<Self, BlobError> {
        let piece = piece.into();
        blocking(move || {
            match &mut self.receiving {
                Receiving::Folder(draft) => draft.write(&piece)?,
                Receiving::Bucket(spool) => spool.write(&piece)?,
            }
            Ok(self)
        })
        .await
    }

    /// Bytes received so far, for the caller to hold against its limit.
    pub fn received(&self) -> u64 {
        match &self.receiving {
            Receiving::Folder(draft) => draft.len(),
            Receiving::Bucket(spool) => spool.len(),
        }
    }

    /// Stores what was received; the address comes back once it would survive a power cut.
    pub async fn finish(self) -> Result<BlobId, BlobError> {
        match self.receiving {
            Receiving::Folder(draft) => blocking(move || draft.commit()).await,
            Receiving::Bucket(spool) => spool.commit().await,
        }
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
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
