use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Method, Once, Page, Raw, Reply, Routes, json, page};

use crate::login::name;
use crate::permit::{Permit, Verb, may};
use crate::policy::AddUnitSet;
use crate::store::unit_sets::{self, UnitSetId};
use crate::verbs::unit_sets::list::SetsPage;
use crate::verbs::unit_sets::{SetView, taken};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/unit-sets", may::<AddUnitSet>(), page(submit)).verb(
        Method::Post,
        "/api/v1/unit-sets",
        may::<AddUnitSet>(),
        json::<NewSetInput, SetView, _, _, _>("Makes a named set of units, still without any", call),
    )
}

/// What the set is called.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewSetInput {
    name: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, key }: Form<NewSetInput>,
) -> Result<Response, Fault> {
    match add(&people, &actor, &input, key.as_ref()).await {
        Ok(id) => Ok(page.done("已新增挂片，请勾选单位和挂片人员。", &format!("/unit-sets/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let mut template = SetsPage::open(&people, &actor, page).await?;
            template.name = input.name;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<NewSetInput>,
) -> Result<Reply<SetView>, Fault> {
    let id = add(&people, &actor, &input, key.as_ref()).await?;
    Ok(Reply(unit_sets::get(&people.db, id).await?.ok_or_else(Fault::not_found)?.into()))
}

async fn add(
    people: &People,
    actor: &Actor,
    input: &NewSetInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitSetId, Fault> {
    let permit = Permit::<AddUnitSet>::ask(actor, &actor.at)?;
    let name = name(input.name.text(), 30, "挂片名称").map_err(|sentence| Fault::field("name", sentence))?;
    let scope = format!("{}:{}", actor.person, AddUnitSet::NAME);
    let mut tx = people.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &name).await?
    {
        return UnitSetId::parse(&id).map_err(Fault::internal);
    }
    let id = unit_sets::add(&mut tx, &permit, &name).await.map_err(taken)?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    permit.record(&mut tx, json!({ "set": id, "name": name })).await?;
    tx.commit().await?;
    Ok(id)
}
