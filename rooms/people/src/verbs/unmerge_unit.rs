use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, may};
use crate::policy::UnmergeUnit;
use crate::store::{mergers, units};
use crate::tree::place_below;
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/unmerge", may::<UnmergeUnit>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/unmerge",
        may::<UnmergeUnit>(),
        json::<UnmergeInput, UnitDetail, _, _, _>("Takes a merge back", call),
    )
}

/// Why, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct UnmergeInput {
    /// At most 200 characters.
    unmerge_reason: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<UnmergeInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match unmerge(&people, &actor, &unit, &input).await {
        Ok(()) => Ok(page.done("已撤销合并，单位恢复为合并之前的样子。", &format!("/units/{id}"))),
        Err(fault) => UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<UnmergeInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    unmerge(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn unmerge(people: &People, actor: &Actor, unit: &Unit, input: &UnmergeInput) -> Result<(), Fault> {
    let permit = Permit::<UnmergeUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut invalid = Invalid::default();
    let reason = invalid.take("unmerge_reason", name(input.unmerge_reason.text(), 200, "撤销原因"));
    invalid.into_result()?;
    let mut tx = people.db.begin().await?;
    let above = mergers::hung_below(&tx, unit.id).await?.ok_or_else(Fault::not_found)?;
    let above = units::get(&tx, above).await?.ok_or_else(Fault::not_found)?;
    let Some(to) = place_below(unit.id, &unit.path, &above.path).filter(|_| actor.reaches(&above.path))
    else {
        let sentence = format!("它原来的上级“{}”已经移动，放不回去。请先把那个上级移回原处。", above.name);
        return Err(Fault::refused("parent_moved", sentence));
    };
    units::hang(&mut tx, &permit, &unit.path, above.id, &to).await?;
    mergers::forget(&mut tx, &permit).await?;
    let detail = json!({ "name": unit.name, "from": unit.merged_into_name, "reason": reason });
    permit.record(&mut tx, detail).await?;
    Ok(tx.commit().await?)
}
