use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::{CivilDate, Moment};
use db::{Db, Reads};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Method, Page, Reply, Routes, json, page};

use crate::account::AccountState;
use crate::handover::{Handover, Stage};
use crate::liaison::LiaisonInput;
use crate::permit::{Permit, Verb, may};
use crate::policy::{EditUnit, HandOver, HelpIn, InviteAgain, InviteToUnit, NameResponsible, ShowUnit};
use crate::responsible::{Duty, Line as FormLine, Responsible};
use crate::store::accounts::Node;
use crate::store::members::{self, Member};
use crate::store::mergers::{self, Absorbed};
use crate::store::services::{self, Partner, Served};
use crate::store::{handovers, nodes, responsible, units};
use crate::unit::Unit;
use crate::verbs::help_in::colleague;
use crate::verbs::invite::{InviteInput, officers_invite};
use crate::{Actor, NodeKind, People, Role, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/units/{id}", may::<ShowUnit>(), page(show)).verb(
        Method::Get,
        "/api/v1/units/{id}",
        may::<ShowUnit>(),
        json::<(), UnitDetail, _, _, _>("One unit with its people", call),
    )
}

/// A person of the unit, and what the actor may do about the account.
pub(crate) struct Line {
    pub(crate) member: Member,
    pub(crate) state: AccountState,
    /// Until when nobody may sign in, if too many attempts failed.
    pub(crate) locked_until: Option<Moment>,
    pub(crate) may_invite: bool,
    pub(crate) may_help: bool,
    pub(crate) may_hand_over: bool,
}

#[derive(Template)]
#[template(path = "people/unit.html")]
pub(crate) struct UnitPage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    pub(crate) members: Vec<Line>,
    pub(crate) liaison: LiaisonInput,
    pub(crate) invite: InviteInput,
    /// Who answers for the unit, and the same as lines of a form.
    pub(crate) responsible: Vec<Responsible>,
    pub(crate) lines: Vec<FormLine>,
    /// The unit that reports for this one, and those for which this one reports.
    pub(crate) server: Option<Partner>,
    pub(crate) served: Vec<Served>,
    pub(crate) handovers: Vec<Handover>,
    today: CivilDate,
    /// What was merged into this unit.
    pub(crate) absorbed: Vec<Absorbed>,
    /// The way down to the unit.
    pub(crate) above: Vec<Node>,
    pub(crate) errors: Invalid,
    pub(crate) may_invite: bool,
    /// Whether only the policy keeps the actor from inviting.
    pub(crate) invites_are_off: bool,
    pub(crate) may_confirm: bool,
    pub(crate) may_change: bool,
    pub(crate) may_merge: bool,
    pub(crate) may_close: bool,
    pub(crate) may_move: bool,
    pub(crate) may_name: bool,
    /// Whether the actor may sit down at the units for which this one reports.
    pub(crate) may_serve: bool,
    pub(crate) is_bureau: bool,
    /// The unit that a department belongs to; blank for whatever is none.
    pub(crate) unit_above: String,
    pub(crate) key: String,
}

impl UnitPage {
    /// The page as it opens: nothing typed, nothing refused.
    pub(crate) async fn open(db: &Db, actor: &Actor, page: Page, unit: Unit) -> Result<Self, Fault> {
        let is_own = actor.at.id == unit.id;
        let responsible = responsible::of(db, unit.id).await?;
        let may_change = actor.is_any(EditUnit::CALLERS);
        let is_living = unit.merged_into.is_none() && unit.closed_on.is_none();
        let invites = actor.is_any(InviteToUnit::CALLERS) && unit.kind != NodeKind::Bureau && is_living;
        let officers_invite = officers_invite(db).await?;
        let unit_above = match unit.kind {
            NodeKind::Department => nodes::unit_above(db, &unit.path).await?.unwrap_or_default(),
            NodeKind::Unit | NodeKind::Bureau => String::new(),
        };
        Ok(Self {
            page: page.titled(unit.name.clone()),
            members: lines(db, actor, &unit).await?,
            liaison: LiaisonInput::of(&unit),
            invite: InviteInput::default(),
            lines: form_lines(&responsible),
            responsible,
            server: services::server(db, unit.id).await?,
            served: services::served(db, unit.id).await?,
            handovers: handovers::of(db, unit.id).await?,
            today: db.clock().today(),
            absorbed: mergers::absorbed(db, unit.id).await?,
            above: nodes::above(db, &actor.at.path, &unit.path).await?,
            errors: Invalid::default(),
            may_invite: invites && officers_invite,
            invites_are_off: invites && !officers_invite,
            may_change,
            may_merge: may_change && is_living && unit.kind == NodeKind::Unit,
            may_close: may_change && is_living && unit.kind != NodeKind::Bureau,
            may_move: may_change && is_living && unit.kind != NodeKind::Bureau,
            may_name: actor.is_any(NameResponsible::CALLERS) && unit.kind == NodeKind::Unit,
            may_serve: is_own && actor.is_any(&[Role::UnitOfficer]),
            may_confirm: is_own && actor.is_unit(),
            is_bureau: actor.is_bureau(),
            unit_above,
            key: db.mint().id::<()>().to_string(),
            unit,
        })
    }
}

impl UnitPage {
    fn server_name(&self) -> &str {
        self.server.as_ref().map_or("", |server| &server.name)
    }

    /// How far a hand-over is today.
    fn stage(&self, handover: &Handover) -> Stage {
        handover.stage(self.today)
    }

    /// The page as it is now, with what was wrong about a form of it.
    pub(crate) async fn refused(
        db: &Db,
        actor: &Actor,
        page: Page,
        id: &str,
        fault: Fault,
    ) -> Result<Response, Fault> {
        if !fault.is_mendable() {
            return Err(fault);
        }
        let mut template = Self::open(db, actor, page, find(db, id).await?).await?;
        template.errors = fault.invalid();
        template.page.show_refused(&fault, &template)
    }
}

/// One line for each duty.
fn form_lines(responsible: &[Responsible]) -> Vec<FormLine> {
    let line = |duty: &Duty| {
        let who = responsible.iter().find(|one| one.duty == *duty);
        let text = |of: fn(&Responsible) -> &String| who.map_or("", |who| of(who)).into();
        FormLine {
            duty: duty.code().into(),
            name: text(|one| &one.name),
            post: text(|one| &one.post),
            phone: text(|one| &one.phone),
        }
    };
    Duty::ALL.iter().map(line).collect()
}

async fn lines(db: &Db, actor: &Actor, unit: &Unit) -> Result<Vec<Line>, Fault> {
    let now = db.clock().now();
    let helps = actor.is_any(HelpIn::CALLERS);
    let is_living = unit.merged_into.is_none() && unit.closed_on.is_none();
    let mut lines = Vec::new();
    for member in members::of(db, unit.id, now.date()).await? {
        let state = member.state(now);
        let colleague = colleague(db, unit, member.person).await?;
        let may_invite =
            is_living && state == AccountState::Invited && Permit::<InviteAgain>::would(actor, &colleague);
        let has_password = matches!(state, AccountState::Open | AccountState::Locked);
        let may_help = helps && has_password && Permit::<HelpIn>::would(actor, &colleague);
        let may_hand_over = member.until_on.is_none() && Permit::<HandOver>::would(actor, &colleague);
        let locked_until = member.locked_until(now).filter(|_| state == AccountState::Locked);
        lines.push(Line { member, state, locked_until, may_invite, may_help, may_hand_over });
    }
    Ok(lines)
}

/// A node by the id in the address.
pub(crate) async fn find(reads: &impl Reads, id: &str) -> Result<Unit, Fault> {
    let id = UnitId::parse(id).map_err(|_| Fault::not_found())?;
    units::get(reads, id).await?.ok_or_else(Fault::not_found)
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ShowUnit>::ask(&actor, &unit)?;
    let template = UnitPage::open(&people.db, &actor, page, unit).await?;
    template.page.show(&template)
}

/// A unit with its people, as programs see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitDetail {
    id: String,
    name: String,
    short_name: String,
    credit_code: Option<String>,
    class: String,
    township: String,
    headcount: Option<i64>,
    beds: Option<i64>,
    /// `bureau`, `unit` or `department`.
    kind: &'static str,
    /// Whether it is a practice of which only name and telephone are known.
    is_micro: bool,
    /// The id of the node above.
    parent: Option<String>,
    /// The id of the unit that reports for this one.
    served_by: Option<String>,
    /// The id of the unit that this one was merged into, and the last day under its own name.
    merged_into: Option<String>,
    merged_on: Option<String>,
    /// The last day of a unit that closed.
    closed_on: Option<String>,
    responsible: Vec<ResponsibleView>,
    liaison_name: String,
    liaison_post: String,
    liaison_phone: String,
    /// RFC 3339; null until the unit has confirmed its liaison.
    liaison_confirmed_at: Option<String>,
    version: i64,
    people: Vec<MemberView>,
}

/// Somebody who answers for something at a unit.
#[derive(Serialize, ToSchema)]
struct ResponsibleView {
    /// `head`, `deputy`, `safety_a` or `safety_b`.
    duty: &'static str,
    name: String,
    post: String,
    phone: String,
}

/// A person with a role at a unit.
#[derive(Serialize, ToSchema)]
struct MemberView {
    id: String,
    name: String,
    role: String,
    /// `invited`, `open`, `locked`, `expired` or `closed`.
    state: &'static str,
    /// Whether the person has chosen login and password and may sign in now.
    can_sign_in: bool,
}

/// What programs see of a unit.
pub(crate) async fn detail(db: &Db, unit: Unit) -> Result<UnitDetail, Fault> {
    let now = db.clock().now();
    let view = |member: Member| MemberView {
        state: member.state(now).code(),
        can_sign_in: member.state(now) == AccountState::Open,
        id: member.person.to_string(),
        name: member.name,
        role: member.role.code().to_owned(),
    };
    let people = members::of(db, unit.id, now.date()).await?.into_iter().map(view).collect();
    let answers = |one: Responsible| ResponsibleView {
        duty: one.duty.code(),
        name: one.name,
        post: one.post,
        phone: one.phone,
    };
    Ok(UnitDetail {
        kind: unit.kind.code(),
        is_micro: unit.is_micro,
        beds: unit.beds,
        parent: unit.parent.map(|parent| parent.to_string()),
        merged_into: unit.merged_into.map(|into| into.to_string()),
        merged_on: unit.merged_on.map(|on| on.to_string()),
        closed_on: unit.closed_on.map(|on| on.to_string()),
        served_by: services::server(db, unit.id).await?.map(|server| server.id.to_string()),
        responsible: responsible::of(db, unit.id).await?.into_iter().map(answers).collect(),
        id: unit.id.to_string(),
        name: unit.name,
        short_name: unit.short_name,
        credit_code: unit.credit_code,
        class: unit.class,
        township: unit.township,
        headcount: unit.headcount,
        liaison_name: unit.liaison_name,
        liaison_post: unit.liaison_post,
        liaison_phone: unit.liaison_phone,
        liaison_confirmed_at: unit.liaison_confirmed_at.map(Moment::rfc3339),
        version: unit.version,
        people,
    })
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<ShowUnit>::ask(&actor, &unit)?;
    Ok(Reply(detail(&people.db, unit).await?))
}
