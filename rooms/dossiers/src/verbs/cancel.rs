use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply};

use super::export::{ExportView, is_live, view};
use super::{at, export_of};
use crate::Dossiers;
use crate::export::ExportId;
use crate::jobs as making;
use crate::policy::Cancel;
use crate::store::exports;

/// Nothing is typed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = StopExport)]
pub(crate) struct Nothing {}

/// `POST /dossiers/{unit}/exports/{id}/cancel`.
pub(crate) async fn submit(
    State(state): State<Dossiers>,
    actor: Actor,
    page: Page,
    Path((unit, id)): Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let here = format!("/dossiers/{unit}/exports/{id}");
    match stop(&state, &actor, &unit, &id).await {
        Ok(_) => Ok(page.done("已要求取消，写完当前文件后停下。", &here)),
        Err(fault) if fault.code() == "not_running" => Ok(page.warned(fault.sentence(), &here)),
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/dossiers/{unit}/exports/{id}/cancel`.
pub(crate) async fn call(
    State(state): State<Dossiers>,
    actor: Actor,
    Path((unit, id)): Path<(String, String)>,
    _: ApiJson<Nothing>,
) -> Result<Reply<ExportView>, Fault> {
    let id = stop(&state, &actor, &unit, &id).await?;
    let export = exports::find(&state.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(view(&state.db, export).await?))
}

async fn stop(state: &Dossiers, actor: &Actor, unit: &str, id: &str) -> Result<ExportId, Fault> {
    let (subject, _) = at(&state.db, unit).await?;
    let permit = Permit::<Cancel>::ask(actor, &subject)?;
    let mut tx = state.db.begin().await?;
    let export = export_of(&tx, &subject, id).await?;
    let job = making::of(&tx, export.id).await?.filter(is_live);
    let ended = || Fault::conflict("not_running", "这次导出已经结束，不需要取消。");
    let job = job.filter(|_| export.done_at.is_none()).ok_or_else(ended)?;
    jobs::cancel(&mut tx, job.id).await?;
    permit.record(&mut tx, json!({ "year": export.year, "campaign": export.campaign })).await?;
    tx.commit().await?;
    Ok(export.id)
}
