use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use blobs::BlobId;
use people::{Actor, Permit};
use tokio_util::io::ReaderStream;
use web::{Fault, safe_name};

use super::{at, export_of};
use crate::Dossiers;
use crate::export::{Export, LIFE_DAYS};
use crate::policy::Download;

/// `GET /dossiers/{unit}/exports/{id}/file.zip`, and the same for programs.
pub(crate) async fn zip(
    State(state): State<Dossiers>,
    actor: Actor,
    Path((unit, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let (subject, _) = at(&state.db, &unit).await?;
    Permit::<Download>::ask(&actor, &subject)?;
    let export = export_of(&state.db, &subject, &id).await?;
    if export.is_expired() {
        let sentence = format!("导出的档案只保留 {LIFE_DAYS} 天，这一份已经清除。请重新导出。");
        return Err(Fault::conflict("expired", sentence));
    }
    let not_done = || Fault::conflict("not_done", "档案还在导出，请等进度条走完后再下载。");
    let blob: BlobId = export.file.as_deref().ok_or_else(not_done)?.parse().map_err(Fault::internal)?;
    check_patients(&state, &export).await?;
    let opened = state.blobs.open_file(blob).await?;
    let name = format!("{}一单位一档-{}.zip", safe_name(&subject.0.name), export.year_in_words());
    let mut response = web::download(&name, "application/zip", Vec::new());
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    *response.body_mut() = Body::from_stream(ReaderStream::new(opened.file));
    Ok(response)
}

/// What was made before one of its photos was said to show patients is not handed out until the unit has confirmed it (decision 79).
async fn check_patients(state: &Dossiers, export: &Export) -> Result<(), Fault> {
    let withheld = activities::facts::withheld(&state.db).await?;
    if export.photos().iter().any(|photo| withheld.contains_key(photo)) {
        let sentence = "这份档案导出之后，其中一张照片被标记为含患者画面、尚未确认可用，这一份暂不提供下载。请重新导出，新的一份不含这张照片。";
        return Err(Fault::conflict("patients_pending", sentence));
    }
    Ok(())
}
