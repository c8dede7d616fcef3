use std::fmt;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Moment};
use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{HttpClient, HttpConnector, ReqwestConnector};
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, RetryConfig,
};

use crate::address::shelf_path;
use crate::spool::Waiting;
use crate::store::blocking;
use crate::{BlobError, BlobId, BucketAddress, GRACE, Stored};

/// A bucket of an S3-compatible store, or what lies in it below a prefix.
pub(crate) struct Bucket {
    pub(crate) store: AmazonS3,
    /// For the one call that the library does not know, with the same options.
    pub(crate) client: HttpClient,
    pub(crate) prefix: String,
    clock: Clock,
}

/// What goes up in one request, and how much of a blob is in memory at a time.
pub(crate) const PIECE: usize = 8 << 20;
const CONNECT: Duration = Duration::from_secs(5);
/// For an answer, and for each read of a long one; a whole blob may take as long as its reader needs.
const ANSWER: Duration = Duration::from_secs(20);
const RETRIES: usize = 2;
/// After this long nothing is tried again: a person is waiting.
const PATIENCE: Duration = Duration::from_secs(25);

impl Bucket {
    /// Asks the store once, so that a wrong key or name is told at the start.
    pub(crate) async fn open(
        address: &BucketAddress,
        settings: impl IntoIterator<Item = (String, String)>,
        clock: Clock,
    ) -> Result<Self, BlobError> {
        // Fails where the process has chosen its ciphers before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let wrong = |error: object_store::Error| BlobError::Settings(error.to_string());
        let (builder, options) = configured(settings)?;
        let client = ReqwestConnector::default().connect(&options).map_err(wrong)?;
        let store = builder
            .with_bucket_name(address.bucket())
            .with_client_options(options)
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: RETRIES,
                retry_timeout: PATIENCE,
            })
            .build()
            .map_err(wrong)?;
        let bucket = Self { store, client, prefix: address.prefix().to_owned(), clock };
        bucket.store.list_with_delimiter(Some(&bucket.path(""))).await?;
        Ok(bucket)
    }

    pub(crate) async fn put(&self, bytes: Bytes) -> Result<BlobId, BlobError> {
        let len = bytes.len() as u64;
        let (id, bytes) = blocking(move || Ok((BlobId::of(&bytes), bytes))).await?;
        self.keep(id, len, &Waiting::Memory(bytes)).await?;
        Ok(id)
    }

    /// Stores a blob unless it is there. Writing it a second time would do no harm, as it has one key and the same bytes; so
    /// no request needs to be conditional, and every one may be tried again.
    pub(crate) async fn keep(&self, id: BlobId, len: u64, waiting: &Waiting) -> Result<(), BlobError> {
        let key = self.key(&id);
        if self.is_young(&key, len).await? {
            return Ok(());
        }
        match usize::try_from(len) {
            Ok(len) if len <= PIECE => {
                self.store.put(&key, waiting.piece(0, len).await?.into()).await?;
            }
            _ => self.keep_in_pieces(&key, len, waiting).await?,
        }
        Ok(())
    }

    async fn keep_in_pieces(&self, key: &Path, len: u64, waiting: &Waiting) -> Result<(), BlobError> {
        let mut upload = self.store.put_multipart(key).await?;
        let sent = send(upload.as_mut(), len, waiting).await;
        if sent.is_err() {
            // What cannot even be given up is found by the next sweep.
            let _ = upload.abort().await;
        }
        sent
    }

    /// Whether the whole blob is there and will not be old before its row is written.
    async fn is_young(&self, key: &Path, len: u64) -> Result<bool, BlobError> {
        let half = i64::try_from(GRACE.as_micros() / 2).unwrap_or(i64::MAX);
        let youngest = self.clock.now().plus_micros(-half);
        let found = self.head(key).await?;
        Ok(found.is_some_and(|meta| meta.size == len && since(&meta) > youngest))
    }

    pub(crate) async fn get(&self, id: BlobId) -> Result<Bytes, BlobError> {
        let bytes = self.fetch(id).await?.bytes().await?;
        let judged = move || if BlobId::of(&bytes) == id { Ok(bytes) } else { Err(BlobError::Damaged(id)) };
        blocking(judged).await
    }

    /// The beginning of an answer that may be long.
    pub(crate) async fn fetch(&self, id: BlobId) -> Result<GetResult, BlobError> {
        self.store.get(&self.key(&id)).await.map_err(|error| absent(id, error))
    }

    /// The same of a stretch of it.
    pub(crate) async fn fetch_part(&self, id: BlobId, stretch: Range<u64>) -> Result<GetResult, BlobError> {
        let options = GetOptions { range: Some(stretch.into()), ..GetOptions::default() };
        self.store.get_opts(&self.key(&id), options).await.map_err(|error| absent(id, error))
    }

    pub(crate) async fn len(&self, id: &BlobId) -> Result<Option<u64>, BlobError> {
        Ok(self.head(&self.key(id)).await?.map(|meta| meta.size))
    }

    /// One blob as a sweep finds it.
    pub(crate) async fn stored(&self, id: BlobId) -> Result<Option<Stored>, BlobError> {
        let found = self.head(&self.key(&id)).await?;
        Ok(found.map(|meta| Stored { id, len: meta.size, since: since(&meta) }))
    }

    pub(crate) async fn shelf(&self, shelf: u8) -> Result<Vec<Stored>, BlobError> {
        let path = self.path(&shelf_path(shelf));
        let found: Vec<ObjectMeta> = self.store.list(Some(&path)).try_collect().await?;
        let stored = found.iter().filter_map(|meta| {
            let id = BlobId::from_file_name(meta.location.filename()?)?;
            Some(Stored { id, len: meta.size, since: since(meta) })
        });
        Ok(stored.collect())
    }

    pub(crate) async fn remove(&self, listed: &Stored) -> Result<bool, BlobError> {
        let key = self.key(&listed.id);
        // Asked and listed times may differ below a second.
        let seconds = |moment: Moment| moment.as_micros().div_euclid(1_000_000);
        match self.head(&key).await? {
            Some(meta) if seconds(since(&meta)) == seconds(listed.since) => {
                self.store.delete(&key).await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn head(&self, key: &Path) -> Result<Option<ObjectMeta>, BlobError> {
        match self.store.head(key).await {
            Ok(meta) => Ok(Some(meta)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn key(&self, id: &BlobId) -> Path {
        self.path(&id.relative_path())
    }

    /// A path below the prefix.
    pub(crate) fn path(&self, below: &str) -> Path {
        Path::from(format!("{}/{below}", self.prefix))
    }
}

impl fmt::Debug for Bucket {
    /// The store's own would print the key's secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Sends a blob piece after piece: one is in memory at a time.
async fn send(upload: &mut dyn MultipartUpload, len: u64, waiting: &Waiting) -> Result<(), BlobError> {
    let mut from = 0;
    while from < len {
        let piece = usize::try_from(len - from).map_or(PIECE, |rest| rest.min(PIECE));
        upload.put_part(waiting.piece(from, piece).await?.into()).await?;
        from += piece as u64;
    }
    upload.complete().await?;
    Ok(())
}

/// Reads the `AWS_…` pairs among `settings`, as the environment has them.
fn configured(
    settings: impl IntoIterator<Item = (String, String)>,
) -> Result<(AmazonS3Builder, ClientOptions), BlobError> {
    let mut builder = AmazonS3Builder::new();
    // Whoever writes http:// as the endpoint means it.
    let mut options = ClientOptions::new()
        .with_allow_http(true)
        .with_connect_timeout(CONNECT)
        .with_timeout_disabled()
        .with_read_timeout(ANSWER);
    for (name, value) in settings {
        let name = name.to_ascii_lowercase();
        match name.parse::<AmazonS3ConfigKey>() {
            Ok(AmazonS3ConfigKey::Client(key)) if name.starts_with("aws_") => {
                options = options.with_config(key, value)
            }
            Ok(key) if name.starts_with("aws_") => builder = builder.with_config(key, value),
            _ => {}
        }
    }
    // Without a key the library would ask Amazon's machines for one, for minutes, wherever it runs.
    for (key, name) in [
        (AmazonS3ConfigKey::AccessKeyId, "AWS_ACCESS_KEY_ID"),
        (AmazonS3ConfigKey::SecretAccessKey, "AWS_SECRET_ACCESS_KEY"),
    ] {
        if builder.get_config_value(&key).is_none_or(|value| value.is_empty()) {
            return Err(BlobError::Settings(format!("没有设置 {name}")));
        }
    }
    for key in [AmazonS3ConfigKey::Endpoint, AmazonS3ConfigKey::S3Endpoint] {
        let is_address = |value: String| ["http://", "https://"].iter().any(|start| value.starts_with(start));
        if builder.get_config_value(&key).is_some_and(|value| !is_address(value)) {
            return Err(BlobError::Settings("AWS_ENDPOINT_URL 应以 https:// 或 http:// 开头".to_owned()));
        }
    }
    Ok((builder, options))
}

fn since(meta: &ObjectMeta) -> Moment {
    Moment::from_micros(meta.last_modified.timestamp_micros())
}

fn absent(id: BlobId, error: object_store::Error) -> BlobError {
    let is_absent = matches!(error, object_store::Error::NotFound { .. });
    match error.into() {
        BlobError::Io(_) if is_absent => BlobError::NotFound(id),
        other => other,
    }
}
