use clock::CivilDate;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use super::words::Words;
use crate::phase::first_backwards;
use crate::policy::EditPhase;
use crate::store::edit::{self, PhaseEdit};
use crate::store::plan::PhaseRow;
use crate::store::{self, heads};
use crate::{CampaignId, PhaseFact};

/// A phase's name and dates.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = EditPhase)]
pub(crate) struct Input {
    version: Raw,
    name: Raw,
    /// `YYYY-MM-DD`; empty: follows on the phase before.
    starts_on: Raw,
    /// `YYYY-MM-DD`; empty: open end.
    ends_on: Raw,
}

impl Input {
    pub(crate) fn parse(&self) -> Result<PhaseEdit, Fault> {
        let mut invalid = Invalid::default();
        let edit = PhaseEdit {
            name: fields::text(&mut invalid, "name", &self.name, fields::NAME, Some("请填写阶段名称。")),
            starts_on: fields::date(&mut invalid, "starts_on", &self.starts_on),
            ends_on: fields::date(&mut invalid, "ends_on", &self.ends_on),
        };
        if let (Some(start), Some(end)) = (edit.starts_on, edit.ends_on)
            && end < start
        {
            invalid.add("ends_on", "结束日期早于开始日期，请改正。");
        }
        invalid.into_result()?;
        Ok(edit)
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditPhase>::ask(actor, &head)?;
    let phases = store::plan::phases(tx, head.id).await?;
    let before = found(&phases, item)?;
    let edit = input.parse()?;
    let issued_on = store::plan::campaign(tx, head.id).await?.issued_on;
    stays_in_order(&phases, item, &edit, head.id, issued_on)?;
    edit::phase(tx, &permit, before.id, fields::version(&input.version)?, &edit, before.ends_on).await?;
    let after = found(&store::plan::phases(tx, head.id).await?, item)?;
    permit.record(tx, json!({ "phase": item, "before": before, "after": after })).await?;
    Ok(())
}

/// A correction must leave every phase some time of its own, unless the notice itself is at odds with itself.
fn stays_in_order(
    phases: &[PhaseRow],
    item: &str,
    edit: &PhaseEdit,
    campaign: CampaignId,
    issued_on: Option<CivilDate>,
) -> Result<(), Fault> {
    let as_it_was: Vec<PhaseFact> = phases.iter().map(|row| row.unchained(campaign)).collect();
    let mut corrected = as_it_was.clone();
    for phase in corrected.iter_mut().filter(|phase| phase.id.to_string() == item) {
        (phase.starts_on, phase.ends_on) = (edit.starts_on, edit.ends_on);
    }
    let bad = first_backwards(&corrected, issued_on);
    let Some(bad) = bad.filter(|_| first_backwards(&as_it_was, issued_on).is_none()) else { return Ok(()) };
    let sentence = format!(
        "这样第 {} 阶段“{}”会从 {} 开始、到 {} 结束，前后颠倒，请改正。",
        bad.ordinal,
        bad.name,
        bad.starts_on.words(),
        bad.ends_on.words()
    );
    Err(Fault::field("ends_on", sentence))
}

fn found(phases: &[PhaseRow], item: &str) -> Result<PhaseRow, Fault> {
    phases.iter().find(|phase| phase.id.to_string() == item).cloned().ok_or_else(Fault::not_found)
}

super::faces::correcting!(form: "phase", done: "已修改阶段");
