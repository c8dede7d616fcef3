//! Writes one proposal into the draft of an amendment, through the same steps as a correction by hand.

use db::Tx;
use ids::Mint;
use people::{Actor, Permit};
use web::Fault;

use crate::campaign::Head;
use crate::plan::{Change, DueItem, IndicatorItem, PhaseItem, Proposal, TaskItem};
use crate::policy::{AddDue, AddIndicator, AddTask, Drop, EditDue, EditIndicator, EditPhase};
use crate::store::edit::{self, DueEdit, IndicatorEdit, PhaseEdit};
use crate::store::items::{self, ItemKind};
use crate::store::plan::{Plan, load};
use crate::{DueId, IndicatorId, PhaseId};

/// The draft that is written into.
struct Draft<'a> {
    head: &'a Head,
    actor: &'a Actor,
    plan: Plan,
}

/// Writes a proposal; a change whose row is gone from the draft, or says so already, is refused.
pub(super) async fn write(
    tx: &mut Tx,
    (actor, head): (&Actor, &Head),
    proposal: &Proposal,
    mint: &Mint,
) -> Result<(), Fault> {
    let draft = Draft { head, actor, plan: load(tx, head.id).await? };
    let changes = proposal.changes(&draft.plan.edition(), &draft.plan.workdays, mint);
    if changes.count() == 0 {
        return Err(gone());
    }
    for change in &changes.phases {
        draft.phase(tx, change).await?;
    }
    for change in &changes.indicators {
        draft.indicator(tx, change).await?;
    }
    for change in &changes.tasks {
        draft.task(tx, change).await?;
    }
    for change in &changes.dues {
        draft.due(tx, change).await?;
    }
    Ok(())
}

fn gone() -> Fault {
    let sentence =
        "有一处勾选的改动，草稿里已经没有那一项，或者已经是那样，还没有写入。下面是最新的情况，请重新勾选。";
    Fault::conflict("changed_meanwhile", sentence)
}

impl Draft<'_> {
    /// The draft's own phase under the key of the row in force.
    fn phase_id(&self, key: Option<PhaseId>) -> Option<PhaseId> {
        let key = key?;
        self.plan.phases.iter().find(|row| row.origin.unwrap_or(row.id) == key).map(|row| row.id)
    }

    async fn phase(&self, tx: &mut Tx, change: &Change<PhaseItem>) -> Result<(), Fault> {
        let Change::Changed { after, .. } = change else { return Ok(()) };
        let row =
            self.plan.phases.iter().find(|row| row.origin.unwrap_or(row.id) == after.id).ok_or_else(gone)?;
        let permit = Permit::<EditPhase>::ask(self.actor, self.head)?;
        let edit = PhaseEdit { name: after.name.clone(), starts_on: after.starts_on, ends_on: after.ends_on };
        Ok(edit::phase(tx, &permit, row.id, row.version, &edit, row.ends_on).await?)
    }

    async fn indicator(&self, tx: &mut Tx, change: &Change<IndicatorItem>) -> Result<(), Fault> {
        match change {
            Change::Added(item) => {
                let permit = Permit::<AddIndicator>::ask(self.actor, self.head)?;
                let phase = self.phase_id(item.phase);
                edit::add_indicator(tx, &permit, phase, (&item.measure, &item.filter), item.target).await?;
            }
            Change::Changed { after, .. } => {
                let (id, version) = self.indicator_row(after.id)?;
                let permit = Permit::<EditIndicator>::ask(self.actor, self.head)?;
                let edit = IndicatorEdit {
                    phase: self.phase_id(after.phase),
                    filter: after.filter.clone(),
                    target: after.rate(),
                };
                edit::indicator(tx, &permit, id, version, &edit).await?;
            }
            Change::Dropped(item) => {
                let (id, version) = self.indicator_row(item.id)?;
                self.drop_row(tx, ItemKind::Indicator, &id.to_string(), version).await?;
            }
        }
        Ok(())
    }

    fn indicator_row(&self, key: IndicatorId) -> Result<(IndicatorId, i64), Fault> {
        let row = self.plan.indicators.iter().find(|row| row.origin.unwrap_or(row.id) == key);
        row.map(|row| (row.id, row.version)).ok_or_else(gone)
    }

    async fn task(&self, tx: &mut Tx, change: &Change<TaskItem>) -> Result<(), Fault> {
        let Change::Added(item) = change else { return Ok(()) };
        let permit = Permit::<AddTask>::ask(self.actor, self.head)?;
        edit::add_task(tx, &permit, self.phase_id(item.phase), &item.text).await?;
        Ok(())
    }

    async fn due(&self, tx: &mut Tx, change: &Change<DueItem>) -> Result<(), Fault> {
        match change {
            Change::Added(item) => {
                let permit = Permit::<AddDue>::ask(self.actor, self.head)?;
                edit::add_due(tx, &permit, self.phase_id(item.phase), &due_edit(item), item.kind).await?;
            }
            Change::Changed { after, .. } => {
                let row = self.due_row(after.id)?;
                let permit = Permit::<EditDue>::ask(self.actor, self.head)?;
                let placed = (self.phase_id(after.phase), after.kind);
                edit::due(tx, &permit, row, placed, &due_edit(after)).await?;
            }
            Change::Dropped(item) => {
                let (id, version) = self.due_row(item.id)?;
                self.drop_row(tx, ItemKind::Due, &id.to_string(), version).await?;
            }
        }
        Ok(())
    }

    fn due_row(&self, key: DueId) -> Result<(DueId, i64), Fault> {
        let row = self.plan.dues.iter().find(|row| row.origin.unwrap_or(row.id) == key);
        row.map(|row| (row.id, row.version)).ok_or_else(gone)
    }

    async fn drop_row(&self, tx: &mut Tx, kind: ItemKind, id: &str, version: i64) -> Result<(), Fault> {
        let permit = Permit::<Drop>::ask(self.actor, self.head)?;
        Ok(items::set_dropped(tx, &permit, kind, id, version, true).await?)
    }
}

fn due_edit(item: &DueItem) -> DueEdit {
    DueEdit {
        title: item.title.clone(),
        due_on: item.due_on,
        due_time: item.due_time.clone(),
        with_pictures: item.with_pictures,
        moved_from: item.moved_from,
        off_holidays: item.off_holidays,
    }
}
