use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::{Db, Reads};
use jobs::{Filter, Job, JobId, State as JobState};
use people::{Actor, Permit, PersonId, UnitId, facts, may};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Method, Page, Query, Raw, Reply, Routes, encoded, json, page};

use crate::policy::WatchJobs;
use crate::verbs::limit;

pub(crate) fn routes(routes: Routes<Db>) -> Routes<Db> {
    routes.verb(Method::Get, "/jobs", may::<WatchJobs>(), page(show)).verb(
        Method::Get,
        "/api/v1/jobs",
        may::<WatchJobs>(),
        json::<JobFilter, JobPage, _, _, _>("Work in the background, newest first, page by page", call),
    )
}

/// Filter and place of the list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct JobFilter {
    /// `queued`, `running`, `done`, `failed` or `cancelled`.
    pub(crate) state: Raw,
    /// What kind of work, as the queue calls it.
    pub(crate) kind: Raw,
    /// The last job of the page before.
    pub(crate) after: Raw,
}

impl JobFilter {
    /// The address of the next page, up to its place.
    pub(crate) fn next_href(&self) -> String {
        format!("{}&after=", self.with(self.state.text()))
    }

    /// The address of the list in another state.
    pub(crate) fn with(&self, state: &str) -> String {
        format!("?state={}&kind={}", encoded(state), encoded(self.kind.text()))
    }

    /// Whether anything is filtered away.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.state.is_blank() || !self.kind.is_blank()
    }
}

/// A job with who started it and for which body, as far as anybody did.
pub(crate) struct Line {
    pub(crate) job: Job,
    pub(crate) by: String,
    pub(crate) place: String,
}

impl Line {
    /// What it does now, or why it failed; what a job that is over did last says nothing.
    fn note(&self) -> &str {
        match self.job.state {
            JobState::Queued | JobState::Running => &self.job.message,
            _ => "",
        }
    }
}

/// One page and where it ends, if there is more.
pub(crate) struct Found {
    pub(crate) jobs: Vec<Line>,
    pub(crate) next: Option<String>,
}

async fn find(reads: &impl Reads, actor: &Actor, input: &JobFilter) -> Result<Found, Fault> {
    const PAGE: usize = 50;
    Permit::<WatchJobs>::ask(actor, &actor.at)?;
    let filter = Filter {
        state: JobState::parse(input.state.text()),
        kind: input.kind.given().map(str::to_owned),
        place_path: limit(actor),
        ..Filter::default()
    };
    let after = JobId::parse(input.after.text()).ok();
    let mut jobs = jobs::page(reads, &filter, after, PAGE as u32 + 1).await?;
    let has_more = jobs.len() > PAGE;
    jobs.truncate(PAGE);
    let next = jobs.last().filter(|_| has_more).map(|job| job.id.to_string());
    let mut lines = Vec::new();
    for job in jobs {
        lines.push(Line { by: by(reads, &job).await?, place: place(reads, &job).await?, job });
    }
    Ok(Found { jobs: lines, next })
}

async fn by(reads: &impl Reads, job: &Job) -> Result<String, Fault> {
    let person = job.created_by.as_deref().and_then(|id| PersonId::parse(id).ok());
    Ok(match person {
        Some(person) => facts::person_name(reads, person).await?.unwrap_or_default(),
        None => String::new(),
    })
}

async fn place(reads: &impl Reads, job: &Job) -> Result<String, Fault> {
    let id = job.place.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
    Ok(match id.and_then(|id| UnitId::parse(id).ok()) {
        Some(id) => facts::unit(reads, id).await?.map(|unit| unit.short_name).unwrap_or_default(),
        None => String::new(),
    })
}

/// How a state looks.
fn look(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "not-due",
        JobState::Running => "pending",
        JobState::Done => "done",
        JobState::Failed => "failed",
        JobState::Cancelled => "missing",
    }
}

#[derive(Template)]
#[template(path = "admin/jobs.html")]
pub(crate) struct JobsHtml {
    pub(crate) page: Page,
    pub(crate) input: JobFilter,
    pub(crate) found: Found,
    pub(crate) states: &'static [JobState],
    pub(crate) kinds: Vec<String>,
    pub(crate) key: String,
}

async fn show(
    State(db): State<Db>,
    actor: Actor,
    page: Page,
    Query(input): Query<JobFilter>,
) -> Result<Response, Fault> {
    let found = find(&db, &actor, &input).await?;
    let page = page.titled("后台任务");
    let kinds = jobs::kinds(&db, limit(&actor).as_deref()).await?;
    let key = db.mint().id::<()>().to_string();
    page.show(&JobsHtml { page: page.clone(), input, found, states: JobState::ALL, kinds, key })
}

/// One job, without what it works on: that is business data.
#[derive(Serialize, ToSchema)]
pub(super) struct JobView {
    id: String,
    kind: String,
    /// The id of whoever started it; null where nobody did.
    created_by: Option<String>,
    state: &'static str,
    progress_done: i64,
    progress_total: i64,
    message: String,
    attempts: i64,
    /// Why it failed, or why its last attempt did.
    error: Option<String>,
    /// Whether somebody asked a running one to stop.
    cancel_asked: bool,
    created_at: String,
    finished_at: Option<String>,
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.to_string(),
            kind: job.kind,
            created_by: job.created_by,
            state: job.state.code(),
            progress_done: job.progress_done,
            progress_total: job.progress_total,
            message: job.message,
            attempts: job.attempts,
            error: job.error,
            cancel_asked: job.cancel_asked,
            created_at: job.created_at.rfc3339(),
            finished_at: job.finished_at.map(clock::Moment::rfc3339),
        }
    }
}

/// One page of jobs.
#[derive(Serialize, ToSchema)]
struct JobPage {
    jobs: Vec<JobView>,
    /// The `after` of the next page; null at the end.
    next: Option<String>,
}

async fn call(
    State(db): State<Db>,
    actor: Actor,
    Query(input): Query<JobFilter>,
) -> Result<Reply<JobPage>, Fault> {
    let Found { jobs, next } = find(&db, &actor, &input).await?;
    Ok(Reply(JobPage { jobs: jobs.into_iter().map(|line| JobView::from(line.job)).collect(), next }))
}
