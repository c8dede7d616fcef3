use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::EditDue;
use crate::store::plan::DueRow;
use crate::store::{self, edit, heads};

/// A report's title and day, its phase and kind.
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
    let plan = store::plan::load(tx, head.id).await?;
    let before = found(&plan, item)?;
    let mut invalid = Invalid::default();
    let edit = input.due.parse(&plan.workdays, &mut invalid);
    let kind = input.due.kind(&mut invalid, before.kind);
    let phase = fields::moved(&mut invalid, &input.due.phase, &plan.phases, before.phase);
    invalid.into_result()?;
    let row = (before.id, fields::version(&input.version)?);
    edit::due(tx, &permit, row, (phase, kind), &edit).await?;
    let after = found(&store::plan::load(tx, head.id).await?, item)?;
    permit.record(tx, json!({ "due": item, "before": before, "after": after })).await?;
    Ok(())
}

fn found(plan: &store::plan::Plan, item: &str) -> Result<DueRow, Fault> {
    plan.dues.iter().find(|row| row.id.to_string() == item).cloned().ok_or_else(Fault::not_found)
}

super::faces::correcting!(form: "due", done: "已修改报送要求");
