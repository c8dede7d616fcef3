//! 撤回补充通知: within a day, and before anybody signed or reported on it. The plan before it is in force again.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::Fault;

use super::recall::is_in_time;
use crate::plan::{Change, Changes, Item};
use crate::policy::RecallAmendment;
use crate::store::edition::{self, EditionRow};
use crate::store::life::Traces;
use crate::store::{self, heads, recall};

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = RecallAmendment)]
pub(crate) struct Input {}

/// The edition in force, when it came with an amendment.
pub(super) fn in_force(editions: &[EditionRow], number: i64) -> Option<&EditionRow> {
    editions.iter().find(|row| row.number == number && row.number > 1)
}

/// Whether every row that the amendment changed still is as the amendment made it.
fn is_untouched<T: Item>(changes: &[Change<T>], now: &[T]) -> bool {
    changes.iter().all(|change| match change {
        Change::Added(row) | Change::Changed { after: row, .. } => now.contains(row),
        Change::Dropped(row) => now.iter().all(|one| one.key() != row.key()),
    })
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, _input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<RecallAmendment>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let editions = edition::list(tx, head.id).await?;
    let row = in_force(&editions, plan.campaign.edition)
        .ok_or_else(|| Fault::refused("no_amendment", "现行方案不是补充通知，没有可以撤回的补充通知。"))?;
    if editions.iter().any(|row| row.launched_at.is_none()) {
        let sentence = "正在拟下一份补充通知，请先下发或废弃它，再撤回。";
        return Err(Fault::refused("amendment_open", sentence));
    }
    let changes = recall::applied(tx, head.id).await?;
    let (Some(changes), Some(draft), true) = (changes, row.draft, is_in_time(row.launched_at, tx.now()))
    else {
        let sentence = "补充通知下发已超过 24 小时，不能撤回。需要调整的，请再发一份补充通知。";
        return Err(Fault::refused("too_late", sentence));
    };
    recall::undo(tx, &permit, (head.id, draft), &changes).await?;
    let traces = recall::traces(tx, head.id, plan.campaign.edition).await?;
    let now = plan.edition();
    if traces.any() || !stands(&changes, &now) {
        return Err(Fault::refused("begun", begun(traces)));
    }
    permit.record(tx, json!({ "name": head.name, "edition": plan.campaign.edition, "draft": draft })).await?;
    Ok(())
}

fn stands(changes: &Changes, now: &crate::plan::Edition) -> bool {
    changes.head.as_ref().is_none_or(|(_, after)| *after == now.head)
        && is_untouched(&changes.phases, &now.phases)
        && is_untouched(&changes.indicators, &now.indicators)
        && is_untouched(&changes.tasks, &now.tasks)
        && is_untouched(&changes.dues, &now.dues)
        && is_untouched(&changes.annexes, &now.annexes)
}

fn begun(Traces { signed, begun, .. }: Traces) -> String {
    let parts = [(signed, "家单位签收"), (begun, "份报送开始办理")];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("已有 {count} {what}"))
        .collect();
    let why = if told.is_empty() { "已有单位的目标按它核定".to_owned() } else { told.join("，") };
    format!("{why}，补充通知不能撤回。需要调整的，请再发一份补充通知。")
}

super::faces::stepping!(
    form: "recall-amendment",
    done: "已撤回补充通知，原方案重新有效；改好后可以再次下发",
    to: |id: &str| format!("/campaigns/{id}/editions")
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_names_what_was_done() {
        let text = begun(Traces { signed: 2, logged: 0, begun: 1 });
        assert!(text.starts_with("已有 2 家单位签收，已有 1 份报送开始办理，补充通知不能撤回"), "{text}");
        assert!(begun(Traces::default()).contains("按它核定"));
    }
}
