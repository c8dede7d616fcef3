use std::collections::{BTreeMap, BTreeSet};

use db::{DbError, Reads};

use super::TallyRow;
use crate::{Aggregate, Filter, Measure, MeasureKind, Reckoning};

/// The reckoning in which figures are shown where somebody may choose another one and did not: the site's.
pub async fn default_reckoning(reads: &impl Reads) -> Result<Reckoning, DbError> {
    Ok(people::facts::site(reads).await?.reckoning.into())
}

/// A measure's figure over these rows: of each unit by the measure's own rule, then added.
pub fn figure(measure: &Measure, rows: &[TallyRow], reckoning: Reckoning) -> i64 {
    figure_of(measure, &Filter::default(), rows, reckoning)
}

/// The same over the rows that a filter takes.
pub fn figure_of(measure: &Measure, filter: &Filter, rows: &[TallyRow], reckoning: Reckoning) -> i64 {
    let mut by_unit: BTreeMap<_, Vec<&TallyRow>> = BTreeMap::new();
    let quantity = |row: &&TallyRow| match reckoning {
        Reckoning::Approved => row.quantity - row.deducted,
        Reckoning::Logged | Reckoning::Reported => row.quantity,
    };
    let is_left = |row: &TallyRow| reckoning != Reckoning::Approved || !row.is_taken_off();
    let counts = |row: &&TallyRow| row.measure == measure.code && filter.takes(&row.split) && is_left(row);
    for row in rows.iter().filter(counts) {
        by_unit.entry(row.unit).or_default().push(row);
    }
    let of_unit = |rows: &Vec<&TallyRow>| match (measure.kind, measure.aggregate) {
        (MeasureKind::Task, _) => i64::from(!rows.is_empty()),
        (MeasureKind::Count, Aggregate::Sum) => rows.iter().map(quantity).fold(0, i64::saturating_add),
        (MeasureKind::Count, Aggregate::Max) => rows.iter().map(quantity).max().unwrap_or(0),
        (MeasureKind::Count, Aggregate::Distinct) => {
            let sources: BTreeSet<_> = rows.iter().map(|row| (&row.source_room, &row.source_id)).collect();
            i64::try_from(sources.len()).unwrap_or(i64::MAX)
        }
    };
    by_unit.values().map(of_unit).fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;
    use people::UnitId;

    use super::*;
    use crate::tally::TallyId;
    use crate::{Split, TallyState};

    fn row(unit: u8, measure: &str, quantity: i64, deducted: i64) -> TallyRow {
        let day = CivilDate::parse("2026-10-21").unwrap();
        TallyRow {
            tally: TallyId::parse("00000000000000000000000000000001").unwrap(),
            measure: measure.to_owned(),
            source_room: "activities".to_owned(),
            source_id: quantity.to_string(),
            unit: UnitId::parse(&format!("{unit:032x}")).unwrap(),
            unit_name: String::new(),
            starts_on: day,
            ends_on: day,
            quantity,
            split: Split::default(),
            deducted,
            state: TallyState::Logged,
        }
    }

    fn of(code: &str, rows: &[TallyRow], reckoning: Reckoning) -> i64 {
        figure(crate::measure(code).unwrap(), rows, reckoning)
    }

    #[test]
    fn visits_are_added_and_columns_take_the_largest_of_each_unit() {
        let rows = [row(1, "lecture", 2, 0), row(1, "lecture", 1, 1), row(2, "lecture", 4, 0)];
        assert_eq!(of("lecture", &rows, Reckoning::Logged), 7);
        assert_eq!(of("lecture", &rows, Reckoning::Approved), 6);
        let columns =
            [row(1, "topic_column", 2, 0), row(1, "topic_column", 3, 0), row(2, "topic_column", 1, 0)];
        assert_eq!(of("topic_column", &columns, Reckoning::Logged), 4);
        let done_twice = [row(1, "leading_group", 1, 0), row(1, "leading_group", 1, 0)];
        assert_eq!(of("leading_group", &done_twice, Reckoning::Logged), 1);
        let not_done = [row(1, "leading_group", 1, 1)];
        assert_eq!(of("leading_group", &not_done, Reckoning::Reported), 1);
        assert_eq!(of("leading_group", &not_done, Reckoning::Approved), 0, "taken off, it is not done");
    }
}
