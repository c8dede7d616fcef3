//! From the bytes of a stranger's file to a stored photo.

use blobs::BlobId;
use bytes::Bytes;
use db::{DbError, Reads, Tx};
use people::{Actor, Permit};
use photos::PhotoError;
use web::{Fault, IdempotencyKey, Raw};

use crate::hint::Hints;
use crate::photo::{PhotoKind, StoredPhoto};
use crate::policy::{Logbook, RemovePhoto, UploadPhoto};
use crate::sent::Sent;
use crate::store::photos::{self as rows, NewPhoto};
use crate::uploads::{self, New, Photos, Uploads};
use crate::{Activities, PhotoId, PhotoView, comparing};

/// Judges one file, stores it and its copies, and says whether the picture was used before.
async fn take(
    room: &Activities,
    actor: &Actor,
    file_name: &str,
    bytes: Bytes,
    key: Option<&IdempotencyKey>,
) -> Result<PhotoView, Fault> {
    let id: PhotoId = room.db.mint().id();
    let permit = Permit::<UploadPhoto>::ask(actor, &Logbook::for_new(actor, id))?;
    let developed = develop(room, bytes).await?;
    let new = developed.named(id, file_name);
    let id = uploads::keep::<Photos>(room, &permit, &new, key).await?;
    comparing::compare(&room.db, &room.gallery, id).await?;
    Photos::view(room, id).await
}

/// A picture that was judged, with its copies in the store; no row knows of it yet.
#[derive(Debug)]
pub(crate) struct Developed {
    photo: photos::Photo,
    bytes: i64,
    taken_at: Option<String>,
    original: BlobId,
    large: BlobId,
    small: BlobId,
}

/// Judges one file and stores it with its copies.
pub(crate) async fn develop(room: &Activities, bytes: Bytes) -> Result<Developed, Fault> {
    let mut photo = room.darkroom.intake(bytes.clone()).await.map_err(|error| refusal(&error))?;
    // What hangs behind a picture, a motion photo's film, is neither kept nor ever served.
    let original = bytes.slice(..photo.kept);
    let len = i64::try_from(original.len()).unwrap_or(i64::MAX);
    let original = room.blobs.put(original).await?;
    // Many may be developed before the first row is written: their copies lie in the store, not in memory.
    let large = room.blobs.put(std::mem::take(&mut photo.large.jpeg)).await?;
    let small = room.blobs.put(std::mem::take(&mut photo.small.jpeg)).await?;
    let taken_at = photo.taken_at.map(|at| at.to_string().replace('T', " ").chars().take(16).collect());
    Ok(Developed { photo, bytes: len, taken_at, original, large, small })
}

impl Developed {
    fn named<'a>(&'a self, id: PhotoId, file_name: &'a str) -> NewPhoto<'a> {
        let end = file_name.char_indices().nth(120).map_or(file_name.len(), |(at, _)| at);
        NewPhoto {
            id,
            file_name: &file_name[..end],
            bytes: self.bytes,
            taken_at: self.taken_at.clone(),
            photo: &self.photo,
            original: self.original,
            large: self.large,
            small: self.small,
        }
    }
}

/// Writes a developed picture down in the transaction that logs its activity.
pub(crate) async fn hang(
    tx: &mut Tx,
    actor: &Actor,
    file_name: &str,
    developed: &Developed,
) -> Result<PhotoId, Fault> {
    let id: PhotoId = tx.id();
    let permit = Permit::<UploadPhoto>::ask(actor, &Logbook::for_new(actor, id))?;
    let new = developed.named(id, file_name);
    rows::insert(tx, &permit, &new).await?;
    permit.record(tx, uploads::told(new.file_name, &developed.photo.sha256)).await?;
    Ok(id)
}

fn refusal(error: &PhotoError) -> Fault {
    match error {
        PhotoError::TooManyBytes { .. } => Fault::too_large(error.to_string()),
        // The island tries such an answer again by itself.
        PhotoError::Busy => Fault::too_often(error.to_string()),
        _ => Fault::refused("bad_photo", error.to_string()),
    }
}

fn gone() -> Fault {
    Fault::conflict("photo_removed", "这张照片上传后已被移除，请重新选择照片。")
}

impl Uploads for Photos {
    const FIELD: &'static str = "photo";
    const LIST: &'static str = "photos";
    const NOTHING: (&'static str, &'static str) = ("no_photo", "没有收到照片，请重新选择。");
    const COUNTER: &'static str = "张";
    const WORD: &'static str = "照片";
    type Mark = PhotoKind;
    type Upload = UploadPhoto;
    type Remove = RemovePhoto;
    type Stored = StoredPhoto;
    type View = PhotoView;

    fn lists(sent: &Sent) -> (&Raw, &[Raw]) {
        (&sent.unused_photos, &sent.input.photos)
    }

    async fn take(
        room: &Activities,
        actor: &Actor,
        file_name: &str,
        bytes: Bytes,
        key: Option<&IdempotencyKey>,
    ) -> Result<PhotoView, Fault> {
        let file_name = if file_name.is_empty() { "photo" } else { file_name };
        take(room, actor, file_name, bytes, key).await
    }

    fn id(view: &PhotoView) -> &str {
        &view.id
    }

    async fn view(room: &Activities, id: PhotoId) -> Result<PhotoView, Fault> {
        let stored = rows::find(&room.db, id).await?.ok_or_else(gone)?;
        Ok(PhotoView::of(&stored, Hints::of(&room.db, &stored, None).await?))
    }

    async fn find(reads: &impl Reads, id: PhotoId) -> Result<Option<StoredPhoto>, DbError> {
        rows::find(reads, id).await
    }

    async fn remove(tx: &mut Tx, permit: &Permit<RemovePhoto>, id: PhotoId) -> Result<(), DbError> {
        rows::remove(tx, permit, id).await
    }

    fn named(stored: &StoredPhoto) -> (&str, &str) {
        (&stored.file_name, &stored.sha256)
    }
}

impl New<Photos> for NewPhoto<'_> {
    fn tag(&self) -> (PhotoId, &str, String) {
        (self.id, self.file_name, self.photo.sha256.clone())
    }

    async fn insert(&self, tx: &mut Tx, permit: &Permit<UploadPhoto>) -> Result<(), DbError> {
        rows::insert(tx, permit, self).await
    }
}
