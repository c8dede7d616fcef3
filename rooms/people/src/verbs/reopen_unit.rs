//! A unit that closed and is there again.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::ReopenUnit;
use crate::store::closings;
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/reopen", may::<ReopenUnit>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/reopen",
        may::<ReopenUnit>(),
        json::<ReopenInput, UnitDetail, _, _, _>("Takes the closing of a unit back", call),
    )
}

/// Why, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ReopenInput {
    /// At most 200 characters.
    reopen_reason: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<ReopenInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match reopen(&people, &actor, &unit, &input).await {
        Ok(()) => Ok(page.done("单位已恢复。", &format!("/units/{id}"))),
        Err(fault) => UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ReopenInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    reopen(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn reopen(people: &People, actor: &Actor, unit: &Unit, input: &ReopenInput) -> Result<(), Fault> {
    let permit = Permit::<ReopenUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let reason = name(input.reopen_reason.text(), 200, "恢复原因");
    let reason = reason.map_err(|sentence| Fault::field("reopen_reason", sentence))?;
    let mut tx = people.db.begin().await?;
    closings::forget(&mut tx, &permit).await?;
    let closed_on = unit.closed_on.map(|on| on.to_string());
    permit.record(&mut tx, json!({ "name": unit.name, "before": closed_on, "reason": reason })).await?;
    Ok(tx.commit().await?)
}
