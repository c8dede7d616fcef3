use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::AddIndicator;
use crate::store::plan::{IndicatorRow, Plan};
use crate::store::{self, edit, heads};
use crate::{Filter, FilterInput, IndicatorId, PhaseId};

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
    /// What counts, by the code of the dimension: `{"speaker": ["leader"]}`; empty: everything.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    filter: FilterInput,
}

/// What tells an indicator from the others of its plan.
pub(super) struct Wanted<'a> {
    pub(super) measure: &'a str,
    pub(super) phase: Option<PhaseId>,
    pub(super) filter: &'a Filter,
}

impl Wanted<'_> {
    /// The row that counts the same already, but for `own`.
    pub(super) fn known<'a>(
        &self,
        rows: &'a [IndicatorRow],
        own: Option<IndicatorId>,
    ) -> Option<&'a IndicatorRow> {
        rows.iter()
            .filter(|row| Some(row.id) != own && row.merged_into.is_none())
            .find(|row| row.measure == self.measure && row.phase == self.phase && row.filter == *self.filter)
    }

    /// What to say of such a row.
    pub(super) fn stands_already(&self, known: &IndicatorRow) -> &'static str {
        match (known.dropped, self.filter.is_empty()) {
            (true, _) => "这一阶段的这项指标已去掉，请在下面点“恢复”。",
            (false, true) => "这一阶段已有这项指标；只计其中一部分的，请选择渠道、主讲等条件。",
            (false, false) => "这一阶段已有同样条件的这项指标。",
        }
    }
}

impl Input {
    fn parse(&self, plan: &Plan) -> Result<(Option<PhaseId>, Filter, Option<i64>), Fault> {
        let mut invalid = Invalid::default();
        let code = self.measure.text();
        let measure = plan.measures.offered().find(|measure| measure.code == code);
        if measure.is_none() {
            invalid.add("measure", "请从指标目录中选择一项。");
        }
        let phase = fields::phase(&mut invalid, "phase", &self.phase, &plan.phases);
        let target = fields::target(&mut invalid, "target", &self.target);
        let filter = fields::filter(&mut invalid, &self.filter, measure, &plan.subjects());
        let wanted = Wanted { measure: code, phase, filter: &filter };
        if let Some(known) = wanted.known(&plan.indicators, None) {
            invalid.add("measure", wanted.stands_already(known));
        }
        invalid.into_result()?;
        Ok((phase, filter, target))
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddIndicator>::ask(actor, &head)?;
    let plan = store::plan::load(tx, head.id).await?;
    let (phase, filter, target) = input.parse(&plan)?;
    let measure = input.measure.text();
    let added = edit::add_indicator(tx, &permit, phase, (measure, &filter), target).await?.to_string();
    let name = plan.measures.get(measure).map(|measure| filter.named(&measure.name));
    let detail = json!({ "indicator": added, "name": name, "phase": phase, "target": target });
    permit.record(tx, detail).await?;
    Ok(added)
}

super::faces::adding!(verb: AddIndicator, form: "add-indicator", done: "已添加指标");
