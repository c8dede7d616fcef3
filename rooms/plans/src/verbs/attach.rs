use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use blobs::BlobId;
use papers::PaperKind;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use web::{Fault, Form, Page, Query, Raw, Upload, UploadedFile};

use super::{Address, at, show};
use crate::Plans;
use crate::policy::{Attach, Show};
use crate::store::paper::{self, Paper};
use crate::version::shown_paper;

/// Nothing is asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct DetachInput {}

/// `POST /plans/{campaign}/{unit}/file`.
pub(crate) async fn attach(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    upload: Upload,
) -> Result<Response, Fault> {
    let address = (campaign.as_str(), unit.as_str());
    let kept = match upload.file("file") {
        Some(file) => keep(&state, &actor, address, file).await,
        None => {
            Permit::<Attach>::ask(&actor, &at(&state.db, &campaign, &unit).await?)?;
            Err(Fault::field("file", "请先选择文件。"))
        }
    };
    match kept {
        Ok(()) => Ok(page.done("已上传方案文件", &format!("/plans/{campaign}/{unit}"))),
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, address, Raw::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

async fn keep(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    file: &UploadedFile,
) -> Result<(), Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    let permit = Permit::<Attach>::ask(actor, &standing)?;
    let kind = PaperKind::of_document(&file.bytes).map_err(|bad| Fault::field("file", bad.to_string()))?;
    let blob = state.blobs.put(file.bytes.clone()).await?;
    let name = kind.file_name(&file.name, "方案");
    let handed_in = Paper { blob: blob.to_string(), name, media_type: kind.media_type().to_owned() };
    let mut tx = state.db.begin().await?;
    paper::attach(&mut tx, &permit, &standing, Some(&handed_in)).await?;
    permit.record(&mut tx, json!({ "file": handed_in.name, "sha256": blob.hex() })).await?;
    Ok(tx.commit().await?)
}

/// `POST /plans/{campaign}/{unit}/file/remove`.
pub(crate) async fn detach(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<DetachInput>,
) -> Result<Response, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, &campaign, &unit).await?;
    let permit = Permit::<Attach>::ask(&actor, &standing)?;
    if standing.paper.is_some() {
        paper::attach(&mut tx, &permit, &standing, None).await?;
        permit.record(&mut tx, json!({ "removed": standing.paper_name })).await?;
    }
    tx.commit().await?;
    Ok(page.done("已移除方案文件", &standing.href()))
}

/// `GET /plans/{campaign}/{unit}/file`: of the version that is asked for; saved by the browser, never shown in place.
pub(crate) async fn download(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    Query(asked): Query<show::Asked>,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    let shown = shown_paper(&state.db, &actor, &standing, asked.version()).await?;
    let shown = shown.ok_or_else(Fault::not_found)?;
    let blob: BlobId = shown.blob.parse().map_err(Fault::internal)?;
    let opened = state.blobs.open_file(blob).await?;
    let mut response = web::download(&shown.name, "application/octet-stream", Vec::new());
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    if let Ok(media_type) = HeaderValue::from_str(&shown.media_type) {
        headers.insert(CONTENT_TYPE, media_type);
    }
    *response.body_mut() = Body::from_stream(ReaderStream::new(opened.file));
    Ok(response)
}
