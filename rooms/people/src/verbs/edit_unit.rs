use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::EditUnit;
use crate::roster::Roster;
use crate::store::units;
use crate::unit::{Unit, UnitInput};
use crate::verbs::show_unit::{UnitDetail, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/{id}/edit", may::<EditUnit>(), page(show))
        .verb(Method::Post, "/units/{id}/edit", may::<EditUnit>(), page(submit))
        .verb(
            Method::Put,
            "/api/v1/units/{id}",
            may::<EditUnit>(),
            json::<EditInput, UnitDetail, _, _, _>("Changes a unit; a field left out is emptied", call),
        )
}

/// What is to stand there, and the version that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct EditInput {
    #[serde(flatten)]
    pub(crate) unit: UnitInput,
    pub(crate) version: Raw,
}

#[derive(Template)]
#[template(path = "people/unit_edit.html")]
pub(crate) struct EditUnitPage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) input: UnitInput,
    pub(crate) errors: Invalid,
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<EditUnit>::ask(&actor, &unit)?;
    let (input, page) = (UnitInput::of(&unit), page.titled(format!("修改{}", unit.short_name)));
    page.show(&EditUnitPage { page: page.clone(), unit, input, errors: Invalid::default() })
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<EditInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match edit(&people, &actor, &unit, &input).await {
        Ok(()) => Ok(page.done("已保存。", &format!("/units/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let page = page.titled(format!("修改{}", unit.short_name));
            let errors = fault.invalid();
            page.show_refused(&fault, &EditUnitPage { page: page.clone(), unit, input: input.unit, errors })
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<EditInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    edit(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn edit(people: &People, actor: &Actor, unit: &Unit, input: &EditInput) -> Result<(), Fault> {
    let permit = Permit::<EditUnit>::ask(actor, unit)?;
    let mut invalid = Invalid::default();
    let after = input.unit.judge_as(unit.kind, &mut invalid);
    if input.version.text() != unit.version.to_string() {
        return Err(Fault::conflict("changed_meanwhile", changed(unit, after.as_ref())));
    }
    invalid.into_result()?;
    let Some(after) = after else { return Err(Fault::internal("judged right but not taken")) };
    let mut tx = people.db.begin().await?;
    let roster = Roster::new(units::every(&tx).await?);
    match roster.is_taken(&after, unit.id) {
        Some("name") => return Err(Fault::field("name", "已有另一个单位用这个名称，请核对")),
        Some(field) => return Err(Fault::field(field, "这个信用代码属于另一个单位，请核对")),
        None => {}
    }
    let differences = after.differences(unit);
    units::change(&mut tx, &permit, unit, &after).await?;
    let changes: serde_json::Map<_, _> = differences
        .into_iter()
        .map(|one| (one.field.to_owned(), json!(format!("{} → {}", one.before, one.after))))
        .collect();
    permit.record(&mut tx, json!({ "name": unit.name, "changes": changes })).await?;
    Ok(tx.commit().await?)
}

/// What the second of two is told: where what they typed differs from what stands there now.
fn changed(unit: &Unit, typed: Option<&crate::unit::Particulars>) -> String {
    let differences = typed.map(|typed| typed.differences(unit)).unwrap_or_default();
    let lines: Vec<String> =
        differences.iter().map(|one| format!("{}现在是“{}”", one.field, one.before)).collect();
    let now = if lines.is_empty() {
        String::new()
    } else {
        format!("与您填写的不同：{}。", lines.join("，"))
    };
    format!("有人刚刚改过这个单位。{now}您填写的内容还在下面，核对后可以再次保存。")
}
