use axum::extract::{Path, State};
use axum::response::Response;
use db::Reads;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::link::LinkKind;
use crate::permit::{Permit, may};
use crate::policy::{Colleague, HelpIn};
use crate::shown_link::{LinkView, ShownLink};
use crate::store::{accounts, links};
use crate::unit::Unit;
use crate::verbs::invite::LinksPage;
use crate::verbs::show_unit::{UnitPage, find};
use crate::visit::Visit;
use crate::{Actor, People, PersonId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/reset", may::<HelpIn>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/resets",
        may::<HelpIn>(),
        json::<ResetInput, LinkView, _, _, _>(
            "Makes a link for somebody of a unit who lost the password",
            call,
        ),
    )
}

/// Who lost the password.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct ResetInput {
    /// The id of a person with a role at the unit.
    person: Raw,
}

/// Somebody with a role at the unit, with all roles that they hold anywhere.
pub(crate) async fn colleague(reads: &impl Reads, unit: &Unit, person: PersonId) -> Result<Colleague, Fault> {
    let account = accounts::get(reads, person).await?.ok_or_else(Fault::not_found)?;
    let grants = accounts::grants(reads, person).await?;
    if grants.iter().all(|grant| grant.unit != unit.id) {
        return Err(Fault::not_found());
    }
    let roles = grants.iter().map(|grant| grant.role).collect();
    Ok(Colleague { account, roles, unit: unit.path.clone() })
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Path(id): Path<String>,
    Form { input, .. }: Form<ResetInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match help(&people, &actor, &unit, &visit, &input).await {
        Ok(link) => {
            LinksPage::show(page, vec![link], format!("/units/{id}"), format!("返回{}", unit.short_name))
        }
        Err(fault) if fault.is_mendable() => {
            let mut template = UnitPage::open(&people.db, &actor, page, unit).await?;
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
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ResetInput>,
) -> Result<Reply<LinkView>, Fault> {
    let unit = find(&people.db, &id).await?;
    Ok(Reply(help(&people, &actor, &unit, &visit, &input).await?.view()))
}

async fn help(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    visit: &Visit,
    input: &ResetInput,
) -> Result<ShownLink, Fault> {
    let person = PersonId::parse(input.person.text()).map_err(|_| Fault::not_found())?;
    let colleague = colleague(&people.db, unit, person).await?;
    let permit = Permit::<HelpIn>::ask(actor, &colleague)?;
    let mut tx = people.db.begin().await?;
    links::void(&mut tx, Some(person)).await?;
    let made = links::make(&mut tx, LinkKind::Reset, Some(person), "", Some(actor.person)).await?;
    let name = colleague.account.row.name;
    permit.record(&mut tx, json!({ "name": name, "unit": unit.name })).await?;
    tx.commit().await?;
    ShownLink::new(format!("{} {name}（重设密码）", unit.short_name), &visit.origin, &made)
}
