use axum::extract::{Path, State};
use axum::response::Response;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw};

use super::decide::{ReturnInput, standing_now};
use super::{Address, at, review};
use crate::Reports;
use crate::policy::{Exempt, Recall};
use crate::report::{ReportState, StepKind};
use crate::standing::Standing;
use crate::store::reports;

/// 免报, or back again.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct ExemptInput {
    /// Why; up to 200 characters.
    pub(crate) reason: Raw,
}

impl ExemptInput {
    fn parse(&self) -> Result<&str, Fault> {
        const MAX: usize = 200;
        match self.reason.given() {
            None => Err(Fault::field("exempt_reason", "请写明原因，如“单位停业装修”。")),
            Some(text) if text.chars().count() > MAX => {
                Err(Fault::field("exempt_reason", "原因请控制在 200 个字以内。"))
            }
            Some(text) => Ok(text),
        }
    }
}

/// `POST /reports/{due}/{unit}/exempt`.
pub(crate) async fn exempt(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, .. }: Form<ExemptInput>,
) -> Result<Response, Fault> {
    let done =
        change::<Exempt>(&state, &actor, (&due, &unit), &input, (ReportState::Exempt, StepKind::Exempted));
    answer(&state, &actor, page, (&due, &unit), done.await, "已设为免报。").await
}

/// `POST /reports/{due}/{unit}/recall`.
pub(crate) async fn recall(
    State(state): State<Reports>,
    actor: Actor,
    page: Page,
    Path((due, unit)): Address,
    Form { input, .. }: Form<ExemptInput>,
) -> Result<Response, Fault> {
    let done =
        change::<Recall>(&state, &actor, (&due, &unit), &input, (ReportState::Draft, StepKind::Recalled));
    answer(&state, &actor, page, (&due, &unit), done.await, "已恢复报送。").await
}

async fn answer(
    state: &Reports,
    actor: &Actor,
    page: Page,
    (due, unit): (&str, &str),
    done: Result<(), Fault>,
    sentence: &str,
) -> Result<Response, Fault> {
    match done {
        Ok(()) => Ok(page.done(sentence, &format!("/reports/{due}/{unit}/review"))),
        Err(fault) if fault.is_mendable() => {
            review::refused(state, actor, page, (due, unit), ReturnInput::default(), fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/reports/{due}/{unit}/exempt`.
pub(crate) async fn exempt_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, .. }: ApiJson<ExemptInput>,
) -> Result<Response, Fault> {
    change::<Exempt>(&state, &actor, (&due, &unit), &input, (ReportState::Exempt, StepKind::Exempted))
        .await?;
    standing_now(&state, &due, &unit).await
}

/// `POST /api/v1/reports/{due}/{unit}/recall`.
pub(crate) async fn recall_call(
    State(state): State<Reports>,
    actor: Actor,
    Path((due, unit)): Address,
    ApiJson { input, .. }: ApiJson<ExemptInput>,
) -> Result<Response, Fault> {
    change::<Recall>(&state, &actor, (&due, &unit), &input, (ReportState::Draft, StepKind::Recalled)).await?;
    standing_now(&state, &due, &unit).await
}

async fn change<V: Verb<On = Standing>>(
    state: &Reports,
    actor: &Actor,
    (due, unit): (&str, &str),
    input: &ExemptInput,
    (to, kind): (ReportState, StepKind),
) -> Result<(), Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, due, unit).await?;
    let permit = Permit::<V>::ask(actor, &standing)?;
    let reason = input.parse()?;
    let report = reports::open(&mut tx, &permit, &standing).await?;
    reports::set_state(&mut tx, &permit, report, permit.version(), to).await?;
    reports::note(&mut tx, &permit, report, kind, reason, "").await?;
    permit.record(&mut tx, json!({ "reason": reason })).await?;
    Ok(tx.commit().await?)
}
