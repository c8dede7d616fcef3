//! Two tasks, two reports that fall due, or two indicators of one measure become one; the 文件依据 of both stays, and so do the
//! words of both tasks and reports.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Page, Raw, Reply};

use super::drop::not_reported;
use super::fields::{self, Changed};
use super::plan;
use crate::plan::joined;
use crate::policy::Merge;
use crate::store::heads;
use crate::store::items::{self, ItemKind};
use crate::store::plan::{DueRow, Plan, load};
use crate::{Campaigns, DueKind};

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

fn may_merge(plan: &Plan, kind: ItemKind, (item, into): (&str, &str), today: CivilDate) -> Result<(), Fault> {
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
        ItemKind::Due => {
            let find = |id: &str| due(plan, id).filter(|row| !row.dropped);
            if let Some((one, other)) = find(item).zip(find(into)) {
                alike(plan, (one, other), today)?;
            }
            (find(item).is_some(), find(into).is_some())
        }
        ItemKind::Annex => (false, false),
    };
    match (one, other) {
        (false, _) => Err(Fault::not_found()),
        (_, false) => Err(Fault::field("into", "请选择要并入的那一项。")),
        _ if item == into => Err(Fault::field("into", "不能并入自己，请选择另一项。")),
        _ => Ok(()),
    }
}

fn due<'p>(plan: &'p Plan, id: &str) -> Option<&'p DueRow> {
    plan.dues.iter().find(|row| row.id.to_string() == id)
}

/// Whether two reports may be one without that a demand of either is lost.
fn alike(plan: &Plan, (one, other): (&DueRow, &DueRow), today: CivilDate) -> Result<(), Fault> {
    let refused = |sentence: String| Err(Fault::field("into", sentence));
    if (one.kind == DueKind::UnitPlan) != (other.kind == DueKind::UnitPlan) {
        return refused("单位工作方案的报备和其他报送分开办理，不能合并。".to_owned());
    }
    let counted = plan.counted_from(today).map(|counted| counted.due);
    if let Some(row) = [one, other].into_iter().find(|row| counted == Some(row.id)) {
        let sentence = format!("“{}”的期限在下发时按当天推算。请先给它填写截止日期，再合并。", row.title);
        return refused(sentence);
    }
    match (one.due_on, other.due_on) {
        (Some(day), None) => refused(format!(
            "“{}”没有截止日期，并入后“{}”的期限 {day} 就没有了。请反过来，把前者并入后者。",
            other.title, one.title
        )),
        _ => Ok(()),
    }
}

/// What the row says that takes the other one in.
fn words(plan: &Plan, kind: ItemKind, item: &str, into: &str) -> Result<Option<String>, Fault> {
    let text = |id: &str| match kind {
        ItemKind::Task => plan.tasks.iter().find(|row| row.id.to_string() == id).map(|row| row.text.as_str()),
        ItemKind::Due => due(plan, id).map(|row| row.title.as_str()),
        ItemKind::Indicator | ItemKind::Annex => None,
    };
    let words = text(into).zip(text(item)).map(|(kept, taken)| joined(kept, taken));
    let length = words.as_deref().map_or(0, |words| words.chars().count());
    if kind == ItemKind::Due && length > fields::NAME {
        let most = fields::NAME;
        let sentence =
            format!("合并后的报送内容有 {length} 个字，最多 {most} 个字。请先把其中一项改短，再合并。");
        return Err(Fault::field("into", sentence));
    }
    Ok(words)
}

async fn action(tx: &mut Tx, actor: &Actor, at: &At, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, &at.0).await?;
    let permit = Permit::<Merge>::ask(actor, &head)?;
    let kind = ItemKind::parse(&at.1).ok_or_else(Fault::not_found)?;
    let plan = load(tx, head.id).await?;
    may_merge(&plan, kind, (&at.2, input.into.text()), tx.now().date())?;
    if let Some(row) = due(&plan, &at.2).filter(|_| kind == ItemKind::Due) {
        not_reported(tx, row).await?;
    }
    let version = fields::version(&input.version)?;
    let into = input.into.text();
    let text = words(&plan, kind, &at.2, into)?;
    items::merge(tx, &permit, kind, (&at.2, version), (into, text.as_deref())).await?;
    let (name, into_name) = (plan.called(&at.2), plan.called(into));
    let detail = json!({
        "kind": kind, "item": at.2, "name": name, "merged_into": into, "into": into_name, "text": text,
    });
    permit.record(tx, detail).await?;
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
        Ok(()) if ItemKind::parse(&at.1).is_some_and(|kind| kind != ItemKind::Indicator) => {
            let (form, done) = match ItemKind::parse(&at.1) {
                Some(ItemKind::Due) => {
                    ("due", "已合并，期限按并入的那一项，两处文字和文件依据都保留；请核对，也可以撤销合并")
                }
                _ => ("edit-task", "已合并，两处文字和文件依据都保留；请核对文字，也可以撤销合并"),
            };
            let form = format!("{form}-{}", input.into.text());
            Ok(page.done(done, &format!("/campaigns/{}/plan?edit={form}#{form}", at.0)))
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
