//! How far the dated activities of a plan are.

use campaigns::facts::{TallyRow, figure_of};
use campaigns::{Measures, Reckoning};
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

/// `rows`: everything that the unit logged for the campaign. `is_marked`: the unit says that it is done, which counts where
/// no indicator is named.
pub(crate) fn progress(
    item: &Item,
    rows: &[TallyRow],
    measures: &Measures,
    is_marked: bool,
    today: CivilDate,
) -> ItemProgress {
    let measure = item.measure.as_deref().and_then(|code| measures.get(code));
    let done = measure.map_or(0, |measure| {
        let within = |row: &&TallyRow| {
            row.measure == measure.code && row.starts_on <= item.ends_on && item.starts_on <= row.ends_on
        };
        let own: Vec<TallyRow> = rows.iter().filter(within).cloned().collect();
        figure_of(measure, &item.filter, &own, Reckoning::Logged)
    });
    let is_done = match measure {
        Some(_) => done >= item.amount.unwrap_or(1).max(1),
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
    use campaigns::tally::TallyId;
    use campaigns::{Filter, TallyState};
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

    #[test]
    fn what_was_logged_within_its_days_counts() {
        let item = Item {
            name: "讲座".to_owned(),
            measure: Some("lecture".to_owned()),
            filter: Filter::default(),
            amount: Some(3),
            starts_on: day("2026-04-01"),
            ends_on: day("2026-04-30"),
            department: String::new(),
            person: String::new(),
        };
        let said = |rows: &[TallyRow], today: &str| {
            let progress = progress(&item, rows, &Measures::shipped(), false, day(today));
            (progress.done, progress.state)
        };
        assert_eq!(said(&[], "2026-03-31"), (0, ItemState::Ahead));
        assert_eq!(said(&[row("2026-03-31", 5)], "2026-04-02"), (0, ItemState::Unlogged));
        assert_eq!(said(&[row("2026-04-01", 1)], "2026-04-02"), (1, ItemState::Ongoing));
        assert_eq!(said(&[], "2026-05-01"), (0, ItemState::Overdue));
        assert_eq!(said(&[row("2026-04-01", 2), row("2026-04-30", 1)], "2026-04-30"), (3, ItemState::Done));
        assert_eq!(said(&[row("2026-04-01", 2)], "2026-05-01"), (2, ItemState::Short));
        let led = Item { filter: Filter::of_key(r#"{"speaker":["leader"]}"#).unwrap(), ..item.clone() };
        let logged = [row("2026-04-01", 3)];
        assert_eq!(
            progress(&led, &logged, &Measures::shipped(), false, day("2026-04-02")).done,
            0,
            "nobody said who spoke"
        );
        let untied = Item { measure: None, ..item.clone() };
        let marked = |is| progress(&untied, &[], &Measures::shipped(), is, day("2026-05-01")).state;
        assert_eq!((marked(false), marked(true)), (ItemState::Overdue, ItemState::Done));
    }
}
