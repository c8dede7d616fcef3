//! Targets that amendments changed, beside the tasks whose words still say the old number.

use std::collections::HashMap;

use super::plan::{IndicatorRow, Plan, Sourced, TaskRow};
use crate::plan::{Change, Changes, Edition, IndicatorItem, Told, tell};
use crate::task::TaskId;

impl Plan {
    /// What of the targets differs from the first edition, by the task whose sentence in the notice asks for them. A task whose words an
    /// amendment changed says the new number itself.
    pub(crate) fn retargeted(&self, first: &Edition) -> HashMap<TaskId, Vec<Told>> {
        let now = self.edition();
        let beside = self.tasks.iter().filter(|row| !row.dropped).filter_map(|task| {
            let key = task.origin.unwrap_or(task.id);
            first.tasks.iter().find(|was| was.id == key && was.text == task.text)?;
            let asked = self.indicators.iter().filter(|row| self.asks_for(task, row));
            let indicators: Vec<_> = asked.filter_map(|row| retargeted(row, first, &now)).collect();
            let changes = Changes { indicators, ..Changes::default() };
            let told = tell(&changes, first, &now, &self.measures);
            (!told.is_empty()).then_some((task.id, told))
        });
        beside.collect()
    }

    /// Whether an indicator was read from a sentence of a task.
    fn asks_for(&self, task: &TaskRow, indicator: &IndicatorRow) -> bool {
        let Some((start, end)) = indicator.stretch() else { return false };
        let mut sentences = self.sources_of(task).into_iter().filter_map(|row| row.stretch());
        sentences.any(|(from, to)| start < to && from < end)
    }
}

/// The change of a target since the first edition; that an indicator moved to another phase is no such change.
fn retargeted(row: &IndicatorRow, first: &Edition, now: &Edition) -> Option<Change<IndicatorItem>> {
    let key = row.origin.unwrap_or(row.id);
    let find = |edition: &Edition| edition.indicators.iter().find(|one| one.id == key).cloned();
    let before = find(first)?;
    match find(now) {
        // What went into another indicator is asked for there.
        None => row.merged_into.is_none().then_some(Change::Dropped(before)),
        Some(after) => {
            let after = IndicatorItem { phase: before.phase, ..after };
            (before != after).then_some(Change::Changed { before, after })
        }
    }
}
