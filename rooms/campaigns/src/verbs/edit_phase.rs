use clock::CivilDate;
use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use super::words::Words;
use crate::phase::{chain, first_backwards, new_overlaps, pushed};
use crate::policy::EditPhase;
use crate::store::edit::{self, PhaseEdit};
use crate::store::plan::{CampaignRow, PhaseRow};
use crate::store::{self, heads};
use crate::{PhaseFact, PhaseId};

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
    /// What becomes of days that it would share with another phase: `keep`, or `push` the later phases back. Empty: it is
    /// refused, so that somebody decides.
    #[serde(skip_serializing_if = "Raw::is_blank")]
    overlap: Raw,
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

/// The phases of a plan before and with a correction.
struct Corrected {
    before: Vec<PhaseFact>,
    after: Vec<PhaseFact>,
    issued_on: Option<CivilDate>,
}

impl Corrected {
    fn chained(&self, phases: &[PhaseFact]) -> Vec<PhaseFact> {
        let mut phases = phases.to_vec();
        chain(&mut phases, self.issued_on);
        phases
    }

    /// A correction must leave every phase some time of its own, unless the notice itself is at odds with itself.
    fn backwards(&self) -> Option<String> {
        let bad = first_backwards(&self.after, self.issued_on)?;
        first_backwards(&self.before, self.issued_on).is_none().then(|| {
            format!(
                "这样第 {} 阶段“{}”会从 {} 开始、到 {} 结束，前后颠倒，请改正。",
                bad.ordinal,
                bad.name,
                bad.starts_on.words(),
                bad.ends_on.words()
            )
        })
    }

    /// What the phase overlaps now and did not before, or not on these days.
    fn new_overlaps(&self, at: PhaseId) -> Vec<String> {
        let new = new_overlaps(&self.chained(&self.before), &self.chained(&self.after)).into_iter();
        let others = new.filter_map(|overlap| match at {
            _ if overlap.one.id == at => Some(overlap.other),
            _ if overlap.other.id == at => Some(overlap.one),
            _ => None,
        });
        others.map(|other| span(&other)).collect()
    }
}

/// `第 3 阶段“典型推广”（2026-09-01 → 2026-12-31）`
pub(super) fn span(phase: &PhaseFact) -> String {
    let end = phase.ends_on.map_or_else(|| " 起".to_owned(), |end| format!(" → {end}"));
    format!("第 {} 阶段“{}”（{}{end}）", phase.ordinal, phase.name, phase.starts_on.words())
}

/// What becomes of an overlap that a correction makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overlapping {
    /// Nobody was asked yet.
    Ask,
    Keep,
    /// 顺延后面的阶段.
    Push,
}

/// The words for both, in `overlap`.
pub(super) const KEEP: &str = "keep";
const PUSH: &str = "push";

impl Input {
    fn overlapping(&self) -> Overlapping {
        match self.overlap.text() {
            KEEP => Overlapping::Keep,
            PUSH => Overlapping::Push,
            _ => Overlapping::Ask,
        }
    }

    /// Refuses what is backwards, and asks about an overlap; `may_push`: whether later phases could give way.
    fn judge(&self, corrected: &Corrected, at: PhaseId, may_push: bool) -> Result<(), Fault> {
        let mut invalid = Invalid::default();
        if let Some(sentence) = corrected.backwards() {
            invalid.add("ends_on", sentence);
        } else if self.overlapping() == Overlapping::Ask {
            let others = corrected.new_overlaps(at);
            if !others.is_empty() {
                let sentence = format!("与{}重叠。确实需要重叠的请确认。", others.join("、"));
                invalid.ask("overlap", sentence, &[KEEP]);
            }
        }
        if invalid.any() && may_push {
            let sentence = "也可以让后面的阶段依次顺延，它们结束时的报送一起改期。";
            invalid.ask("overlap", sentence, &[PUSH]);
        }
        invalid.into_result()
    }
}

/// Asks about a phase that is added behind the others.
pub(super) fn ask_before_adding(
    input: &Input,
    edit: &PhaseEdit,
    phases: &[PhaseRow],
    campaign: &CampaignRow,
    id: PhaseId,
) -> Result<(), Fault> {
    let before: Vec<PhaseFact> = phases.iter().map(|row| row.unchained(campaign.id)).collect();
    let added = PhaseFact {
        id,
        campaign: campaign.id,
        ordinal: before.len().try_into().unwrap_or(0) + 1,
        name: edit.name.clone(),
        starts_on: edit.starts_on,
        ends_on: edit.ends_on,
    };
    let after = [before.clone(), vec![added]].concat();
    input.judge(&Corrected { before, after, issued_on: campaign.issued_on }, id, false)
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<EditPhase>::ask(actor, &head)?;
    let phases = store::plan::phases(tx, head.id).await?;
    let before = found(&phases, item)?;
    let edit = input.parse()?;
    let mut corrected = Corrected {
        before: phases.iter().map(|row| row.unchained(head.id)).collect(),
        after: phases.iter().map(|row| row.unchained(head.id)).collect(),
        issued_on: store::plan::campaign(tx, head.id).await?.issued_on,
    };
    for phase in corrected.after.iter_mut().filter(|phase| phase.id == before.id) {
        (phase.starts_on, phase.ends_on) = (edit.starts_on, edit.ends_on);
    }
    let behind = match before.ends_on {
        old if edit.ends_on > old => pushed(&corrected.after, before.id, old),
        _ => Vec::new(),
    };
    let is_pushing = input.overlapping() == Overlapping::Push;
    if is_pushing {
        let find = |id: PhaseId| behind.iter().find(|moved| moved.id == id).cloned();
        corrected.after = corrected.after.into_iter().map(|phase| find(phase.id).unwrap_or(phase)).collect();
    }
    input.judge(&corrected, before.id, !behind.is_empty() && !is_pushing)?;
    edit::phase(tx, &permit, before.id, fields::version(&input.version)?, &edit, before.ends_on).await?;
    for moved in behind.iter().filter(|_| is_pushing) {
        push(tx, &permit, &phases, moved).await?;
    }
    let after = found(&store::plan::phases(tx, head.id).await?, item)?;
    let detail = json!({ "phase": item, "before": before, "after": after, "pushed": is_pushing });
    permit.record(tx, detail).await?;
    Ok(())
}

/// Moves a later phase out of the way.
async fn push(
    tx: &mut Tx,
    permit: &Permit<EditPhase>,
    phases: &[PhaseRow],
    moved: &PhaseFact,
) -> Result<(), Fault> {
    let Some(row) = phases.iter().find(|row| row.id == moved.id) else { return Ok(()) };
    let edit = PhaseEdit { name: row.name.clone(), starts_on: moved.starts_on, ends_on: moved.ends_on };
    Ok(edit::phase(tx, permit, row.id, row.version, &edit, row.ends_on).await?)
}

fn found(phases: &[PhaseRow], item: &str) -> Result<PhaseRow, Fault> {
    phases.iter().find(|phase| phase.id.to_string() == item).cloned().ok_or_else(Fault::not_found)
}

super::faces::correcting!(form: "phase", done: "已修改阶段");
