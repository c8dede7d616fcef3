use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::add_indicator::Wanted;
use super::fields;
use crate::policy::EditIndicator;
use crate::store::edit::{self, IndicatorEdit};
use crate::store::plan::IndicatorRow;
use crate::store::{self, heads};
use crate::{FilterInput, MeasureKind};

/// What each unit shall reach, of what, and when.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditIndicator)]
pub(crate) struct Input {
    version: Raw,
    /// A whole number, with at most two decimals on a basis; empty: no target.
    target: Raw,
    /// Id of a phase; empty: as it is; `whole`: over the whole campaign.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    phase: Raw,
    /// What counts, by the code of the dimension: `{"speaker": ["leader"]}`; empty: everything.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    filter: FilterInput,
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditIndicator>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let before = found(&plan, item)?;
    let mut invalid = Invalid::default();
    let target = fields::rate(&mut invalid, "target", &input.target, before.basis);
    if target.is_some() && plan.measure(&before).is_some_and(|measure| measure.kind == MeasureKind::Task) {
        invalid.add("target", "定性任务不设目标。");
    }
    let phase = fields::moved(&mut invalid, &input.phase, &plan.phases, before.phase);
    let filter = fields::filter(&mut invalid, &input.filter, plan.measure(&before), &plan.subjects());
    let wanted = Wanted { measure: &before.measure, phase, filter: &filter };
    if let Some(known) = wanted.known(&plan.indicators, Some(before.id)) {
        let field = if phase == before.phase { "filter" } else { "phase" };
        invalid.add(field, wanted.stands_already(known));
    }
    invalid.into_result()?;
    let edit = IndicatorEdit { phase, filter, target };
    edit::indicator(tx, &permit, before.id, fields::version(&input.version)?, &edit).await?;
    let after = found(&store::plan::load(tx, head.id).await?, item)?;
    let name = plan.name(&before);
    permit.record(tx, json!({ "indicator": item, "name": name, "before": before, "after": after })).await?;
    Ok(())
}

fn found(plan: &store::plan::Plan, item: &str) -> Result<IndicatorRow, Fault> {
    plan.indicators.iter().find(|row| row.id.to_string() == item).cloned().ok_or_else(Fault::not_found)
}

super::faces::correcting!(form: "indicator", done: "已修改指标");
