use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::{DbError, Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{
    ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Query, Raw, Reply, Routes, json, page,
};

use crate::handover::{Charge, List, Taken, first_day};
use crate::jobs;
use crate::link::LinkKind;
use crate::login::name;
use crate::permit::{Permit, Verb, may, write_down};
use crate::policy::{Colleague, GrantRole, HandOver};
use crate::shown_link::{LinkView, ShownLink};
use crate::store::handovers::{self, HandoverId};
use crate::store::members::{self, Member};
use crate::store::{accounts, links, persons, responsible};
use crate::unit::Unit;
use crate::verbs::handovers::charges;
use crate::verbs::handovers::open_work::open_work;
use crate::verbs::handovers::show::HandoverView;
use crate::verbs::help_in::colleague;
use crate::verbs::invite::{LinksPage, NOT_BY_OFFICERS, check_policy, officers_invite};
use crate::verbs::show_unit::find;
use crate::visit::Visit;
use crate::{Actor, People, PersonId, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/{id}/handovers/new", may::<HandOver>(), page(open))
        .verb(Method::Post, "/units/{id}/handovers", may::<HandOver>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/handovers",
            may::<HandOver>(),
            json::<HandoverInput, HandedOver, _, _, _>("Hands somebody's work at a unit over on a day", call),
        )
}

/// Who leaves, who takes over, and from which day on.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct HandoverInput {
    /// The id of whoever leaves.
    pub(crate) person: Raw,
    /// The id of a person of the unit who takes over; blank: somebody new.
    pub(crate) successor: Raw,
    /// The name of somebody new.
    pub(crate) name: Raw,
    /// The first day of the successor, `2026-04-01`; blank: today.
    pub(crate) on_day: Raw,
    /// What the successor takes over beside the roles on that day: `liaison`, `safety_a`, `safety_b`.
    pub(crate) duties: Vec<Raw>,
    /// The successor's telephone; a liaison needs one.
    pub(crate) phone: Raw,
    /// On the page: that the form was sent to be told what would happen.
    pub(crate) told: Raw,
}

/// What a hand-over does, told before it is confirmed.
pub(crate) struct Effects {
    pub(crate) successor: String,
    pub(crate) is_new: bool,
    pub(crate) on_day: CivilDate,
    pub(crate) is_today: bool,
    pub(crate) list: List,
    /// What the one who leaves answers for beside the roles.
    pub(crate) charges: Vec<Charge>,
}

#[derive(Template)]
#[template(path = "people/handover_new.html")]
pub(crate) struct NewHandoverPage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) leaving: String,
    pub(crate) others: Vec<Member>,
    /// Whether somebody new may be brought in.
    pub(crate) may_invite: bool,
    pub(crate) input: HandoverInput,
    pub(crate) errors: Invalid,
    /// `None` until everything is filled in rightly.
    pub(crate) effects: Option<Effects>,
    pub(crate) key: String,
}

impl NewHandoverPage {
    /// Whether the successor takes a charge over: all of them, until somebody said otherwise.
    fn takes(&self, charge: &Charge) -> bool {
        let is_ticked = |raw: &Raw| raw.text() == charge.code();
        !self.errors.any() || self.input.duties.iter().any(is_ticked)
    }
}

async fn leaver(people: &People, unit: &Unit, person: &Raw) -> Result<Colleague, Fault> {
    let person = PersonId::parse(person.text()).map_err(|_| Fault::not_found())?;
    colleague(&people.db, unit, person).await
}

impl NewHandoverPage {
    async fn open(
        people: &People,
        page: Page,
        unit: Unit,
        leaving: &Colleague,
        input: HandoverInput,
    ) -> Result<Self, Fault> {
        let mut others = members::of(&people.db, unit.id, people.db.clock().today()).await?;
        others.retain(|member| member.person != leaving.account.row.id && member.is_active);
        others.dedup_by_key(|member| member.person);
        let leaving = leaving.account.row.name.clone();
        let key = people.db.mint().id::<()>().to_string();
        Ok(Self {
            page: page.titled("移交工作"),
            unit,
            leaving,
            others,
            may_invite: officers_invite(&people.db).await?,
            input,
            errors: Invalid::default(),
            effects: None,
            key,
        })
    }
}

async fn open(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(input): Query<HandoverInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    let leaving = leaver(&people, &unit, &input.person).await?;
    Permit::<HandOver>::ask(&actor, &leaving)?;
    let mut template = NewHandoverPage::open(&people, page, unit, &leaving, input).await?;
    if template.input.told.is_blank() {
        return template.page.show(&template);
    }
    match effects(&people, &template.unit, &leaving, &template.input).await {
        Ok(effects) => {
            template.effects = Some(effects);
            template.page.show(&template)
        }
        Err(fault) => {
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
    }
}

/// Judged as the hand-over itself would be; nothing is written.
async fn effects(
    people: &People,
    unit: &Unit,
    leaving: &Colleague,
    input: &HandoverInput,
) -> Result<Effects, Fault> {
    let untold = HandoverInput { duties: Vec::new(), ..input.clone() };
    let tx = people.db.begin().await?;
    let judged = judge(&tx, unit, leaving, &untold).await?;
    let responsible = responsible::of(&tx, unit.id).await?;
    let (field, successor, is_new) = match judged.successor {
        Successor::New(name) => ("name", name, true),
        Successor::Known(_, name) => ("successor", name, false),
    };
    if gives_a_role(&tx, unit, leaving, &input.successor).await? && !officers_invite(&tx).await? {
        return Err(Fault::field(field, format!("不能由“{successor}”接手：{NOT_BY_OFFICERS}")));
    }
    Ok(Effects {
        successor,
        is_new,
        on_day: judged.day,
        is_today: judged.day <= tx.now().date(),
        list: open_today(people, unit, leaving).await?,
        charges: Charge::held(unit, &responsible, &leaving.account.row.name),
    })
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Path(id): Path<String>,
    Form { input, key }: Form<HandoverInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    let leaving = leaver(&people, &unit, &input.person).await?;
    match hand_over(&people, &actor, &unit, &leaving, &visit, &input, key.as_ref()).await {
        Ok(Made { id: handover, link: Some(link) }) => {
            let back = format!("/units/{id}/handovers/{handover}");
            LinksPage::show(page, vec![link], back, "查看移交清单".to_owned())
        }
        Ok(Made { id: handover, link: None }) => {
            Ok(page.done("已办理移交，请打印清单由双方签字。", &format!("/units/{id}/handovers/{handover}")))
        }
        Err(fault) if fault.is_mendable() && fault.code() != "wrong_state" => {
            let mut template = NewHandoverPage::open(&people, page, unit, &leaving, input).await?;
            template.effects = effects(&people, &template.unit, &leaving, &template.input).await.ok();
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// A hand-over, and the link of a successor who is new; it is given this once.
#[derive(Serialize, ToSchema)]
struct HandedOver {
    handover: HandoverView,
    link: Option<LinkView>,
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    visit: Visit,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<HandoverInput>,
) -> Result<Reply<HandedOver>, Fault> {
    let unit = find(&people.db, &id).await?;
    let leaving = leaver(&people, &unit, &input.person).await?;
    let made = hand_over(&people, &actor, &unit, &leaving, &visit, &input, key.as_ref()).await?;
    let all = handovers::of(&people.db, unit.id).await?;
    let handover = all.into_iter().find(|one| one.id == made.id).ok_or_else(Fault::not_found)?;
    Ok(Reply(HandedOver {
        handover: HandoverView::of(handover, people.db.clock().today()),
        link: made.link.map(ShownLink::view),
    }))
}

struct Made {
    id: HandoverId,
    link: Option<ShownLink>,
}

async fn hand_over(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    leaving: &Colleague,
    visit: &Visit,
    input: &HandoverInput,
    key: Option<&IdempotencyKey>,
) -> Result<Made, Fault> {
    let permit = Permit::<HandOver>::ask(actor, leaving)?;
    if gives_a_role(&people.db, unit, leaving, &input.successor).await? {
        check_policy(&people.db, &permit).await?;
    }
    let list = open_today(people, unit, leaving).await?;
    let scope = format!("{}:{}:{}", actor.person, HandOver::NAME, unit.id);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = people.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &print).await?
    {
        return Ok(Made { id: HandoverId::parse(&id).map_err(Fault::internal)?, link: None });
    }
    let Judged { day, successor, taken } = judge(&tx, unit, leaving, input).await?;
    let person = leaving.account.row.id;
    let roles = roles_at(&tx, unit, person).await?;
    if roles.is_empty() {
        return Err(Fault::conflict("handed_over", "此人在本单位的角色都已移交或结束，不用再办。"));
    }
    let (successor, who, is_new) = match successor {
        Successor::Known(id, who) => (id, who, false),
        Successor::New(who) => (persons::add(&mut tx, &who, unit.id, None).await?, who, true),
    };
    for role in roles {
        handovers::pass_on(&mut tx, &permit, (unit.id, role), (person, successor), day).await?;
        let detail =
            json!({ "name": who, "role": role.label(), "unit": unit.name, "on_day": day.to_string() });
        let id = successor.to_string();
        write_down(&mut tx, actor, GrantRole::NAME, ("person", &id), Some(unit.path.as_str()), detail)
            .await?;
    }
    let id = handovers::keep(&mut tx, &permit, (unit.id, person, successor), day, (&list, &taken)).await?;
    if !taken.charges.is_empty() || day > tx.now().date() {
        come_about(&mut tx, actor, unit, id).await?;
    }
    let link = match is_new {
        true => {
            let (to, hint, maker) = (Some(successor), input.phone.text(), Some(actor.person));
            Some(links::make(&mut tx, LinkKind::Welcome, to, hint, maker).await?)
        }
        false => None,
    };
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    let names = json!({
        "before": leaving.account.row.name, "after": who, "on_day": day.to_string(), "open": list.open.len(),
        "duties": Some(Charge::words(&taken.charges)).filter(|duties| !duties.is_empty()),
    });
    permit.record(&mut tx, names).await?;
    tx.commit().await?;
    let label = format!("{} {who}（接手{}的工作）", unit.short_name, leaving.account.row.name);
    let link = link.map(|made| ShownLink::new(label, &visit.origin, &made)).transpose()?;
    Ok(Made { id, link })
}

async fn open_today(people: &People, unit: &Unit, leaving: &Colleague) -> Result<List, DbError> {
    let (person, who) = (leaving.account.row.id, leaving.account.row.name.as_str());
    let held = (person, people.db.clock().today());
    open_work(&people.db, &people.todos, unit, held, (person, who)).await
}

/// Passes the charges of a hand-over on, today or when its day comes; what is open is read again then.
async fn come_about(tx: &mut Tx, actor: &Actor, unit: &Unit, id: HandoverId) -> Result<(), Fault> {
    match handovers::come(tx, id).await? {
        Some(come) => charges::pass(tx, &come).await.map(drop)?,
        None => {
            let planned = handovers::get(tx, id).await?.ok_or_else(Fault::not_found)?;
            jobs::plan(tx, &planned, (unit.path.as_str(), &actor.person.to_string())).await?;
        }
    }
    Ok(())
}

/// The roles that somebody holds at the unit itself without an end.
async fn roles_at(reads: &impl Reads, unit: &Unit, person: PersonId) -> Result<Vec<Role>, DbError> {
    let grants = accounts::grants(reads, person).await?;
    let here = grants.into_iter().filter(|grant| grant.unit == unit.id && grant.until_on.is_none());
    Ok(here.map(|grant| grant.role).collect())
}

/// Whether who takes over comes by a role that was not theirs: to give one may be the security administrator's alone.
async fn gives_a_role(
    reads: &impl Reads,
    unit: &Unit,
    leaving: &Colleague,
    successor: &Raw,
) -> Result<bool, DbError> {
    // Whoever is nobody's id is refused as a successor.
    let Ok(successor) = PersonId::parse(successor.text()) else { return Ok(successor.is_blank()) };
    let held = roles_at(reads, unit, successor).await?;
    Ok(roles_at(reads, unit, leaving.account.row.id).await?.iter().any(|role| !held.contains(role)))
}

/// Who takes over: a colleague, or somebody new.
enum Successor {
    New(String),
    Known(PersonId, String),
}

/// A hand-over that may be made.
struct Judged {
    day: CivilDate,
    successor: Successor,
    taken: Taken,
}

async fn judge(tx: &Tx, unit: &Unit, leaving: &Colleague, input: &HandoverInput) -> Result<Judged, Fault> {
    let mut invalid = Invalid::default();
    let today = tx.now().date();
    let day = invalid.take("on_day", first_day(input.on_day.given(), today));
    let successor = successor(tx, unit, leaving.account.row.id, input, &mut invalid).await?;
    let responsible = responsible::of(tx, unit.id).await?;
    let held = Charge::held(unit, &responsible, &leaving.account.row.name);
    let who = match &successor {
        Some(Successor::New(name) | Successor::Known(_, name)) => name.as_str(),
        None => "",
    };
    let taken = charges::judge(input, (&held, &responsible), who, &mut invalid);
    invalid.into_result()?;
    match (day, successor) {
        (Some(day), Some(successor)) => Ok(Judged { day, successor, taken }),
        _ => Err(Fault::internal("judged right but not taken")),
    }
}

async fn successor(
    tx: &Tx,
    unit: &Unit,
    leaving: PersonId,
    input: &HandoverInput,
    invalid: &mut Invalid,
) -> Result<Option<Successor>, Fault> {
    let Some(chosen) = input.successor.given() else {
        return Ok(invalid.take("name", name(input.name.text(), 50, "接手人姓名")).map(Successor::New));
    };
    let members = members::of(tx, unit.id, tx.now().date()).await?;
    let found = members
        .into_iter()
        .find(|member| member.person.to_string() == chosen && member.person != leaving && member.is_active);
    let found = invalid.take("successor", found.ok_or("请选择本单位的另一位人员，或填写新接手人的姓名"));
    Ok(found.map(|member| Successor::Known(member.person, member.name)))
}
