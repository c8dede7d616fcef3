//! What the plan's page says of one report beside another.

use super::PlanPage;
use crate::DueKind;
use crate::store::plan::DueRow;

impl PlanPage<'_> {
    /// The reports that another one may go into: those of its sort that lose no day by it.
    pub(super) fn may_take_in(&self, row: &DueRow) -> Vec<&DueRow> {
        let others = self.plan.dues.iter().filter(|other| !other.dropped && other.id != row.id);
        let is_plan = |row: &DueRow| row.kind == DueKind::UnitPlan;
        others
            .filter(|other| is_plan(other) == is_plan(row))
            .filter(|other| row.due_on.is_none() || other.due_on.is_some())
            .collect()
    }

    /// The title of a report with its day.
    pub(super) fn titled(&self, row: &DueRow) -> String {
        let day = self.day_of(row).map_or_else(|| "随时".to_owned(), |day| day.to_string());
        format!("{}（{day}）", row.title)
    }
}
