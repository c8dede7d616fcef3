use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::agreed;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::{Address, at, show, written};
use crate::Plans;
use crate::plan::Standing;
use crate::policy::{Approve, SendBack};
use crate::store;
use crate::view::Seen;

/// Nothing: a plan is accepted as it was filed.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ApproveUnitPlan)]
pub(crate) struct ApproveInput {}

/// 退回修改.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ReturnUnitPlan)]
pub(crate) struct ReturnInput {
    /// Why; up to 500 characters.
    reason: Raw,
}

impl ReturnInput {
    fn parse(&self) -> Result<&str, Fault> {
        const MOST: usize = 500;
        match self.reason.given() {
            None => Err(Fault::field("reason", "请写明退回的原因，让单位知道改什么。")),
            Some(text) if text.chars().count() > MOST => {
                Err(Fault::field("reason", format!("退回原因请控制在 {MOST} 个字以内。")))
            }
            Some(text) => Ok(text),
        }
    }
}

/// `POST /plans/{campaign}/{unit}/approve`.
pub(crate) async fn approve(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<ApproveInput>,
) -> Result<Response, Fault> {
    let standing = accept(&state, &actor, (&campaign, &unit)).await?;
    Ok(page.done(&format!("已备案：{}", standing.unit_name), "/plans?state=submitted"))
}

/// `POST /plans/{campaign}/{unit}/return`.
pub(crate) async fn send_back(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<ReturnInput>,
) -> Result<Response, Fault> {
    match give_back(&state, &actor, (&campaign, &unit), &input).await {
        Ok(standing) => {
            Ok(page.done(&format!("已退回修改：{}", standing.unit_name), "/plans?state=submitted"))
        }
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, (&campaign, &unit), input.reason, &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/plans/{campaign}/{unit}/approve`.
pub(crate) async fn approve_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { .. }: ApiJson<ApproveInput>,
) -> Result<Response, Fault> {
    let standing = accept(&state, &actor, (&campaign, &unit)).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing).await?.view()).into_response())
}

/// `POST /api/v1/plans/{campaign}/{unit}/return`.
pub(crate) async fn return_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<ReturnInput>,
) -> Result<Response, Fault> {
    let standing = give_back(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing).await?.view()).into_response())
}

async fn accept(state: &Plans, actor: &Actor, (campaign, unit): (&str, &str)) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Approve>::ask(actor, &standing)?;
    let plan = written(&standing)?;
    store::approve(&mut tx, &permit, plan).await?;
    let own = store::content(&tx, plan).await?.targets;
    for target in &own {
        agreed::target(&mut tx, target.indicator, standing.unit, target.target, &target.reason).await?;
    }
    permit.record(&mut tx, json!({ "own_targets": own.len() })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}

async fn give_back(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &ReturnInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<SendBack>::ask(actor, &standing)?;
    let reason = input.parse()?;
    store::give_back(&mut tx, &permit, written(&standing)?, reason).await?;
    permit.record(&mut tx, json!({ "reason": reason })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}
