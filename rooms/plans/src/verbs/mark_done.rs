//! An activity without an indicator is done when the unit says so.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::decide::ReturnInput;
use super::{Address, at, show, written};
use crate::Plans;
use crate::content::Item;
use crate::plan::{PlanId, Standing};
use crate::policy::MarkDone;
use crate::store;
use crate::version::Version;
use crate::view::Seen;

/// Which activity is done, or is not after all.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = MarkUnitPlanItem)]
pub(crate) struct MarkInput {
    /// Its name and days (`YYYY-MM-DD`) as they stand in the plan.
    name: Raw,
    starts_on: Raw,
    ends_on: Raw,
    /// What was done; may be empty, at most 200 characters.
    note: Raw,
    /// `true`: it is not done after all.
    undo: Raw,
}

impl MarkInput {
    fn note(&self) -> Result<&str, Fault> {
        const MOST: usize = 200;
        if self.note.text().chars().count() > MOST {
            return Err(Fault::field("note", format!("说明请控制在 {MOST} 个字以内。")));
        }
        Ok(self.note.text())
    }

    fn is_of(&self, item: &Item) -> bool {
        let days = (item.starts_on.to_string(), item.ends_on.to_string());
        item.name == self.name.text() && days.0 == self.starts_on.text() && days.1 == self.ends_on.text()
    }
}

/// `POST /plans/{campaign}/{unit}/done`.
pub(crate) async fn html(
    State(state): State<Plans>,
    actor: Actor,
    page: Page,
    Path((campaign, unit)): Address,
    Form { input, .. }: Form<MarkInput>,
) -> Result<Response, Fault> {
    match mark(&state, &actor, (&campaign, &unit), &input).await {
        Ok(standing) => Ok(page.done("已更新进展", &standing.href())),
        Err(fault) if fault.is_mendable() => {
            show::refused(&state, &actor, page, (&campaign, &unit), ReturnInput::default(), &fault).await
        }
        Err(fault) => Err(fault),
    }
}

/// `POST /api/v1/plans/{campaign}/{unit}/done`.
pub(crate) async fn json(
    State(state): State<Plans>,
    actor: Actor,
    Path((campaign, unit)): Address,
    ApiJson { input, .. }: ApiJson<MarkInput>,
) -> Result<Response, Fault> {
    let standing = mark(&state, &actor, (&campaign, &unit), &input).await?;
    Ok(Reply(Seen::load(&state.db, &actor, standing, Version::Latest).await?.view()).into_response())
}

async fn mark(
    state: &Plans,
    actor: &Actor,
    (campaign, unit): (&str, &str),
    input: &MarkInput,
) -> Result<Standing, Fault> {
    let mut tx = state.db.begin().await?;
    let standing = at(&tx, campaign, unit).await?;
    let permit = Permit::<MarkDone>::ask(actor, &standing)?;
    let note = input.note()?;
    let plan = written(&standing)?;
    let item = item(&tx, plan, input).await?;
    let is_done = input.undo.text() != "true";
    if is_done {
        store::done::mark(&mut tx, &permit, plan, &item, note).await?;
    } else {
        store::done::unmark(&mut tx, &permit, plan, &item).await?;
    }
    permit.record(&mut tx, json!({ "item": item.name, "done": is_done, "note": note })).await?;
    tx.commit().await?;
    Ok(standing)
}

/// The activity that is meant; one with an indicator is told by what is logged.
async fn item(tx: &db::Tx, plan: PlanId, input: &MarkInput) -> Result<Item, Fault> {
    let items = store::content(tx, plan).await?.items;
    let found = items.into_iter().find(|item| input.is_of(item));
    let item = found.ok_or_else(|| {
        Fault::refused("no_item", "方案里没有这一项活动，可能刚刚修改过，请刷新页面后重试。")
    })?;
    if item.measure.is_some() {
        let sentence = format!("“{}”对应指标，登记活动后自动计入，不用在这里标记。", item.name);
        return Err(Fault::refused("counted", sentence));
    }
    Ok(item)
}
