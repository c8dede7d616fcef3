use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{
    ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Raw, Reply, Routes, json, page,
};

use crate::permit::{Permit, Verb, may};
use crate::policy::AddUnit;
use crate::store::units;
use crate::unit::{UnitInput, field};
use crate::verbs::add_unit::insert;
use crate::verbs::show_unit::{UnitDetail, detail};
use crate::{Actor, NodeKind, People, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/micro", may::<AddUnit>(), page(show))
        .verb(Method::Post, "/units/micro", may::<AddUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/micro",
            may::<AddUnit>(),
            json::<MicroInput, UnitDetail, _, _, _>(
                "Adds a practice of which only name and telephone are known",
                call,
            ),
        )
}

/// All that is asked of the smallest practices.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct MicroInput {
    pub(crate) name: Raw,
    pub(crate) township: Raw,
    pub(crate) phone: Raw,
}

/// The class of all of them.
const CLASS: &str = "个体诊所等";

#[derive(Template)]
#[template(path = "people/unit_micro.html")]
pub(crate) struct MicroPage {
    pub(crate) page: Page,
    pub(crate) input: MicroInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
}

impl MicroPage {
    fn open(people: &People, page: Page, input: MicroInput, errors: Invalid) -> Self {
        let key = people.db.mint().id::<()>().to_string();
        Self { page: page.titled("新增个体诊所等"), input, errors, key }
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    let place = units::get(&people.db, actor.at.id).await?.ok_or_else(Fault::not_found)?;
    Permit::<AddUnit>::ask(&actor, &place)?;
    let template = MicroPage::open(&people, page, MicroInput::default(), Invalid::default());
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, key }: Form<MicroInput>,
) -> Result<Response, Fault> {
    match add(&people, &actor, &input, key.as_ref()).await {
        // The next one is typed at once: there are hundreds of them.
        Ok(_) => {
            Ok(page.done(&format!("已新增“{}”，可以接着新增下一家。", input.name.text()), "/units/micro"))
        }
        Err(fault) if fault.is_mendable() => {
            let template = MicroPage::open(&people, page, input, fault.invalid());
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<MicroInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let id = add(&people, &actor, &input, key.as_ref()).await?;
    let unit = units::get(&people.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(detail(&people.db, unit).await?))
}

async fn add(
    people: &People,
    actor: &Actor,
    input: &MicroInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitId, Fault> {
    let place = units::get(&people.db, actor.at.id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<AddUnit>::ask(actor, &place)?;
    let mut invalid = Invalid::default();
    invalid.take("township", field::township(input.township.text()));
    invalid.take("phone", field::phone(input.phone.text()));
    invalid.take("name", field::full_name(input.name.text()));
    invalid.into_result()?;
    let unit = UnitInput {
        name: input.name.clone(),
        class: CLASS.into(),
        township: input.township.clone(),
        liaison_phone: input.phone.clone(),
        ..UnitInput::default()
    };
    let scope = format!("{}:{}:micro", actor.person, AddUnit::NAME);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = people.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &print).await?
    {
        return UnitId::parse(&id).map_err(Fault::internal);
    }
    let id = insert(&mut tx, &permit, &place, (NodeKind::Unit, true), &unit).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    permit.record(&mut tx, json!({ "unit": id, "name": input.name.text(), "kind": CLASS })).await?;
    tx.commit().await?;
    Ok(id)
}
