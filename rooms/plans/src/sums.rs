//! Whether the dated activities of a plan come to the numbers that it aims at.

use campaigns::facts::IndicatorFact;
use campaigns::{Aggregate, figure_key};

use crate::content::Content;

/// A number that a plan says twice, and not alike.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Uneven {
    name: String,
    unit: String,
    planned: i64,
    aim: i64,
    /// The aim is the unit's own: the plan contradicts itself, not only the bureau.
    is_own: bool,
}

impl Uneven {
    /// What keeps the plan from being filed: nobody could say which of the unit's two numbers it stands for.
    pub(crate) fn obstacle(&self) -> Option<String> {
        let Self { name, unit, planned, aim, .. } = self;
        let sentence =
            format!("“{name}”在工作安排中共 {planned} {unit}，本单位目标是 {aim} {unit}，请改成一致。");
        self.is_own.then_some(sentence)
    }

    /// What both sides should see: planned is less than asked for.
    pub(crate) fn hint(&self) -> Option<String> {
        let Self { name, unit, planned, aim, .. } = self;
        let falls_short = !self.is_own && planned < aim;
        falls_short.then(|| format!("“{name}”安排 {planned} {unit}，目标 {aim} {unit}"))
    }
}

/// The numbers that the activities do not come to. Only what is added up can be compared, and only where each of its activities says how
/// many; what no activity names is planned elsewhere, in the unit's own file.
pub(crate) fn uneven(content: &Content, asked: &[IndicatorFact]) -> Vec<Uneven> {
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for fact in asked.iter().filter(|fact| fact.aggregate == Aggregate::Sum) {
        let key = figure_key(&fact.measure, &fact.filter);
        if seen.contains(&key) {
            continue;
        }
        let alike = asked.iter().filter(|other| figure_key(&other.measure, &other.filter) == key);
        let aims = alike.clone().map(|one| content.own(one.id).map(|own| own.target).or(one.target));
        let planned = content.items.iter().filter(|item| item.key() == key).map(|item| item.amount);
        let planned: Option<Vec<i64>> = planned.collect();
        if let (Some(aims), Some(planned)) = (aims.collect::<Option<Vec<i64>>>(), planned)
            && !planned.is_empty()
        {
            let total = |numbers: &[i64]| numbers.iter().copied().fold(0, i64::saturating_add);
            let (planned, aim) = (total(&planned), total(&aims));
            let is_own = alike.clone().any(|one| content.own(one.id).is_some());
            if planned != aim {
                let (name, unit) = (fact.name.clone(), fact.unit.clone());
                found.push(Uneven { name, unit, planned, aim, is_own });
            }
        }
        seen.push(key);
    }
    found
}

#[cfg(test)]
mod tests {
    use campaigns::{Basis, CampaignId, Filter, IndicatorId};
    use clock::CivilDate;

    use super::*;
    use crate::content::{Item, OwnTarget};

    fn asked(number: u8, code: &str, target: Option<i64>) -> IndicatorFact {
        let measure = campaigns::measure(code).unwrap();
        IndicatorFact {
            id: IndicatorId::parse(&format!("{number:032}")).unwrap(),
            campaign: CampaignId::parse(&format!("{:032}", 9)).unwrap(),
            phase: None,
            measure: measure.code.clone(),
            filter: Filter::default(),
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            kind: measure.kind,
            aggregate: measure.aggregate,
            basis: Basis::Unit,
            target,
            source_text: None,
        }
    }

    fn item(code: &str, amount: Option<i64>) -> Item {
        let day = CivilDate::parse("2026-05-01").unwrap();
        Item {
            name: code.to_owned(),
            measure: Some(code.to_owned()),
            filter: Filter::default(),
            amount,
            starts_on: day,
            ends_on: day,
            department: String::new(),
            person: String::new(),
        }
    }

    fn told(items: Vec<Item>, own: Option<i64>, facts: &[IndicatorFact]) -> (Vec<String>, Vec<String>) {
        let own = own.map(|target| OwnTarget { indicator: facts[0].id, target, reason: "人手少".into() });
        let content = Content { items, targets: own.into_iter().collect(), ..Content::default() };
        let uneven = uneven(&content, facts);
        let said = |of: fn(&Uneven) -> Option<String>| uneven.iter().filter_map(of).collect();
        (said(Uneven::obstacle), said(Uneven::hint))
    }

    #[test]
    fn an_own_number_that_the_activities_contradict_keeps_the_plan_from_being_filed() {
        let facts = [asked(1, "handbook", Some(10))];
        let (obstacles, hints) = told(vec![item("handbook", Some(10))], Some(8), &facts);
        assert_eq!(obstacles, ["“宣传手册”在工作安排中共 10 册，本单位目标是 8 册，请改成一致。"]);
        assert!(hints.is_empty());
        let halves = vec![item("handbook", Some(5)), item("handbook", Some(3))];
        assert_eq!(told(halves, Some(8), &facts), (Vec::new(), Vec::new()));
    }

    #[test]
    fn less_than_the_bureau_asks_is_a_hint_and_more_is_nothing() {
        let facts = [asked(1, "handbook", Some(10)), asked(2, "handbook", Some(5))];
        let hint = vec!["“宣传手册”安排 9 册，目标 15 册".to_owned()];
        assert_eq!(told(vec![item("handbook", Some(9))], None, &facts), (Vec::new(), hint));
        assert_eq!(told(vec![item("handbook", Some(20))], None, &facts), (Vec::new(), Vec::new()));
    }

    #[test]
    fn what_says_no_number_is_not_compared() {
        let facts = [asked(1, "handbook", Some(10)), asked(2, "lecture", None)];
        let open = vec![item("handbook", None), item("handbook", Some(1)), item("lecture", Some(1))];
        assert_eq!(told(open, None, &facts), (Vec::new(), Vec::new()));
        assert_eq!(told(Vec::new(), Some(8), &facts), (Vec::new(), Vec::new()));
    }
}
