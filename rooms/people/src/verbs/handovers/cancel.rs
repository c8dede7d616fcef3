use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::jobs;
use crate::permit::{Permit, may};
use crate::policy::CancelHandover;
use crate::store::handovers;
use crate::verbs::handovers::show::{HandoverView, one};
use crate::verbs::show_unit::find;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Post, "/units/{id}/handovers/{handover}/cancel", may::<CancelHandover>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/handovers/{handover}/cancel",
            may::<CancelHandover>(),
            json::<Nothing, HandoverView, _, _, _>("Takes a hand-over back whose day has not come", call),
        )
}

/// Nothing is typed.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct Nothing {}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path((id, handover)): Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    cancel(&people, &actor, &id, &handover).await?;
    Ok(page.done("已取消移交，角色和职责仍归原来的人。", &format!("/units/{id}")))
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path((id, handover)): Path<(String, String)>,
    _: ApiJson<Nothing>,
) -> Result<Reply<HandoverView>, Fault> {
    cancel(&people, &actor, &id, &handover).await?;
    let unit = find(&people.db, &id).await?;
    Ok(Reply(HandoverView::of(one(&people.db, &unit, &handover).await?, people.db.clock().today())))
}

async fn cancel(people: &People, actor: &Actor, id: &str, handover: &str) -> Result<(), Fault> {
    let unit = find(&people.db, id).await?;
    let permit = Permit::<CancelHandover>::ask(actor, &unit)?;
    let mut tx = people.db.begin().await?;
    let handover = one(&tx, &unit, handover).await?;
    if !handover.may_be_cancelled(tx.now().date()) {
        let sentence = "这次移交已经生效或已经取消，不能再取消；要改回来，请再办一次移交。";
        return Err(Fault::conflict("wrong_state", sentence));
    }
    handovers::cancel(&mut tx, &permit, &handover).await?;
    jobs::forget(&mut tx, handover.id).await?;
    let names = json!({
        "before": handover.person_name, "after": handover.successor_name, "on_day": handover.on_day.to_string(),
    });
    permit.record(&mut tx, names).await?;
    Ok(tx.commit().await?)
}
