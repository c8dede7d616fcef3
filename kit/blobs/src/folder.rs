use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{BlobError, BlobId};

/// The store's folder on disk, with everything that blocks. Its lock is held for as long as it lives.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    allowance: AtomicU64,
    _lock: File,
}

impl Folder {
    pub(crate) fn open(root: &Path, allowance: u64) -> Result<Self, BlobError> {
        fs::create_dir_all(root.join("tmp"))?;
        fs::create_dir_all(root.join("sha256"))?;
        sync_dir(root)?;
        let lock = File::options().create(true).truncate(false).write(true).open(root.join("lock"))?;
        // Whoever is alone in the folder clears what a crash left; a neighbour's unfinished file is not stale.
        if lock.try_lock().is_ok() {
            clear(&root.join("tmp"))?;
            lock.unlock()?;
        }
        lock.lock_shared()?;
        Ok(Self { root: root.to_owned(), allowance: AtomicU64::new(allowance), _lock: lock })
    }

    /// Where unfinished files lie: inside the store, so that the rename never crosses a file system.
    pub(crate) fn tmp(&self) -> PathBuf {
        self.root.join("tmp")
    }

    pub(crate) fn path(&self, id: &BlobId) -> PathBuf {
        self.root.join(id.relative_path())
    }

    pub(crate) fn len(&self, id: &BlobId) -> Result<Option<u64>, BlobError> {
        match fs::metadata(self.path(id)) {
            Ok(meta) => Ok(Some(meta.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn make_parents(&self, id: &BlobId) -> Result<(), BlobError> {
        let path = self.path(id);
        Ok(fs::create_dir_all(path.parent().unwrap_or(&self.root))?)
    }

    /// Syncs the three folders that lead to `id`. Also for a blob that was there before: another writer may
    /// have renamed it a moment ago and not have synced yet. A clean folder costs next to nothing.
    pub(crate) fn sync_parents(&self, id: &BlobId) -> Result<(), BlobError> {
        for dir in self.path(id).ancestors().skip(1).take(3) {
            sync_dir(dir)?;
        }
        Ok(())
    }

    pub(crate) fn take(&self, bytes: u64) -> Result<(), BlobError> {
        let less = |left: u64| left.checked_sub(bytes);
        self.allowance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .map(drop)
            .map_err(|_| BlobError::NoSpace)
    }

    pub(crate) fn give_back(&self, bytes: u64) {
        self.allowance.fetch_add(bytes, Ordering::Relaxed);
    }
}

fn clear(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
