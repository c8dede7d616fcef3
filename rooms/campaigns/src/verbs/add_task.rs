use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit, Verb};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Invalid, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::once::OnlyOnce;
use super::plan;
use crate::Campaigns;
use crate::policy::AddTask;
use crate::store::{edit, heads};

/// Something that the units shall do.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddTask)]
pub(crate) struct Input {
    text: Raw,
    /// Id of a phase; empty: over the whole campaign.
    phase: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddTask>::ask(actor, &head)?;
    let phases = plan::phases(tx, head.id).await?;
    let mut invalid = Invalid::default();
    let text = fields::text(&mut invalid, "text", &input.text, fields::PARAGRAPH, Some("请填写任务内容。"));
    let phase = fields::phase(&mut invalid, "phase", &input.phase, &phases);
    invalid.into_result()?;
    let added = edit::add_task(tx, &permit, phase, &text).await?.to_string();
    permit.record(tx, json!({ "task": added, "text": text, "phase": phase })).await?;
    Ok(added)
}

async fn run(
    room: &Campaigns,
    actor: &Actor,
    id: &str,
    input: &Input,
    key: Option<&IdempotencyKey>,
) -> Result<String, Fault> {
    let mut tx = room.db.begin().await?;
    let only = OnlyOnce::new(actor, AddTask::NAME, id, key);
    if let Some(known) = only.known(&mut tx, input).await? {
        return Ok(known);
    }
    let added = action(&mut tx, actor, id, input).await?;
    only.keep(&mut tx, &added).await?;
    tx.commit().await?;
    Ok(added)
}

/// POST /campaigns/{id}/tasks
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, key }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &id, &input, key.as_ref()).await.map(|_| "已添加任务");
    plan::answer(&room, &actor, page, &id, "add-task".to_owned(), &input, outcome).await
}

/// POST /api/v1/campaigns/{id}/tasks
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, key }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    Ok(Reply(Changed::new(run(&room, &actor, &id, &input, key.as_ref()).await?)))
}
