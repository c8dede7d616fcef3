//! From the bytes of a stranger's file to a stored photo.

use blobs::BlobError;
use bytes::Bytes;
use people::{Actor, Permit};
use photos::PhotoError;
use serde_json::json;
use web::{Fault, IdempotencyKey, Once};

use crate::photo::UsedPhotos;
use crate::policy::{Logbook, UploadPhoto};
use crate::store::photos::{self as rows, NewPhoto};
use crate::{Activities, PhotoId, PhotoView};

/// Takes one file in: judges it, stores it and its copies, and says whether the unit used the picture before. The same
/// key with the same file is the same photo.
pub(crate) async fn take(
    room: &Activities,
    actor: &Actor,
    file_name: &str,
    bytes: Bytes,
    key: Option<&IdempotencyKey>,
) -> Result<PhotoView, Fault> {
    let id: PhotoId = room.db.mint().id();
    let permit = Permit::<UploadPhoto>::ask(actor, &Logbook::for_new(actor, id))?;
    let photo = room.darkroom.intake(bytes.clone()).await.map_err(|error| refusal(&error))?;
    // What hangs behind a picture, a motion photo's film, is neither kept nor ever served.
    let original = bytes.slice(..photo.kept);
    let len = i64::try_from(original.len()).unwrap_or(i64::MAX);
    let original = room.blobs.put(original).await.map_err(blob_fault)?;
    let large = room.blobs.put(photo.large.jpeg.clone()).await.map_err(blob_fault)?;
    let small = room.blobs.put(photo.small.jpeg.clone()).await.map_err(blob_fault)?;

    let taken_at = photo.taken_at.map(|at| at.to_string().replace('T', " ").chars().take(16).collect());
    let file_name: String = file_name.chars().take(120).collect();
    let new =
        NewPhoto { id, file_name: &file_name, bytes: len, taken_at, photo: &photo, original, large, small };
    let id = store(room, &permit, &new, key).await?;
    let stored = rows::find(&room.db, id).await?.ok_or_else(gone)?;
    let used = rows::used(&room.db, stored.unit, stored.activity).await?;
    let reuse = UsedPhotos::new(used).reuse(&stored).map(|reuse| reuse.text);
    Ok(PhotoView::of(&stored, reuse))
}

async fn store(
    room: &Activities,
    permit: &Permit<UploadPhoto>,
    new: &NewPhoto<'_>,
    key: Option<&IdempotencyKey>,
) -> Result<PhotoId, Fault> {
    let scope = format!("{}:photo.upload", permit.actor().person);
    let mut tx = room.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &new.photo.sha256).await?
    {
        return PhotoId::parse(&id).map_err(Fault::internal);
    }
    rows::insert(&mut tx, permit, new).await?;
    permit.record(&mut tx, json!({ "file": new.file_name, "sha256": new.photo.sha256 })).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &new.id.to_string()).await?;
    }
    tx.commit().await?;
    Ok(new.id)
}

fn refusal(error: &PhotoError) -> Fault {
    match error {
        PhotoError::TooManyBytes { .. } => Fault::too_large(error.to_string()),
        // The island tries such an answer again by itself.
        PhotoError::Busy => Fault::too_often(error.to_string()),
        _ => Fault::refused("bad_photo", error.to_string()),
    }
}

/// What the blob store could not do, for the person.
pub(crate) fn blob_fault(error: BlobError) -> Fault {
    match error {
        BlobError::NoSpace => Fault::no_space(),
        other => Fault::internal(format!("blobs: {other:?}")),
    }
}

fn gone() -> Fault {
    Fault::conflict("photo_removed", "这张照片上传后已被移除，请重新选择照片。")
}
