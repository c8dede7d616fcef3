//! One photo as it was uploaded: like many of them only with a reason, because it holds the camera's notes (decision 66).

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw};

use super::show::{self, Refused};
use super::{correct, photo_view};
use crate::Activities;
use crate::activity::Reason;
use crate::photo::StoredPhoto;
use crate::policy::DownloadOriginal;

/// Why originals are taken out, one or many.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct OriginalsInput {
    /// At most 200 characters.
    pub(crate) reason: Raw,
}

impl OriginalsInput {
    pub(crate) fn judge(&self) -> Result<Reason, Fault> {
        Reason::parse(self.reason.text())
            .map_err(|error| Fault::field("reason", format!("下载原图的原因：{error}")))
    }
}

/// The file to keep; who takes it and why stands in the ledger before the first byte goes out.
async fn action(
    room: &Activities,
    actor: &Actor,
    photo: &StoredPhoto,
    input: &OriginalsInput,
) -> Result<Response, Fault> {
    let permit = Permit::<DownloadOriginal>::ask(actor, photo)?;
    let reason = input.judge()?;
    let bytes = photo_view::bytes(room, &photo.original).await?;
    let mut tx = room.db.begin().await?;
    let told = json!({ "reason": reason.as_str(), "file": photo.file_name, "sha256": photo.sha256 });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    let (suffix, media_type) = photo.file_kind();
    let disposition = format!("attachment; filename=\"{}.{suffix}\"", photo.id);
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Fault::internal)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// Takes the form beside the photo in; a reason that is none is asked for again on the activity's page.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    form: Form<OriginalsInput>,
) -> Result<Response, Fault> {
    let photo = photo_view::find(&room, &id).await?;
    match (action(&room, &actor, &photo, &form.input).await, photo.activity) {
        (Err(fault), Some(activity)) if !fault.fields().is_empty() => {
            let activity = correct::find(&room, &activity.to_string()).await?;
            let refused = |fault: &Fault| Refused::original(&photo, form.input.reason, fault);
            show::again(&room, &actor, page, &activity, (fault, refused)).await
        }
        (done, _) => done,
    }
}

/// The same for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<OriginalsInput>,
) -> Result<Response, Fault> {
    let photo = photo_view::find(&room, &id).await?;
    action(&room, &actor, &photo, &input).await
}
