use std::collections::BTreeSet;

use campaigns::facts::{ProgressFact, TallyRow, figure};
use campaigns::{MeasureKind, Measures, Reckoning};
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
pub(crate) fn figures(asked: Vec<ProgressFact>, rows: &[TallyRow], measures: &Measures) -> Vec<Figure> {
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
    for measure in measures.every() {
        let is_new = figures.iter().all(|figure| figure.measure != measure.code);
        if is_new && counted.contains(measure.code.as_str()) {
            figures.push(Figure {
                done: figure(measure, rows, Reckoning::Logged),
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
        let figures = figures(vec![asked], &rows, &Measures::shipped());
        let read: Vec<_> = figures.iter().map(|f| (f.measure.as_str(), f.done, f.target)).collect();
        assert_eq!(read, [("lecture", 3, Some(4)), ("handbook", 500, None)]);
    }
}
