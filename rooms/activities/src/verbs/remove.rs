//! To remove a photo or a paper that no activity holds.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use ids::Id;
use people::Actor;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form};

use super::upload::answer;
use crate::Activities;
use crate::uploads::{Uploads, forget};

/// Nothing is typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Removes a file for the island of the form and answers with JSON.
pub(crate) async fn html<U: Uploads>(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = Id::<U::Mark>::parse(&id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    match forget::<U>(&mut tx, &actor, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Json(json!({ "removed": id })).into_response())
        }
        Err(fault) => answer(fault),
    }
}
