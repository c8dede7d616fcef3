//! How far the dated activities of a plan are.

use campaigns::facts::{TallyRow, figure_of};
use campaigns::{Measures, Reckoning};
use clock::CivilDate;

use crate::content::Item;

db::coded! {
    /// One word about a dated activity.
    pub(crate) enum ItemState {
        Done = "done" / "已完成",
        Ongoing = "ongoing" / "进行中",
        Ahead = "ahead" / "未开始",
        Overdue = "overdue" / "到期未完成",
        /// It names no measure, so nothing that is logged can be counted for it.
        Untracked = "untracked" / "未关联指标",
    }
}

impl ItemState {
    /// The kind of the mark on the screen (kit/web's `parts::status`).
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Done => "approved",
            Self::Ongoing => "pending",
            Self::Ahead | Self::Untracked => "not-due",
            Self::Overdue => "missing",
        }
    }
}

/// What of an activity was logged within its days, and what that comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemProgress {
    pub(crate) done: i64,
    pub(crate) state: ItemState,
}

/// `rows`: everything that the unit logged for the campaign.
pub(crate) fn progress(
    item: &Item,
    rows: &[TallyRow],
    measures: &Measures,
    today: CivilDate,
) -> ItemProgress {
    let Some(measure) = item.measure.as_deref().and_then(|code| measures.get(code)) else {
        return ItemProgress { done: 0, state: ItemState::Untracked };
    };
    let within = |row: &&TallyRow| {
        row.measure == measure.code && row.starts_on <= item.ends_on && item.starts_on <= row.ends_on
    };
    let own: Vec<TallyRow> = rows.iter().filter(within).cloned().collect();
    let done = figure_of(measure, &item.filter, &own, Reckoning::Logged);
    let state = if done >= item.amount.unwrap_or(1).max(1) {
        ItemState::Done
    } else if item.ends_on < today {
        ItemState::Overdue
    } else if item.starts_on > today && done == 0 {
        ItemState::Ahead
    } else {
        ItemState::Ongoing
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
            let progress = progress(&item, rows, &Measures::shipped(), day(today));
            (progress.done, progress.state)
        };
        assert_eq!(said(&[], "2026-03-31"), (0, ItemState::Ahead));
        assert_eq!(said(&[row("2026-03-31", 5)], "2026-04-02"), (0, ItemState::Ongoing));
        assert_eq!(said(&[row("2026-04-01", 2), row("2026-04-30", 1)], "2026-04-30"), (3, ItemState::Done));
        assert_eq!(said(&[row("2026-04-01", 2)], "2026-05-01"), (2, ItemState::Overdue));
        let led = Item { filter: Filter::of_key(r#"{"speaker":["leader"]}"#).unwrap(), ..item.clone() };
        let logged = [row("2026-04-01", 3)];
        assert_eq!(
            progress(&led, &logged, &Measures::shipped(), day("2026-04-02")).done,
            0,
            "nobody said who spoke"
        );
        let untied = Item { measure: None, ..item.clone() };
        assert_eq!(
            progress(&untied, &[], &Measures::shipped(), day("2026-05-01")).state,
            ItemState::Untracked
        );
    }
}
