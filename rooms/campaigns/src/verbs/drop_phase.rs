//! A phase leaves a draft with what is about it alone; what else hangs on it goes to another phase, or to the whole campaign.

use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::drop::not_reported;
use super::fields;
use crate::policy::DropPhase;
use crate::store::{self, heads, phases};

/// Where the rows of the phase go.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = DropPhase)]
pub(crate) struct Input {
    version: Raw,
    /// Id of another phase; empty: the whole campaign.
    to: Raw,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<DropPhase>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let row = plan.phases.iter().find(|row| row.id.to_string() == item).ok_or_else(Fault::not_found)?;
    let mut invalid = Invalid::default();
    let to = fields::phase(&mut invalid, "to", &input.to, &plan.phases);
    if to == Some(row.id) {
        invalid.add("to", "请选择另一个阶段。");
    }
    if plan.phases.len() == 1 {
        invalid.add("to", "方案至少要有一个阶段，不能去掉最后一个；可以修改它的名称和日期。");
    }
    invalid.into_result()?;
    let leaving = plan.leaving_with(row);
    for due in &leaving.dues {
        not_reported(tx, due).await?;
    }
    let gone = json!({
        "dues": leaving.dues.iter().map(|due| &due.title).collect::<Vec<_>>(),
        "questions": leaving.questions.iter().map(|question| &question.text).collect::<Vec<_>>(),
    });
    phases::drop(tx, &permit, &plan, (row, fields::version(&input.version)?), to).await?;
    permit.record(tx, json!({ "before": row, "to": to, "gone": gone })).await?;
    Ok(())
}

super::faces::correcting!(form: "drop-phase", done: "已去掉阶段，后面的阶段依次前移");
