use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::fields::{self, Changed};
use super::plan;
use crate::Campaigns;
use crate::campaign::Head;
use crate::policy::Drop;
use crate::store::amend;
use crate::store::edit::{self, ItemKind};
use crate::store::heads;
use crate::store::plan::load;

/// Whether a row stands in the plan.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = DropItem)]
pub(crate) struct Input {
    version: Raw,
    /// `true` takes the row out, `false` puts it back.
    dropped: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, at: &At, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, &at.0).await?;
    let permit = Permit::<Drop>::ask(actor, &head)?;
    let kind = ItemKind::parse(&at.1).ok_or_else(Fault::not_found)?;
    let dropped = input.dropped.is_ticked();
    if kind == ItemKind::Due && dropped {
        not_reported(tx, &head, &at.2).await?;
    }
    edit::set_dropped(tx, &permit, kind, &at.2, fields::version(&input.version)?, dropped).await?;
    let detail = json!({ "kind": kind, "item": at.2, "before": !dropped, "after": dropped });
    permit.record(tx, json!({ "dropped": detail })).await?;
    Ok(())
}

/// What units have begun to report on is not dropped by an amendment.
async fn not_reported(tx: &Tx, head: &Head, item: &str) -> Result<(), Fault> {
    let plan = load(tx, head.id).await?;
    let row = plan.dues.iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)?;
    let begun = amend::begun(tx, row.origin.unwrap_or(row.id)).await?;
    if begun == 0 {
        return Ok(());
    }
    let sentence = format!("“{}”已有 {begun} 家单位开始报送，不能取消；不再需要的单位可以免报。", row.title);
    Err(Fault::refused("reported", sentence))
}

/// Campaign, kind of row, row.
type At = (String, String, String);

async fn run(room: &Campaigns, actor: &Actor, at: &At, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, at, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/{kind}/{item}/dropped
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(at): Path<At>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let done = if input.dropped.is_ticked() { "已去掉，可以随时恢复" } else { "已恢复" };
    let outcome = run(&room, &actor, &at, &input).await.map(|()| done);
    plan::answer(&room, &actor, page, &at.0, at.1.clone(), &input, outcome).await
}

/// PUT /api/v1/campaigns/{id}/{kind}/{item}/dropped
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(at): Path<At>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &at, &input).await?;
    Ok(Reply(Changed::new(at.2)))
}
