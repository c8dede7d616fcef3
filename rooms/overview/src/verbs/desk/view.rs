//! The desk as programs see it.

use campaigns::facts::DueFact;
use serde::Serialize;
use utoipa::ToSchema;

use super::Seen;
use crate::desk::DeskRow;

/// The desk for programs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskView {
    campaign: String,
    campaign_name: String,
    /// Whether units stand as they are after all merges.
    is_merged: bool,
    /// The reckoning (口径) of `done`.
    reckoning: String,
    /// RFC 3339.
    as_of: String,
    figures: Option<FiguresView>,
    rows: Vec<RowView>,
}

/// The figures of one report date. Rates are derived: received ÷ expected, on time ÷ expected.
#[derive(Debug, Serialize, ToSchema)]
struct FiguresView {
    due: String,
    due_title: String,
    due_on: Option<String>,
    expected: i64,
    received: i64,
    on_time: i64,
    approved: i64,
    zero: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct RowView {
    unit: String,
    unit_name: String,
    class: String,
    township: String,
    last_activity: Option<String>,
    /// Which units stand within this one, and where this one went; blank for most.
    footnote: String,
    states: Vec<StateView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StateView {
    due: String,
    due_on: Option<String>,
    /// A code of the report's state; absent where the unit owes nothing.
    state: Option<String>,
    /// The states of the units that stand within this one.
    within: Vec<String>,
}

pub(super) fn view(seen: &Seen) -> DeskView {
    let figures = seen.due.as_ref().map(|due| FiguresView {
        due: due.id.to_string(),
        due_title: due.title.clone(),
        due_on: due.due_on.map(|date| date.to_string()),
        expected: seen.figures.expected,
        received: seen.figures.received,
        on_time: seen.figures.on_time,
        approved: seen.figures.approved,
        zero: seen.figures.zero,
    });
    DeskView {
        campaign: seen.campaign.id.to_string(),
        campaign_name: seen.campaign.name.clone(),
        is_merged: seen.is_merged,
        reckoning: seen.reckoning.code().to_owned(),
        as_of: seen.as_of.rfc3339(),
        figures,
        rows: seen.rows().into_iter().map(|row| row_view(row, &seen.desk.dues)).collect(),
    }
}

fn row_view(row: &DeskRow, dues: &[DueFact]) -> RowView {
    let within = |index: usize| row.within.iter().filter_map(move |one| one.states.get(index)?.as_ref());
    let states = dues.iter().zip(&row.states).enumerate().map(|(index, (due, state))| StateView {
        due: due.id.to_string(),
        due_on: due.due_on.map(|date| date.to_string()),
        state: state.as_ref().map(|state| state.state.code().to_owned()),
        within: within(index).map(|fact| fact.state.code().to_owned()).collect(),
    });
    RowView {
        unit: row.unit.id.to_string(),
        unit_name: row.unit.name.clone(),
        class: row.unit.class.clone(),
        township: row.unit.township.clone(),
        last_activity: row.last_activity.map(|date| date.to_string()),
        footnote: row.footnote(),
        states: states.collect(),
    }
}
