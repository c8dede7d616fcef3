//! Two tasks, or two indicators of one measure, become one; the 文件依据 of both stays, and so do the words of both tasks.

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
use crate::plan::joined;
use crate::policy::Merge;
use crate::store::heads;
use crate::store::items::{self, ItemKind};
use crate::store::plan::{Plan, load};

/// Which row takes the other in.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = MergeItems)]
pub(crate) struct Input {
    version: Raw,
    /// Id of the row that stays.
    into: Raw,
}

/// Campaign, kind of row, row.
type At = (String, String, String);

fn may_merge(plan: &Plan, kind: ItemKind, item: &str, into: &str) -> Result<(), Fault> {
    let (one, other) = match kind {
        ItemKind::Task => {
            let stands = |id: &str| plan.tasks.iter().any(|row| row.id.to_string() == id && !row.dropped);
            (stands(item), stands(into))
        }
        ItemKind::Indicator => {
            let find = |id: &str| plan.indicators.iter().find(|row| row.id.to_string() == id && !row.dropped);
            let same = find(item)
                .zip(find(into))
                .is_none_or(|(one, other)| (&one.measure, &one.filter) == (&other.measure, &other.filter));
            if !same {
                return Err(Fault::field(
                    "into",
                    "只有条件相同的同一项指标才能合并，如两个阶段的“应急演练”。",
                ));
            }
            (find(item).is_some(), find(into).is_some())
        }
        ItemKind::Due => return Err(Fault::not_found()),
    };
    match (one, other) {
        (false, _) => Err(Fault::not_found()),
        (_, false) => Err(Fault::field("into", "请选择要并入的那一项。")),
        _ if item == into => Err(Fault::field("into", "不能并入自己，请选择另一项。")),
        _ => Ok(()),
    }
}

/// What the task says that takes the other one in.
fn words(plan: &Plan, kind: ItemKind, item: &str, into: &str) -> Option<String> {
    let text = |id: &str| plan.tasks.iter().find(|row| row.id.to_string() == id).map(|row| row.text.as_str());
    let both = text(into).zip(text(item)).filter(|_| kind == ItemKind::Task);
    both.map(|(kept, taken)| joined(kept, taken))
}

async fn action(tx: &mut Tx, actor: &Actor, at: &At, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, &at.0).await?;
    let permit = Permit::<Merge>::ask(actor, &head)?;
    let kind = ItemKind::parse(&at.1).ok_or_else(Fault::not_found)?;
    let plan = load(tx, head.id).await?;
    may_merge(&plan, kind, &at.2, input.into.text())?;
    let version = fields::version(&input.version)?;
    let into = input.into.text();
    let text = words(&plan, kind, &at.2, into);
    items::merge(tx, &permit, kind, (&at.2, version), (into, text.as_deref())).await?;
    permit.record(tx, json!({ "kind": kind, "item": at.2, "into": into, "text": text })).await?;
    Ok(())
}

async fn run(room: &Campaigns, actor: &Actor, at: &At, input: &Input) -> Result<(), Fault> {
    let mut tx = room.db.begin().await?;
    action(&mut tx, actor, at, input).await?;
    Ok(tx.commit().await?)
}

/// POST /campaigns/{id}/{kind}/{item}/merged
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(at): Path<At>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match run(&room, &actor, &at, &input).await {
        Ok(()) if ItemKind::parse(&at.1) == Some(ItemKind::Task) => {
            let form = format!("edit-task-{}", input.into.text());
            let to = format!("/campaigns/{}/plan?edit={form}#{form}", at.0);
            Ok(page.done("已合并，两处文字和文件依据都保留；请核对文字，也可以撤销合并", &to))
        }
        outcome => {
            let outcome = outcome.map(|()| "已合并，两处文件依据都保留，可以撤销合并");
            plan::answer(&room, &actor, page, &at.0, at.1.clone(), &input, outcome).await
        }
    }
}

/// PUT /api/v1/campaigns/{id}/{kind}/{item}/merged
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(at): Path<At>,
    ApiJson { input, .. }: ApiJson<Input>,
) -> Result<Reply<Changed>, Fault> {
    run(&room, &actor, &at, &input).await?;
    Ok(Reply(Changed::new(at.2)))
}
