use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::PhaseId;
use crate::policy::AddTask;
use crate::store::plan::PhaseRow;
use crate::store::{self, edit, heads};

/// Something that the units shall do.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddTask)]
pub(crate) struct Input {
    text: Raw,
    /// Id of a phase; empty: over the whole campaign.
    phase: Raw,
}

impl Input {
    pub(crate) fn parse(&self, invalid: &mut Invalid, phases: &[PhaseRow]) -> (String, Option<PhaseId>) {
        let text = fields::text(invalid, "text", &self.text, fields::PARAGRAPH, Some("请填写任务内容。"));
        (text, fields::phase(invalid, "phase", &self.phase, phases))
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddTask>::ask(actor, &head)?;
    let phases = store::plan::phases(tx, head.id).await?;
    let mut invalid = Invalid::default();
    let (text, phase) = input.parse(&mut invalid, &phases);
    invalid.into_result()?;
    let added = edit::add_task(tx, &permit, phase, &text).await?.to_string();
    permit.record(tx, json!({ "task": added, "text": text, "phase": phase })).await?;
    Ok(added)
}

super::faces::adding!(verb: AddTask, form: "add-task", done: "已添加任务");
