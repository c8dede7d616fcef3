use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use campaigns::facts::{CampaignFact, PhaseFact};
use campaigns::{CampaignId, PhaseId, Reckoning};
use clock::CivilDate;
use jobs::NewJob;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Query, Raw, Reply};

use super::show_consolidation::{ConsolidationView, view};
use crate::Reports;
use crate::consolidate::ready;
use crate::consolidation::{Consolidation, ConsolidationId};
use crate::jobs::KIND;
use crate::policy::{Consolidate, Joined, ListConsolidations, Shelf, ShowConsolidation};
use crate::store::consolidations;
use crate::{load, running};

/// Which campaign's versions to list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Asked {
    /// Without it the newest.
    campaign: Raw,
}

/// What to join.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct ConsolidateInput {
    pub(crate) campaign: Raw,
    pub(crate) phase: Raw,
    /// `approved` (without it), `reported` or `logged`.
    pub(crate) reckoning: Raw,
}

/// The list of versions, with the form for a new one.
#[derive(Template)]
#[template(path = "reports/consolidations.html")]
struct ConsolidationsPage {
    page: Page,
    campaigns: Vec<CampaignFact>,
    campaign: Option<CampaignFact>,
    phases: Vec<PhaseFact>,
    versions: Vec<Consolidation>,
    input: ConsolidateInput,
    errors: Invalid,
    today: CivilDate,
    key: String,
    may_start: bool,
}

impl ConsolidationsPage {
    fn phase_title(&self, id: &PhaseId) -> String {
        load::named(&self.phases, *id).map_or_else(String::new, |period| period.title())
    }

    /// What is left out of a version of a phase that is not over; none of one that has not begun: nothing can be joined yet.
    fn early(&self, phase: &PhaseFact) -> Option<String> {
        let has_begun = phase.starts_on.is_none_or(|start| start <= self.today);
        running::joined_early(phase, self.today).filter(|_| has_begun)
    }

    fn is_phase(&self, id: &PhaseId) -> bool {
        self.input.phase.text() == id.to_string()
    }

    fn is_reckoning(&self, reckoning: &Reckoning) -> bool {
        Reckoning::parse(self.input.reckoning.text()).unwrap_or(Reckoning::Approved) == *reckoning
    }
}

/// `GET /consolidations`.
pub(crate) async fn show(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let input = ConsolidateInput { campaign: asked.campaign, ..ConsolidateInput::default() };
    let page = build(&state, &actor, page, input, Invalid::default()).await?;
    page.page.show(&page)
}

async fn build(
    state: &Reports,
    actor: &Actor,
    page: Page,
    mut input: ConsolidateInput,
    errors: Invalid,
) -> Result<ConsolidationsPage, Fault> {
    Permit::<ListConsolidations>::ask(actor, &Shelf(actor.at.path.clone()))?;
    let mut campaigns = campaigns::facts::campaigns_below(&state.db, &actor.at.path).await?;
    campaigns.retain(|campaign| campaign.launched_at.is_some());
    let campaign = match input.campaign.given() {
        Some(id) => Some(wanted(state, actor, id).await?),
        None => campaigns.first().cloned(),
    };
    let (phases, versions) = match &campaign {
        Some(campaign) => (
            campaigns::facts::phases(&state.db, campaign.id).await?,
            consolidations::of_campaign(&state.db, campaign.id).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    if input.phase.is_blank() {
        let today = state.db.clock().today();
        let started = |phase: &&PhaseFact| phase.starts_on.is_none_or(|start| start <= today);
        let latest = phases.iter().rfind(|phase| phase.is_past(today)).or(phases.iter().rfind(started));
        input.phase = latest.map_or_else(Raw::default, |phase| phase.id.to_string().into());
    }
    let key = state.db.mint().id::<()>().to_string();
    let page = page.titled("汇总");
    let may_start = actor.is_any(Consolidate::CALLERS);
    let today = state.db.clock().today();
    Ok(ConsolidationsPage {
        page,
        campaigns,
        campaign,
        phases,
        versions,
        input,
        errors,
        today,
        key,
        may_start,
    })
}

async fn wanted(state: &Reports, actor: &Actor, id: &str) -> Result<CampaignFact, Fault> {
    let id = CampaignId::parse(id).map_err(|_| Fault::not_found())?;
    let fact = campaigns::facts::campaign(&state.db, id).await?.ok_or_else(Fault::not_found)?;
    Permit::<ShowConsolidation>::ask(actor, &Joined(fact.clone()))?;
    Ok(fact)
}

/// `POST /consolidations`.
pub(crate) async fn submit(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<ConsolidateInput>,
) -> Result<Response, Fault> {
    match start(&state, &actor, &input).await {
        Ok(id) => Ok(web::redirect(&format!("/consolidations/{id}"))),
        Err(fault) if fault.is_mendable() => {
            let page = build(&state, &actor, page, input, fault.invalid()).await?;
            page.page.show_refused(&fault, &page)
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/consolidations`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    ApiJson { input, .. }: ApiJson<ConsolidateInput>,
) -> Result<Response, Fault> {
    let id = start(&state, &actor, &input).await?;
    let found = consolidations::find(&state.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(view(&state, &found).await?).into_response())
}

/// `GET /api/v1/consolidations`.
pub(crate) async fn list_call(
    State(state): State<Reports>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let campaign = wanted(&state, &actor, asked.campaign.text()).await?;
    let mut views: Vec<ConsolidationView> = Vec::new();
    for version in consolidations::of_campaign(&state.db, campaign.id).await? {
        views.push(view(&state, &version).await?);
    }
    Ok(Reply(views).into_response())
}

/// Begins a version, or finds the one of the same phase that is being made: two officers get one.
async fn start(state: &Reports, actor: &Actor, input: &ConsolidateInput) -> Result<ConsolidationId, Fault> {
    let campaign = CampaignId::parse(input.campaign.text()).map_err(|_| Fault::not_found())?;
    let mut tx = state.db.begin().await?;
    let fact = campaigns::facts::campaign(&tx, campaign).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<Consolidate>::ask(actor, &Joined(fact.clone()))?;
    let phases = campaigns::facts::phases(&tx, campaign).await?;
    let phase = phases.iter().find(|phase| phase.id.to_string() == input.phase.text());
    let phase = phase.ok_or_else(|| Fault::field("phase", "请选择要汇总的阶段。"))?;
    let reckoning = match input.reckoning.given() {
        None => Reckoning::Approved,
        Some(code) => {
            let sentence = "口径应为已登记、已报送或已审核。";
            Reckoning::parse(code).ok_or_else(|| Fault::field("reckoning", sentence))?
        }
    };
    if let Some(start) = phase.starts_on.filter(|start| *start > tx.now().date()) {
        return Err(Fault::field(
            "phase",
            format!("“{}”从 {start} 才开始，还没有可以汇总的内容。", phase.name),
        ));
    }
    if ready(&tx, campaign, phase.id, reckoning, tx.now()).await? == 0 {
        let sentence = "这一口径下还没有可以汇总的报送。请先催报、审核，或改选“已报送”口径。";
        return Err(Fault::field("reckoning", sentence));
    }
    let id = match consolidations::open(&tx, campaign, phase.id).await? {
        Some(id) => id,
        None => {
            let id = consolidations::begin(&mut tx, &permit, campaign, phase.id, reckoning).await?;
            permit
                .record(&mut tx, json!({ "consolidation": id, "phase": phase.id, "reckoning": reckoning }))
                .await?;
            id
        }
    };
    let (key, person) = (id.to_string(), actor.person.to_string());
    let job = NewJob {
        kind: KIND,
        key: &key,
        payload: json!({ "consolidation": id }),
        place: Some(fact.place.as_str()),
        created_by: Some(&person),
    };
    jobs::enqueue(&mut tx, job).await?;
    tx.commit().await?;
    Ok(id)
}
