use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::NameResponsible;
use crate::responsible::{Line, judge};
use crate::store::responsible;
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/responsible", may::<NameResponsible>(), page(submit)).verb(
        Method::Put,
        "/api/v1/units/{id}/responsible",
        may::<NameResponsible>(),
        json::<ResponsibleInput, UnitDetail, _, _, _>(
            "Says who answers for a unit; a duty left out is nobody's",
            call,
        ),
    )
}

/// Who answers for what, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ResponsibleInput {
    people: Vec<Line>,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<ResponsibleInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match name(&people, &actor, &unit, &input).await {
        Ok(()) => Ok(page.done("责任人已保存。", &format!("/units/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let mut template = UnitPage::open(&people.db, &actor, page, unit).await?;
            template.lines = input.people;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ResponsibleInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    name(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn name(people: &People, actor: &Actor, unit: &Unit, input: &ResponsibleInput) -> Result<(), Fault> {
    let permit = Permit::<NameResponsible>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut invalid = Invalid::default();
    let all = judge(&input.people, &mut invalid);
    invalid.into_result()?;
    let mut tx = people.db.begin().await?;
    responsible::name(&mut tx, &permit, unit.id, &all).await?;
    let named: serde_json::Map<_, _> =
        all.iter().map(|one| (one.duty.label().to_owned(), json!(one.name))).collect();
    permit.record(&mut tx, json!({ "name": unit.name, "people": named })).await?;
    Ok(tx.commit().await?)
}
