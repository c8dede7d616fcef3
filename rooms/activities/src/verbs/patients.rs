//! To say that a photo shows patients, and to confirm that it may be used all the same.

use axum::extract::{Path, State};
use axum::response::Response;
use people::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply};

use crate::hint::Hints;
use crate::patients::{Word, say};
use crate::photo::StoredPhoto;
use crate::store::photos;
use crate::{Activities, PhotoId, PhotoView};

/// Nothing is typed.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = PatientsInput)]
pub(crate) struct Nothing {}

async fn action<W: Word>(room: &Activities, actor: &Actor, id: &str) -> Result<StoredPhoto, Fault> {
    let id = PhotoId::parse(id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    let photo = photos::find(&tx, id).await?.ok_or_else(Fault::not_found)?;
    say::<W>(&mut tx, actor, &photo).await?;
    tx.commit().await?;
    photos::find(&room.db, id).await?.ok_or_else(Fault::not_found)
}

/// Leads back to where the photo stands.
pub(crate) async fn html<W: Word>(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let photo = action::<W>(&room, &actor, &id).await?;
    let place = photo.activity.map_or_else(|| "/activities/new".to_owned(), |id| format!("/activities/{id}"));
    Ok(page.done(W::DONE, &place))
}

/// The same for a program.
pub(crate) async fn api<W: Word>(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: ApiJson<Nothing>,
) -> Result<Reply<PhotoView>, Fault> {
    let photo = action::<W>(&room, &actor, &id).await?;
    Ok(Reply(PhotoView::of(&photo, Hints::of(&room.db, &photo, None).await?)))
}
