//! What a unit does when the bureau's targets changed after its plan was accepted: a second version, or none.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply};

use super::decide::ReturnInput;
use super::{Address, at, show, written};
use crate::Plans;
use crate::asked::asked;
use crate::plan::{PlanState, Standing};
use crate::policy::{Keep, Revise};
use crate::settled::settle;
use crate::store;
use crate::version::Version;
use crate::view::{Seen, moved_since};

/// Nothing is asked.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ReviseUnitPlan)]
pub(crate) struct ReviseInput {}

/// `POST /plans/{campaign}/{unit}/revise`.
pub(crate) async fn revise(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<ReviseInput>,
) -> Result<Response, Fault> {
    let begun = begin(&state, &actor, (&campaign, &unit)).await;
    let begun = begun.map(|standing| format!("{}/edit", standing.href()));
    answer(&state, &actor, page, (&campaign, &unit), "已开始修订，原方案在新方案备案前继续有效", begun).await
}

/// On to the address that comes next, or the plan again with the fault.
async fn answer(
    state: &Plans,
    actor: &Actor,
    page: Page,
    (campaign, unit): (&str, &str),
    told: &str,
    next: Result<String, Fault>,
) -> Result<Response, Fault> {
    match next {
        Ok(href) => Ok(page.done(told, &href)),
        Err(fault) if fault.is_mendable() => {
            show::refused(state, actor, page, (campaign, unit), ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /plans/{campaign}/{unit}/keep`.
pub(crate) async fn keep(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<ReviseInput>,
) -> Result<Response, Fault> {
    let kept = stay(&state, &actor, (&campaign, &unit)).await.map(|standing| standing.href());
    answer(&state, &actor, page, (&campaign, &unit), "已维持原方案", kept).await
}

/// `POST /api/v1/plans/{campaign}/{unit}/revise`.
pub(crate) async fn revise_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { .. }: ApiJson<ReviseInput>,
) -> Result<Response, Fault> {
    let standing = begin(&state, &actor, (&campaign, &unit)).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

/// `POST /api/v1/plans/{campaign}/{unit}/keep`.
pub(crate) async fn keep_call(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { .. }: ApiJson<ReviseInput>,
) -> Result<Response, Fault> {
    let standing = stay(&state, &actor, (&campaign, &unit)).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

async fn begin(state: &Plans, actor: &Actor, (campaign, unit): (&str, &str)) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Revise>::ask(actor, &standing)?;
    let asked = asked(&tx, &standing).await?;
    let moved = moved_since(&tx, &standing, &asked).await?;
    if moved.is_empty() {
        return Err(unmoved());
    }
    store::revise(&mut tx, &permit, written(&standing)?).await?;
    permit.record(&mut tx, json!({ "moved": moved })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}

async fn stay(state: &Plans, actor: &Actor, (campaign, unit): (&str, &str)) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Keep>::ask(actor, &standing)?;
    let asked = asked(&tx, &standing).await?;
    let moved = moved_since(&tx, &standing, &asked).await?;
    let (plan, step) = (written(&standing)?, standing.in_force.ok_or_else(unmoved)?);
    if moved.is_empty() && standing.state() == PlanState::Approved {
        return Err(unmoved());
    }
    let accepted = store::accepted(&tx, step).await?;
    let seen = settle(&asked, &accepted.content, false);
    store::keep(&mut tx, &permit, plan, &accepted, &seen).await?;
    permit.record(&mut tx, json!({ "moved": moved })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}

fn unmoved() -> Fault {
    let sentence = "备案后局定目标没有变化，方案不需要修订。确需调整的，请联系局里退回后再改。";
    Fault::refused("not_moved", sentence)
}
