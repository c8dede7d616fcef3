use std::io::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::folder::Folder;
use crate::{BlobError, BlobId};

/// A blob that has no address yet. Dropped before `commit`, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Draft {
    folder: Arc<Folder>,
    file: NamedTempFile,
    hasher: Sha256,
    len: Charge,
}

/// Bytes taken from the folder's allowance; what is not kept goes back.
#[derive(Debug)]
struct Charge {
    folder: Arc<Folder>,
    bytes: u64,
}

impl Draft {
    pub(crate) fn create(folder: &Arc<Folder>) -> Result<Self, BlobError> {
        Ok(Self {
            folder: Arc::clone(folder),
            file: NamedTempFile::new_in(folder.tmp())?,
            hasher: Sha256::new(),
            len: Charge { folder: Arc::clone(folder), bytes: 0 },
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.len.add(bytes.len() as u64)?;
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        Ok(())
    }

    pub(crate) fn len(&self) -> u64 {
        self.len.bytes
    }

    pub(crate) fn commit(mut self) -> Result<BlobId, BlobError> {
        let id = BlobId::from_hasher(self.hasher);
        if !self.folder.renew(&id, self.len.bytes)? {
            self.file.as_file().sync_all()?;
            self.folder.make_parents(&id)?;
            self.file.persist(self.folder.path(&id)).map_err(|refused| refused.error)?;
            self.len.keep();
        }
        self.folder.sync_parents(&id)?;
        Ok(id)
    }
}

impl Charge {
    fn add(&mut self, bytes: u64) -> Result<(), BlobError> {
        self.folder.take(bytes)?;
        self.bytes += bytes;
        Ok(())
    }

    fn keep(&mut self) {
        self.bytes = 0;
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.folder.give_back(self.bytes);
    }
}
