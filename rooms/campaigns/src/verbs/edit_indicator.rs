use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::EditIndicator;
use crate::store::plan::IndicatorRow;
use crate::store::{self, edit, heads};

/// What each unit shall reach.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditIndicator)]
pub(crate) struct Input {
    version: Raw,
    /// A whole number; empty: no target.
    target: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditIndicator>::ask(actor, &head)?;
    let before = found(store::plan::load(tx, head.id).await?, item)?;
    let mut invalid = Invalid::default();
    let target = fields::target(&mut invalid, "target", &input.target);
    invalid.into_result()?;
    edit::indicator(tx, &permit, before.id, fields::version(&input.version)?, target).await?;
    let after = found(store::plan::load(tx, head.id).await?, item)?;
    permit.record(tx, json!({ "indicator": item, "before": before, "after": after })).await?;
    Ok(())
}

fn found(plan: store::plan::Plan, item: &str) -> Result<IndicatorRow, Fault> {
    plan.indicators.into_iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)
}

super::faces::correcting!(form: "indicator", done: "已修改目标");
