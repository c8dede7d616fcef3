//! The targets of a plan as they were when the bureau accepted it, whatever it asks for since.

use campaigns::IndicatorId;
use campaigns::facts::IndicatorFact;
use serde::{Deserialize, Serialize};

use crate::content::Content;

/// One target, with everything that is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settled {
    pub(crate) indicator: IndicatorId,
    /// Code in the catalogue.
    pub(crate) measure: String,
    pub(crate) name: String,
    /// `场`, `人次`.
    pub(crate) unit: String,
    /// What the bureau asked for.
    pub(crate) asked: Option<i64>,
    /// What the unit proposed in its place.
    pub(crate) proposed: Option<i64>,
    pub(crate) reason: String,
    /// What both stay with.
    pub(crate) agreed: Option<i64>,
}

/// What is accepted: the unit's numbers, or with `as_asked` the bureau's whatever the unit proposed.
pub(crate) fn settle(asked: &[IndicatorFact], content: &Content, as_asked: bool) -> Vec<Settled> {
    let settled = |fact: &IndicatorFact| {
        let own = content.own(fact.id);
        let proposed = own.map(|own| own.target);
        Settled {
            indicator: fact.id,
            measure: fact.measure.clone(),
            name: fact.name.clone(),
            unit: fact.unit.clone(),
            asked: fact.target,
            proposed,
            reason: own.map(|own| own.reason.clone()).unwrap_or_default(),
            agreed: proposed.filter(|_| !as_asked).or(fact.target),
        }
    };
    asked.iter().map(settled).collect()
}

impl Settled {
    /// Whether the unit's own number was agreed to.
    pub(crate) fn is_own(&self) -> bool {
        self.proposed.is_some() && self.agreed == self.proposed
    }
}

/// What the bureau asks for otherwise since, a line each: `专题讲座 2 场 → 3 场`.
pub(crate) fn moved(settled: &[Settled], asked: &[IndicatorFact]) -> Vec<String> {
    let count =
        |number: Option<i64>, unit: &str| number.map_or("未定".to_owned(), |n| format!("{n} {unit}"));
    let mut moved = Vec::new();
    for fact in asked {
        let now = count(fact.target, &fact.unit);
        match settled.iter().find(|known| known.indicator == fact.id) {
            Some(known) if known.asked != fact.target => {
                moved.push(format!("{} {} → {now}", fact.name, count(known.asked, &known.unit)));
            }
            Some(_) => {}
            None => moved.push(format!("新增 {} {now}", fact.name)),
        }
    }
    let is_gone = |known: &&Settled| asked.iter().all(|fact| fact.id != known.indicator);
    moved.extend(settled.iter().filter(is_gone).map(|known| format!("不再要求 {}", known.name)));
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::OwnTarget;

    fn asked(number: u8, target: i64) -> IndicatorFact {
        let measure = campaigns::measure("lecture").unwrap();
        IndicatorFact {
            id: IndicatorId::parse(&format!("{number:032x}")).unwrap(),
            campaign: campaigns::CampaignId::parse("00000000000000000000000000000002").unwrap(),
            phase: None,
            measure: measure.code.clone(),
            filter: campaigns::Filter::default(),
            name: format!("讲座{number}"),
            unit: measure.unit.clone(),
            kind: measure.kind,
            aggregate: measure.aggregate,
            basis: campaigns::Basis::Unit,
            target: Some(target),
            source_text: None,
        }
    }

    #[test]
    fn what_was_accepted_stays_and_what_changed_since_is_told() {
        let before = [asked(1, 29), asked(2, 4)];
        let own = OwnTarget { indicator: before[0].id, target: 20, reason: "人手少".to_owned() };
        let content = Content { targets: vec![own], ..Content::default() };
        let settled = settle(&before, &content, false);
        assert_eq!(
            settled.iter().map(|one| (one.asked, one.agreed)).collect::<Vec<_>>(),
            [(Some(29), Some(20)), (Some(4), Some(4))]
        );
        assert!(settled[0].is_own() && !settled[1].is_own());
        let held = settle(&before, &content, true);
        assert_eq!((held[0].proposed, held[0].agreed, held[0].is_own()), (Some(20), Some(29), false));
        assert!(moved(&settled, &before).is_empty());
        let told = moved(&settled, &[asked(1, 40), asked(3, 1)]);
        assert_eq!(told, ["讲座1 29 场 → 40 场", "新增 讲座3 1 场", "不再要求 讲座2"]);
    }
}
