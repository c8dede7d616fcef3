use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use web::{ApiFile, Fault, Reply, Upload};

use super::photo_upload::answer;
use crate::policy::{Logbook, UploadPaper};
use crate::{Activities, PaperView, paper_intake};

/// Takes one paper from the island of the form and answers with JSON, a refusal too, for no page is shown.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    upload: Result<Upload, Fault>,
) -> Result<Response, Fault> {
    Permit::<UploadPaper>::ask(&actor, &Logbook::of(&actor))?;
    let taken = match upload {
        Ok(upload) => take(&room, &actor, &upload).await,
        Err(fault) => Err(fault),
    };
    match taken {
        Ok(paper) => Ok(Json(paper).into_response()),
        Err(fault) => answer(fault),
    }
}

async fn take(room: &Activities, actor: &Actor, upload: &Upload) -> Result<PaperView, Fault> {
    let nothing = || Fault::refused("no_paper", "没有收到文件，请重新选择。");
    let file = upload.file("paper").ok_or_else(nothing)?;
    paper_intake::take(room, actor, &file.name, file.bytes.clone(), upload.key().as_ref()).await
}

/// Takes one paper from a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<PaperView>, Fault> {
    Permit::<UploadPaper>::ask(&actor, &Logbook::of(&actor))?;
    let ApiFile { name, bytes, key } = file?;
    Ok(Reply(paper_intake::take(&room, &actor, &name, bytes, key.as_ref()).await?))
}
