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
use crate::policy::EditDue;
use crate::store::plan::DueRow;
use crate::store::{self, edit, heads};

/// A report's title and day.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditDue)]
pub(crate) struct Input {
    version: Raw,
    #[serde(flatten)]
    due: super::add_due::Input,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditDue>::ask(actor, &head)?;
    let before = found(store::plan::load(tx, head.id).await?, item)?;
    let mut invalid = Invalid::default();
    let edit = input.due.parse(&mut invalid);
    invalid.into_result()?;
    edit::due(tx, &permit, before.id, fields::version(&input.version)?, &edit).await?;
    let after = found(store::plan::load(tx, head.id).await?, item)?;
    permit.record(tx, json!({ "due": item, "before": before, "after": after })).await?;
    Ok(())
}

fn found(plan: store::plan::Plan, item: &str) -> Result<DueRow, Fault> {
    plan.dues.into_iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)
}

async fn run(room: &Campaigns, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, id, item, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/dues/{item}
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path((id, item)): Path<(String, String)>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &id, &item, &input).await.map(|()| "已修改报送要求");
    plan::answer(&room, &actor, page, &id, format!("due-{item}"), &input, outcome).await
}

/// PUT /api/v1/campaigns/{id}/dues/{item}
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path((id, item)): Path<(String, String)>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &id, &item, &input).await?;
    Ok(Reply(Changed::new(item)))
}
