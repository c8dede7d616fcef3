//! Which photos are the same or look so: worked out when a photo comes in, and by a job for those that came before.

use blobs::{BlobId, Blobs};
use db::{Db, DbError, Reads, Tx};
use jobs::{Handler, JobContext, JobError, NewJob, Running};
use photos::Fingerprint;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use crate::gallery::Gallery;
use crate::store::twins::{self, Uncompared};
use crate::{PhotoId, store};

/// What the queue calls the job.
const KIND: &str = "photo.compare";
/// Looks that an upload waits for, the first after a start of the program; beyond them the job compares.
const FOR_AN_UPLOAD: usize = 10_000;

/// Compares a photo that has just come in. While the gallery is not whole yet, the job is asked to do it.
pub(crate) async fn compare(db: &Db, gallery: &Gallery, id: PhotoId) -> Result<(), DbError> {
    let Some(photo) = store::photos::find(db, id).await? else { return Ok(()) };
    let is_whole = gallery.catch_up(db, FOR_AN_UPLOAD).await?;
    let twins = twins_of(db, gallery, (id, photo.look.as_deref()), (&photo.sha256, photo.unit)).await?;
    let mut tx = db.begin().await?;
    match is_whole {
        true => twins::pair(&mut tx, id, &twins).await?,
        false => ask(&mut tx).await?,
    }
    tx.commit().await
}

/// Asks the job to compare, when some photo needs it; the program calls this when it starts.
///
/// # Errors
/// When the database does not answer.
pub async fn begin_comparing(db: &Db) -> Result<(), DbError> {
    if twins::count_uncompared(db).await? == 0 {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    ask(&mut tx).await?;
    tx.commit().await
}

async fn ask(tx: &mut Tx) -> Result<(), DbError> {
    let job = NewJob { kind: KIND, key: "all", payload: json!({}), place: None, created_by: None };
    jobs::enqueue(tx, job).await.map(drop)
}

async fn twins_of(
    reads: &impl Reads,
    gallery: &Gallery,
    (id, look): (PhotoId, Option<&str>),
    (sha256, unit): (&str, people::UnitId),
) -> Result<Vec<PhotoId>, DbError> {
    let mut twins = twins::same_files(reads, id, sha256, unit).await?;
    if let Some(print) = look.and_then(|look| look.parse().ok()) {
        twins.extend(gallery.find(print).await);
    }
    Ok(twins)
}

/// Notes how older photos look and finds their twins, photo by photo: begun again, it goes on where it was.
#[derive(Debug)]
pub(crate) struct Comparing {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

impl Handler for Comparing {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, context: JobContext, _: Value) -> Running<'_> {
        Box::pin(async move {
            let unseen = self.note_looks(&context).await?;
            let compared = self.compare(&context).await?;
            Ok(json!({ "compared": compared, "unseen": unseen }))
        })
    }
}

impl Comparing {
    /// Gives a look to each photo that has none. Says how many could not be seen: their bytes are gone or damaged.
    async fn note_looks(&self, context: &JobContext) -> Result<u64, JobError> {
        let mut unseen = 0;
        let mut walk = Walk::new(&self.db, "正在读取较早照片的特征").await?;
        while let Some(photos) = walk.on(&self.db, context).await? {
            for photo in photos.iter().filter(|photo| photo.look.is_none()) {
                let Some(print) = self.look(&photo.small).await else {
                    unseen += 1;
                    continue;
                };
                let mut tx = self.db.begin().await?;
                twins::note_look(&mut tx, photo.id, &print.to_string()).await?;
                tx.commit().await?;
            }
        }
        Ok(unseen)
    }

    async fn look(&self, small: &str) -> Option<Fingerprint> {
        let address: BlobId = small.parse().ok()?;
        let bytes = self.blobs.get(address).await.ok()?;
        spawn_blocking(move || photos::look_of_copy(&bytes)).await.ok().flatten()
    }

    async fn compare(&self, context: &JobContext) -> Result<u64, JobError> {
        // Of its own and let go of at the end: the gallery of the pages may be in another process. What comes in meanwhile
        // compares itself with these.
        let gallery = Gallery::default();
        gallery.catch_up(&self.db, usize::MAX).await?;
        let mut walk = Walk::new(&self.db, "正在比对照片").await?;
        while let Some(photos) = walk.on(&self.db, context).await? {
            for photo in &photos {
                let (look, file) = ((photo.id, photo.look.as_deref()), (photo.sha256.as_str(), photo.unit));
                let twins = twins_of(&self.db, &gallery, look, file).await?;
                let mut tx = self.db.begin().await?;
                twins::pair(&mut tx, photo.id, &twins).await?;
                tx.commit().await?;
            }
        }
        Ok(walk.done)
    }
}

/// A walk past every photo that is not compared, with progress.
struct Walk {
    message: &'static str,
    total: u64,
    done: u64,
    after: String,
}

impl Walk {
    async fn new(db: &Db, message: &'static str) -> Result<Self, DbError> {
        Ok(Self { message, total: twins::count_uncompared(db).await?, done: 0, after: String::new() })
    }

    /// The next few; `None` at the end.
    async fn on(&mut self, db: &Db, context: &JobContext) -> Result<Option<Vec<Uncompared>>, JobError> {
        const STEP: i64 = 50;
        context.progress(self.done, self.total.max(self.done), self.message).await?;
        let photos = twins::uncompared(db, &self.after, STEP).await?;
        let Some(last) = photos.last() else { return Ok(None) };
        self.after = last.id.to_string();
        self.done += photos.len() as u64;
        Ok(Some(photos))
    }
}
