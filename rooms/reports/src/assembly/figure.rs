use std::collections::BTreeSet;

use campaigns::facts::{ProgressFact, TallyRow, figure};
use campaigns::{Filter, Measure, MeasureKind, Measures, Reckoning};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far one measure is, or the part of it that an indicator counts, as a report says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Figure {
    /// Code in the catalogue.
    pub(crate) measure: String,
    /// What of the measure counts; a report that was frozen before there were filters has none.
    #[serde(default, skip_serializing_if = "Filter::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    pub(crate) filter: Filter,
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
            filter: fact.filter,
            name: fact.name,
            unit: fact.unit,
            done: fact.done,
            target: fact.target,
            is_task: fact.kind == MeasureKind::Task,
        })
        .collect();
    let counted: BTreeSet<&str> = rows.iter().map(|row| row.measure.as_str()).collect();
    for measure in measures.every().filter(|measure| counted.contains(measure.code.as_str())) {
        let of_it = figures.iter().filter(|figure| figure.measure == measure.code);
        let told: Vec<&Filter> = of_it.map(|figure| &figure.filter).collect();
        let mut own = rows.iter().filter(|row| row.measure == measure.code);
        // What no indicator takes must be seen all the same.
        if own.any(|row| told.iter().all(|filter| !filter.takes(&row.split))) {
            let whole = whole(measure, rows);
            let name = if told.is_empty() { whole.name } else { format!("{}（全部）", whole.name) };
            figures.push(Figure { name, ..whole });
        }
    }
    figures
}

/// One figure a measure, whatever its indicators count of it: what the text of a report tells.
pub(crate) fn wholes(figures: &[Figure], rows: &[TallyRow], measures: &Measures) -> Vec<Figure> {
    let mut wholes: Vec<Figure> = Vec::new();
    for figure in figures {
        if wholes.iter().any(|whole| whole.measure == figure.measure) {
            continue;
        }
        let of_it: Vec<&Figure> = figures.iter().filter(|other| other.measure == figure.measure).collect();
        match (of_it.as_slice(), measures.get(&figure.measure)) {
            ([only], _) if only.filter.is_empty() => wholes.push(figure.clone()),
            (_, Some(measure)) => wholes.push(whole(measure, rows)),
            (_, None) => {}
        }
    }
    wholes
}

fn whole(measure: &Measure, rows: &[TallyRow]) -> Figure {
    Figure {
        done: figure(measure, rows, Reckoning::Logged),
        measure: measure.code.clone(),
        filter: Filter::default(),
        name: measure.name.clone(),
        unit: measure.unit.clone(),
        target: None,
        is_task: measure.kind == MeasureKind::Task,
    }
}

#[cfg(test)]
mod tests {
    use campaigns::tally::TallyId;
    use campaigns::{Split, TallyState};
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
            split: Split::default(),
            deducted,
            state: TallyState::Logged,
        }
    }

    fn asked(filter: &str, target: Option<i64>, done: i64) -> ProgressFact {
        let filter = Filter::of_key(filter).unwrap();
        ProgressFact {
            measure: "lecture".to_owned(),
            name: filter.named("专题辅导讲座"),
            filter,
            unit: "场".to_owned(),
            target,
            done,
            kind: MeasureKind::Count,
        }
    }

    #[test]
    fn what_no_indicator_takes_is_seen_in_the_whole() {
        let leaders = asked(r#"{"speaker":["leader"]}"#, Some(2), 0);
        let rows = [row(1, "lecture", 3, 0)];
        let figures = figures(vec![leaders.clone()], &rows, &Measures::shipped());
        let read: Vec<_> = figures.iter().map(|f| (f.name.as_str(), f.done, f.target)).collect();
        assert_eq!(read, [("专题辅导讲座（领导干部）", 0, Some(2)), ("专题辅导讲座（全部）", 3, None)]);
        let told = wholes(&figures, &rows, &Measures::shipped());
        assert_eq!(told.iter().map(|f| (f.name.as_str(), f.done)).collect::<Vec<_>>(), [("专题辅导讲座", 3)]);
        let only_asked = self::figures(vec![leaders], &[], &Measures::shipped());
        assert_eq!(wholes(&only_asked, &[], &Measures::shipped())[0].name, "专题辅导讲座");
    }

    #[test]
    fn what_was_not_asked_for_follows_what_was() {
        let asked = asked("", Some(4), 3);
        let rows = [row(1, "lecture", 3, 0), row(1, "handbook", 500, 0)];
        let figures = figures(vec![asked], &rows, &Measures::shipped());
        let read: Vec<_> = figures.iter().map(|f| (f.measure.as_str(), f.done, f.target)).collect();
        assert_eq!(read, [("lecture", 3, Some(4)), ("handbook", 500, None)]);
    }
}
