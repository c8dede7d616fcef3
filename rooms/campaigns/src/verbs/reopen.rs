//! What was over goes on, for a reason.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::Reopen;
use crate::store::{heads, life};

/// Why a campaign goes on.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ReopenCampaign)]
pub(crate) struct Input {
    /// At most 200 characters.
    reason: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Reopen>::ask(actor, &head)?;
    let mut invalid = Invalid::default();
    let missing = Some("请写明重新打开的原因，如“补报第四阶段材料”。");
    let reason = fields::text(&mut invalid, "reason", &input.reason, fields::NAME, missing);
    invalid.into_result()?;
    life::reopen(tx, &permit).await?;
    permit.record(tx, json!({ "name": head.name, "before": head.state, "reason": reason })).await?;
    Ok(())
}

super::faces::stepping!(
    form: "reopen",
    done: "已重新打开，各单位可以继续登记和报送",
    to: |id: &str| format!("/campaigns/{id}")
);
