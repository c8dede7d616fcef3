use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use blobs::BlobId;
use bytes::Bytes;
use people::{Actor, Permit};
use web::Fault;

use crate::patients::PLACEHOLDER;
use crate::photo::{SeenPhoto, StoredPhoto};
use crate::policy::ViewPhoto;
use crate::store::{cohosts, photos};
use crate::{Activities, PhotoId};

/// The copy for lists.
pub(crate) async fn small(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let photo = seen(&room, &actor, &id).await?;
    shown(&room, &actor, &photo, &photo.small).await
}

/// The copy to look at.
pub(crate) async fn large(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let photo = seen(&room, &actor, &id).await?;
    shown(&room, &actor, &photo, &photo.large).await
}

pub(super) async fn find(room: &Activities, id: &str) -> Result<StoredPhoto, Fault> {
    let id = PhotoId::parse(id).map_err(|_| Fault::not_found())?;
    photos::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

/// A photo that the actor may look at, a co-host's people too.
async fn seen(room: &Activities, actor: &Actor, id: &str) -> Result<StoredPhoto, Fault> {
    let photo = find(room, id).await?;
    let guest = match photo.activity {
        Some(activity) if !actor.reaches(&photo.path) => {
            cohosts::guest(&room.db, activity, actor.at.id).await?
        }
        _ => None,
    };
    let seen = SeenPhoto { photo, guest };
    Permit::<ViewPhoto>::ask(actor, &seen)?;
    Ok(seen.photo)
}

/// One of its copies, or why there is none to see.
async fn shown(
    room: &Activities,
    actor: &Actor,
    photo: &StoredPhoto,
    stored: &str,
) -> Result<Response, Fault> {
    if photo.patients.is_shown_to(actor, photo.unit) {
        return copy(room, stored).await;
    }
    let mut response = Body::from(PLACEHOLDER).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// A copy never changes, but the right to see it may: only this browser keeps it, and only for an hour.
async fn copy(room: &Activities, stored: &str) -> Result<Response, Fault> {
    let bytes = bytes(room, stored).await?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}

/// The blob whose address a column of the photo holds.
pub(super) async fn bytes(room: &Activities, stored: &str) -> Result<Bytes, Fault> {
    let address: BlobId = stored.parse().map_err(Fault::internal)?;
    Ok(room.blobs.get(address).await?)
}
