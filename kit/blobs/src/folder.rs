use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use clock::{Clock, Moment};

use crate::address::shelf_path;
use crate::draft::Draft;
use crate::{BlobError, BlobId, Stored};

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

    pub(crate) fn put(self: &Arc<Self>, bytes: &[u8]) -> Result<BlobId, BlobError> {
        let id = BlobId::of(bytes);
        if self.renew(&id, bytes.len() as u64)? {
            self.sync_parents(&id)?;
            return Ok(id);
        }
        let mut draft = Draft::create(self)?;
        draft.write(bytes)?;
        draft.commit()
    }

    pub(crate) fn get(&self, id: BlobId) -> Result<Bytes, BlobError> {
        let bytes = fs::read(self.path(&id)).map_err(|error| absent(id, error))?;
        if BlobId::of(&bytes) == id { Ok(bytes.into()) } else { Err(BlobError::Damaged(id)) }
    }

    /// The file with its length.
    pub(crate) fn open_file(&self, id: BlobId) -> Result<(File, u64), BlobError> {
        let file = File::open(self.path(&id)).map_err(|error| absent(id, error))?;
        let len = file.metadata()?.len();
        Ok((file, len))
    }

    /// Makes a blob of this length young again, so that no sweep takes it away before its row is written. `false`: it is not
    /// there, or not whole. A sweep holds the file alone while it judges and removes it.
    pub(crate) fn renew(&self, id: &BlobId, len: u64) -> Result<bool, BlobError> {
        let file = match File::open(self.path(id)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        file.lock_shared()?;
        // A blob cut short too: a sweep that saw it old must not take away what is about to be laid in its place.
        match file.set_modified(now()) {
            // A file of another owner is written anew.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(false),
            renewed => renewed?,
        }
        Ok(self.len(id)? == Some(len))
    }

    pub(crate) fn shelf(&self, shelf: u8) -> Result<Vec<Stored>, BlobError> {
        let mut stored = Vec::new();
        for folder in entries(&self.root.join(shelf_path(shelf)))? {
            for file in entries(&folder)? {
                let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
                let Some(id) = name.as_deref().and_then(BlobId::from_file_name) else { continue };
                match fs::metadata(&file) {
                    Ok(meta) => stored.push(Stored { id, len: meta.len(), since: moment(meta.modified()?) }),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(stored)
    }

    /// Removes a blob if nobody has put it again since it was listed.
    pub(crate) fn remove(&self, listed: &Stored) -> Result<bool, BlobError> {
        let path = self.path(&listed.id);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        if moment(file.metadata()?.modified()?) != listed.since {
            return Ok(false);
        }
        fs::remove_file(path)?;
        Ok(true)
    }

    pub(crate) fn len(&self, id: &BlobId) -> Result<Option<u64>, BlobError> {
        Ok(self.stored(id)?.map(|stored| stored.len))
    }

    /// One blob as a sweep finds it.
    pub(crate) fn stored(&self, id: &BlobId) -> Result<Option<Stored>, BlobError> {
        match fs::metadata(self.path(id)) {
            Ok(meta) => Ok(Some(Stored { id: *id, len: meta.len(), since: moment(meta.modified()?) })),
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

fn absent(id: BlobId, error: io::Error) -> BlobError {
    if error.kind() == io::ErrorKind::NotFound { BlobError::NotFound(id) } else { error.into() }
}

/// The paths in a folder; none when it is not there, or no folder.
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

/// Files bear the machine's time, in a demonstration too.
fn now() -> SystemTime {
    let micros = u64::try_from(Clock::system().now().as_micros()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_micros(micros)
}

fn moment(time: SystemTime) -> Moment {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Moment::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
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
