//! 撤回下发: within a day, and before anybody did anything for it.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::Fault;

use crate::policy::Recall;
use crate::store::life::Traces;
use crate::store::{self, edition, heads, life};

/// How long a launch can be called back.
const SECONDS: i64 = 24 * 60 * 60;

/// Nothing is asked.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = RecallCampaign)]
pub(crate) struct Input {}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, _input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Recall>::ask(actor, &head)?;
    let campaign = store::plan::campaign(tx, head.id).await?;
    let launched_at = campaign.launched_at;
    if campaign.edition > 1 || edition::draft(tx, head.id).await?.is_some() {
        return Err(Fault::refused(
            "amended",
            "已经有补充通知，不能撤回。需要再调整的，请再发一份补充通知。",
        ));
    }
    if launched_at.is_none_or(|at| at.plus_seconds(SECONDS) < tx.now()) {
        return Err(Fault::refused(
            "too_late",
            "下发已超过 24 小时，不能撤回。需要调整方案的，请发补充通知。",
        ));
    }
    life::recall(tx, &permit).await?;
    let traces = life::traces(tx, head.id).await?;
    if traces.any() {
        return Err(Fault::refused("begun", begun(traces)));
    }
    permit
        .record(tx, json!({ "name": head.name, "launched_at": launched_at.map(|at| at.rfc3339()) }))
        .await?;
    Ok(())
}

fn begun(Traces { signed, logged, begun }: Traces) -> String {
    let parts = [(signed, "家单位签收"), (logged, "项活动计入"), (begun, "份报送开始办理")];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("已有 {count} {what}"))
        .collect();
    format!("{}，不能撤回。需要调整方案的，请发补充通知。", told.join("，"))
}

super::faces::stepping!(
    form: "recall",
    done: "已撤回下发，各单位不再看到；修改后可以重新下发",
    to: |id: &str| format!("/campaigns/{id}/plan")
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_names_what_was_done() {
        let text = begun(Traces { signed: 2, logged: 0, begun: 1 });
        assert!(text.starts_with("已有 2 家单位签收，已有 1 份报送开始办理，不能撤回"), "{text}");
    }
}
