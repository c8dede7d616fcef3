use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::bucket::Bucket;
use crate::store::blocking;
use crate::{BlobError, BlobId};

/// A blob on its way into a bucket. Its key is known when its last byte is, so it waits in a nameless file of the machine's
/// temporary folder, which is gone with the process.
#[derive(Debug)]
pub(crate) struct Spool {
    bucket: Arc<Bucket>,
    file: File,
    hasher: Sha256,
    len: u64,
}

/// The bytes of a blob that is being sent.
#[derive(Debug)]
pub(crate) enum Waiting {
    Memory(Bytes),
    File(Arc<File>),
}

impl Spool {
    pub(crate) fn create(bucket: &Arc<Bucket>) -> Result<Self, BlobError> {
        let file = tempfile::tempfile()?;
        Ok(Self { bucket: Arc::clone(bucket), file, hasher: Sha256::new(), len: 0 })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.len += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) async fn commit(self) -> Result<BlobId, BlobError> {
        let id = BlobId::from_hasher(self.hasher);
        self.bucket.keep(id, self.len, &Waiting::File(Arc::new(self.file))).await?;
        Ok(id)
    }
}

impl Waiting {
    /// `len` bytes from `from` on, which must be there.
    pub(crate) async fn piece(&self, from: u64, len: usize) -> Result<Bytes, BlobError> {
        match self {
            Self::Memory(bytes) => {
                let from = usize::try_from(from).unwrap_or(usize::MAX);
                Ok(bytes.slice(from..from + len))
            }
            Self::File(file) => {
                let file = Arc::clone(file);
                blocking(move || {
                    let mut piece = vec![0; len];
                    let mut reader = file.as_ref();
                    reader.seek(SeekFrom::Start(from))?;
                    reader.read_exact(&mut piece)?;
                    Ok(piece.into())
                })
                .await
            }
        }
    }
}
