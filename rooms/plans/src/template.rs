//! The plan that a unit starts from: what the bureau asks for, as dated activities.

use campaigns::MeasureKind;
use campaigns::facts::{IndicatorFact, PhaseFact};
use clock::CivilDate;

use crate::content::{Content, Item};
use crate::input::MOST_ITEMS;
use crate::plan::MEASURE;

/// How long something without an end is planned for, in days.
const YEAR: i32 = 364;

/// One activity an indicator, over the phase that it is asked for in; who does it is for the unit to say.
pub(crate) fn content(indicators: &[IndicatorFact], phases: &[PhaseFact], today: CivilDate) -> Content {
    let item = |indicator: &IndicatorFact| {
        let (starts_on, ends_on) = span(indicator, phases, today);
        let is_count = indicator.kind == MeasureKind::Count;
        Item {
            name: indicator.name.clone(),
            measure: Some(indicator.measure.clone()),
            filter: indicator.filter.clone(),
            amount: indicator.target.filter(|target| is_count && *target > 0),
            starts_on,
            ends_on,
            department: String::new(),
            person: String::new(),
        }
    };
    // What is over is not planned any more, and the plan is no activity of itself.
    let asked = indicators.iter().filter(|indicator| indicator.measure != MEASURE);
    let open = asked.map(item).filter(|item| item.ends_on >= today);
    let mut items: Vec<Item> = open.take(MOST_ITEMS).collect();
    items.sort_by_key(|item| (item.ends_on, item.starts_on));
    Content { items, ..Content::default() }
}

fn span(indicator: &IndicatorFact, phases: &[PhaseFact], today: CivilDate) -> (CivilDate, CivilDate) {
    let own = phases.iter().find(|phase| Some(phase.id) == indicator.phase);
    let (starts_on, ends_on) = match own {
        Some(phase) => (phase.starts_on, phase.ends_on),
        None => {
            (phases.first().and_then(|phase| phase.starts_on), phases.last().and_then(|phase| phase.ends_on))
        }
    };
    let starts_on = starts_on.unwrap_or(today);
    (starts_on, ends_on.unwrap_or_else(|| starts_on.max(today).plus_days(YEAR)))
}

#[cfg(test)]
mod tests {
    use campaigns::{CampaignId, IndicatorId, PhaseId};

    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn phase(ordinal: i64, starts_on: &str, ends_on: Option<&str>) -> PhaseFact {
        PhaseFact {
            id: PhaseId::parse(&format!("{ordinal:032}")).unwrap(),
            campaign: CampaignId::parse("00000000000000000000000000000009").unwrap(),
            ordinal,
            name: format!("第{ordinal}阶段"),
            starts_on: Some(day(starts_on)),
            ends_on: ends_on.map(day),
        }
    }

    fn indicator(code: &str, phase: Option<&PhaseFact>, target: Option<i64>) -> IndicatorFact {
        let measure = campaigns::measure(code).unwrap();
        IndicatorFact {
            id: IndicatorId::parse("00000000000000000000000000000001").unwrap(),
            campaign: CampaignId::parse("00000000000000000000000000000009").unwrap(),
            phase: phase.map(|phase| phase.id),
            measure: measure.code.clone(),
            filter: campaigns::Filter::default(),
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            kind: measure.kind,
            aggregate: measure.aggregate,
            basis: campaigns::Basis::Unit,
            target,
            source_text: None,
        }
    }

    #[test]
    fn what_is_asked_becomes_dated_activities_of_its_phase() {
        let phases = [phase(1, "2026-01-10", Some("2026-03-31")), phase(2, "2026-04-01", None)];
        let asked = [
            indicator("lecture", Some(&phases[1]), Some(4)),
            indicator("handbook", Some(&phases[0]), Some(500)),
            indicator("leading_group", None, None),
            indicator("unit_plan", Some(&phases[0]), None),
        ];
        let plan = content(&asked, &phases, day("2026-02-01"));
        let told: Vec<_> = plan
            .items
            .iter()
            .map(|item| (item.in_words(&campaigns::Measures::shipped()), item.ends_on.to_string()))
            .collect();
        let expected = [
            ("宣传手册 500 册", "2026-03-31"),
            ("成立领导小组", "2027-01-31"),
            ("专题辅导讲座 4 场", "2027-03-31"),
        ];
        assert_eq!(told, expected.map(|(name, end)| (name.to_owned(), end.to_owned())));
        let later = content(&asked, &phases, day("2026-04-02"));
        assert_eq!(later.items.len(), 2, "what is over is not planned any more");
    }
}
