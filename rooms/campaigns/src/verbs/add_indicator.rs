use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::PhaseId;
use crate::policy::AddIndicator;
use crate::store::{self, edit, heads};

/// A measure of the catalogue to be asked for.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddIndicator)]
pub(crate) struct Input {
    /// Code in the catalogue.
    measure: Raw,
    /// Id of a phase; empty: over the whole campaign.
    phase: Raw,
    /// For each unit; empty: none.
    target: Raw,
}

type Wanted<'a> = (&'a str, Option<PhaseId>, Option<i64>);

impl Input {
    fn parse(&self, plan: &store::plan::Plan) -> Result<Wanted<'_>, Fault> {
        let mut invalid = Invalid::default();
        let code = self.measure.text();
        if plan.measures.offered().all(|measure| measure.code != code) {
            invalid.add("measure", "请从指标目录中选择一项。");
        }
        let phase = fields::phase(&mut invalid, "phase", &self.phase, &plan.phases);
        let target = fields::target(&mut invalid, "target", &self.target);
        let known = plan.indicators.iter().find(|row| row.measure == code && row.phase == phase);
        if let Some(known) = known {
            let sentence = if known.dropped {
                "这一阶段的这项指标已去掉，请在下面点“恢复”。"
            } else {
                "这一阶段已有这项指标。"
            };
            invalid.add("measure", sentence);
        }
        invalid.into_result()?;
        Ok((code, phase, target))
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddIndicator>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let (measure, phase, target) = input.parse(&plan)?;
    let added = edit::add_indicator(tx, &permit, phase, measure, target).await?.to_string();
    let detail = json!({ "indicator": added, "measure": measure, "phase": phase, "target": target });
    permit.record(tx, detail).await?;
    Ok(added)
}

super::faces::adding!(verb: AddIndicator, form: "add-indicator", done: "已添加指标");
