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

super::faces::correcting!(form: "due", done: "已修改报送要求");
