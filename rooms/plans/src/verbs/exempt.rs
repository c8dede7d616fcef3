use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::agreed;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::decide::ReturnInput;
use super::{Address, at, show};
use crate::plan::Standing;
use crate::policy::{Exempt, Recall};
use crate::store::{self, LetsOff};
use crate::version::Version;
use crate::view::Seen;
use crate::{Plans, counted};

/// 免报, or back again.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ExemptUnitPlan)]
pub(crate) struct ExemptInput {
    /// Why; up to 200 characters.
    exempt_reason: Raw,
}

impl ExemptInput {
    fn parse(&self) -> Result<&str, Fault> {
        const MOST: usize = 200;
        match self.exempt_reason.given() {
            None => Err(Fault::field("exempt_reason", "请写明原因，如“单位停业装修”。")),
            Some(text) if text.chars().count() > MOST => {
                Err(Fault::field("exempt_reason", format!("原因请控制在 {MOST} 个字以内。")))
            }
            Some(text) => Ok(text),
        }
    }
}

/// `POST /plans/{campaign}/{unit}/exempt`.
pub(crate) async fn exempt(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<ExemptInput>,
) -> Result<Response, Fault> {
    let done = change::<Exempt>(&state, &actor, (&campaign, &unit), &input).await;
    answer((&state, &actor, page), (&campaign, &unit), done, "已设为免报").await
}

/// `POST /plans/{campaign}/{unit}/recall`.
pub(crate) async fn recall(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<ExemptInput>,
) -> Result<Response, Fault> {
    let done = change::<Recall>(&state, &actor, (&campaign, &unit), &input).await;
    answer((&state, &actor, page), (&campaign, &unit), done, "已恢复报备").await
}

async fn answer(
    (state, actor, page): (&Plans, &Actor, Page),
    address: (&str, &str),
    done: Result<Standing, Fault>,
    sentence: &str,
) -> Result<Response, Fault> {
    match done {
        Ok(standing) => Ok(page.done(&format!("{sentence}：{}", standing.unit_name), &standing.href())),
        Err(fault) if fault.is_mendable() => {
            show::refused(state, actor, page, address, ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/plans/{campaign}/{unit}/exempt`.
pub(crate) async fn exempt_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<ExemptInput>,
) -> Result<Response, Fault> {
    let standing = change::<Exempt>(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

/// `POST /api/v1/plans/{campaign}/{unit}/recall`.
pub(crate) async fn recall_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<ExemptInput>,
) -> Result<Response, Fault> {
    let standing = change::<Recall>(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

async fn change<V: LetsOff>(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &ExemptInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<V>::ask(actor, &standing)?;
    let reason = input.parse()?;
    store::let_off(&mut tx, &permit, &standing, reason).await?;
    if let Some(plan) = standing.plan {
        agreed::withdraw(&mut tx, standing.campaign, standing.unit).await?;
        counted::uncount(&mut tx, plan).await?;
    }
    permit.record(&mut tx, json!({ "reason": reason })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}
