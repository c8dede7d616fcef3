use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{
    ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Raw, Reply, Routes, json, page,
};

use crate::account::last_day;
use crate::link::LinkKind;
use crate::login::name;
use crate::permit::{Permit, Verb, may};
use crate::policy::AddAccount;
use crate::shown_link::{LinkView, ShownLink, shown_before};
use crate::store::search::Search;
use crate::store::{links, persons, units};
use crate::unit::Unit;
use crate::verbs::invite::LinksPage;
use crate::visit::Visit;
use crate::{Actor, NodeKind, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/accounts/new", may::<AddAccount>(), page(show))
        .verb(Method::Post, "/accounts", may::<AddAccount>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/accounts",
            may::<AddAccount>(),
            json::<AccountInput, LinkView, _, _, _>(
                "Opens an account without a role, and gives its link",
                call,
            ),
        )
}

/// For whom, where, and until when.
#[derive(Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct AccountInput {
    pub(crate) name: Raw,
    /// The full name or the id of the node where the account belongs.
    pub(crate) unit: Raw,
    /// The last day on which it works, `2026-12-31`; blank: no end.
    pub(crate) expires_on: Raw,
}

#[derive(Template)]
#[template(path = "people/account_new.html")]
pub(crate) struct NewAccountPage {
    pub(crate) page: Page,
    pub(crate) input: AccountInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
}

fn open(people: &People, page: Page) -> NewAccountPage {
    NewAccountPage {
        page: page.titled("新增账号"),
        input: AccountInput::default(),
        errors: Invalid::default(),
        key: people.db.mint().id::<()>().to_string(),
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<AddAccount>::ask(&actor, &actor.at)?;
    let template = open(&people, page);
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Form { input, key }: Form<AccountInput>,
) -> Result<Response, Fault> {
    let permit = Permit::<AddAccount>::ask(&actor, &actor.at)?;
    match add(&people, &permit, &visit, &input, key.as_ref()).await {
        Ok(Some(link)) => {
            LinksPage::show(page, vec![link], "/accounts".to_owned(), "返回账号列表".to_owned())
        }
        Ok(None) => Ok(page.warned(shown_before().sentence(), "/accounts")),
        Err(fault) if fault.is_mendable() => {
            let mut template = open(&people, page);
            template.input = input;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    visit: Visit,
    ApiJson { input, key }: ApiJson<AccountInput>,
) -> Result<Reply<LinkView>, Fault> {
    let permit = Permit::<AddAccount>::ask(&actor, &actor.at)?;
    let link = add(&people, &permit, &visit, &input, key.as_ref()).await?;
    Ok(Reply(link.ok_or_else(shown_before)?.view()))
}

/// Opens the account; `None` when the same form did so before.
async fn add(
    people: &People,
    permit: &Permit<AddAccount>,
    visit: &Visit,
    input: &AccountInput,
    key: Option<&IdempotencyKey>,
) -> Result<Option<ShownLink>, Fault> {
    let scope = format!("{}:{}", permit.actor().person, AddAccount::NAME);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = people.db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let mut invalid = Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 50, "姓名"));
    let expires_on = invalid.take("expires_on", last_day(input.expires_on.given(), tx.now().date()));
    let unit = invalid.take("unit", node(&tx, permit.actor(), &input.unit, NodeKind::ALL).await?);
    invalid.into_result()?;
    let (Some(name), Some(unit), Some(expires_on)) = (name, unit, expires_on) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let person = persons::add(&mut tx, &name, unit.id, expires_on).await?;
    let made = links::make(&mut tx, LinkKind::Welcome, Some(person), "", Some(permit.actor().person)).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &person.to_string()).await?;
    }
    let detail = json!({ "person": person, "name": name, "unit": unit.name, "expires_on": expires_on.map(|day| day.to_string()) });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(Some(ShownLink::new(format!("{} {name}", unit.short_name), &visit.origin, &made)?))
}

/// A node that was chosen, if the actor reaches it, or what is wrong with what was typed; `kinds` are those that fit.
pub(crate) async fn node(
    tx: &Tx,
    actor: &Actor,
    chosen: &Raw,
    kinds: &[NodeKind],
) -> Result<Result<Unit, String>, Fault> {
    let Some(text) = chosen.given() else { return Ok(Err("请选择单位".to_owned())) };
    match units::typed(tx, text).await?.filter(|unit| actor.reaches(&unit.path)) {
        Some(unit) => Ok(Ok(unit)),
        None => {
            let near = Search::among(&actor.at.path, kinds).nothing(tx, text).await?;
            Ok(Err(format!("请选择单位：{near}")))
        }
    }
}
