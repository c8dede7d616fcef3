//! From the bytes of a stranger's file to a stored paper.

use bytes::Bytes;
use papers::{BadPaper, PaperKind};
use people::{Actor, Permit};
use serde_json::json;
use web::{Fault, IdempotencyKey, Once};

use crate::intake::blob_fault;
use crate::policy::{Logbook, UploadPaper};
use crate::store::papers::{self as rows, NewPaper};
use crate::{Activities, PaperId, PaperView};

/// Takes one file in: judges it by its content and stores it. The same key with the same file is the same paper.
pub(crate) async fn take(
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
    let blob = room.blobs.put(bytes).await.map_err(blob_fault)?;
    let new = NewPaper { id, file_name: &name, kind, bytes: len, blob };
    let id = store(room, &permit, &new, key).await?;
    let removed = || Fault::conflict("paper_removed", "这份材料上传后已被移除，请重新选择文件。");
    Ok(PaperView::from(&rows::find(&room.db, id).await?.ok_or_else(removed)?))
}

async fn store(
    room: &Activities,
    permit: &Permit<UploadPaper>,
    new: &NewPaper<'_>,
    key: Option<&IdempotencyKey>,
) -> Result<PaperId, Fault> {
    let scope = format!("{}:paper.upload", permit.actor().person);
    let mut tx = room.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &new.blob.hex()).await?
    {
        return PaperId::parse(&id).map_err(Fault::internal);
    }
    rows::insert(&mut tx, permit, new).await?;
    permit.record(&mut tx, json!({ "file": new.file_name, "sha256": new.blob.hex() })).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &new.id.to_string()).await?;
    }
    tx.commit().await?;
    Ok(new.id)
}

fn refusal(bad: BadPaper) -> Fault {
    match bad {
        BadPaper::TooLarge => Fault::too_large(bad.to_string()),
        _ => Fault::refused("bad_paper", bad.to_string()),
    }
}
