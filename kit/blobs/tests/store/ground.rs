use std::fs;
use std::path::PathBuf;

use blobs::{BlobId, Blobs};
use clock::Clock;
use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::TempDir;
use testing_s3::TestBucket;

/// Where a store under test lies, with a hand that reaches past the store.
pub(crate) enum Ground {
    Folder(TempDir),
    Bucket(TestBucket),
}

/// Makes the tests `NAME::folder` and `NAME::bucket` from one `async fn NAME(ground: Ground)`.
macro_rules! on_both {
    ($(async fn $name:ident($ground:ident: Ground) $body:block)*) => {$(
        async fn $name($ground: crate::store::ground::Ground) $body

        mod $name {
            use crate::store::ground::Ground;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn folder() {
                super::$name(Ground::folder()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn bucket() {
                super::$name(Ground::bucket()).await;
            }
        }
    )*};
}
pub(crate) use on_both;

impl Ground {
    pub(crate) fn folder() -> Self {
        Self::Folder(TempDir::new().expect("a temporary folder"))
    }

    pub(crate) fn bucket() -> Self {
        Self::Bucket(TestBucket::new())
    }

    /// The store on it, by the machine's clock.
    pub(crate) async fn open(&self) -> Blobs {
        let opened = match self {
            Self::Folder(dir) => Blobs::open(dir.path()).await,
            Self::Bucket(bucket) => {
                let address = bucket.address().parse().unwrap();
                Blobs::open_bucket(&address, bucket.settings(), Clock::system()).await
            }
        };
        opened.expect("a fresh store opens")
    }

    /// What lies where the blob belongs.
    pub(crate) async fn lies(&self, id: BlobId) -> Vec<u8> {
        match self {
            Self::Folder(_) => fs::read(self.file(id)).unwrap(),
            Self::Bucket(bucket) => raw(bucket).get(&key(id)).await.unwrap().bytes().await.unwrap().into(),
        }
    }

    /// Lays other bytes there.
    pub(crate) async fn spoil(&self, id: BlobId, bytes: &'static str) {
        match self {
            Self::Folder(_) => fs::write(self.file(id), bytes).unwrap(),
            Self::Bucket(bucket) => drop(raw(bucket).put(&key(id), bytes.into()).await.unwrap()),
        }
    }

    /// How many files there are, blobs and what else.
    pub(crate) async fn files(&self) -> usize {
        match self {
            Self::Folder(dir) => files(dir.path()) - 1, // the lock
            Self::Bucket(bucket) => raw(bucket).list(None).try_collect::<Vec<_>>().await.unwrap().len(),
        }
    }

    pub(crate) fn file(&self, id: BlobId) -> PathBuf {
        let Self::Folder(dir) = self else { panic!("only a folder has files") };
        dir.path().join(key(id).as_ref())
    }
}

/// A client of the bucket that is not the store's.
pub(crate) fn raw(bucket: &TestBucket) -> AmazonS3 {
    let mut builder = AmazonS3Builder::new().with_bucket_name(bucket.name()).with_allow_http(true);
    for (name, value) in bucket.settings() {
        builder = builder.with_config(name.to_lowercase().parse().unwrap(), value);
    }
    builder.build().unwrap()
}

/// Where a blob lies below the store.
pub(crate) fn key(id: BlobId) -> Path {
    let hex = id.hex();
    Path::from(format!("sha256/{}/{}/{hex}", &hex[..2], &hex[2..4]))
}

fn files(dir: &std::path::Path) -> usize {
    let paths = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
