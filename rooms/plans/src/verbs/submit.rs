use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use campaigns::TallyState;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Reply};

use super::decide::ReturnInput;
use super::{Address, at, show, written};
use crate::asked::asked;
use crate::plan::{PlanState, Standing};
use crate::policy::Submit;
use crate::version::Version;
use crate::view::Seen;
use crate::{Plans, counted, store};

/// Nothing: a plan is filed as it stands.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = SubmitUnitPlan)]
pub(crate) struct SubmitInput {}

/// `POST /plans/{campaign}/{unit}/submit`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { .. }: Form<SubmitInput>,
) -> Result<Response, Fault> {
    match submit(&state, &actor, (&campaign, &unit)).await {
        Ok(standing) => Ok(page.done("已报备，等待局里审核", &standing.href())),
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, (&campaign, &unit), ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/plans/{campaign}/{unit}/submit`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { .. }: ApiJson<SubmitInput>,
) -> Result<Response, Fault> {
    let standing = submit(&state, &actor, (&campaign, &unit)).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

/// Files the plan; what is with the bureau already is not filed again.
async fn submit(state: &Plans, actor: &Actor, (campaign, unit): (&str, &str)) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<Submit>::ask(actor, &standing)?;
    if standing.state() == PlanState::Submitted {
        return Ok(standing);
    }
    let plan = written(&standing)?;
    let content = store::content(&tx, plan).await?;
    let obstacles = content.obstacles(standing.paper.is_some(), &asked(&tx, &standing).await?);
    if !obstacles.is_empty() {
        return Err(Fault::refused("incomplete", format!("还不能报备：{}", obstacles.join(""))));
    }
    let differs = i64::try_from(content.targets.len()).unwrap_or(i64::MAX);
    store::submit(&mut tx, &permit, plan, differs).await?;
    // A second version counts when it is accepted; until then the first one does.
    if standing.in_force.is_none() {
        let today = tx.now().date();
        counted::count(&mut tx, &standing, plan, today, TallyState::Reported).await?;
    }
    permit.record(&mut tx, json!({ "plan": plan })).await?;
    let standing = at(&tx, campaign, unit).await?;
    tx.commit().await?;
    Ok(standing)
}
