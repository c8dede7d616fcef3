//! What stands in a plan.

use campaigns::facts::IndicatorFact;
use campaigns::{Filter, IndicatorId, Measures};
use clock::CivilDate;
use serde::{Deserialize, Serialize};

use crate::sums::{Uneven, uneven};

/// A plan as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Content {
    /// 主要领导.
    pub(crate) leader: String,
    /// 分管领导.
    pub(crate) deputy: String,
    /// 具体负责人.
    pub(crate) officer: String,
    /// 保障措施.
    pub(crate) safeguards: String,
    /// Only what differs from what the bureau asks for.
    pub(crate) targets: Vec<OwnTarget>,
    pub(crate) items: Vec<Item>,
}

/// A unit's own number in place of the bureau's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnTarget {
    pub(crate) indicator: IndicatorId,
    pub(crate) target: i64,
    pub(crate) reason: String,
}

/// A dated activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) name: String,
    /// Code in the catalogue, with how many of it; then its progress is seen.
    pub(crate) measure: Option<String>,
    /// What of the measure counts, where it was made of an indicator that counts a part.
    #[serde(default, skip_serializing_if = "Filter::is_empty")]
    pub(crate) filter: Filter,
    pub(crate) amount: Option<i64>,
    pub(crate) starts_on: CivilDate,
    pub(crate) ends_on: CivilDate,
    /// 责任部门; blank only in a draft.
    pub(crate) department: String,
    /// 责任人; blank only in a draft.
    pub(crate) person: String,
}

impl Content {
    /// What keeps the plan from being filed, a sentence each. `has_paper`: the unit handed in a file of its own; `asked`: what the bureau asks for.
    pub(crate) fn obstacles(&self, has_paper: bool, asked: &[IndicatorFact]) -> Vec<String> {
        let mut obstacles = Vec::new();
        if self.leader.is_empty() || self.deputy.is_empty() {
            obstacles.push("请填写主要领导和分管领导。".to_owned());
        }
        if self.items.is_empty() && !has_paper {
            obstacles.push("请至少安排一项活动，或上传本单位的方案文件。".to_owned());
        }
        let open = self.items.iter().filter(|item| item.department.is_empty() || item.person.is_empty());
        let names: Vec<&str> = open.map(|item| item.name.as_str()).collect();
        if !names.is_empty() {
            obstacles.push(format!("请填写责任部门和责任人：{}。", names.join("、")));
        }
        obstacles.extend(uneven(self, asked).iter().filter_map(Uneven::obstacle));
        obstacles
    }

    /// Whether the unit wrote or handed in anything; a row alone may have been made by the bureau's 免报.
    pub(crate) fn is_begun(&self, has_paper: bool) -> bool {
        has_paper || *self != Self::default()
    }

    /// The activities in the order of their days.
    pub(crate) fn by_date(&self) -> Vec<&Item> {
        let mut items: Vec<&Item> = self.items.iter().collect();
        items.sort_by_key(|item| (item.starts_on, item.ends_on));
        items
    }

    /// The unit's own number for an indicator.
    pub(crate) fn own(&self, indicator: IndicatorId) -> Option<&OwnTarget> {
        self.targets.iter().find(|target| target.indicator == indicator)
    }
}

impl Item {
    /// What it counts, as a form says it; blank: nothing.
    pub(crate) fn key(&self) -> String {
        self.measure.as_deref().map(|code| campaigns::figure_key(code, &self.filter)).unwrap_or_default()
    }

    /// How much of its measure makes it done.
    pub(crate) fn wanted(&self) -> i64 {
        self.amount.unwrap_or(1).max(1)
    }

    /// `专题讲座 4 场`; without a measure only the name.
    pub(crate) fn in_words(&self, measures: &Measures) -> String {
        let measure = self.measure.as_deref().and_then(|code| measures.get(code));
        match (self.amount, measure) {
            (Some(amount), Some(measure)) => format!("{} {amount} {}", self.name, measure.unit),
            _ => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, starts_on: &str, ends_on: &str) -> Item {
        let day = |text| CivilDate::parse(text).unwrap();
        Item {
            name: name.to_owned(),
            measure: None,
            filter: Filter::default(),
            amount: None,
            starts_on: day(starts_on),
            ends_on: day(ends_on),
            department: String::new(),
            person: String::new(),
        }
    }

    #[test]
    fn activities_stand_in_the_order_of_their_days_whatever_the_order_of_typing() {
        let items = vec![
            item("总结", "2026-06-01", "2026-06-30"),
            item("讲座", "2026-03-01", "2026-05-31"),
            item("动员", "2026-03-01", "2026-03-05"),
            item("海报", "2026-03-01", "2026-03-05"),
        ];
        let content = Content { items, ..Content::default() };
        let names: Vec<&str> = content.by_date().into_iter().map(|item| item.name.as_str()).collect();
        assert_eq!(names, ["动员", "海报", "讲座", "总结"], "of the same days, as they were typed");
    }
}
