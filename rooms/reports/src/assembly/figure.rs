use std::collections::{BTreeMap, BTreeSet};

use campaigns::facts::{ProgressFact, TallyRow};
use campaigns::{Aggregate, MeasureKind, Reckoning};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far one measure is, as a report says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Figure {
    /// Code in the catalogue.
    pub(crate) measure: String,
    pub(crate) name: String,
    /// `场`, `人次`.
    pub(crate) unit: String,
    pub(crate) done: i64,
    /// None: nothing was asked for.
    pub(crate) target: Option<i64>,
    /// Done or not done, no quantity.
    pub(crate) is_task: bool,
}

impl Figure {
    /// `3 场`, `已完成`.
    pub(crate) fn done_in_words(&self) -> String {
        match (self.is_task, self.done) {
            (true, 0) => "未完成".to_owned(),
            (true, _) => "已完成".to_owned(),
            (false, done) => format!("{done} {}", self.unit),
        }
    }

    /// `4 场`, `完成`, `—`.
    pub(crate) fn target_in_words(&self) -> String {
        match (self.is_task, self.target) {
            (true, Some(_)) => "完成".to_owned(),
            (false, Some(target)) => format!("{target} {}", self.unit),
            (_, None) => "—".to_owned(),
        }
    }

    /// What a bar is drawn against; 0 draws none.
    pub(crate) fn goal(&self) -> i64 {
        self.target.unwrap_or(0)
    }

    /// Whether what was asked for is there.
    pub(crate) fn is_met(&self) -> bool {
        self.target.is_some_and(|target| self.done >= target)
    }
}

/// One unit's figures: what the campaign asks for, then whatever else the unit counted, in the order of the catalogue.
pub(crate) fn figures(asked: Vec<ProgressFact>, rows: &[TallyRow]) -> Vec<Figure> {
    let mut figures: Vec<Figure> = asked
        .into_iter()
        .map(|fact| Figure {
            measure: fact.measure,
            name: fact.name,
            unit: fact.unit,
            done: fact.done,
            target: fact.target,
            is_task: fact.kind == MeasureKind::Task,
        })
        .collect();
    let counted: BTreeSet<&str> = rows.iter().map(|row| row.measure.as_str()).collect();
    for measure in campaigns::measures() {
        let is_new = figures.iter().all(|figure| figure.measure != measure.code);
        if is_new && counted.contains(measure.code.as_str()) {
            figures.push(Figure {
                done: value(&measure.code, rows, Reckoning::Logged),
                measure: measure.code.clone(),
                name: measure.name.clone(),
                unit: measure.unit.clone(),
                target: None,
                is_task: measure.kind == MeasureKind::Task,
            });
        }
    }
    figures
}

/// A measure's figure over these rows: of each unit by the measure's own rule, then added.
pub(crate) fn value(code: &str, rows: &[TallyRow], reckoning: Reckoning) -> i64 {
    let Some(measure) = campaigns::measure(code) else { return 0 };
    let mut by_unit: BTreeMap<_, Vec<&TallyRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.measure == code) {
        by_unit.entry(row.unit).or_default().push(row);
    }
    let quantity = |row: &&TallyRow| match reckoning {
        Reckoning::Approved => row.quantity - row.deducted,
        Reckoning::Logged | Reckoning::Reported => row.quantity,
    };
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
    use campaigns::TallyState;
    use campaigns::tally::TallyId;
    use clock::CivilDate;
    use people::UnitId;

    use super::*;

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
            deducted,
            state: TallyState::Logged,
        }
    }

    #[test]
    fn visits_are_added_and_columns_take_the_largest_of_each_unit() {
        let rows = [row(1, "lecture", 2, 0), row(1, "lecture", 1, 1), row(2, "lecture", 4, 0)];
        assert_eq!(value("lecture", &rows, Reckoning::Logged), 7);
        assert_eq!(value("lecture", &rows, Reckoning::Approved), 6);
        let columns =
            [row(1, "topic_column", 2, 0), row(1, "topic_column", 3, 0), row(2, "topic_column", 1, 0)];
        assert_eq!(value("topic_column", &columns, Reckoning::Logged), 4);
        let done_twice = [row(1, "leading_group", 1, 0), row(1, "leading_group", 1, 0)];
        assert_eq!(value("leading_group", &done_twice, Reckoning::Logged), 1);
    }

    #[test]
    fn what_was_not_asked_for_follows_what_was() {
        let asked = ProgressFact {
            measure: "lecture".to_owned(),
            name: "专题辅导讲座".to_owned(),
            unit: "场".to_owned(),
            target: Some(4),
            done: 3,
            kind: MeasureKind::Count,
        };
        let rows = [row(1, "lecture", 3, 0), row(1, "handbook", 500, 0)];
        let figures = figures(vec![asked], &rows);
        let read: Vec<_> = figures.iter().map(|f| (f.measure.as_str(), f.done, f.target)).collect();
        assert_eq!(read, [("lecture", 3, Some(4)), ("handbook", 500, None)]);
    }
}
