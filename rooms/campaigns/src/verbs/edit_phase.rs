use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::plan;
use crate::Campaigns;
use crate::policy::EditPhase;
use crate::store::edit::{self, PhaseEdit};
use crate::store::heads;
use crate::store::plan::PhaseRow;

/// A phase's name and dates.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditPhase)]
pub(crate) struct Input {
    version: Raw,
    name: Raw,
    /// `YYYY-MM-DD`; empty: follows on the phase before.
    starts_on: Raw,
    /// `YYYY-MM-DD`; empty: open end.
    ends_on: Raw,
}

impl Input {
    pub(crate) fn parse(&self) -> Result<PhaseEdit, Fault> {
        let mut invalid = Invalid::default();
        let edit = PhaseEdit {
            name: fields::text(&mut invalid, "name", &self.name, fields::NAME, Some("请填写阶段名称。")),
            starts_on: fields::date(&mut invalid, "starts_on", &self.starts_on),
            ends_on: fields::date(&mut invalid, "ends_on", &self.ends_on),
        };
        if let (Some(start), Some(end)) = (edit.starts_on, edit.ends_on)
            && end < start
        {
            invalid.add("ends_on", "结束日期早于开始日期，请改正。");
        }
        invalid.into_result()?;
        Ok(edit)
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditPhase>::ask(actor, &head)?;
    let before = found(plan::phases(tx, head.id).await?, item)?;
    let edit = input.parse()?;
    edit::phase(tx, &permit, before.id, fields::version(&input.version)?, &edit, before.ends_on).await?;
    let after = found(plan::phases(tx, head.id).await?, item)?;
    permit.record(tx, json!({ "phase": item, "before": before, "after": after })).await?;
    Ok(())
}

fn found(phases: Vec<PhaseRow>, item: &str) -> Result<PhaseRow, Fault> {
    phases.into_iter().find(|phase| phase.id.to_string() == item).ok_or_else(Fault::not_found)
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, item, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/phases/{item}
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &id, &item, &input).await.map(|()| "已修改阶段");
    plan::answer(&room, &actor, page, &id, format!("phase-{item}"), &input, outcome).await
}

/// PUT /api/v1/campaigns/{id}/phases/{item}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path((id, item)): Path<(String, String)>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &item, &input).await?;
    Ok(Reply(Changed::new(item)))
}
