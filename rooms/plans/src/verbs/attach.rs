use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use blobs::{BlobError, BlobId};
use papers::PaperKind;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use web::{Fault, Form, Page, Raw, Upload, UploadedFile};

use super::{Address, at, show};
use crate::Plans;
use crate::policy::{Attach, Show};
use crate::store::{self, Paper};

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
    let blob = state.blobs.put(file.bytes.clone()).await.map_err(|cause| match cause {
        BlobError::NoSpace => Fault::no_space(),
        other => Fault::internal(other),
    })?;
    let name = kind.file_name(&file.name, "方案");
    let paper = Paper { blob: blob.to_string(), name: &name, media_type: kind.media_type() };
    let mut tx = state.db.begin().await?;
    store::attach(&mut tx, &permit, &standing, Some(&paper)).await?;
    permit.record(&mut tx, json!({ "file": name, "sha256": blob.hex() })).await?;
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
        store::attach(&mut tx, &permit, &standing, None).await?;
        permit.record(&mut tx, json!({ "removed": standing.paper_name })).await?;
    }
    tx.commit().await?;
    Ok(page.done("已移除方案文件", &standing.href()))
}

/// `GET /plans/{campaign}/{unit}/file`: saved by the browser, never shown in place.
pub(crate) async fn download(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
) -> Result<Response, Fault> {
    let standing = at(&state.db, &campaign, &unit).await?;
    Permit::<Show>::ask(&actor, &standing)?;
    let (Some(paper), Some(name), true) =
        (&standing.paper, &standing.paper_name, standing.shows_paper_to(&actor))
    else {
        return Err(Fault::not_found());
    };
    let blob: BlobId = paper.parse().map_err(Fault::internal)?;
    let opened = state.blobs.open_file(blob).await.map_err(Fault::internal)?;
    let mut response = web::download(name, "application/octet-stream", Vec::new());
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    if let Some(media_type) = standing.paper_type.as_deref().and_then(|kind| HeaderValue::from_str(kind).ok())
    {
        headers.insert(CONTENT_TYPE, media_type);
    }
    *response.body_mut() = Body::from_stream(ReaderStream::new(opened.file));
    Ok(response)
}
