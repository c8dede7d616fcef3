//! One unit's report as a document in official form.

use std::collections::HashMap;
use std::io::{self, Cursor};

use blobs::{BlobError, BlobId, Blobs};
use clock::CivilDate;
use gongwen::document::{
    Attachment, Block, Column, Document, Level, Picture, PictureId, Sheet, Signature, Table,
};
use gongwen::docx::{self, Jpeg, PictureSource};
use tokio::runtime::Handle;
use web::Fault;

use crate::assembly::{Figure, Paragraph, SectionKey};
use crate::frozen::{Frozen, FrozenPicture, short};

/// A report as a document; `code` when it is frozen, none for a preview.
pub(crate) fn document(frozen: &Frozen, code: Option<&str>, date: CivilDate) -> Document {
    let mut body = Vec::new();
    match &frozen.zero_reason {
        Some(reason) => body.push(Block::paragraph(format!("我单位本期零报告。{reason}"))),
        None => {
            for key in SectionKey::ALL {
                body.extend(section(frozen, *key));
            }
        }
    }
    Document {
        title: title(frozen),
        recipients: frozen.recipient.iter().cloned().collect(),
        body,
        attachments: gallery(&frozen.pictures)
            .map(|pictures| Attachment {
                name: "活动图片".to_owned(),
                body: vec![pictures],
                sheet: Sheet::Portrait,
            })
            .into_iter()
            .collect(),
        signature: Some(Signature { signer: frozen.unit.clone(), date: Some(date) }),
        footer_note: Some(match code {
            Some(code) => format!("第 {} 次报送 · 校验码 {}", frozen.number, short(code)),
            None => "预览件，尚未提交".to_owned(),
        }),
        ..Document::default()
    }
}

/// `关于安全生产标准化提升专项行动宣贯第一阶段开展情况的报告`.
fn title(frozen: &Frozen) -> String {
    format!("关于{}{}的报告", matter(&frozen.campaign), frozen.due.trim_end_matches("报告"))
}

/// What a campaign is about: its name without the word for the plan.
pub(crate) fn matter(campaign: &str) -> &str {
    let endings = ["工作方案", "实施方案", "行动方案", "方案", "工作计划"];
    let cut = endings.iter().find_map(|ending| campaign.strip_suffix(ending));
    cut.filter(|rest| !rest.is_empty()).unwrap_or(campaign)
}

fn section(frozen: &Frozen, key: SectionKey) -> Vec<Block> {
    let mut blocks = vec![Block::heading(Level::First, key.label())];
    match key {
        SectionKey::Data => blocks.extend(figures_table(&frozen.figures)),
        _ => blocks.extend(frozen.paragraphs(key).iter().map(|one| Block::paragraph(one.plain()))),
    }
    if blocks.len() > 1 { blocks } else { Vec::new() }
}

/// Figures against their targets.
pub(crate) fn figures_table(figures: &[Figure]) -> Option<Block> {
    let rows: Vec<Vec<String>> = figures
        .iter()
        .filter(|figure| figure.done > 0 || figure.target.is_some())
        .map(|figure| vec![figure.name.clone(), figure.done_in_words(), figure.target_in_words()])
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![Column::left("指标", 3), Column::number("完成", 2), Column::number("目标", 2)];
    // Three cells under three columns: a table always comes of it.
    Table::new(columns, rows).ok().map(Block::Table)
}

/// Pictures two a row; nothing without pictures.
pub(crate) fn gallery(pictures: &[FrozenPicture]) -> Option<Block> {
    if pictures.is_empty() {
        return None;
    }
    let pictures =
        pictures.iter().map(|picture| Picture { id: id(picture), caption: picture.caption.clone() });
    Some(Block::Pictures { pictures: pictures.collect() })
}

fn id(picture: &FrozenPicture) -> PictureId {
    PictureId(picture.large.to_string())
}

/// An assembled paragraph one level down: `（一）加强…` becomes `1.加强…`.
pub(crate) fn demoted(paragraph: &Paragraph, number: usize) -> String {
    let plain = paragraph.plain();
    match plain.strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((_, rest)) if !paragraph.is_own() => format!("{number}.{rest}"),
        _ => plain,
    }
}

/// The pictures of documents, read from the store one by one; for blocking threads only.
pub(crate) struct Shelf<F> {
    blobs: Blobs,
    runtime: Handle,
    sizes: HashMap<String, (BlobId, u32, u32)>,
    /// Told before each picture; `false` stops the writing.
    pub(crate) before_each: F,
}

impl<F: Fn() -> bool> Shelf<F> {
    /// The pictures of these reports.
    pub(crate) fn new<'a>(
        blobs: Blobs,
        pictures: impl Iterator<Item = &'a FrozenPicture>,
        before_each: F,
    ) -> Self {
        let entry = |picture: &FrozenPicture| {
            (picture.large.to_string(), (picture.large, picture.width, picture.height))
        };
        Self { blobs, runtime: Handle::current(), sizes: pictures.map(entry).collect(), before_each }
    }
}

impl<F: Fn() -> bool> PictureSource for Shelf<F> {
    fn jpeg(&self, id: &PictureId) -> io::Result<Jpeg> {
        if !(self.before_each)() {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        let (blob, width, height) =
            self.sizes.get(&id.0).copied().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let bytes = self.runtime.block_on(self.blobs.get(blob)).map_err(io::Error::other)?;
        Jpeg::new(bytes.to_vec(), width, height).map_err(io::Error::other)
    }
}

/// Why there is no document.
#[derive(Debug)]
pub(crate) enum PaperError {
    /// The store has lost a picture of it, or what it has is no picture any more.
    PictureLost(io::Error),
    Fault(Fault),
}

impl PaperError {
    /// What the store says of itself passes; what it says of a picture stays.
    fn of_picture(cause: io::Error) -> Self {
        let of_store = cause.get_ref().and_then(|inner| inner.downcast_ref::<BlobError>());
        match of_store {
            None | Some(BlobError::NotFound(_) | BlobError::Damaged(_)) => Self::PictureLost(cause),
            Some(_) => Self::Fault(Fault::files_away(cause)),
        }
    }
}

impl From<PaperError> for Fault {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::PictureLost(cause) => Self::files_away(cause),
            PaperError::Fault(fault) => fault,
        }
    }
}

/// The bytes of one report's document. Its pictures are few, so it is held in memory.
pub(crate) async fn bytes(
    blobs: Blobs,
    frozen: Frozen,
    code: Option<String>,
    date: CivilDate,
) -> Result<Vec<u8>, PaperError> {
    let written = tokio::task::spawn_blocking(move || {
        let shelf = Shelf::new(blobs, frozen.pictures.iter(), || true);
        let mut out = Cursor::new(Vec::new());
        docx::write(&document(&frozen, code.as_deref(), date), &shelf, &mut out)?;
        Ok::<_, docx::WriteError>(out.into_inner())
    });
    let written = written.await.map_err(|error| PaperError::Fault(Fault::internal(error)))?;
    written.map_err(|error| match error {
        docx::WriteError::Picture { source, .. } => PaperError::of_picture(source),
        other => PaperError::Fault(Fault::internal(other)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::assembly::Piece;
    use super::*;

    #[test]
    fn only_a_picture_that_is_lost_is_named_lost() {
        let blob: BlobId = format!("sha256-{}", "0".repeat(64)).parse().unwrap();
        let is_lost = |cause| matches!(PaperError::of_picture(cause), PaperError::PictureLost(_));
        assert!(is_lost(io::Error::other(BlobError::NotFound(blob))));
        assert!(is_lost(io::Error::other(BlobError::Damaged(blob))));
        assert!(is_lost(io::Error::from(io::ErrorKind::InvalidData)), "no picture any more");
        let away = || io::Error::from(io::ErrorKind::ConnectionRefused);
        for cause in [BlobError::Io(away()), BlobError::Refused(away()), BlobError::NoBucket(away())] {
            assert!(!is_lost(io::Error::other(cause)), "a store that is away is asked again");
        }
    }

    #[test]
    fn a_plan_is_named_by_its_matter() {
        assert_eq!(matter("消防安全专项行动实施方案"), "消防安全专项行动");
        assert_eq!(matter("方案"), "方案");
        assert_eq!(matter("安全生产月"), "安全生产月");
    }

    #[test]
    fn only_assembled_paragraphs_lose_their_number() {
        let assembled = Paragraph::assembled("training", vec![Piece::text("（二）强化学习。")]);
        assert_eq!(demoted(&assembled, 1), "1.强化学习。");
        assert_eq!(demoted(&Paragraph::own("（二）我们的话。"), 1), "（二）我们的话。");
    }
}
