use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use db::Tx;
use people::{Actor, Permit};
use serde_json::json;
use web::{Fault, Form};

use super::photo_remove::Nothing;
use super::photo_upload::answer;
use crate::policy::RemovePaper;
use crate::store::papers;
use crate::{Activities, PaperId};

/// Forgets a paper that no activity holds.
pub(crate) async fn action(tx: &mut Tx, actor: &Actor, id: PaperId) -> Result<(), Fault> {
    let paper = papers::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<RemovePaper>::ask(actor, &paper)?;
    papers::remove(tx, &permit, id).await?;
    permit.record(tx, json!({ "file": paper.file_name, "sha256": paper.sha256 })).await?;
    Ok(())
}

/// Removes a paper for the island of the form and answers with JSON.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = PaperId::parse(&id).map_err(|_| Fault::not_found())?;
    let mut tx = room.db.begin().await?;
    match action(&mut tx, &actor, id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Json(json!({ "removed": id })).into_response())
        }
        Err(fault) => answer(fault),
    }
}
