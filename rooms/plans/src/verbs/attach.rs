use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use blobs::BlobId;
use bytes::Bytes;
use papers::PaperKind;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use web::{ApiFile, ApiJson, Fault, Form, Page, Query, Reply, Upload};

use super::decide::ReturnInput;
use super::{Address, at, show};
use crate::Plans;
use crate::policy::{Attach, Show};
use crate::store::paper::{self, Paper};
use crate::version::{Version, shown_paper};
use crate::view::{PlanView, Seen};

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
        Some(file) => keep(&state, &actor, address, (&file.name, &file.bytes)).await,
        None => {
            Permit::<Attach>::ask(&actor, &at(&state.db, &campaign, &unit).await?)?;
            Err(Fault::field("file", "请先选择文件。"))
        }
    };
    match kept {
        Ok(()) => Ok(page.done("已上传方案文件", &format!("/plans/{campaign}/{unit}"))),
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, address, ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

async fn keep(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    (name, bytes): (&str, &Bytes),
) -> Result<(), Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    let permit = Permit::<Attach>::ask(actor, &standing)?;
    let kind = PaperKind::of_document(bytes).map_err(|bad| Fault::field("file", bad.to_string()))?;
    let blob = state.blobs.put(bytes.clone()).await?;
    let name = kind.file_name(name, "方案");
    let handed_in = Paper { blob: blob.to_string(), name, media_type: kind.media_type().to_owned() };
    let mut tx = state.db.begin().await?;
    paper::attach(&mut tx, &permit, &standing, Some(&handed_in)).await?;
    permit.record(&mut tx, json!({ "file": handed_in.name, "sha256": blob.hex() })).await?;
    Ok(tx.commit().await?)
}

/// `POST /api/v1/plans/{campaign}/{unit}/file`: the plan with the file.
pub(crate) async fn attach_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    file: Result<ApiFile, Fault>,
) -> Result<Reply<PlanView>, Fault> {
    Permit::<Attach>::ask(&actor, &at(&state.db, &campaign, &unit).await?)?;
    let ApiFile { name, bytes, .. } = file?;
    keep(&state, &actor, (&campaign, &unit), (&name, &bytes)).await?;
    view(&state, &actor, (&campaign, &unit)).await
}

/// The plan as it is after its file came or went.
async fn view(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
) -> Result<Reply<PlanView>, Fault> {
    let standing = at(&state.db, campaign, unit).await?;
    Ok(Reply(Seen::load(&state.db, actor, standing, Version::Latest).await?.view()))
}

async fn take_out(state: &Plans, actor: &Actor, (campaign, unit): (&str, &str)) -> Result<String, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Attach>::ask(actor, &standing)?;
    if standing.paper.is_some() {
        paper::attach(&mut tx, &permit, &standing, None).await?;
        permit.record(&mut tx, json!({ "removed": standing.paper_name })).await?;
    }
    tx.commit().await?;
    Ok(standing.href())
}

/// `POST /api/v1/plans/{campaign}/{unit}/file/remove`: the plan without its file.
pub(crate) async fn detach_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { .. }: ApiJson<DetachInput>,
) -> Result<Reply<PlanView>, Fault> {
    take_out(&state, &actor, (&campaign, &unit)).await?;
    view(&state, &actor, (&campaign, &unit)).await
}

/// `POST /plans/{campaign}/{unit}/file/remove`.
pub(crate) async fn detach(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<DetachInput>,
) -> Result<Response, Fault> {
    let href = take_out(&state, &actor, (&campaign, &unit)).await?;
    Ok(page.done("已移除方案文件", &href))
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
    let shown = shown_paper(&state.db, (&actor).into(), &standing, asked.version()).await?;
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
