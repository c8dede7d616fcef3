//! How far the dated activities of a plan are.

use std::collections::{BTreeMap, BTreeSet};

use campaigns::facts::{TallyRow, figure_of};
use campaigns::{Aggregate, Filter, Measure, MeasureKind, Measures, Reckoning};
use clock::CivilDate;

use crate::content::Item;

db::coded! {
    /// One word about a dated activity.
    pub(crate) enum ItemState {
        /// As much as was planned is logged; without an indicator: the unit says so.
        Done = "done" / "已完成",
        /// Its days have not begun.
        Ahead = "ahead" / "未到时间",
        /// Its days have begun, nothing is logged.
        Unlogged = "unlogged" / "未登记",
        /// A part of it is logged.
        Ongoing = "ongoing" / "已登记",
        /// Its days are over with a part of it logged.
        Short = "short" / "逾期未完成",
        /// Its days are over, nothing is logged.
        Overdue = "overdue" / "逾期未登记",
    }
}

impl ItemState {
    /// The kind of the mark on the screen (kit/web's `parts::status`).
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Done => "approved",
            Self::Ongoing => "pending",
            Self::Unlogged => "due",
            Self::Ahead => "not-due",
            Self::Short | Self::Overdue => "missing",
        }
    }
}

/// What of an activity was logged within its days, and what that comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemProgress {
    pub(crate) done: i64,
    pub(crate) state: ItemState,
}

/// How much of everything that the unit logged for the campaign each activity has, in the order of `items`.
///
/// What is logged is used once: among activities of the same measure and filter whose days it falls in, the one that ends first
/// has it first, up to its amount; what is left over goes to the one that ends last.
pub(crate) fn shares(items: &[&Item], rows: &[TallyRow], measures: &Measures) -> Vec<i64> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&at| (items[at].ends_on, items[at].starts_on));
    let mut groups: BTreeMap<String, (&Measure, Vec<usize>)> = BTreeMap::new();
    for at in order {
        if let Some(measure) = measure_of(items[at], measures) {
            groups.entry(items[at].key()).or_insert_with(|| (measure, Vec::new())).1.push(at);
        }
    }
    let mut done = vec![0; items.len()];
    for (measure, group) in groups.values() {
        let alike: Vec<&Item> = group.iter().map(|&at| items[at]).collect();
        for (&at, share) in group.iter().zip(shares_of_one(measure, &alike, rows)) {
            done[at] = share;
        }
    }
    done
}

fn measure_of<'a>(item: &Item, measures: &'a Measures) -> Option<&'a Measure> {
    item.measure.as_deref().and_then(|code| measures.get(code))
}

/// `alike`: activities of one measure and filter, the one that ends first first.
fn shares_of_one(measure: &Measure, alike: &[&Item], rows: &[TallyRow]) -> Vec<i64> {
    if (measure.kind, measure.aggregate) == (MeasureKind::Count, Aggregate::Max) {
        return alike.iter().map(|item| largest(measure, item, rows)).collect();
    }
    let filter = alike.first().map(|item| item.filter.clone()).unwrap_or_default();
    let mut portions = portions(measure, &filter, rows);
    let mut shares = vec![0_i64; alike.len()];
    for (item, share) in alike.iter().zip(&mut shares) {
        for portion in portions.iter_mut().filter(|portion| portion.falls_in(item)) {
            *share += portion.take(item.wanted() - *share);
        }
    }
    // A task is done or not: it has nothing left over.
    if measure.kind == MeasureKind::Count {
        for (item, share) in alike.iter().zip(&mut shares).rev() {
            for portion in portions.iter_mut().filter(|portion| portion.falls_in(item)) {
                *share = share.saturating_add(portion.take(i64::MAX));
            }
        }
    }
    shares
}

/// A highest number is not used up by those that reach it.
fn largest(measure: &Measure, item: &Item, rows: &[TallyRow]) -> i64 {
    let own: Vec<TallyRow> = rows.iter().filter(|row| Portion::of(row, 0).falls_in(item)).cloned().collect();
    figure_of(measure, &item.filter, &own, Reckoning::Logged)
}

/// Something that was logged, and how much of it no activity has yet.
struct Portion {
    starts_on: CivilDate,
    ends_on: CivilDate,
    left: i64,
}

impl Portion {
    fn of(row: &TallyRow, left: i64) -> Self {
        Self { starts_on: row.starts_on, ends_on: row.ends_on, left }
    }

    fn falls_in(&self, item: &Item) -> bool {
        self.starts_on <= item.ends_on && item.starts_on <= self.ends_on
    }

    fn take(&mut self, most: i64) -> i64 {
        let taken = self.left.min(most).max(0);
        self.left -= taken;
        taken
    }
}

/// What of the rows counts, the earliest first; of what is counted by its sources each source once.
fn portions(measure: &Measure, filter: &Filter, rows: &[TallyRow]) -> Vec<Portion> {
    let is_sum = (measure.kind, measure.aggregate) == (MeasureKind::Count, Aggregate::Sum);
    let mut counted: Vec<&TallyRow> =
        rows.iter().filter(|row| row.measure == measure.code && filter.takes(&row.split)).collect();
    counted.sort_by_key(|row| (row.ends_on, row.starts_on));
    let mut sources = BTreeSet::new();
    counted.retain(|row| is_sum || sources.insert((&row.source_room, &row.source_id)));
    counted.into_iter().map(|row| Portion::of(row, if is_sum { row.quantity } else { 1 })).collect()
}

/// `done`: its share of what was logged. `is_marked`: the unit says that it is done, which counts where no indicator is named.
pub(crate) fn progress(
    item: &Item,
    done: i64,
    measures: &Measures,
    is_marked: bool,
    today: CivilDate,
) -> ItemProgress {
    let measure = measure_of(item, measures);
    let is_done = match measure {
        Some(_) => done >= item.wanted(),
        None => is_marked,
    };
    let state = match done {
        _ if is_done => ItemState::Done,
        0 if item.ends_on < today => ItemState::Overdue,
        _ if item.ends_on < today => ItemState::Short,
        0 if item.starts_on > today => ItemState::Ahead,
        0 => ItemState::Unlogged,
        _ => ItemState::Ongoing,
    };
    ItemProgress { done, state }
}

#[cfg(test)]
mod tests {
    use campaigns::TallyState;
    use campaigns::tally::TallyId;
    use people::UnitId;

    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn row(on: &str, quantity: i64) -> TallyRow {
        TallyRow {
            tally: TallyId::parse("00000000000000000000000000000001").unwrap(),
            measure: "lecture".to_owned(),
            source_room: "activities".to_owned(),
            source_id: on.to_owned(),
            unit: UnitId::parse("00000000000000000000000000000002").unwrap(),
            unit_name: String::new(),
            starts_on: day(on),
            ends_on: day(on),
            quantity,
            split: campaigns::Split::default(),
            deducted: 0,
            state: TallyState::Logged,
        }
    }

    fn item(amount: i64, starts_on: &str, ends_on: &str) -> Item {
        Item {
            name: "讲座".to_owned(),
            measure: Some("lecture".to_owned()),
            filter: Filter::default(),
            amount: Some(amount),
            starts_on: day(starts_on),
            ends_on: day(ends_on),
            department: String::new(),
            person: String::new(),
        }
    }

    fn shared(items: &[Item], rows: &[TallyRow]) -> Vec<i64> {
        shares(&items.iter().collect::<Vec<_>>(), rows, &Measures::shipped())
    }

    #[test]
    fn what_was_logged_within_its_days_counts() {
        let item = item(3, "2026-04-01", "2026-04-30");
        let said = |rows: &[TallyRow], today: &str| {
            let done = shared(std::slice::from_ref(&item), rows)[0];
            let progress = progress(&item, done, &Measures::shipped(), false, day(today));
            (progress.done, progress.state)
        };
        assert_eq!(said(&[], "2026-03-31"), (0, ItemState::Ahead));
        assert_eq!(said(&[row("2026-03-31", 5)], "2026-04-02"), (0, ItemState::Unlogged));
        assert_eq!(said(&[row("2026-04-01", 1)], "2026-04-02"), (1, ItemState::Ongoing));
        assert_eq!(said(&[], "2026-05-01"), (0, ItemState::Overdue));
        assert_eq!(said(&[row("2026-04-01", 2), row("2026-04-30", 1)], "2026-04-30"), (3, ItemState::Done));
        assert_eq!(said(&[row("2026-04-01", 2)], "2026-05-01"), (2, ItemState::Short));
        let led = Item { filter: Filter::of_key(r#"{"speaker":["leader"]}"#).unwrap(), ..item.clone() };
        assert_eq!(shared(&[led], &[row("2026-04-01", 3)]), [0], "nobody said who spoke");
        let untied = Item { measure: None, ..item.clone() };
        let marked = |is| progress(&untied, 0, &Measures::shipped(), is, day("2026-05-01")).state;
        assert_eq!((marked(false), marked(true)), (ItemState::Overdue, ItemState::Done));
    }

    #[test]
    fn what_was_logged_once_finishes_one_activity_and_not_its_like() {
        let april = || item(1, "2026-04-01", "2026-04-30");
        let both = [april(), april()];
        assert_eq!(shared(&both, &[row("2026-04-10", 1)]), [1, 0]);
        assert_eq!(shared(&both, &[row("2026-04-10", 1), row("2026-04-11", 1)]), [1, 1]);
        assert_eq!(shared(&both, &[row("2026-04-10", 5)]), [1, 4], "nothing that was logged is lost");
        let led = Item { filter: Filter::of_key(r#"{"speaker":["leader"]}"#).unwrap(), ..april() };
        let mut by_leader = row("2026-04-10", 1);
        by_leader.split = serde_json::from_str(r#"{"speaker":"leader"}"#).unwrap();
        assert_eq!(
            shared(&[april(), led], &[by_leader]),
            [1, 1],
            "what counts otherwise is counted by itself"
        );
    }

    #[test]
    fn the_activity_that_ends_first_has_it_first_whatever_the_order() {
        let plan = [
            item(2, "2026-04-01", "2026-06-30"),
            item(1, "2026-04-20", "2026-04-30"),
            item(1, "2026-04-01", "2026-05-31"),
        ];
        assert_eq!(shared(&plan, &[row("2026-04-25", 1)]), [0, 1, 0]);
        assert_eq!(
            shared(&plan, &[row("2026-04-25", 1), row("2026-04-02", 1)]),
            [0, 1, 1],
            "by its own days"
        );
        assert_eq!(shared(&plan, &[row("2026-04-25", 3)]), [1, 1, 1]);
        assert_eq!(shared(&plan, &[row("2026-06-30", 3)]), [3, 0, 0], "only whose days it falls in");
    }
}
