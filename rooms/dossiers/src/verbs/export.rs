use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Db;
use jobs::NewJob;
use people::{Actor, Permit};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply, redirect};

use super::{Asked, at, export_of};
use crate::Dossiers;
use crate::export::{Export, ExportId, LIFE_DAYS};
use crate::gather::{Depth, gather};
use crate::jobs as making;
use crate::jobs::KIND;
use crate::policy::{self, Cancel, Show, Subject};
use crate::store::exports;

/// One ZIP: in the making, made, or stopped.
#[derive(Template)]
#[template(path = "dossiers/export.html")]
struct ExportPage {
    page: Page,
    unit: String,
    subject: Subject,
    export: Export,
    /// The campaign that it is of; blank for all.
    campaign: String,
    job: Option<jobs::Job>,
    key: String,
    may_stop: bool,
}

impl ExportPage {
    /// Whether the page asks again by itself.
    fn is_going_on(&self) -> bool {
        self.export.done_at.is_none() && self.job.as_ref().is_some_and(is_live)
    }

    fn is_stopping(&self) -> bool {
        self.job.as_ref().is_some_and(|job| job.cancel_asked)
    }

    fn href(&self) -> String {
        format!("/dossiers/{}/exports/{}", self.unit, self.export.id)
    }

    fn why(&self) -> &str {
        let job = self.job.as_ref();
        let stopped = job.is_none_or(|job| job.state == jobs::State::Cancelled);
        let error = job.and_then(|job| job.error.as_deref()).filter(|_| !stopped);
        error.unwrap_or("导出已取消，没有留下文件。")
    }
}

/// Whether a job waits or runs.
pub(super) fn is_live(job: &jobs::Job) -> bool {
    matches!(job.state, jobs::State::Queued | jobs::State::Running)
}

/// `GET /dossiers/{unit}/exports/{id}`.
pub(crate) async fn html(
    State(state): State<Dossiers>,
    actor: Actor,
    page: Page,
    Path((unit, id)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let (subject, _) = at(&state.db, &unit).await?;
    Permit::<Show>::ask(&actor, &subject)?;
    let export = export_of(&state.db, &subject, &id).await?;
    let campaign = match export.campaign {
        Some(id) => campaigns::facts::campaign(&state.db, id).await?.map(|campaign| campaign.name),
        None => None,
    };
    let template = ExportPage {
        page: page.titled("导出档案"),
        job: making::of(&state.db, export.id).await?,
        key: state.db.mint().id::<()>().to_string(),
        may_stop: Permit::<Cancel>::would(&actor, &subject),
        campaign: campaign.unwrap_or_default(),
        unit,
        subject,
        export,
    };
    template.page.show(&template)
}

/// A ZIP of a unit's file for a program.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportView {
    id: String,
    unit: String,
    /// Null: all years.
    year: Option<i64>,
    /// Null: all campaigns.
    campaign: Option<String>,
    reckoning: String,
    /// `queued`, `running`, `done`, `expired`, `failed` or `cancelled`.
    state: String,
    /// Files written, of `progress_total`.
    progress_done: i64,
    progress_total: i64,
    /// Why it failed.
    error: Option<String>,
    asked_by: String,
    /// RFC 3339.
    as_of: Option<String>,
    bytes: Option<i64>,
    /// How many pictures lie in its folders.
    pictures: Option<i64>,
    /// How many do not, for they show patients and their unit has not confirmed them.
    withheld: Option<i64>,
    /// Where it is fetched.
    file: Option<String>,
}

/// How a ZIP is.
pub(super) async fn view(db: &Db, export: Export) -> Result<ExportView, Fault> {
    let job = making::of(db, export.id).await?;
    let state = match &job {
        _ if export.is_expired() => "expired",
        _ if export.done_at.is_some() => jobs::State::Done.code(),
        Some(job) => job.state.code(),
        None => jobs::State::Failed.code(),
    };
    let href = format!("/api/v1/dossiers/{}/exports/{}/file.zip", export.unit, export.id);
    Ok(ExportView {
        state: state.to_owned(),
        file: export.file.as_ref().map(|_| href),
        progress_done: job.as_ref().map_or(0, |job| job.progress_done),
        progress_total: job.as_ref().map_or(0, |job| job.progress_total),
        error: job.and_then(|job| job.error).filter(|_| export.done_at.is_none()),
        as_of: export.as_of.map(clock::Moment::rfc3339),
        id: export.id.to_string(),
        unit: export.unit.to_string(),
        year: export.year,
        campaign: export.campaign.map(|id| id.to_string()),
        reckoning: export.reckoning.code().to_owned(),
        asked_by: export.asked_by,
        bytes: export.bytes,
        pictures: export.pictures,
        withheld: export.withheld,
    })
}

/// `GET /api/v1/dossiers/{unit}/exports/{id}`.
pub(crate) async fn call(
    State(state): State<Dossiers>,
    actor: Actor,
    Path((unit, id)): Path<(String, String)>,
) -> Result<Reply<ExportView>, Fault> {
    let (subject, _) = at(&state.db, &unit).await?;
    Permit::<Show>::ask(&actor, &subject)?;
    Ok(Reply(view(&state.db, export_of(&state.db, &subject, &id).await?).await?))
}

/// `POST /dossiers/{unit}/exports`.
pub(crate) async fn submit(
    State(state): State<Dossiers>,
    actor: Actor,
    page: Page,
    Path(unit): Path<String>,
    Form { input, .. }: Form<Asked>,
) -> Result<Response, Fault> {
    match start(&state, &actor, &unit, &input).await {
        Ok(id) => Ok(redirect(&format!("/dossiers/{unit}/exports/{id}"))),
        Err(fault) if fault.is_mendable() => Ok(page.warned(fault.sentence(), &format!("/dossiers/{unit}"))),
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/dossiers/{unit}/exports`.
pub(crate) async fn submit_call(
    State(state): State<Dossiers>,
    actor: Actor,
    Path(unit): Path<String>,
    ApiJson { input, .. }: ApiJson<Asked>,
) -> Result<Reply<ExportView>, Fault> {
    let id = start(&state, &actor, &unit, &input).await?;
    let export = exports::find(&state.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(view(&state.db, export).await?))
}

/// Asks for a ZIP, or finds the one of the same choice that is being made: who presses twice gets one.
async fn start(state: &Dossiers, actor: &Actor, unit: &str, asked: &Asked) -> Result<ExportId, Fault> {
    let (subject, particulars) = at(&state.db, unit).await?;
    Permit::<policy::Export>::ask(actor, &subject)?;
    let dossier = gather(&state.db, (subject.0.clone(), particulars), asked, Depth::Page).await?;
    asked.check(&dossier)?;
    if dossier.is_empty() {
        let sentence = "这一年还没有可以导出的内容：没有下发的专项行动，也没有登记的活动。请换一个年份。";
        return Err(Fault::field("year", sentence));
    }
    let choice = dossier.choice;
    let mut tx = state.db.begin().await?;
    let permit = Permit::<policy::Export>::ask(actor, &subject)?;
    if let Some(id) = exports::open(&tx, subject.0.id, &choice).await?
        && making::of(&tx, id).await?.as_ref().is_some_and(is_live)
    {
        return Ok(id);
    }
    let id = exports::begin(&mut tx, &permit, subject.0.id, &choice).await?;
    let (key, person) = (id.to_string(), actor.person.to_string());
    let job = NewJob {
        kind: KIND,
        key: &key,
        payload: json!({ "export": id }),
        place: Some(subject.0.path.as_str()),
        created_by: Some(&person),
    };
    jobs::enqueue(&mut tx, job).await?;
    let told = json!({ "year": choice.year, "campaign": choice.campaign, "reckoning": choice.reckoning });
    permit.record(&mut tx, told).await?;
    tx.commit().await?;
    Ok(id)
}
