use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use db::Tx;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form};

use super::photo_upload::answer;
use crate::policy::RemovePhoto;
use crate::store::photos;
use crate::{Activities, PhotoId};

/// Nothing is typed to remove a photo.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Forgets a photo that no activity holds.
pub(crate) async fn action(tx: &mut Tx, actor: &Actor, id: PhotoId) -> Result<(), Fault> {
    let photo = photos::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<RemovePhoto>::ask(actor, &photo)?;
    photos::remove(tx, &permit, id).await?;
    permit.record(tx, json!({ "file": photo.file_name, "sha256": photo.sha256 })).await?;
    Ok(())
}

/// Removes a photo for the island of the form and answers with JSON.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = PhotoId::parse(&id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    match action(&mut tx, &actor, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Json(json!({ "removed": id })).into_response())
        }
        Err(fault) => answer(fault),
    }
}
