use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::add_annex::stands_once;
use super::edit_annex::not_counted;
use super::fields::{self, Changed};
use super::plan;
use crate::Campaigns;
use crate::plan::parted;
use crate::policy::Drop;
use crate::store::amend;
use crate::store::heads;
use crate::store::items::{self, ItemKind};
use crate::store::plan::{DueRow, Plan, load};

/// Whether a row stands in the plan.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = DropItem)]
pub(crate) struct Input {
    version: Raw,
    /// `true` takes the row out, `false` puts it back.
    dropped: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, at: &At, input: &Input) -> Result<&'static str, Fault> {
    let head = heads::head(tx, &at.0).await?;
    let permit = Permit::<Drop>::ask(actor, &head)?;
    let kind = ItemKind::parse(&at.1).ok_or_else(Fault::not_found)?;
    let dropped = input.dropped.is_ticked();
    let plan = load(tx, head.id).await?;
    if kind == ItemKind::Due && dropped {
        let row = plan.dues.iter().find(|row| row.id.to_string() == at.2).ok_or_else(Fault::not_found)?;
        not_reported(tx, row).await?;
    }
    if let Some(row) = plan.slogans.iter().find(|row| row.id.to_string() == at.2) {
        match dropped {
            true => not_counted(&plan, row)?,
            false => stands_once(&plan, Some(row.id), (row.kind, &row.text))?,
        }
    }
    let was_merged = is_merged(&plan, &at.2);
    if was_merged && !dropped && items::is_merged_in_force(tx, kind, &at.2).await? {
        let sentence = "这一项在现行方案里已经合并，不能撤销；需要单列的，请另外添加一项。";
        return Err(Fault::refused("merged_in_force", sentence));
    }
    items::set_dropped(tx, &permit, kind, &at.2, fields::version(&input.version)?, dropped).await?;
    let apart = apart(&plan, &at.2).filter(|_| was_merged && !dropped);
    if let Some(Apart { kept, words: Some(words), .. }) = &apart {
        items::says(tx, &permit, kind, (kept, words)).await?;
    }
    let name = plan.called(&at.2);
    permit.record(tx, json!({ "kind": kind, "item": at.2, "name": name, "dropped": dropped })).await?;
    Ok(match (dropped, was_merged, apart) {
        (true, ..) => "已去掉，可以随时恢复",
        (false, false, _) => "已恢复",
        (false, true, Some(Apart { words: None, .. })) => "已撤销合并；并入的那一项文字已经改过，请核对",
        (false, true, Some(Apart { both_with_pictures: true, .. })) => {
            "已撤销合并；并入的那一项仍要附图片，不需要的请改掉"
        }
        (false, true, _) => "已撤销合并",
    })
}

fn is_merged(plan: &Plan, item: &str) -> bool {
    plan.tasks.iter().any(|row| row.id.to_string() == item && row.merged_into.is_some())
        || plan.dues.iter().any(|row| row.id.to_string() == item && row.merged_into.is_some())
        || plan.indicators.iter().any(|row| row.id.to_string() == item && row.merged_into.is_some())
}

/// The task or report that took another one in.
struct Apart {
    kept: String,
    /// What it said before; none where its words were changed since.
    words: Option<String>,
    /// Whether both ask for pictures, of two reports: who began with it is not known any more.
    both_with_pictures: bool,
}

fn apart(plan: &Plan, item: &str) -> Option<Apart> {
    let task = plan.tasks.iter().find(|row| row.id.to_string() == item);
    let kept = task.and_then(|taken| plan.tasks.iter().find(|row| Some(row.id) == taken.merged_into));
    if let Some((taken, kept)) = task.zip(kept) {
        let words = parted(&kept.text, &taken.text);
        return Some(Apart { kept: kept.id.to_string(), words, both_with_pictures: false });
    }
    let taken = plan.dues.iter().find(|row| row.id.to_string() == item)?;
    let kept = plan.dues.iter().find(|row| Some(row.id) == taken.merged_into)?;
    let (kept_title, taken_title) = (&kept.title, &taken.title);
    // Two reports of one name stay one name.
    let words =
        if kept_title == taken_title { Some(kept_title.clone()) } else { parted(kept_title, taken_title) };
    let both_with_pictures = kept.with_pictures && taken.with_pictures;
    Some(Apart { kept: kept.id.to_string(), words, both_with_pictures })
}

/// What units have begun to report on is not dropped by an amendment.
pub(super) async fn not_reported(tx: &Tx, row: &DueRow) -> Result<(), Fault> {
    let begun = amend::begun(tx, row.origin.unwrap_or(row.id)).await?;
    if begun == 0 {
        return Ok(());
    }
    let sentence = format!("“{}”已有 {begun} 家单位开始报送，不能取消；不再需要的单位可以免报。", row.title);
    Err(Fault::refused("reported", sentence))
}

/// Campaign, kind of row, row.
type At = (String, String, String);

/// What was done, in words.
async fn run(room: &Campaigns, actor: &Actor, at: &At, input: &Input) -> Result<&'static str, Fault> {
    let mut tx = room.db.begin().await?;
    let done = action(&mut tx, actor, at, input).await?;
    tx.commit().await?;
    Ok(done)
}

/// POST /campaigns/{id}/{kind}/{item}/dropped
pub(crate) async fn html(
    State(room): State<Campaigns>,
    actor: Actor,
    page: Page,
    Path(at): Path<At>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let outcome = run(&room, &actor, &at, &input).await;
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
