//! What a 补充通知 proposes to change: one row for each change, to be taken or left. Rows are named by the plan in force.

use clock::CivilDate;
use ids::Mint;
use people::UnitId;
use serde::{Deserialize, Serialize};

use super::edition::{Change, Changes, DueItem, Edition, IndicatorItem, Item, PhaseItem, TaskItem};
use crate::workday::Workdays;
use crate::{Basis, DueId, DueKind, Filter, IndicatorId, PhaseId};

/// One change of the plan, as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proposal {
    /// Another time of a phase; of a side that stays, none.
    Phase {
        id: PhaseId,
        starts_on: Option<CivilDate>,
        ends_on: Option<CivilDate>,
    },
    MoveDue {
        id: DueId,
        due_on: CivilDate,
        due_time: Option<String>,
    },
    AddDue {
        phase: Option<PhaseId>,
        title: String,
        due_on: CivilDate,
        due_time: Option<String>,
        with_pictures: bool,
    },
    DropDues(Vec<DueId>),
    AddIndicator {
        phase: Option<PhaseId>,
        measure: String,
        target: Option<i64>,
    },
    Aim {
        id: IndicatorId,
        target: i64,
    },
    DropIndicators(Vec<IndicatorId>),
    AddTask {
        phase: Option<PhaseId>,
        text: String,
    },
    /// Units that shall take part: they join the campaign in force, no edition does that.
    Join(Vec<UnitId>),
    /// A change that was not understood, and why, where that can be said.
    Unread(String),
}

impl Proposal {
    /// Whether it can be written into the draft.
    pub(crate) fn may_be_taken(&self) -> bool {
        !matches!(self, Self::Join(_) | Self::Unread(_))
    }

    /// What it changes in an edition; nothing where that says so already, or has no such row any more.
    pub(crate) fn changes(&self, edition: &Edition, workdays: &Workdays, mint: &Mint) -> Changes {
        let mut changes = Changes::default();
        match self {
            Self::Phase { id, starts_on, ends_on } => {
                changes.phases = changed(&edition.phases, *id, |row| PhaseItem {
                    starts_on: starts_on.or(row.starts_on),
                    ends_on: ends_on.or(row.ends_on),
                    ..row.clone()
                });
            }
            Self::MoveDue { id, due_on, due_time } => {
                // A day that moves off holidays goes on doing so.
                changes.dues = changed(&edition.dues, *id, |row| {
                    let (day, moved_from) = workdays.moved(*due_on, row.off_holidays);
                    let due_time = due_time.clone().or_else(|| row.due_time.clone());
                    DueItem { due_on: Some(day), due_time, moved_from, ..row.clone() }
                });
            }
            Self::AddDue { phase, title, due_on, due_time, with_pictures } => {
                changes.dues = vec![Change::Added(DueItem {
                    id: mint.id(),
                    phase: *phase,
                    kind: DueKind::Once,
                    title: title.clone(),
                    due_on: Some(*due_on),
                    due_time: due_time.clone(),
                    with_pictures: *with_pictures,
                    moved_from: None,
                    off_holidays: None,
                    sent_at: None,
                })];
            }
            Self::DropDues(ids) => changes.dues = dropped(&edition.dues, ids),
            Self::AddIndicator { phase, measure, target } => {
                changes.indicators = vec![Change::Added(IndicatorItem {
                    id: mint.id(),
                    phase: *phase,
                    measure: measure.clone(),
                    filter: Filter::default(),
                    basis: Basis::Unit,
                    target: *target,
                    hundredths: 0,
                    rulings: Vec::new(),
                })];
            }
            Self::Aim { id, target } => {
                changes.indicators = changed(&edition.indicators, *id, |row| IndicatorItem {
                    target: Some(*target),
                    hundredths: 0,
                    ..row.clone()
                });
            }
            Self::DropIndicators(ids) => changes.indicators = dropped(&edition.indicators, ids),
            Self::AddTask { phase, text } => {
                let item = TaskItem { id: mint.id(), phase: *phase, text: text.clone() };
                changes.tasks = vec![Change::Added(item)];
            }
            Self::Join(_) | Self::Unread(_) => {}
        }
        changes
    }
}

fn changed<T: Item>(rows: &[T], key: T::Key, change: impl Fn(&T) -> T) -> Vec<Change<T>> {
    let before = rows.iter().find(|row| row.key() == key);
    let pair =
        before.map(|before| (before.clone(), change(before))).filter(|(before, after)| before != after);
    pair.map(|(before, after)| Change::Changed { before, after }).into_iter().collect()
}

fn dropped<T: Item>(rows: &[T], keys: &[T::Key]) -> Vec<Change<T>> {
    rows.iter().filter(|row| keys.contains(&row.key())).cloned().map(Change::Dropped).collect()
}
