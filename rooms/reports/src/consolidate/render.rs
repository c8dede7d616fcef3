use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use blobs::{BlobError, BlobId, Blobs};
use campaigns::{CampaignId, PhaseId, Reckoning};
use clock::Moment;
use db::{Db, DbError};
use gongwen::docx;
use tokio::runtime::Handle;

use super::{Gathered, document, gather, ledger};
use crate::consolidation::Snapshot;
use crate::paper::Shelf;

/// What a joined draft became; both files are in the store.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub docx: BlobId,
    pub xlsx: BlobId,
    /// The figures in it.
    pub figures: Snapshot,
}

/// Why no draft was made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// [`DbError::Missing`]: no such campaign or phase.
    #[error("汇总所需的数据读取失败")]
    Db(#[from] DbError),
    #[error("这一阶段还没有可以汇总的报送，请等单位报送并审核通过后再汇总")]
    Nothing,
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error("汇总稿没有写成，可能是磁盘空间不足或有图片损坏")]
    Document(#[from] docx::WriteError),
    #[error(transparent)]
    Workbook(#[from] sheets::WriteError),
    #[error("临时文件没有写成，请检查磁盘空间")]
    Scratch(#[from] io::Error),
    /// Whoever watches wants no more of it.
    #[error("汇总已停止")]
    Stopped,
}

/// Told of every picture that is written: `done` of `total`. Called on a blocking thread; `false` stops the work.
pub type Watch = Arc<dyn Fn(u64, u64) -> bool + Send + Sync>;

/// Joins the reports of a phase as of `now`, and puts document and workbook into the store.
pub async fn render(
    db: &Db,
    blobs: &Blobs,
    campaign: CampaignId,
    phase: PhaseId,
    reckoning: Reckoning,
    now: Moment,
    watch: Watch,
) -> Result<Rendered, RenderError> {
    let gathered = Arc::new(gather(db, campaign, phase, reckoning, now).await?);
    if gathered.reporting().next().is_none() {
        return Err(RenderError::Nothing);
    }
    let docx = on_blocking_thread({
        let (gathered, blobs) = (Arc::clone(&gathered), blobs.clone());
        move || write_document(&gathered, blobs, &watch)
    })
    .await?;
    let book = on_blocking_thread({
        let gathered = Arc::clone(&gathered);
        move || Ok(ledger::workbook(&gathered).to_bytes()?)
    })
    .await?;
    let xlsx = blobs.put(book).await?;
    Ok(Rendered { docx, xlsx, figures: gathered.snapshot() })
}

async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RenderError> + Send + 'static,
) -> Result<T, RenderError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(cause) => Err(RenderError::Scratch(io::Error::other(cause))),
    }
}

/// Writes to a nameless file, not to memory: a thousand units bring gigabytes of pictures.
fn write_document(gathered: &Gathered, blobs: Blobs, watch: &Watch) -> Result<BlobId, RenderError> {
    let pictures = || gathered.reporting().flat_map(|(_, report)| &report.pictures);
    let total = pictures().count() as u64;
    let done = AtomicU64::new(0);
    let shelf = Shelf::new(blobs.clone(), pictures(), || watch(done.fetch_add(1, Ordering::Relaxed), total));
    let mut scratch = BufWriter::new(tempfile::tempfile()?);
    match docx::write(&document::document(gathered), &shelf, &mut scratch) {
        Err(docx::WriteError::Picture { source, .. }) if source.kind() == io::ErrorKind::Interrupted => {
            return Err(RenderError::Stopped);
        }
        written => written?,
    }
    scratch.flush()?;
    let file = scratch.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Handle::current().block_on(blobs.put_file(file))?)
}
