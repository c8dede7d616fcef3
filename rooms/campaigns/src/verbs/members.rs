//! Who takes part in a launched campaign: late units join, others leave.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use people::facts::UnitFact;
use people::{Actor, Permit, Role, UnitId};
use serde::Serialize;
use web::askama::Template;
use web::{Fault, Page, Query, redirect};

use super::join;
use super::narrow::{Filter, Narrowed};
use super::typed::{Refused, Typed};
use super::words::Words;
use crate::campaign::Head;
use crate::policy::Review;
use crate::store::enrol::{self, Enrolled};
use crate::store::{days_off, heads};
use crate::{CampaignState, Campaigns, facts};

#[derive(Template)]
#[template(path = "campaigns/members.html")]
pub(crate) struct MembersPage {
    page: Page,
    head: Head,
    members: Vec<Enrolled>,
    /// Units below the bureau that do not take part.
    others: Vec<UnitFact>,
    narrowed: Narrowed,
    /// How many of the members take part still, shown or not.
    staying: usize,
    today: CivilDate,
    /// By when the plans of all are filed; none where the campaign asks for no filing.
    plan_due: Option<CivilDate>,
    /// By when a unit files that joins today, where nobody says otherwise.
    plan_day: Option<CivilDate>,
    may_act: bool,
    typed: Option<Typed>,
    key: String,
}

impl Refused for MembersPage {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl MembersPage {
    fn base(&self) -> String {
        format!("/campaigns/{}/members", self.head.id)
    }

    /// What an empty day for the plan of a late unit means.
    fn plan_hint(&self, of_all: &CivilDate) -> String {
        match self.plan_day {
            Some(own) => format!("空着即加入后 10 个工作日：今天加入的到 {own}；其他单位是 {of_all}。"),
            None => format!("空着即和其他单位一样，{of_all}。"),
        }
    }

    /// By when a member that joined late files its plan.
    fn plan_day_of(&self, member: &Enrolled) -> Option<CivilDate> {
        member.plan_due_on.and_then(|own| facts::plan_due(self.plan_due, Some(own)))
    }
}

/// GET /campaigns/{id}/members
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<Response, Fault> {
    let head = heads::head(&room.db, &id).await?;
    Permit::<Review>::ask(&actor, &head)?;
    if head.state == CampaignState::Draft {
        return Ok(redirect(&format!("/campaigns/{id}/units")));
    }
    let shown = page_of(&room, &actor, page.clone(), (head, filter), None).await?;
    page.show(&shown)
}

async fn page_of(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    (head, filter): (Head, Filter),
    typed: Option<Typed>,
) -> Result<MembersPage, Fault> {
    let mut members = enrol::enrolled(&room.db, head.id).await?;
    let known: HashSet<UnitId> = members.iter().map(|member| member.unit).collect();
    let staying = members.iter().filter(|member| member.left_on.is_none()).count();
    let all = people::facts::units_below(&room.db, &head.place).await?;
    let narrowed = filter.resolve(&room.db, &head.place, &all).await?;
    let shown: HashSet<UnitId> = all.iter().filter(|unit| narrowed.shows(unit)).map(|unit| unit.id).collect();
    members.retain(|member| !narrowed.is_narrow() || shown.contains(&member.unit));
    let today = room.db.clock().today();
    let plan_due = join::plan_day_of_all(&facts::dues(&room.db, head.id).await?);
    let workdays = days_off::workdays(&room.db).await?;
    let may_join = |unit: &UnitFact| unit.merged_into.is_none() && !known.contains(&unit.id);
    let others = all.into_iter().filter(|unit| may_join(unit) && shown.contains(&unit.id)).collect();
    Ok(MembersPage {
        page: page.titled("参加单位"),
        may_act: head.state.is_open() && actor.is_any(&[Role::BureauOfficer]),
        head,
        members,
        others,
        narrowed,
        staying,
        today,
        plan_due,
        plan_day: plan_due.and_then(|of_all| join::plan_day(of_all, today, &workdays)),
        typed,
        key: room.db.mint().id::<()>().to_string(),
    })
}

/// How a refused form of this page answers a browser.
pub(super) async fn refused(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    (id, form): (&str, String),
    input: &impl Serialize,
    fault: Fault,
) -> Result<Response, Fault> {
    if !fault.is_mendable() || fault.code() == "wrong_state" {
        return Err(fault);
    }
    let head = heads::head(&room.db, id).await?;
    Permit::<Review>::ask(actor, &head)?;
    let typed = Typed::new(form, input, fault.clone());
    let shown = page_of(room, actor, page.clone(), (head, Filter::default()), Some(typed)).await?;
    page.show_refused(&fault, &shown)
}
