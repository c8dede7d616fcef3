//! A unit that closes (停办), and one that is there again.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::{CloseUnit, ReopenUnit};
use crate::store::{closings, services};
use crate::unit::Unit;
use crate::verbs::merge_unit::{footprint, last_day};
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Post, "/units/{id}/close", may::<CloseUnit>(), page(submit))
        .verb(Method::Post, "/units/{id}/reopen", may::<ReopenUnit>(), page(submit_back))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/close",
            may::<CloseUnit>(),
            json::<CloseInput, UnitDetail, _, _, _>("Closes a unit after its last day", call),
        )
        .verb(
            Method::Post,
            "/api/v1/units/{id}/reopen",
            may::<ReopenUnit>(),
            json::<ReopenInput, UnitDetail, _, _, _>("Takes the closing of a unit back", call_back),
        )
}

/// The last day, why, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CloseInput {
    /// `2026-10-31`; not in the future, nor before anything that the unit logged.
    close_last_day: Raw,
    /// At most 200 characters.
    close_reason: Raw,
    version: Raw,
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
    Form { input, .. }: Form<CloseInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match close(&people, &actor, &unit, &input).await {
        Ok(day) => Ok(page.done(&format!("单位已停办，最后一天是 {day}。"), &format!("/units/{id}"))),
        Err(fault) => UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    }
}

async fn submit_back(
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
    ApiJson { input, .. }: ApiJson<CloseInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    close(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn call_back(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ReopenInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    reopen(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn close(people: &People, actor: &Actor, unit: &Unit, input: &CloseInput) -> Result<CivilDate, Fault> {
    let permit = Permit::<CloseUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut tx = people.db.begin().await?;
    let mut invalid = Invalid::default();
    let footprint = footprint(people, &tx, unit).await?;
    let day = last_day(&input.close_last_day, tx.now().date(), footprint);
    let day = invalid.take("close_last_day", day);
    let reason = invalid.take("close_reason", name(input.close_reason.text(), 200, "停办依据或原因"));
    invalid.into_result()?;
    let (Some(day), Some(reason)) = (day, reason) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let below = closings::living_below(&tx, &unit.path).await?;
    if below > 0 {
        let sentence = format!("下面还有 {below} 个单位，请先把它们移到别的上级或停办。");
        return Err(Fault::refused("units_below", sentence));
    }
    if let Some(served) = services::served(&tx, unit.id).await?.first() {
        let sentence = format!("本单位正在替“{}”代报，请先改由别的单位代报。", served.name);
        return Err(Fault::refused("serves", sentence));
    }
    closings::keep(&mut tx, &permit, day, &reason).await?;
    let told = json!({ "name": unit.name, "last_day": day.to_string(), "reason": reason });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    Ok(day)
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
