use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::{Db, DbError, Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{
    ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Raw, Reply, Routes, json, page,
};

use crate::account::last_day;
use crate::link::LinkKind;
use crate::login::name;
use crate::permit::{Permit, Verb, may, write_down};
use crate::policy::{GrantRole, InviteAgain, InviteToUnit};
use crate::settings::SignInPolicy;
use crate::shown_link::{LinkView, ShownLink, shown_before};
use crate::store::{links, members, persons, settings};
use crate::unit::Unit;
use crate::verbs::help_in::colleague;
use crate::verbs::show_unit::{UnitPage, find};
use crate::visit::Visit;
use crate::{Actor, NodePath, People, PersonId, Role, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/invite", may::<InviteToUnit>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/invitations",
        may::<InviteToUnit>(),
        json::<InviteInput, LinkView, _, _, _>("Makes a one-time link for a person of a unit", call),
    )
}

/// Whom to invite: somebody new by name and role, or again somebody who has not come yet, by id.
#[derive(Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct InviteInput {
    pub(crate) name: Raw,
    /// `unit_officer` or `unit_leader`.
    pub(crate) role: Raw,
    /// The last day of the account, `2026-12-31`; blank: no end.
    pub(crate) expires_on: Raw,
    /// The id of somebody who was invited before.
    pub(crate) person: Raw,
}

/// One-time links, shown this once: to copy, to scan, to print as slips.
#[derive(Template)]
#[template(path = "people/links.html")]
pub(crate) struct LinksPage {
    pub(crate) page: Page,
    pub(crate) links: Vec<ShownLink>,
    pub(crate) back: String,
    pub(crate) back_label: String,
}

impl LinksPage {
    /// Shows links that were just made.
    pub(crate) fn show(
        page: Page,
        links: Vec<ShownLink>,
        back: String,
        back_label: String,
    ) -> Result<Response, Fault> {
        let page = page.titled("一次性链接");
        page.show(&Self { page: page.clone(), links, back, back_label })
    }
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
            LinksPage::show(page, vec![link], format!("/units/{id}"), format!("返回{}", unit.short_name))
        }
        Ok(None) => Ok(page.warned(shown_before().sentence(), &format!("/units/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let mut template = UnitPage::open(&people.db, &actor, page, unit).await?;
            template.invite = input;
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
    ApiJson { input, key }: ApiJson<InviteInput>,
) -> Result<Reply<LinkView>, Fault> {
    let unit = find(&people.db, &id).await?;
    let permit = Permit::<InviteToUnit>::ask(&actor, &unit)?;
    let link = invite(&people.db, &permit, &unit, &visit, &input, key.as_ref()).await?;
    Ok(Reply(link.ok_or_else(shown_before)?.view()))
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
    if input.person.is_blank() {
        check_policy(db, permit).await?;
    }
    let scope = format!("{}:{}:{}", permit.actor().person, InviteToUnit::NAME, unit.id);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let (person, label) = match input.person.given() {
        Some(person) => again(&tx, permit.actor(), unit, person).await?,
        None => newcomer(&mut tx, permit.actor(), unit, input).await?,
    };
    links::void(&mut tx, Some(person)).await?;
    let made = links::make(
        &mut tx,
        LinkKind::Welcome,
        Some(person),
        &unit.liaison_phone,
        Some(permit.actor().person),
    )
    .await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &person.to_string()).await?;
    }
    permit.record(&mut tx, json!({ "person": person, "who": label })).await?;
    tx.commit().await?;
    Ok(Some(ShownLink::new(label, &visit.origin, &made)?))
}

async fn newcomer(
    tx: &mut Tx,
    actor: &Actor,
    unit: &Unit,
    input: &InviteInput,
) -> Result<(PersonId, String), Fault> {
    let mut invalid = Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 50, "姓名"));
    let role = Role::parse(input.role.text()).filter(|role| ROLES.contains(role));
    let role = role.ok_or_else(|| "请选择单位经办或单位领导".to_owned());
    let role = invalid.take("role", role.and_then(|role| role.fits(unit.kind).map(|()| role)));
    let expires_on = invalid.take("expires_on", last_day(input.expires_on.given(), tx.now().date()));
    invalid.into_result()?;
    let (Some(name), Some(role), Some(expires_on)) = (name, role, expires_on) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let seat =
        NewSeat { name: &name, home: unit.id, unit_name: &unit.name, path: &unit.path, role, expires_on };
    let person = seat.fill(tx, actor).await?;
    Ok((person, format!("{} {name}（{}）", unit.short_name, role.label())))
}

async fn again(tx: &Tx, actor: &Actor, unit: &Unit, person: &str) -> Result<(PersonId, String), Fault> {
    let person = PersonId::parse(person).map_err(|_| Fault::not_found())?;
    let members = members::of(tx, unit.id, tx.now().date()).await?;
    let member = members.iter().find(|member| member.person == person).ok_or_else(Fault::not_found)?;
    Permit::<InviteAgain>::ask(actor, &colleague(tx, unit, person).await?)?;
    Ok((person, format!("{} {}（{}）", unit.short_name, member.name, member.role.label())))
}

/// What is said where the policy leaves inviting to the administrators.
pub(crate) const NOT_BY_OFFICERS: &str =
    "登录策略规定单位人员的账号由系统管理员新增、由安全管理员分配角色，请联系他们办理。";

/// Whether the policy lets the bureau's officers bring new people in.
pub(crate) async fn officers_invite(reads: &impl Reads) -> Result<bool, DbError> {
    let (policy, _): (SignInPolicy, _) = settings::current(reads).await?;
    Ok(policy.officers_invite)
}

/// Refuses to bring somebody new in where the policy leaves that to the administrators; the refusal stands in the ledger.
pub(crate) async fn check_policy<V: Verb>(db: &Db, permit: &Permit<V>) -> Result<(), Fault> {
    if officers_invite(db).await? {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    permit.record_refusal(&mut tx, json!({ "reason": NOT_BY_OFFICERS })).await?;
    tx.commit().await?;
    Err(Fault::conflict("officers_do_not_invite", NOT_BY_OFFICERS))
}

/// A new person with a first role, as the bureau's officers may make for units.
pub(crate) struct NewSeat<'a> {
    pub(crate) name: &'a str,
    pub(crate) home: UnitId,
    pub(crate) unit_name: &'a str,
    pub(crate) path: &'a NodePath,
    pub(crate) role: Role,
    pub(crate) expires_on: Option<CivilDate>,
}

impl NewSeat<'_> {
    /// Makes the person and gives the role; that grant, too, stands in the ledger as such.
    pub(crate) async fn fill(&self, tx: &mut Tx, actor: &Actor) -> Result<PersonId, Fault> {
        let person = persons::add(tx, self.name, self.home, self.expires_on).await?;
        persons::grant(tx, person, self.home, self.role).await?;
        let detail = json!({ "name": self.name, "role": self.role.label(), "unit": self.unit_name });
        let (verb, id) = (GrantRole::NAME, person.to_string());
        write_down(tx, actor, verb, ("person", &id), Some(self.path.as_str()), detail).await?;
        Ok(person)
    }
}
