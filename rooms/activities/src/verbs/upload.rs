//! To upload a photo or a paper.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde_json::json;
use web::{ApiFile, Fault, Reply, Upload};

use super::log::may_be_mended;
use crate::Activities;
use crate::policy::Logbook;
use crate::uploads::Uploads;

/// Takes one file from the island of the form and answers with JSON, a refusal too, for no page is shown.
pub(crate) async fn html<U: Uploads>(
    State(room): State<Activities>,
    actor: Actor,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    Permit::<U::Upload>::ask(&actor, &Logbook::of(&actor))?;
    let taken = match upload {
        Ok(upload) => take::<U>(&room, &actor, &upload).await,
        Err(fault) => Err(fault),
    };
    match taken {
        Ok(view) => Ok(Json(view).into_response()),
        Err(fault) => answer(fault),
    }
}

async fn take<U: Uploads>(room: &Activities, actor: &Actor, upload: &Upload) -> Result<U::View, Fault> {
    let (code, sentence) = U::NOTHING;
    let file = upload.file(U::FIELD).ok_or_else(|| Fault::refused(code, sentence))?;
    U::take(room, actor, &file.name, file.bytes.clone(), upload.key().as_ref()).await
}

/// A refusal as a problem for the island; what is our fault goes the way of all faults, to the log.
pub(crate) fn answer(fault: Fault) -> Result<Response, Fault> {
    if !may_be_mended(&fault) {
        return Err(fault);
    }
    let problem = json!({ "detail": fault.sentence(), "code": fault.code() });
    Ok((fault.status(), Json(problem)).into_response())
}

/// Takes one file from a program.
pub(crate) async fn api<U: Uploads>(
    State(room): State<Activities>,
    actor: Actor,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<U::View>, Fault> {
    Permit::<U::Upload>::ask(&actor, &Logbook::of(&actor))?;
    let ApiFile { name, bytes, key } = file?;
    Ok(Reply(U::take(&room, &actor, &name, bytes, key.as_ref()).await?))
}
