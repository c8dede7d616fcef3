use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::{add_task, fields};
use crate::policy::EditTask;
use crate::store::{self, edit, heads};

/// A task's words and phase.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditTask)]
pub(crate) struct Input {
    version: Raw,
    #[serde(flatten)]
    task: add_task::Input,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditTask>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let before = plan.tasks.iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)?;
    let mut invalid = Invalid::default();
    let (text, phase) = input.task.parse(&mut invalid, &plan.phases);
    invalid.into_result()?;
    edit::task(tx, &permit, before.id, fields::version(&input.version)?, phase, &text).await?;
    permit.record(tx, json!({ "task": item, "before": before, "text": text, "phase": phase })).await?;
    Ok(())
}

super::faces::correcting!(form: "edit-task", done: "已修改任务");
