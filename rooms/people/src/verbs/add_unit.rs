use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::{Db, Tx};
use serde_json::json;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Reply, Routes, json, page};

use crate::permit::{Permit, Verb, may};
use crate::policy::AddUnit;
use crate::roster::{Change, Misfit, Roster};
use crate::store::units;
use crate::unit::UnitInput;
use crate::verbs::show_unit::{UnitDetail, detail};
use crate::{Actor, People, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/new", may::<AddUnit>(), page(show))
        .verb(Method::Post, "/units", may::<AddUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units",
            may::<AddUnit>(),
            json::<UnitInput, UnitDetail, _, _, _>("Adds a unit below the caller's place", call),
        )
}

#[derive(Template)]
#[template(path = "people/unit_new.html")]
pub(crate) struct NewUnitPage {
    pub(crate) page: Page,
    pub(crate) input: UnitInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<AddUnit>::ask(&actor, &actor.at)?;
    let page = page.titled("新增单位");
    let key = people.db.mint().id::<()>().to_string();
    page.show(&NewUnitPage {
        page: page.clone(),
        input: UnitInput::default(),
        errors: Invalid::default(),
        key,
    })
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, key }: Form<UnitInput>,
) -> Result<Response, Fault> {
    match add(&people.db, &actor, &input, key.as_ref()).await {
        Ok(id) => Ok(page.done("已新增单位。", &format!("/units/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let page = page.titled("新增单位");
            let key = people.db.mint().id::<()>().to_string();
            page.show_refused(
                &fault,
                &NewUnitPage { page: page.clone(), input, errors: fault.invalid(), key },
            )
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<UnitInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let id = add(&people.db, &actor, &input, key.as_ref()).await?;
    let unit = units::get(&people.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(detail(&people.db, unit).await?))
}

async fn add(
    db: &Db,
    actor: &Actor,
    input: &UnitInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitId, Fault> {
    let permit = Permit::<AddUnit>::ask(actor, &actor.at)?;
    let scope = format!("{}:{}", actor.person, AddUnit::NAME);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &print).await?
    {
        return UnitId::parse(&id).map_err(Fault::internal);
    }
    let id = insert(&mut tx, &permit, input).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    permit.record(&mut tx, json!({ "unit": id, "name": input.name.text() })).await?;
    tx.commit().await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, permit: &Permit<AddUnit>, input: &UnitInput) -> Result<UnitId, Fault> {
    let mut invalid = Invalid::default();
    let particulars = input.judge(&mut invalid);
    invalid.into_result()?;
    let Some(particulars) = particulars else { return Err(Fault::internal("judged right but not taken")) };
    let roster = Roster::new(units::every(&*tx).await?);
    let planned = roster.plan(particulars, permit.place()).map_err(|misfit| match misfit {
        Misfit::Name(sentence) => Fault::field("name", sentence),
        Misfit::Code(sentence) => Fault::field("credit_code", sentence),
    })?;
    if !matches!(planned.change, Change::New) {
        return Err(Fault::field("name", "已有这个单位（名称或信用代码相同），请从名册打开它"));
    }
    Ok(units::add(tx, permit, &permit.actor().at, &planned.particulars).await?)
}
