//! Writes a unit's file as one ZIP: a folder for each campaign, and a page that leads to everything in it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use activities::PhotoId;
use activities::facts::CountedFor;
use blobs::{BlobError, BlobId, Blobs};
use db::{Db, DbError};
use gongwen::docx;
use reports::facts::{Printed, Standing};
use tokio::runtime::Handle;
use web::{Fault, safe_name};
use zip::CompressionMethod;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::export::Export;
use crate::gather::{Chapter, Depth, Dossier, MOST_PICTURES, Work, by_activity, gather};
use crate::paper::{Index, Link};
use crate::verbs::Asked;

/// A ZIP in the store.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) file: BlobId,
    pub(crate) bytes: u64,
    pub(crate) shown: Shown,
}

/// The pictures of a ZIP.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// How many lie in its folders, and how many may not.
    pub(crate) pictures: usize,
    pub(crate) withheld: usize,
    /// The photos in it, those within reports too.
    pub(crate) photos: BTreeSet<PhotoId>,
}

/// Why no ZIP was made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackError {
    #[error("档案的内容读取失败")]
    Db(#[from] DbError),
    #[error("这个单位已不存在，档案没有导出")]
    Gone,
    #[error("照片超过一次导出的上限 {MOST_PICTURES} 张，请先选择一个年份或一项专项行动，再分几次导出")]
    TooMany,
    #[error("档案的内容没有读取完整：{}", .0.sentence())]
    Content(Fault),
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error("临时文件没有写成，请检查磁盘空间")]
    Scratch(#[from] io::Error),
    #[error("压缩文件没有写成")]
    Zip(#[from] ZipError),
    #[error("导出已停止")]
    Stopped,
}

impl From<Fault> for PackError {
    fn from(fault: Fault) -> Self {
        Self::Content(fault)
    }
}

/// Told of every file that is written: `done` of `total`. Called on a blocking thread; `false` stops the work.
pub(crate) type Watch = Arc<dyn Fn(u64, u64) -> bool + Send + Sync>;

/// Where the bytes of a file come from.
enum Source {
    Bytes(Vec<u8>),
    /// As a row has its address.
    Blob(String),
    Report(Box<Standing>),
}

/// A file of the ZIP.
struct Entry {
    /// Folders and name.
    name: String,
    source: Source,
}

/// What goes into the ZIP.
#[derive(Default)]
struct Plan {
    entries: Vec<Entry>,
    shown: Shown,
    index: Index,
}

/// Makes the ZIP that was asked for, and puts it into the store.
pub(crate) async fn pack(db: &Db, blobs: &Blobs, wanted: &Export, watch: Watch) -> Result<Packed, PackError> {
    let unit = people::facts::unit(db, wanted.unit).await?.ok_or(PackError::Gone)?;
    let particulars = people::facts::particulars(db, wanted.unit).await?.ok_or(PackError::Gone)?;
    let dossier = gather(db, (unit, particulars), &Asked::of(&wanted.choice()), Depth::Whole).await?;
    let mut plan = plan(db, &dossier).await?;
    plan.index.number = wanted.id.to_string();
    let packer = Packer { db: db.clone(), blobs: blobs.clone(), watch };
    let written = tokio::task::spawn_blocking(move || packer.write(dossier, plan));
    let (file, shown) = written.await.map_err(io::Error::other)??;
    let bytes = file.metadata()?.len();
    Ok(Packed { file: blobs.put_file(file).await?, bytes, shown })
}

async fn plan(db: &Db, dossier: &Dossier) -> Result<Plan, PackError> {
    let mut plan = Plan::default();
    for (number, chapter) in (1..).zip(&dossier.chapters) {
        let number: usize = number;
        let folder = format!("{number:02} {}", safe_name(&chapter.part.campaign.name));
        plan.chapter(db, dossier, (chapter, &folder)).await?;
    }
    if let Some(work) = dossier.others.as_ref().filter(|work| work.count > 0) {
        let links = plan.work(db, dossier, (work, CountedFor::Nothing), "其他活动").await?;
        plan.index.folders.push(("其他活动".to_owned(), links));
    }
    // Those that are withheld take places among what was read, too.
    if plan.shown.pictures + plan.shown.withheld > MOST_PICTURES {
        return Err(PackError::TooMany);
    }
    Ok(plan)
}

impl Plan {
    async fn chapter(
        &mut self,
        db: &Db,
        dossier: &Dossier,
        (chapter, folder): (&Chapter, &str),
    ) -> Result<(), PackError> {
        let campaign = chapter.part.campaign.id;
        let mut links =
            self.work(db, dossier, (&chapter.work, CountedFor::Campaign(campaign)), folder).await?;
        if let Some(printed) = plans::facts::printed(db, campaign, dossier.unit.id).await? {
            let document = printed.document;
            let written = tokio::task::spawn_blocking(move || docx::bytes(&document));
            let bytes = written.await.map_err(io::Error::other)?.map_err(io::Error::other)?;
            links.push(self.add(format!("{folder}/单位方案.docx"), Source::Bytes(bytes)));
            if let Some((name, blob)) = printed.paper {
                let name = format!("{folder}/单位方案附件 {}", safe_file_name(&name));
                links.push(self.add(name, Source::Blob(blob.to_string())));
            }
        }
        for (number, report) in (1..).zip(chapter.reports.iter().filter(|report| report.versions > 0)) {
            let (number, standing): (usize, &Standing) = (number, &report.standing);
            let day = standing.due_on.map_or_else(|| "随时".to_owned(), |day| day.to_string());
            let name = format!("{folder}/报送/{number:02} {day} {}.docx", safe_name(&standing.title));
            links.push(self.add(name, Source::Report(Box::new(standing.clone()))));
        }
        self.index.folders.push((folder.to_owned(), links));
        Ok(())
    }

    /// The ledger and the pictures of what was done, each activity's in a folder of its own.
    async fn work(
        &mut self,
        db: &Db,
        dossier: &Dossier,
        (work, what): (&Work, CountedFor),
        folder: &str,
    ) -> Result<Vec<Link>, PackError> {
        let mut links = Vec::new();
        if work.count > 0 {
            let days = dossier.choice.days();
            let ledger = activities::facts::ledger(db, &dossier.unit, what, days).await?;
            links.push(self.add(format!("{folder}/活动台账.xlsx"), Source::Bytes(ledger)));
        }
        for (activity, pictures) in by_activity(&work.pictures) {
            // Two activities of one name on one day are told apart by the end of the id, which is chance.
            let tail = &activity[activity.len().saturating_sub(12)..];
            for (number, picture) in (1..).zip(pictures) {
                let (number, day): (usize, _) = (number, picture.starts_on);
                let name = safe_name(&picture.caption);
                let name = format!("{folder}/照片/{day} {name} {tail}/{number:02}.jpg");
                self.shown.photos.insert(picture.photo);
                self.shown.pictures += 1;
                links.push(self.add(name, Source::Blob(picture.large.clone())));
            }
        }
        self.shown.withheld += work.pictures.withheld;
        Ok(links)
    }

    fn add(&mut self, name: String, source: Source) -> Link {
        let link = Link::to(&name);
        self.entries.push(Entry { name, source });
        link
    }
}

/// A name with its ending.
fn safe_file_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{}.{}", safe_name(stem), safe_name(ending)),
        None => safe_name(name),
    }
}

struct Packer {
    db: Db,
    blobs: Blobs,
    watch: Watch,
}

impl Packer {
    /// Writes to a nameless file, not to memory: a unit may bring gigabytes of pictures. For a blocking thread.
    fn write(&self, dossier: Dossier, plan: Plan) -> Result<(File, Shown), PackError> {
        let Plan { entries, mut shown, mut index } = plan;
        let mut archive = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
        // Pictures, documents and workbooks are packed already.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let total = entries.len() as u64;
        for (done, entry) in (0..).zip(entries) {
            if !(self.watch)(done, total) {
                return Err(PackError::Stopped);
            }
            match self.bytes(entry.source, &mut shown.photos)? {
                Some(bytes) => {
                    archive.start_file(entry.name, options)?;
                    archive.write_all(&bytes)?;
                }
                None => index.missing.push(entry.name),
            }
        }
        index.withheld = shown.withheld;
        archive.start_file("目录.html", options)?;
        archive.write_all(index.page(&dossier).map_err(io::Error::other)?.as_bytes())?;
        let file = archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, shown))
    }

    /// The bytes of a file; none where the store has lost them, which must not cost the rest.
    fn bytes(&self, source: Source, photos: &mut BTreeSet<PhotoId>) -> Result<Option<Vec<u8>>, PackError> {
        let runtime = Handle::current();
        match source {
            Source::Bytes(bytes) => Ok(Some(bytes)),
            Source::Blob(address) => {
                let address: Option<BlobId> = address.parse().ok();
                match address.map(|address| runtime.block_on(self.blobs.get(address))) {
                    None | Some(Err(BlobError::NotFound(_) | BlobError::Damaged(_))) => Ok(None),
                    Some(found) => Ok(Some(found?.to_vec())),
                }
            }
            Source::Report(standing) => {
                let printed = runtime.block_on(reports::facts::printed(&self.db, &self.blobs, &standing));
                // One whose picture is lost cannot be written; it is named as what is missing. What passes is a fault: the job tries
                // again.
                Ok(match printed? {
                    Printed::Report(printed) => {
                        photos.extend(printed.photos);
                        Some(printed.docx)
                    }
                    Printed::NotSent | Printed::PictureLost => None,
                })
            }
        }
    }
}
