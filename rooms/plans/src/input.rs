//! The judgement of what was typed into a plan.

use campaigns::facts::IndicatorFact;
use campaigns::{Filter, Measures};
use clock::CivilDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use crate::content::{Content, Item, OwnTarget};

/// The most dated activities of a plan.
pub(crate) const MOST_ITEMS: usize = 100;
const NAME: usize = 100;
const PERSON: usize = 30;
const KEY: usize = 1000;
const REASON: usize = 200;
const PARAGRAPHS: usize = 3000;
const MOST: i64 = 100_000_000;

/// A plan as it is typed or sent.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitPlanInput)]
pub(crate) struct PlanInput {
    /// The version that it was made from; 0 for a new plan.
    pub(crate) version: Raw,
    /// 主要领导; at most 30 characters, as the other names.
    pub(crate) leader: Raw,
    pub(crate) deputy: Raw,
    pub(crate) officer: Raw,
    /// At most 3,000 characters.
    pub(crate) safeguards: Raw,
    pub(crate) targets: Vec<TargetInput>,
    /// Rows without a name are passed over; at most 100.
    pub(crate) items: Vec<ItemInput>,
    /// On the page only: fills the form in instead of saving it. `same`: what is blank of 责任部门 and 责任人 as in the row
    /// above; `template`: what the bureau asks for.
    pub(crate) act: Raw,
}

/// A unit's own target; blank, or the bureau's number: as the bureau asks.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitPlanTargetInput)]
pub(crate) struct TargetInput {
    pub(crate) indicator: Raw,
    pub(crate) target: Raw,
    /// Must be there when the unit wants to do less.
    pub(crate) reason: Raw,
}

/// A dated activity.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = UnitPlanItemInput)]
pub(crate) struct ItemInput {
    pub(crate) name: Raw,
    /// Code in the catalogue of measures, or blank; of a part of it, followed by what counts as JSON.
    pub(crate) measure: Raw,
    pub(crate) amount: Raw,
    /// `YYYY-MM-DD`; blank: the same day as the end.
    pub(crate) starts_on: Raw,
    /// `YYYY-MM-DD`.
    pub(crate) ends_on: Raw,
    pub(crate) department: Raw,
    pub(crate) person: Raw,
}

impl ItemInput {
    pub(crate) fn is_blank(&self) -> bool {
        self.name.is_blank() && self.department.is_blank() && self.person.is_blank()
    }
}

impl PlanInput {
    /// 同上: whoever is not named for an activity is whoever is named for the one above.
    pub(crate) fn same_as_above(&mut self) {
        let (mut department, mut person) = (Raw::default(), Raw::default());
        for item in self.items.iter_mut().filter(|item| !item.is_blank()) {
            for (own, above) in [(&mut item.department, &mut department), (&mut item.person, &mut person)] {
                if own.is_blank() {
                    own.clone_from(above);
                }
                above.clone_from(own);
            }
        }
    }

    /// Takes over what is blank here, and the activities that are not there by name.
    pub(crate) fn filled_from(&mut self, other: Self) {
        let heads = [
            (&mut self.leader, other.leader),
            (&mut self.deputy, other.deputy),
            (&mut self.officer, other.officer),
        ];
        for (own, other) in heads {
            if own.is_blank() {
                *own = other;
            }
        }
        self.items.retain(|item| !item.is_blank());
        for item in other.items {
            if self.items.iter().all(|known| known.name.text() != item.name.text()) {
                self.items.push(item);
            }
        }
    }

    /// Judges the whole input against what the bureau asks for.
    pub(crate) fn judge(&self, asked: &[IndicatorFact], measures: &Measures) -> Result<Content, Fault> {
        let mut invalid = Invalid::default();
        let content = Content {
            leader: text(&mut invalid, "leader", &self.leader, PERSON),
            deputy: text(&mut invalid, "deputy", &self.deputy, PERSON),
            officer: text(&mut invalid, "officer", &self.officer, PERSON),
            safeguards: text(&mut invalid, "safeguards", &self.safeguards, PARAGRAPHS),
            targets: self.targets(&mut invalid, asked),
            items: self.items(&mut invalid, measures),
        };
        invalid.into_result()?;
        Ok(content)
    }

    fn targets(&self, invalid: &mut Invalid, asked: &[IndicatorFact]) -> Vec<OwnTarget> {
        let mut targets: Vec<OwnTarget> = Vec::new();
        for (index, typed) in self.targets.iter().enumerate() {
            let field = |name: &str| format!("targets[{index}][{name}]");
            let Some(number) = typed.target.given() else { continue };
            let fact = asked.iter().find(|fact| fact.id.to_string() == typed.indicator.text());
            let Some(fact) = fact else {
                invalid.add(field("target"), "局里的方案中没有这项指标，请刷新页面后重新填写。");
                continue;
            };
            let Some(target) = whole(invalid, &field("target"), number) else { continue };
            let reason = text(invalid, &field("reason"), &typed.reason, REASON);
            if fact.target == Some(target) || targets.iter().any(|known| known.indicator == fact.id) {
                continue;
            }
            if fact.target.is_some_and(|asked| target < asked) && reason.is_empty() {
                let sentence =
                    format!("“{}”低于局定目标 {}，请写明理由。", fact.name, fact.target.unwrap_or_default());
                invalid.add(field("reason"), sentence);
                continue;
            }
            targets.push(OwnTarget { indicator: fact.id, target, reason });
        }
        targets
    }

    fn items(&self, invalid: &mut Invalid, measures: &Measures) -> Vec<Item> {
        let typed = self.items.iter().enumerate().filter(|(_, item)| !item.is_blank());
        if typed.clone().count() > MOST_ITEMS {
            invalid.add("", format!("一份方案最多安排 {MOST_ITEMS} 项活动，请合并后再保存。"));
        }
        typed.take(MOST_ITEMS).filter_map(|(index, item)| item.judge(index, invalid, measures)).collect()
    }
}

impl ItemInput {
    fn judge(&self, index: usize, invalid: &mut Invalid, measures: &Measures) -> Option<Item> {
        let field = |name: &str| format!("items[{index}][{name}]");
        let name = text(invalid, &field("name"), &self.name, NAME);
        if name.is_empty() {
            invalid.add(field("name"), "请填写活动名称，或清空这一行。");
        }
        let chosen = self.measure.given().map(|key| part_of(key, measures));
        if chosen.as_ref().is_some_and(Option::is_none) {
            invalid.add(field("measure"), "指标目录中没有这一项，请重新选择。");
        }
        let (measure, filter) = chosen.flatten().unzip();
        let amount = match self.amount.given() {
            Some(number) if measure.is_some() => whole(invalid, &field("amount"), number),
            Some(_) => {
                invalid.add(field("amount"), "填写数量前，请先选择对应的指标。");
                None
            }
            None => None,
        };
        let ends_on = match self.ends_on.given().or(self.starts_on.given()) {
            Some(given) => invalid.take(&field("ends_on"), CivilDate::parse(given)),
            None => {
                invalid.add(field("ends_on"), "请填写完成日期。");
                None
            }
        };
        let starts_on = match self.starts_on.given() {
            Some(given) => invalid.take(&field("starts_on"), CivilDate::parse(given)),
            None => ends_on,
        };
        let department = text(invalid, &field("department"), &self.department, PERSON);
        let person = text(invalid, &field("person"), &self.person, PERSON);
        let (starts_on, ends_on) = (starts_on?, ends_on?);
        if ends_on < starts_on {
            invalid.add(field("ends_on"), "完成日期早于开始日期，请核对。");
        }
        let filter = filter.unwrap_or_default();
        Some(Item { name, measure, filter, amount, starts_on, ends_on, department, person })
    }
}

/// A measure, and the part of it that a key names.
fn part_of(key: &str, measures: &Measures) -> Option<(String, Filter)> {
    let (code, filter) = campaigns::of_figure_key(key)?;
    let measure = measures.get(code)?;
    (key.chars().count() <= KEY && filter.fits(measure)).then(|| (code.to_owned(), filter))
}

fn text(invalid: &mut Invalid, field: &str, raw: &Raw, most: usize) -> String {
    let length = raw.text().chars().count();
    if length > most {
        invalid.add(field, format!("最多 {most} 个字，现在有 {length} 个字。"));
    }
    raw.text().to_owned()
}

fn whole(invalid: &mut Invalid, field: &str, given: &str) -> Option<i64> {
    match web::half_width(given).parse::<i64>() {
        Ok(number) if (0..=MOST).contains(&number) => Some(number),
        _ => {
            invalid.add(field, "请填写整数，不带单位和“余”“多”等字，如 4。");
            None
        }
    }
}

impl From<&Content> for PlanInput {
    /// What somebody would have typed to get this plan.
    fn from(content: &Content) -> Self {
        let target = |own: &OwnTarget| TargetInput {
            indicator: own.indicator.to_string().into(),
            target: own.target.to_string().into(),
            reason: own.reason.as_str().into(),
        };
        let item = |item: &Item| ItemInput {
            name: item.name.as_str().into(),
            measure: item.key().into(),
            amount: item.amount.map(|amount| amount.to_string()).unwrap_or_default().into(),
            starts_on: item.starts_on.to_string().into(),
            ends_on: item.ends_on.to_string().into(),
            department: item.department.as_str().into(),
            person: item.person.as_str().into(),
        };
        Self {
            version: Raw::default(),
            act: Raw::default(),
            leader: content.leader.as_str().into(),
            deputy: content.deputy.as_str().into(),
            officer: content.officer.as_str().into(),
            safeguards: content.safeguards.as_str().into(),
            targets: content.targets.iter().map(target).collect(),
            items: content.items.iter().map(item).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use campaigns::IndicatorId;

    use super::*;

    fn asked(target: i64) -> IndicatorFact {
        let measure = campaigns::measure("lecture").unwrap();
        IndicatorFact {
            id: IndicatorId::parse("00000000000000000000000000000001").unwrap(),
            campaign: campaigns::CampaignId::parse("00000000000000000000000000000002").unwrap(),
            phase: None,
            measure: measure.code.clone(),
            filter: campaigns::Filter::default(),
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            kind: measure.kind,
            aggregate: measure.aggregate,
            basis: campaigns::Basis::Unit,
            target: Some(target),
            source_text: None,
        }
    }

    fn own(target: &str, reason: &str) -> PlanInput {
        let indicator = "00000000000000000000000000000001".into();
        let target = TargetInput { indicator, target: target.into(), reason: reason.into() };
        PlanInput { targets: vec![target], ..PlanInput::default() }
    }

    fn fields(input: &PlanInput) -> Vec<String> {
        let fault = input.judge(&[asked(4)], &Measures::shipped()).unwrap_err();
        fault.fields().iter().map(|error| error.field.clone()).collect()
    }

    #[test]
    fn only_what_differs_is_an_own_target_and_less_needs_a_reason() {
        assert!(own("4", "").judge(&[asked(4)], &Measures::shipped()).unwrap().targets.is_empty());
        assert!(own("", "").judge(&[asked(4)], &Measures::shipped()).unwrap().targets.is_empty());
        assert_eq!(own("6", "").judge(&[asked(4)], &Measures::shipped()).unwrap().targets[0].target, 6);
        assert_eq!(fields(&own("2", "")), ["targets[0][reason]"]);
        assert_eq!(
            own("2", "在编 5 人").judge(&[asked(4)], &Measures::shipped()).unwrap().targets[0].reason,
            "在编 5 人"
        );
        assert_eq!(fields(&own("5000余", "")), ["targets[0][target]"]);
    }

    #[test]
    fn every_fault_of_a_row_stands_under_its_field() {
        let item = ItemInput {
            name: "讲座".into(),
            measure: "no_such".into(),
            amount: "两".into(),
            starts_on: "2026-05-02".into(),
            ends_on: "2026-05-01".into(),
            ..ItemInput::default()
        };
        let bad = PlanInput { items: vec![ItemInput::default(), item], ..PlanInput::default() };
        assert_eq!(fields(&bad), ["items[1][measure]", "items[1][amount]", "items[1][ends_on]"]);
        let undated = ItemInput { name: "讲座".into(), ..ItemInput::default() };
        let bad = PlanInput { items: vec![undated; MOST_ITEMS + 1], ..PlanInput::default() };
        assert_eq!(fields(&bad)[..2], [String::new(), "items[0][ends_on]".to_owned()]);
    }

    #[test]
    fn a_plan_is_typed_again_as_it_was_read() {
        let item = ItemInput {
            name: "讲座".into(),
            measure: "lecture".into(),
            amount: "4".into(),
            ends_on: "2026-05-01".into(),
            department: "医务科".into(),
            person: "林安平".into(),
            ..ItemInput::default()
        };
        let input = PlanInput { leader: "陈院长".into(), items: vec![item], ..own("6", "") };
        let content = input.judge(&[asked(4)], &Measures::shipped()).unwrap();
        let mut led = input.clone();
        led.items[0].measure = r#"lecture{"speaker":["leader"]}"#.into();
        let led = led.judge(&[asked(4)], &Measures::shipped()).unwrap();
        assert_eq!(PlanInput::from(&led).judge(&[asked(4)], &Measures::shipped()).unwrap(), led);
        assert_eq!(led.items[0].filter.words(), "领导干部");
        let mut wrong = input.clone();
        wrong.items[0].measure = r#"handbook{"speaker":["leader"]}"#.into();
        assert_eq!(fields(&wrong), ["items[0][measure]", "items[0][amount]"]);
        assert_eq!(PlanInput::from(&content).judge(&[asked(4)], &Measures::shipped()).unwrap(), content);
        assert_eq!(content.items[0].in_words(&Measures::shipped()), "讲座 4 场");
        assert_eq!(content.obstacles(false, &[]), ["请填写主要领导和分管领导。"]);
    }

    #[test]
    fn a_form_is_filled_in_where_it_is_blank() {
        let row = |name: &str, department: &str, person: &str| ItemInput {
            name: name.into(),
            department: department.into(),
            person: person.into(),
            ..ItemInput::default()
        };
        let mut typed = PlanInput {
            items: vec![row("讲座", "医务科", "周医生"), ItemInput::default(), row("演练", "", "李护士")],
            ..PlanInput::default()
        };
        let more = PlanInput {
            leader: "陈院长".into(),
            items: vec![row("讲座", "", ""), row("手册", "", "")],
            ..PlanInput::default()
        };
        typed.filled_from(more);
        typed.same_as_above();
        let said: Vec<_> = typed
            .items
            .iter()
            .map(|item| (item.name.text(), item.department.text(), item.person.text()))
            .collect();
        assert_eq!(
            said,
            [("讲座", "医务科", "周医生"), ("演练", "医务科", "李护士"), ("手册", "医务科", "李护士")]
        );
        assert_eq!(typed.leader.text(), "陈院长");
    }
}
