//! A file that comes in pieces: each is kept as it comes, and the last one makes the photo or paper.

use blobs::BlobId;
use bytes::{Bytes, BytesMut};
use db::DbError;
use ids::Id;
use papers::{BadPaper, PaperKind};
use people::{Actor, Permit};
use serde::Serialize;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;
use web::{Fault, IdempotencyKey};

use crate::paper_intake::{Film, keep_film};
use crate::parcel::{BadPiece, LIFE_DAYS, Parcel, ParcelId, ParcelKind, Piece, Sent, Slot};
use crate::policy::SendPiece;
use crate::store::parcels as rows;
use crate::uploads::{Papers, Photos, Uploads};
use crate::{Activities, PaperView, PhotoView, expiry};

/// A file that comes in pieces, and what it became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParcelView {
    pub(crate) id: String,
    /// `photo` or `paper`.
    pub(crate) kind: &'static str,
    /// How long the whole file is.
    pub(crate) bytes: i64,
    /// How many bytes are here: the next piece begins there.
    pub(crate) received: i64,
    /// The day on which it is forgotten if it is not whole: `YYYY-MM-DD`.
    pub(crate) expires_on: String,
    /// The photo that it became.
    pub(crate) photo: Option<PhotoView>,
    /// The paper that it became.
    pub(crate) paper: Option<PaperView>,
}

/// A piece as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) starts_at: i64,
    pub(crate) bytes: Bytes,
    /// The SHA-256 that its sender reckoned.
    pub(crate) sha256: String,
}

impl ParcelView {
    /// A file that has become nothing yet.
    pub(crate) fn on_the_way(parcel: &Parcel) -> Self {
        Self {
            id: parcel.id.to_string(),
            kind: parcel.kind.code(),
            bytes: parcel.bytes,
            received: parcel.received,
            expires_on: parcel.begun_at.date().plus_days(LIFE_DAYS + 1).to_string(),
            photo: None,
            paper: None,
        }
    }

    /// A file with what it became, if it did.
    pub(crate) async fn of(room: &Activities, parcel: &Parcel) -> Result<Self, Fault> {
        let mut view = Self::on_the_way(parcel);
        if let Some(stored) = &parcel.stored {
            match parcel.kind {
                ParcelKind::Photo => view.photo = Some(stored_one::<Photos>(room, stored).await?),
                ParcelKind::Paper => view.paper = Some(stored_one::<Papers>(room, stored).await?),
            }
        }
        Ok(view)
    }
}

async fn stored_one<U: Uploads>(room: &Activities, id: &str) -> Result<U::View, Fault> {
    U::view(room, Id::parse(id).map_err(Fault::internal)?).await
}

/// A file on its way, by the text of its id.
pub(crate) async fn find(room: &Activities, id: &str) -> Result<Parcel, Fault> {
    let id = ParcelId::parse(id).map_err(|_| Fault::not_found())?;
    rows::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

/// Takes a piece in. The last one makes the photo or paper, once however often it is sent.
pub(crate) async fn receive(
    room: &Activities,
    actor: &Actor,
    mut parcel: Parcel,
    piece: Incoming,
) -> Result<ParcelView, Fault> {
    if parcel.stored.is_none() {
        let sha256 = digest(piece.bytes.clone()).await?;
        if sha256 != piece.sha256 {
            return Err(Fault::refused("bad_piece", "这一段在传送中损坏或没有传完，请重新发送这一段。"));
        }
        if parcel.is_film() && piece.starts_at == 0 && PaperKind::of_film(&piece.bytes).is_none() {
            expiry::forget(&room.db, &room.blobs, &parcel).await?;
            return Err(Fault::too_large(BadPaper::TooLarge.to_string()));
        }
        while !is_kept(room, actor, &parcel, &piece).await? {
            parcel = rows::find(&room.db, parcel.id).await?.ok_or_else(Fault::not_found)?;
        }
        parcel = rows::find(&room.db, parcel.id).await?.ok_or_else(Fault::not_found)?;
    }
    match parcel.stored.is_none() && parcel.is_whole() {
        true => complete(room, actor, parcel).await,
        false => ParcelView::of(room, &parcel).await,
    }
}

/// Keeps a piece unless it is here; `false` when another came meanwhile, so that it must be judged anew.
async fn is_kept(room: &Activities, actor: &Actor, parcel: &Parcel, piece: &Incoming) -> Result<bool, Fault> {
    let permit = Permit::<SendPiece>::ask(actor, parcel)?;
    let known = rows::pieces(&room.db, parcel.id).await?;
    let bytes = i64::try_from(piece.bytes.len()).unwrap_or(i64::MAX);
    let sent = Sent { starts_at: piece.starts_at, bytes, sha256: &piece.sha256 };
    if parcel.stored.is_some() || parcel.slot(&known, sent).map_err(refusal)? == Slot::Known {
        return Ok(true);
    }
    let seal = parcel.seal(piece.starts_at);
    let blob = room.blobs.put([seal.as_bytes(), &piece.bytes].concat()).await?.to_string();
    let row = Piece { starts_at: piece.starts_at, bytes, sha256: piece.sha256.clone(), blob };
    let mut tx = room.db.begin().await?;
    match rows::add(&mut tx, &permit, parcel.id, &row).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(DbError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn refusal(bad: BadPiece) -> Fault {
    match bad {
        BadPiece::Ahead { .. } => Fault::conflict("piece_ahead", bad.to_string()),
        BadPiece::Differs { .. } => Fault::conflict("piece_differs", bad.to_string()),
        BadPiece::Beyond { .. } | BadPiece::Size => Fault::refused("bad_piece", bad.to_string()),
    }
}

/// Makes the photo or paper of a whole file. What is refused as a whole is forgotten; where it is ours to mend (a full disk, too
/// many at once), the pieces stay and the last one may be sent again.
async fn complete(room: &Activities, actor: &Actor, mut parcel: Parcel) -> Result<ParcelView, Fault> {
    let permit = Permit::<SendPiece>::ask(actor, &parcel)?;
    let pieces = rows::pieces(&room.db, parcel.id).await?;
    let made = match parcel.is_film() {
        true => make_film(room, actor, &parcel, &pieces).await,
        false => match joined(room, &parcel, &pieces).await {
            Ok(bytes) => make(room, actor, &parcel, bytes).await,
            Err(fault) => Err(fault),
        },
    };
    let stored = match made {
        Ok(stored) => stored,
        Err(fault) => return failed(room, &parcel, fault).await,
    };
    let mut tx = room.db.begin().await?;
    rows::finish(&mut tx, &permit, parcel.id, &stored).await?;
    tx.commit().await?;
    expiry::clear(&room.blobs, pieces.into_iter().map(|piece| piece.blob)).await;
    parcel.stored = Some(stored);
    ParcelView::of(room, &parcel).await
}

/// What a piece holds.
async fn content(room: &Activities, parcel: &Parcel, piece: &Piece) -> Result<Bytes, Fault> {
    let sealed = room.blobs.get(piece.blob.parse().map_err(Fault::internal)?).await?;
    Ok(sealed.slice(parcel.seal(piece.starts_at).len().min(sealed.len())..))
}

/// The bytes of the whole file, as its sender meant them.
async fn joined(room: &Activities, parcel: &Parcel, pieces: &[Piece]) -> Result<Bytes, Fault> {
    let mut whole = BytesMut::with_capacity(usize::try_from(parcel.bytes).unwrap_or(0));
    for piece in pieces {
        whole.extend_from_slice(&content(room, parcel, piece).await?);
    }
    let whole = whole.freeze();
    match digest(whole.clone()).await? == parcel.sha256 {
        true => Ok(whole),
        false => Err(differs()),
    }
}

fn differs() -> Fault {
    let sentence = "收到的内容与开始上传时的文件不一致，没有保存。请重新选择文件上传。";
    Fault::refused("file_differs", sentence)
}

/// Joins a film piece by piece, of which one at a time is in memory, and keeps it; its id. What differs from what its sender meant is named
/// by no row: the doctor finds it.
async fn make_film(
    room: &Activities,
    actor: &Actor,
    parcel: &Parcel,
    pieces: &[Piece],
) -> Result<String, Fault> {
    let (mut upload, mut kind) = (room.blobs.upload().await?, None);
    for piece in pieces {
        let bytes = content(room, parcel, piece).await?;
        if piece.starts_at == 0 {
            kind = PaperKind::of_film(&bytes);
        }
        upload = upload.write(bytes).await?;
    }
    let kind = kind.ok_or_else(|| Fault::too_large(BadPaper::TooLarge.to_string()))?;
    let blob = upload.finish().await?;
    if blob.hex() != parcel.sha256 {
        return Err(differs());
    }
    let key = IdempotencyKey::parse(&parcel.key);
    let film = Film { kind, blob, bytes: parcel.bytes };
    Ok(keep_film(room, actor, (&parcel.file_name, &film), key.as_ref()).await?.id)
}

/// Its id.
async fn make(room: &Activities, actor: &Actor, parcel: &Parcel, bytes: Bytes) -> Result<String, Fault> {
    let (name, key) = (parcel.file_name.as_str(), IdempotencyKey::parse(&parcel.key));
    match parcel.kind {
        ParcelKind::Photo => Ok(Photos::take(room, actor, name, bytes, key.as_ref()).await?.id),
        ParcelKind::Paper => Ok(Papers::take(room, actor, name, bytes, key.as_ref()).await?.id),
    }
}

/// What becomes of a file that could not be made: another sending of the last piece may have done it meanwhile.
async fn failed(room: &Activities, parcel: &Parcel, fault: Fault) -> Result<ParcelView, Fault> {
    let now = rows::find(&room.db, parcel.id).await?;
    if let Some(now) = now.filter(|now| now.stored.is_some()) {
        return ParcelView::of(room, &now).await;
    }
    if fault.is_mendable() {
        expiry::forget(&room.db, &room.blobs, parcel).await?;
    }
    Err(fault)
}

/// The SHA-256 as 64 lower-case hex digits, reckoned off the async threads.
async fn digest(bytes: Bytes) -> Result<String, Fault> {
    spawn_blocking(move || BlobId::of(&bytes).hex()).await.map_err(Fault::internal)
}
