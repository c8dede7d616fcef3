use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::{Db, Reads, Tx};
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, IdempotencyKey, Method, Once, Page, Raw, Routes, page};

use crate::link::LinkKind;
use crate::login::name;
use crate::permit::{Permit, Verb, may};
use crate::policy::InviteToUnit;
use crate::store::{links, members, persons};
use crate::unit::Unit;
use crate::verbs::set_up::ShownLink;
use crate::verbs::show_unit::{UnitPage, find};
use crate::visit::Visit;
use crate::{Actor, People, PersonId, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/invite", may::<InviteToUnit>(), page(submit))
}

/// Whom to invite: somebody new by name and role, or again somebody who is there, by id.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct InviteInput {
    pub(crate) name: Raw,
    pub(crate) role: Raw,
    pub(crate) person: Raw,
}

/// One-time links, shown this once.
#[derive(Template)]
#[template(path = "people/links.html")]
pub(crate) struct LinksPage {
    pub(crate) page: Page,
    pub(crate) links: Vec<ShownLink>,
    pub(crate) back: String,
    pub(crate) back_label: String,
}

/// The roles that the bureau may invite for a unit.
const ROLES: [Role; 2] = [Role::UnitOfficer, Role::UnitLeader];

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Path(id): Path<String>,
    Form { input, key }: Form<InviteInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    let permit = Permit::<InviteToUnit>::ask(&actor, &unit)?;
    match invite(&people.db, &permit, &unit, &visit, &input, key.as_ref()).await {
        Ok(Some(link)) => {
            let page = page.titled("一次性登录链接");
            let (back, back_label) = (format!("/units/{id}"), format!("返回{}", unit.short_name));
            page.show(&LinksPage { page: page.clone(), links: vec![link], back, back_label })
        }
        Ok(None) => {
            let text = "这个链接已经生成过，只显示一次。需要时请在人员一栏点“重新生成链接”。";
            Ok(page.warned(text, &format!("/units/{id}")))
        }
        Err(fault) if fault.is_mendable() => {
            let mut template = UnitPage::open(&people.db, &actor, page, unit).await?;
            template.invite = input;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// Makes the link; `None` when the same form made it before.
async fn invite(
    db: &Db,
    permit: &Permit<InviteToUnit>,
    unit: &Unit,
    visit: &Visit,
    input: &InviteInput,
    key: Option<&IdempotencyKey>,
) -> Result<Option<ShownLink>, Fault> {
    let scope = format!("{}:{}:{}", permit.actor().person, InviteToUnit::NAME, unit.id);
    let print = format!("{}|{}|{}", input.name, input.role, input.person);
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let (person, label) = match input.person.given() {
        Some(person) => again(&tx, unit, person).await?,
        None => newcomer(&mut tx, unit, input).await?,
    };
    links::void(&mut tx, Some(person)).await?;
    let path = links::make(&mut tx, LinkKind::Welcome, Some(person), &unit.liaison_phone).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &person.to_string()).await?;
    }
    permit.record(&mut tx, json!({ "person": person, "who": label })).await?;
    tx.commit().await?;
    Ok(Some(ShownLink { label, url: format!("{}{path}", visit.origin) }))
}

async fn newcomer(tx: &mut Tx, unit: &Unit, input: &InviteInput) -> Result<(PersonId, String), Fault> {
    let mut invalid = web::Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 50, "姓名"));
    let role = Role::parse(input.role.text()).filter(|role| ROLES.contains(role));
    let role = invalid.take("role", role.ok_or("请选择单位经办或单位领导"));
    invalid.into_result()?;
    let (Some(name), Some(role)) = (name, role) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let person = persons::add(tx, &name).await?;
    persons::grant(tx, person, unit.id, role).await?;
    Ok((person, format!("{} {name}（{}）", unit.short_name, role.label())))
}

async fn again(reads: &impl Reads, unit: &Unit, person: &str) -> Result<(PersonId, String), Fault> {
    let person = PersonId::parse(person).map_err(|_| Fault::not_found())?;
    let members = members::of(reads, unit.id).await?;
    let member = members.iter().find(|member| member.person == person && ROLES.contains(&member.role));
    let member = member.ok_or_else(Fault::not_found)?;
    Ok((person, format!("{} {}（{}）", unit.short_name, member.name, member.role.label())))
}
