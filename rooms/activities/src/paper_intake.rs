//! From the bytes of a stranger's file to a stored paper.

use blobs::BlobId;
use bytes::Bytes;
use db::{DbError, Reads, Tx};
use papers::{BadPaper, PaperKind};
use people::{Actor, Permit};
use web::{Fault, IdempotencyKey, Raw};

use crate::paper::{PaperMark, StoredPaper};
use crate::policy::{Logbook, RemovePaper, UploadPaper};
use crate::sent::Sent;
use crate::store::papers::{self as rows, NewPaper};
use crate::uploads::{self, New, Papers, Uploads};
use crate::{Activities, PaperId, PaperView};

/// Judges one file by its content and stores it.
async fn take(
    room: &Activities,
    actor: &Actor,
    file_name: &str,
    bytes: Bytes,
    key: Option<&IdempotencyKey>,
) -> Result<PaperView, Fault> {
    let id: PaperId = room.db.mint().id();
    let permit = Permit::<UploadPaper>::ask(actor, &Logbook::for_new(actor, id))?;
    let kind = PaperKind::of(&bytes).map_err(refusal)?;
    let name = kind.file_name(file_name, "材料");
    let len = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let blob = room.blobs.put(bytes).await?;
    let new = NewPaper { id, file_name: &name, kind, bytes: len, blob };
    let id = uploads::keep::<Papers>(room, &permit, &new, key).await?;
    Papers::view(room, id).await
}

/// A film whose bytes are stored already.
pub(crate) struct Film {
    pub(crate) kind: PaperKind,
    pub(crate) blob: BlobId,
    pub(crate) bytes: i64,
}

/// Keeps a film that was joined piece by piece.
pub(crate) async fn keep_film(
    room: &Activities,
    actor: &Actor,
    (file_name, film): (&str, &Film),
    key: Option<&IdempotencyKey>,
) -> Result<PaperView, Fault> {
    let id: PaperId = room.db.mint().id();
    let permit = Permit::<UploadPaper>::ask(actor, &Logbook::for_new(actor, id))?;
    let name = film.kind.file_name(file_name, "视频");
    let new = NewPaper { id, file_name: &name, kind: film.kind, bytes: film.bytes, blob: film.blob };
    let id = uploads::keep::<Papers>(room, &permit, &new, key).await?;
    Papers::view(room, id).await
}

fn refusal(bad: BadPaper) -> Fault {
    match bad {
        BadPaper::TooLarge | BadPaper::FilmTooLarge => Fault::too_large(bad.to_string()),
        _ => Fault::refused("bad_paper", bad.to_string()),
    }
}

impl Uploads for Papers {
    const FIELD: &'static str = "paper";
    const LIST: &'static str = "papers";
    const NOTHING: (&'static str, &'static str) = ("no_paper", "没有收到文件，请重新选择。");
    const COUNTER: &'static str = "份";
    const WORD: &'static str = "材料";
    type Mark = PaperMark;
    type Upload = UploadPaper;
    type Remove = RemovePaper;
    type Stored = StoredPaper;
    type View = PaperView;

    fn lists(sent: &Sent) -> (&Raw, &[Raw]) {
        (&sent.unused_papers, &sent.input.papers)
    }

    async fn take(
        room: &Activities,
        actor: &Actor,
        file_name: &str,
        bytes: Bytes,
        key: Option<&IdempotencyKey>,
    ) -> Result<PaperView, Fault> {
        take(room, actor, file_name, bytes, key).await
    }

    fn id(view: &PaperView) -> &str {
        &view.id
    }

    async fn view(room: &Activities, id: PaperId) -> Result<PaperView, Fault> {
        let removed = || Fault::conflict("paper_removed", "这份材料上传后已被移除，请重新选择文件。");
        Ok(PaperView::from(&rows::find(&room.db, id).await?.ok_or_else(removed)?))
    }

    async fn find(reads: &impl Reads, id: PaperId) -> Result<Option<StoredPaper>, DbError> {
        rows::find(reads, id).await
    }

    async fn remove(tx: &mut Tx, permit: &Permit<RemovePaper>, id: PaperId) -> Result<(), DbError> {
        rows::remove(tx, permit, id).await
    }

    fn named(stored: &StoredPaper) -> (&str, &str) {
        (&stored.file_name, &stored.sha256)
    }
}

impl New<Papers> for NewPaper<'_> {
    fn tag(&self) -> (PaperId, &str, String) {
        (self.id, self.file_name, self.blob.hex())
    }

    async fn insert(&self, tx: &mut Tx, permit: &Permit<UploadPaper>) -> Result<(), DbError> {
        rows::insert(tx, permit, self).await
    }
}
