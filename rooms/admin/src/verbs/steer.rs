//! What the system administrator may do to a job: stop it, or have it done again.

use axum::extract::{Path, State};
use axum::response::Response;
use db::{Db, Tx};
use jobs::{Job, JobId, State as JobState};
use people::{Actor, Permit, may};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::policy::{CancelJob, RetryJob, Watched};
use crate::verbs::jobs::JobView;

pub(crate) fn routes(routes: Routes<Db>) -> Routes<Db> {
    routes
        .verb(Method::Post, "/jobs/{id}/cancel", may::<CancelJob>(), page(cancel))
        .verb(Method::Post, "/jobs/{id}/retry", may::<RetryJob>(), page(retry))
        .verb(
            Method::Post,
            "/api/v1/jobs/{id}/cancel",
            may::<CancelJob>(),
            json::<Nothing, JobView, _, _, _>("Stops a job that waits or runs", call_cancel),
        )
        .verb(
            Method::Post,
            "/api/v1/jobs/{id}/retry",
            may::<RetryJob>(),
            json::<Nothing, JobView, _, _, _>(
                "Does a job that failed or was stopped again, as a new one",
                call_retry,
            ),
        )
}

/// Nothing is typed.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct Nothing {}

async fn find(tx: &Tx, actor: &Actor, id: &str) -> Result<Watched, Fault> {
    let id = JobId::parse(id).map_err(|_| Fault::not_found())?;
    let job = jobs::get(tx, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Watched { job, from: actor.at.path.clone() })
}

async fn stop(db: &Db, actor: &Actor, id: &str) -> Result<Job, Fault> {
    let mut tx = db.begin().await?;
    let on = find(&tx, actor, id).await?;
    let permit = Permit::<CancelJob>::ask(actor, &on)?;
    jobs::cancel(&mut tx, on.job.id).await?;
    permit.record(&mut tx, json!({ "kind": on.job.kind, "before": on.job.state.label() })).await?;
    let job = jobs::get(&tx, on.job.id).await?.ok_or_else(Fault::not_found)?;
    tx.commit().await?;
    Ok(job)
}

async fn redo(db: &Db, actor: &Actor, id: &str) -> Result<Job, Fault> {
    let mut tx = db.begin().await?;
    let on = find(&tx, actor, id).await?;
    let permit = Permit::<RetryJob>::ask(actor, &on)?;
    let again = jobs::again(&mut tx, &on.job).await?;
    permit.record(&mut tx, json!({ "kind": on.job.kind, "before": on.job.state.label() })).await?;
    let job = jobs::get(&tx, again).await?.ok_or_else(Fault::not_found)?;
    tx.commit().await?;
    Ok(job)
}

async fn cancel(
    State(db): State<Db>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let text = match stop(&db, &actor, &id).await?.state {
        JobState::Cancelled => "任务已停止。",
        _ => "已要求停止，任务会在当前一步做完后停下。",
    };
    Ok(page.done(text, "/jobs"))
}

async fn retry(
    State(db): State<Db>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    redo(&db, &actor, &id).await?;
    Ok(page.done("已重新排队。", "/jobs"))
}

async fn call_cancel(
    State(db): State<Db>,
    actor: Actor,
    Path(id): Path<String>,
    _: ApiJson<Nothing>,
) -> Result<Reply<JobView>, Fault> {
    Ok(Reply(stop(&db, &actor, &id).await?.into()))
}

async fn call_retry(
    State(db): State<Db>,
    actor: Actor,
    Path(id): Path<String>,
    _: ApiJson<Nothing>,
) -> Result<Reply<JobView>, Fault> {
    Ok(Reply(redo(&db, &actor, &id).await?.into()))
}
