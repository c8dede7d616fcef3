//! Editions of a plan: what one has that the one before it had not, and how that becomes true.

use clock::{CivilDate, Moment};
use people::UnitId;
use serde::{Deserialize, Serialize};

use crate::target::{Rate, Ruled};
use crate::task::{AnnexId, SloganKind};
use crate::workday::OffHolidays;
use crate::{Basis, DueId, DueKind, Filter, IndicatorId, PhaseId, TaskId};

/// A row that is told from others by its key, whatever else changes in it.
pub(crate) trait Item: Clone + PartialEq {
    type Key: PartialEq + Copy;

    fn key(&self) -> Self::Key;
}

/// What happens to one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change<T> {
    Added(T),
    Changed { before: T, after: T },
    Dropped(T),
}

/// The campaign's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeadItem {
    pub(crate) name: String,
    pub(crate) document_number: Option<String>,
    pub(crate) superior_basis: String,
    pub(crate) report_to: String,
    pub(crate) upward_due_on: Option<CivilDate>,
}

/// A phase, with its dates as printed or corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PhaseItem {
    pub(crate) id: PhaseId,
    pub(crate) ordinal: i64,
    pub(crate) name: String,
    pub(crate) starts_on: Option<CivilDate>,
    pub(crate) ends_on: Option<CivilDate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndicatorItem {
    pub(crate) id: IndicatorId,
    pub(crate) phase: Option<PhaseId>,
    pub(crate) measure: String,
    /// Editions that were kept before there were filters have none.
    #[serde(default)]
    pub(crate) filter: Filter,
    pub(crate) basis: Basis,
    pub(crate) target: Option<i64>,
    /// Behind the point of a target on a basis.
    #[serde(default)]
    pub(crate) hundredths: i64,
    pub(crate) rulings: Vec<RulingItem>,
}

impl IndicatorItem {
    pub(crate) fn rate(&self) -> Option<Rate> {
        self.target.map(|target| Rate::new(target, self.hundredths))
    }
}

/// What differs for a class (`unit` is none) or a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RulingItem {
    pub(crate) unit: Option<UnitId>,
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) ruled: Ruled,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskItem {
    pub(crate) id: TaskId,
    pub(crate) phase: Option<PhaseId>,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DueItem {
    pub(crate) id: DueId,
    pub(crate) phase: Option<PhaseId>,
    pub(crate) kind: DueKind,
    pub(crate) title: String,
    pub(crate) due_on: Option<CivilDate>,
    pub(crate) due_time: Option<String>,
    pub(crate) with_pictures: bool,
    /// The printed day, when it moves off holidays.
    pub(crate) moved_from: Option<CivilDate>,
    #[serde(default)]
    pub(crate) off_holidays: Option<OffHolidays>,
    /// When an amendment brought its day; none: it came with the launch.
    #[serde(default)]
    pub(crate) sent_at: Option<Moment>,
}

/// A slogan or an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnnexItem {
    pub(crate) id: AnnexId,
    pub(crate) kind: SloganKind,
    pub(crate) text: String,
}

macro_rules! items {
    ($($item:ty, $key:ty;)*) => {$(
        impl Item for $item {
            type Key = $key;

            fn key(&self) -> $key {
                self.id
            }
        }
    )*};
}
items! {
    PhaseItem, PhaseId;
    IndicatorItem, IndicatorId;
    TaskItem, TaskId;
    DueItem, DueId;
    AnnexItem, AnnexId;
}

/// One edition of a plan: every row that units have to follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edition {
    pub(crate) head: HeadItem,
    pub(crate) phases: Vec<PhaseItem>,
    pub(crate) indicators: Vec<IndicatorItem>,
    pub(crate) tasks: Vec<TaskItem>,
    pub(crate) dues: Vec<DueItem>,
    /// Editions that were kept before these could be changed have none.
    #[serde(default)]
    pub(crate) annexes: Vec<AnnexItem>,
}

/// What makes one edition of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changes {
    /// Before and after; none when the campaign's own fields stay.
    pub(crate) head: Option<(HeadItem, HeadItem)>,
    pub(crate) phases: Vec<Change<PhaseItem>>,
    pub(crate) indicators: Vec<Change<IndicatorItem>>,
    pub(crate) tasks: Vec<Change<TaskItem>>,
    pub(crate) dues: Vec<Change<DueItem>>,
    #[serde(default)]
    pub(crate) annexes: Vec<Change<AnnexItem>>,
}

impl Changes {
    /// What `after` has that `before` had not.
    pub(crate) fn between(before: &Edition, after: &Edition) -> Self {
        let heads = (before.head.clone(), after.head.clone());
        Self {
            head: Some(heads).filter(|(before, after)| before != after),
            phases: diff(&before.phases, &after.phases),
            indicators: diff(&before.indicators, &after.indicators),
            tasks: diff(&before.tasks, &after.tasks),
            dues: diff(&before.dues, &after.dues),
            annexes: diff(&before.annexes, &after.annexes),
        }
    }

    /// How many rows change; the campaign's own fields count as one.
    pub(crate) fn count(&self) -> usize {
        usize::from(self.head.is_some())
            + self.phases.len()
            + self.indicators.len()
            + self.tasks.len()
            + self.dues.len()
            + self.annexes.len()
    }
}

/// Changed rows in their order, then new ones, then those that are gone.
pub(crate) fn diff<T: Item>(before: &[T], after: &[T]) -> Vec<Change<T>> {
    let known = |rows: &[T], key: T::Key| rows.iter().find(|row| row.key() == key).cloned();
    let changed = after.iter().filter_map(|row| {
        let old = known(before, row.key()).filter(|old| old != row)?;
        Some(Change::Changed { before: old, after: row.clone() })
    });
    let added = after.iter().filter(|row| known(before, row.key()).is_none()).cloned().map(Change::Added);
    let dropped = before.iter().filter(|row| known(after, row.key()).is_none()).cloned().map(Change::Dropped);
    changed.chain(added).chain(dropped).collect()
}

#[cfg(test)]
mod tests;
