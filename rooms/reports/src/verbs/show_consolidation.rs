use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::{IntoResponse, Response};
use blobs::BlobId;
use campaigns::facts::{CampaignFact, PhaseFact};
use people::{Actor, Permit, Verb};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Page, Reply};

use crate::consolidation::{Consolidation, ConsolidationId, Snapshot, Total};
use crate::policy::{Consolidate, Joined, ShowConsolidation};
use crate::store::{consolidations, submissions};
use crate::{Reports, jobs as making, load, running};

/// One version: in the making, or locked.
#[derive(Template)]
#[template(path = "reports/consolidation.html")]
struct ConsolidationPage {
    page: Page,
    version: Consolidation,
    campaign: CampaignFact,
    phase: String,
    job: Option<jobs::Job>,
    changes: Vec<String>,
    /// What of its phase was still to come when it was made.
    early: Option<String>,
    /// What it was made of; empty until it is done.
    figures: Snapshot,
    totals: Vec<Total>,
    key: String,
    may_start: bool,
}

impl ConsolidationPage {
    /// Whether the page asks again by itself.
    fn is_going_on(&self) -> bool {
        let live = |job: &jobs::Job| matches!(job.state, jobs::State::Queued | jobs::State::Running);
        self.version.done_at.is_none() && self.job.as_ref().is_some_and(live)
    }

    fn why(&self) -> &str {
        let job = self.job.as_ref();
        job.and_then(|job| job.error.as_deref()).unwrap_or("任务已停止。")
    }
}

/// What of its phase was still to come when a version was made.
fn early(version: &Consolidation, phases: &[PhaseFact]) -> Option<String> {
    let phase = phases.iter().find(|phase| phase.id == version.phase)?;
    running::joined_early(phase, version.as_of?.date())
}

async fn seen(state: &Reports, actor: &Actor, id: &str) -> Result<(Consolidation, CampaignFact), Fault> {
    let id = ConsolidationId::parse(id).map_err(|_| Fault::not_found())?;
    let found = consolidations::find(&state.db, id).await?.ok_or_else(Fault::not_found)?;
    let campaign =
        campaigns::facts::campaign(&state.db, found.campaign).await?.ok_or_else(Fault::not_found)?;
    Permit::<ShowConsolidation>::ask(actor, &Joined(campaign.clone()))?;
    Ok((found, campaign))
}

/// `GET /consolidations/{id}`.
pub(crate) async fn show(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (version, campaign) = seen(&state, &actor, &id).await?;
    let phases = campaigns::facts::phases(&state.db, campaign.id).await?;
    let phase = load::named(&phases, version.phase).map_or_else(String::new, |period| period.title());
    let early = early(&version, &phases);
    let job = making::of(&state.db, version.id).await?;
    let title = if version.done_at.is_some() {
        format!("{}（已锁定）", version.title())
    } else {
        version.title()
    };
    let page = page.titled(title);
    let key = state.db.mint().id::<()>().to_string();
    let (changes, figures) = (version.changes(), version.snapshot());
    let may_start = actor.is_any(Consolidate::CALLERS);
    let totals = figures.totals(&campaigns::facts::measures(&state.db).await?);
    let template = ConsolidationPage {
        page,
        version,
        campaign,
        phase,
        job,
        changes,
        early,
        figures,
        totals,
        key,
        may_start,
    };
    template.page.show(&template)
}

/// `GET /consolidations/{id}/draft.docx`.
pub(crate) async fn draft(
    State(state): State<Reports>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (version, campaign) = seen(&state, &actor, &id).await?;
    check_patients(&state, &version).await?;
    file(&state, version.draft.as_deref(), &name(&version, &campaign, "汇总稿", "docx"), web::DOCX).await
}

/// A version that was made before one of its pictures was said to show patients is not handed out until the unit has confirmed it.
async fn check_patients(state: &Reports, version: &Consolidation) -> Result<(), Fault> {
    let Some(as_of) = version.as_of else { return Ok(()) };
    let withheld = activities::facts::withheld(&state.db).await?;
    for (photo, _) in withheld.into_iter().filter(|(_, since)| *since >= as_of) {
        if submissions::holds(&state.db, version.campaign, photo, as_of).await? {
            let sentence = "这一版汇总生成之后，其中一张照片被所在单位标记为含患者画面、尚未确认可用，这一版暂不提供下载。请重新生成汇总，新的一版不含这张照片。";
            return Err(Fault::conflict("patients_pending", sentence));
        }
    }
    Ok(())
}

/// `GET /consolidations/{id}/ledger.xlsx`.
pub(crate) async fn ledger(
    State(state): State<Reports>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (version, campaign) = seen(&state, &actor, &id).await?;
    file(&state, version.ledger.as_deref(), &name(&version, &campaign, "台账", "xlsx"), web::XLSX).await
}

fn name(version: &Consolidation, campaign: &CampaignFact, what: &str, suffix: &str) -> String {
    format!("{}-{}-{what}.{suffix}", campaign.name, version.title())
}

/// Streams a stored file: a draft with the pictures of a thousand units does not go through memory.
async fn file(
    state: &Reports,
    address: Option<&str>,
    name: &str,
    media_type: &'static str,
) -> Result<Response, Fault> {
    let not_done = || Fault::conflict("not_done", "汇总稿还在生成，请等进度条走完后再下载。");
    let blob: BlobId = address.ok_or_else(not_done)?.parse().map_err(Fault::internal)?;
    let opened = state.blobs.open_file(blob).await?;
    let body = axum::body::Body::from_stream(tokio_util::io::ReaderStream::new(opened.file));
    let mut response = web::download(name, media_type, Vec::new());
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(opened.len));
    *response.body_mut() = body;
    Ok(response)
}

/// A version for a program.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsolidationView {
    id: String,
    campaign: String,
    phase: String,
    number: i64,
    reckoning: String,
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    state: String,
    /// Pictures written, of `progress_total`.
    progress_done: i64,
    progress_total: i64,
    /// Why it failed.
    error: Option<String>,
    asked_by: String,
    /// RFC 3339.
    as_of: Option<String>,
    /// SHA-256 of the document, 64 hex digits.
    code: Option<String>,
    draft: Option<String>,
    ledger: Option<String>,
    /// Names of the units whose report is part of it.
    joined: Vec<String>,
    /// Names of those whose report is not.
    absent: Vec<String>,
    changes: Vec<String>,
    /// What of its phase was still to come when it was made, in words.
    early: Option<String>,
}

/// How a version is.
pub(crate) async fn view(state: &Reports, version: &Consolidation) -> Result<ConsolidationView, Fault> {
    let phases = campaigns::facts::phases(&state.db, version.campaign).await?;
    let job = making::of(&state.db, version.id).await?;
    let is_done = version.done_at.is_some();
    let state = match &job {
        _ if is_done => jobs::State::Done,
        Some(job) => job.state,
        None => jobs::State::Failed,
    };
    let snapshot = version.snapshot();
    let named = |is_in| snapshot.named(is_in).into_iter().map(str::to_owned).collect();
    let href = |file: &str| is_done.then(|| format!("/api/v1/consolidations/{}/{file}", version.id));
    Ok(ConsolidationView {
        id: version.id.to_string(),
        campaign: version.campaign.to_string(),
        phase: version.phase.to_string(),
        number: version.number,
        reckoning: version.reckoning.code().to_owned(),
        state: state.code().to_owned(),
        progress_done: job.as_ref().map_or(0, |job| job.progress_done),
        progress_total: job.as_ref().map_or(0, |job| job.progress_total),
        error: job.and_then(|job| job.error).filter(|_| !is_done),
        asked_by: version.asked_by.clone(),
        as_of: version.as_of.map(clock::Moment::rfc3339),
        code: is_done.then(|| version.code().to_owned()),
        draft: href("draft.docx"),
        ledger: href("ledger.xlsx"),
        joined: named(true),
        absent: named(false),
        changes: version.changes(),
        early: early(version, &phases),
    })
}

/// `GET /api/v1/consolidations/{id}`.
pub(crate) async fn call(
    State(state): State<Reports>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let (version, _) = seen(&state, &actor, &id).await?;
    Ok(Reply(view(&state, &version).await?).into_response())
}
