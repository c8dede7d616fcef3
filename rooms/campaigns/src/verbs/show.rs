//! A campaign after its launch: the bureau sees who has signed, a unit sees what it has to do.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::{CivilDate, Moment};
use people::facts::UnitFact;
use people::{Actor, Permit, Role};
use serde::{Deserialize, Serialize};
use web::askama::Template;
use web::{Fault, Page, Query, Raw, Reply, redirect};

use super::beside::{self, Beside};
use super::editions::{seen_by, units_of};
use super::plan::paper;
use super::signatures::Signatures;
use super::typed::{Refused, Typed};
use super::undone::{self, Rest};
use super::view::CampaignView;
use super::words::Words;
use super::{recall, recall_amendment};
use crate::campaign::Met;
use crate::facts::{EnrolmentFact, IndicatorFact, ProgressFact, Whose};
use crate::nudge::nudge;
use crate::plan::{Line, OpenTurn, Told};
use crate::policy::{Review, Show};
use crate::store::edition::{self, EditionRow};
use crate::store::heads;
use crate::store::plan::{Plan, Sourced, TaskRow, load};
use crate::store::signed::{self, Counts};
use crate::task::TaskId;
use crate::{
    Aim, CampaignId, CampaignState, Campaigns, DueFact, DueKind, MeasureKind, PhaseFact, PhaseId, Reckoning,
    facts,
};

/// What to show.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `no` or `yes`: units that have signed.
    pub(super) signed: Raw,
    /// Whose signatures: the number of an edition; empty: the one in force.
    pub(super) edition: Raw,
    pub(super) page: Raw,
    phase: Raw,
    reckoning: Raw,
}

/// The figures of a campaign with what they count.
struct Figures {
    rows: Vec<ProgressFact>,
    reckoning: Reckoning,
    phase: Option<PhaseId>,
    as_of: String,
}

impl Figures {
    fn all(&self) -> &'static [Reckoning] {
        Reckoning::ALL
    }

    /// Done and target, where there is a target to be drawn.
    fn bar(&self, row: &ProgressFact) -> Option<(i64, i64)> {
        row.target.filter(|target| *target > 0).map(|target| (row.done, target))
    }

    /// The address of the same figures in another phase or reckoning.
    fn href(&self, phase: Option<&PhaseId>, reckoning: &Reckoning) -> String {
        let phase = phase.map(ToString::to_string).unwrap_or_default();
        format!("?phase={phase}&reckoning={}#figures", reckoning.code())
    }
}

#[derive(Template)]
#[template(path = "campaigns/show_bureau.html")]
pub(crate) struct BureauPage<'a> {
    page: Page,
    plan: &'a Plan,
    lines: Vec<Line>,
    dues: Vec<DueFact>,
    figures: Figures,
    signed: Counts,
    signatures: Signatures,
    today: CivilDate,
    /// What had passed by then is filled in later (补录).
    launched_on: CivilDate,
    may_act: bool,
    /// What would be left undone if it ended now.
    undone: Rest,
    may_recall: bool,
    may_recall_amendment: bool,
    /// The text that asks the units to sign that have not; none when all have.
    nudge: Option<String>,
    /// The draft of the next edition.
    amendment: Option<CampaignId>,
    typed: Option<Typed>,
    key: String,
}

impl Refused for BureauPage<'_> {
    fn typed(&self) -> Option<&Typed> {
        self.typed.as_ref()
    }
}

impl BureauPage<'_> {
    fn base(&self) -> String {
        format!("/campaigns/{}", self.plan.campaign.id)
    }

    /// Where the bureau sees who has sent what is due; what may come at any time stands on no desk.
    fn due_href(&self, due: &DueFact) -> Option<String> {
        due.due_on.map(|_| format!("/desk?campaign={}&due={}", self.plan.campaign.id, due.id))
    }

    /// Until when the reports of phases without an end are laid out.
    fn laid_out(&self) -> Vec<String> {
        let is_open = self.plan.campaign.state.is_open();
        self.plan.last_turns().iter().filter(|_| is_open).map(OpenTurn::words).collect()
    }

    /// Why a step without fields was refused.
    fn refusal(&self) -> Option<&str> {
        self.typed.as_ref().map(Typed::sentence)
    }
}

#[derive(Template)]
#[template(path = "campaigns/show_unit.html")]
pub(crate) struct UnitPage<'a> {
    page: Page,
    plan: &'a Plan,
    lines: Vec<Line>,
    dues: Vec<DueFact>,
    figures: Figures,
    enrolment: Option<EnrolmentFact>,
    /// Whether it is looked at by a bureau between the one that launched it and the units.
    is_above: bool,
    /// 不适用: what is not asked of this unit, and why.
    excluded: Vec<(String, String)>,
    may_sign: bool,
    /// The own unit, whose liaison is confirmed with the signature.
    own: Option<UnitFact>,
    /// What changed with the edition in force, as far as it concerns this unit.
    changes: Vec<Told>,
    /// What amendments changed of the targets, by the task that asks for them, as far as it concerns this unit.
    beside: Beside,
    /// The 补充通知 that the edition in force came with.
    amendment: Option<EditionRow>,
    today: CivilDate,
    /// What had passed by then is filled in later (补录).
    launched_on: CivilDate,
}

impl UnitPage<'_> {
    /// What of a task's targets an amendment changed, as far as it concerns this unit.
    fn changed_of(&self, task: &TaskId) -> &[Told] {
        beside::of(&self.beside, task)
    }

    /// The tasks of one phase, or of the whole campaign.
    fn tasks(&self, phase: Option<&PhaseId>) -> Vec<&TaskRow> {
        let rows = self.plan.tasks.iter().filter(|task| !task.dropped);
        rows.filter(|task| task.phase.as_ref() == phase).collect()
    }

    /// Where this unit works on what is due: its own plan, or a report.
    fn due_href(&self, due: &DueFact) -> Option<String> {
        let unit = self.own.as_ref()?.id;
        Some(match due.kind {
            DueKind::UnitPlan => format!("/plans/{}/{unit}", self.plan.campaign.id),
            _ => format!("/reports/{}/{unit}", due.id),
        })
    }

    /// By when the unit files its plan, where it joined late.
    fn own_plan_day(&self) -> Option<CivilDate> {
        self.enrolment.as_ref()?.plan_due_on?;
        self.dues.iter().filter(|due| due.kind == DueKind::UnitPlan).filter_map(|due| due.due_on).min()
    }

    fn current(&self) -> Option<&PhaseFact> {
        let is_open = self.plan.campaign.state.is_open();
        self.plan.chained.iter().find(|phase| is_open && phase.is_current(self.today))
    }

    /// The day on which it was closed.
    fn closed_on(&self) -> Option<CivilDate> {
        self.plan.campaign.closed_at.map(Moment::date)
    }
}

fn launched_on(plan: &Plan, today: CivilDate) -> CivilDate {
    plan.campaign.launched_at.map_or(today, Moment::date)
}

/// GET /campaigns/{id}
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let met = heads::met(&room.db, &actor, &id).await?;
    Permit::<Show>::ask(&actor, &met)?;
    if met.head.state == CampaignState::Draft {
        return Ok(redirect(&format!("/campaigns/{id}/plan")));
    }
    let plan = load(&room.db, met.head.id).await?;
    let page = page.titled(plan.campaign.name.as_str());
    if actor.reaches(&met.head.place) {
        let shown = bureau(&room, &actor, page.clone(), &plan, &asked, None).await?;
        page.show(&shown)
    } else {
        unit(&room, &actor, page, &plan, &met, &asked).await
    }
}

/// The text that asks those to sign that have not.
async fn nudge_text(room: &Campaigns, plan: &Plan) -> Result<Option<String>, Fault> {
    if !plan.campaign.state.is_open() {
        return Ok(None);
    }
    let owing = signed::unsigned(&room.db, plan.campaign.id, room.db.clock().today()).await?;
    let owing: Vec<_> = owing.iter().map(|unit| (unit.township.as_str(), unit.name.as_str())).collect();
    let office = people::facts::site(&room.db).await?.office_name;
    let is_amended = plan.campaign.edition > 1;
    Ok((!owing.is_empty()).then(|| nudge(&plan.campaign.name, is_amended, &owing, &office)))
}

/// How a refused step of a campaign answers a browser: the campaign again, with the form as it was typed.
pub(crate) async fn refused(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    id: &str,
    form: &str,
    input: &impl Serialize,
    fault: Fault,
) -> Result<Response, Fault> {
    if !fault.is_mendable() || fault.code() == "wrong_state" {
        return Err(fault);
    }
    let head = heads::head(&room.db, id).await?;
    Permit::<Review>::ask(actor, &head)?;
    if head.state == CampaignState::Draft {
        return Ok(page.warned(fault.sentence(), &format!("/campaigns/{id}/plan")));
    }
    let plan = load(&room.db, head.id).await?;
    let page = page.titled(plan.campaign.name.as_str());
    let typed = Typed::new(form.to_owned(), input, fault.clone());
    let shown = bureau(room, actor, page.clone(), &plan, &Asked::default(), Some(typed)).await?;
    page.show_refused(&fault, &shown)
}

async fn bureau<'a>(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &'a Plan,
    asked: &Asked,
    typed: Option<Typed>,
) -> Result<BureauPage<'a>, Fault> {
    let id = plan.campaign.id;
    let today = room.db.clock().today();
    let signed = signed::counts(&room.db, id, today).await?;
    let now = room.db.clock().now();
    let editions = edition::list(&room.db, id).await?;
    let amended = recall_amendment::in_force(&editions, plan.campaign.edition);
    Ok(BureauPage {
        page,
        lines: paper(plan),
        dues: facts::dues(&room.db, id).await?,
        figures: figures(room, plan, Whose::All, asked).await?,
        signatures: Signatures::load(&room.db, plan, asked, (signed, today)).await?,
        signed,
        today,
        launched_on: launched_on(plan, today),
        may_act: actor.is_any(&[Role::BureauOfficer]),
        may_recall: signed.signed == 0 && recall::is_in_time(plan.campaign.launched_at, now),
        may_recall_amendment: signed.signed == 0
            && amended.is_some_and(|row| recall::is_in_time(row.launched_at, now)),
        undone: undone::rest(room, plan, signed.unsigned()).await?,
        nudge: nudge_text(room, plan).await?,
        amendment: edition::draft(&room.db, id).await?,
        typed,
        key: room.db.mint().id::<()>().to_string(),
        plan,
    })
}

async fn unit(
    room: &Campaigns,
    actor: &Actor,
    page: Page,
    plan: &Plan,
    met: &Met,
    asked: &Asked,
) -> Result<Response, Fault> {
    let enrolments = facts::enrolments(&room.db, met.head.id).await?;
    let enrolment = enrolments.into_iter().find(|enrolment| enrolment.unit == actor.at.id);
    let editions = edition::list(&room.db, met.head.id).await?;
    let latest = editions.iter().find(|row| row.number == plan.campaign.edition);
    let whose = if met.is_above { Whose::Below(&actor.at.path) } else { Whose::Unit(actor.at.id) };
    let shown = UnitPage {
        changes: seen_by(&room.db, actor, latest.map(EditionRow::changes).unwrap_or_default()).await?,
        beside: beside_seen_by(room, actor, plan).await?,
        amendment: latest.filter(|row| row.number > 1).cloned(),
        page: page.clone(),
        lines: paper(plan),
        dues: own_days(facts::dues(&room.db, met.head.id).await?, enrolment.as_ref()),
        figures: figures(room, plan, whose, asked).await?,
        excluded: excluded(room, met.head.id, actor.at.id).await?,
        enrolment,
        may_sign: actor.is_unit() && met.head.state.is_open() && !met.has_left,
        own: people::facts::unit(&room.db, actor.at.id).await?.filter(|_| actor.is_unit()),
        is_above: met.is_above,
        today: room.db.clock().today(),
        launched_on: launched_on(plan, room.db.clock().today()),
        plan,
    };
    page.show(&shown)
}

/// What stands beside the tasks, as far as whoever looks may know.
async fn beside_seen_by(room: &Campaigns, actor: &Actor, plan: &Plan) -> Result<Beside, Fault> {
    let units = units_of(&room.db, actor).await?;
    let all = beside::beside(&room.db, plan).await?.into_iter();
    Ok(all
        .map(|(task, told)| (task, told.into_iter().filter_map(|one| one.seen_by(&units)).collect()))
        .collect())
}

/// What is due, with the unit's own day for its plan.
fn own_days(mut dues: Vec<DueFact>, enrolment: Option<&EnrolmentFact>) -> Vec<DueFact> {
    let own = enrolment.and_then(|enrolment| enrolment.plan_due_on);
    for due in dues.iter_mut().filter(|due| due.kind == DueKind::UnitPlan) {
        due.due_on = facts::plan_due(due.due_on, own);
    }
    dues
}

/// The indicators that are 不适用 for a unit, each with the reason.
async fn excluded(
    room: &Campaigns,
    campaign: CampaignId,
    unit: people::UnitId,
) -> Result<Vec<(String, String)>, Fault> {
    let targets = facts::targets(&room.db, campaign).await?;
    let reason = |fact: IndicatorFact| match targets.aim(&fact, unit) {
        Aim::Excluded(reason) => Some((fact.name, reason)),
        _ => None,
    };
    Ok(facts::indicators(&room.db, campaign).await?.into_iter().filter_map(reason).collect())
}

async fn figures(room: &Campaigns, plan: &Plan, whose: Whose<'_>, asked: &Asked) -> Result<Figures, Fault> {
    let default = match whose {
        Whose::Unit(_) => Reckoning::Logged,
        Whose::All | Whose::Below(_) => facts::default_reckoning(&room.db).await?,
    };
    let reckoning = Reckoning::parse(asked.reckoning.text()).unwrap_or(default);
    let phase = PhaseId::parse(asked.phase.text()).ok();
    let phase = phase.filter(|id| plan.phase(Some(*id)).is_some());
    let rows = facts::progress_of(&room.db, plan.campaign.id, phase, whose, reckoning).await?;
    Ok(Figures { rows, reckoning, phase, as_of: room.db.clock().now().to_string() })
}

/// GET /api/v1/campaigns/{id}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<CampaignView>, Fault> {
    let met = heads::met(&room.db, &actor, &id).await?;
    Permit::<Show>::ask(&actor, &met)?;
    let view = CampaignView::load(&room.db, met.head.id).await?;
    if actor.reaches(&met.head.place) {
        return Ok(Reply(view));
    }
    let enrolments = facts::enrolments(&room.db, met.head.id).await?;
    let own = enrolments.into_iter().find(|enrolment| enrolment.unit == actor.at.id);
    let units = units_of(&room.db, &actor).await?;
    Ok(Reply(view.sent_down(&units, own.and_then(|enrolment| enrolment.plan_due_on))))
}
