//! To give a file up that is on its way.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Form, Reply};

use super::remove::Nothing;
use crate::policy::DropParcel;
use crate::receiving::find;
use crate::store::parcels as rows;
use crate::{Activities, expiry};

/// What was given up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DroppedView {
    pub(crate) dropped: String,
}

/// Forgets the file and its pieces; what it became, if it is whole, stays.
async fn action(room: &Activities, actor: &Actor, id: &str) -> Result<DroppedView, Fault> {
    let parcel = find(room, id).await?;
    let permit = Permit::<DropParcel>::ask(actor, &parcel)?;
    let pieces = rows::pieces(&room.db, parcel.id).await?;
    let mut tx = room.db.begin().await?;
    rows::give_up(&mut tx, &permit, parcel.id).await?;
    tx.commit().await?;
    expiry::clear(&room.blobs, pieces.into_iter().map(|piece| piece.blob)).await;
    Ok(DroppedView { dropped: parcel.id.to_string() })
}

/// Gives it up for the island of the form.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    Ok(Json(action(&room, &actor, &id).await?).into_response())
}

/// Gives it up for a program.
pub(crate) async fn api(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<DroppedView>, Fault> {
    Ok(Reply(action(&room, &actor, &id).await?))
}
