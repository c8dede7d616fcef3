use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde_json::json;
use web::{ApiFile, Fault, Reply, Upload};

use super::log::may_be_mended;
use crate::policy::{Logbook, UploadPhoto};
use crate::{Activities, PhotoView, intake};

/// Takes one photo from the island of the form and answers with JSON, a refusal too, for no page is shown.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    Permit::<UploadPhoto>::ask(&actor, &Logbook::of(&actor))?;
    let taken = match upload {
        Ok(upload) => take(&room, &actor, &upload).await,
        Err(fault) => Err(fault),
    };
    match taken {
        Ok(photo) => Ok(Json(photo).into_response()),
        Err(fault) => answer(fault),
    }
}

async fn take(room: &Activities, actor: &Actor, upload: &Upload) -> Result<PhotoView, Fault> {
    let nothing = || Fault::refused("no_photo", "没有收到照片，请重新选择。");
    let file = upload.file("photo").ok_or_else(nothing)?;
    intake::take(room, actor, &file.name, file.bytes.clone(), upload.key().as_ref()).await
}

/// A refusal as a problem for the island; what is our fault goes the way of all faults, to the log.
pub(crate) fn answer(fault: Fault) -> Result<Response, Fault> {
    if !may_be_mended(&fault) {
        return Err(fault);
    }
    let problem = json!({ "detail": fault.sentence(), "code": fault.code() });
    Ok((fault.status(), Json(problem)).into_response())
}

/// Takes one photo from a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<PhotoView>, Fault> {
    Permit::<UploadPhoto>::ask(&actor, &Logbook::of(&actor))?;
    let ApiFile { name, bytes, key } = file?;
    let name = if name.is_empty() { "photo" } else { &name };
    Ok(Reply(intake::take(&room, &actor, name, bytes, key.as_ref()).await?))
}
