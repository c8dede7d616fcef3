//! A version of the draft that joins all reports of a phase: 汇总第 N 版.

use std::collections::BTreeMap;

use campaigns::{CampaignId, Measure, Measures, PhaseId, Reckoning};
use clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::frozen::short;

ids::id_of!(
    /// One version of a phase's joined draft.
    pub ConsolidationId, ConsolidationKind
);

db::record! {
    /// A version; locked once it is done.
    #[derive(Clone, Debug)]
    pub(crate) struct Consolidation {
        pub(crate) id: ConsolidationId,
        pub(crate) campaign: CampaignId,
        pub(crate) phase: PhaseId,
        /// From 1 within its phase.
        pub(crate) number: i64,
        pub(crate) reckoning: Reckoning,
        pub(crate) asked_at: Moment,
        pub(crate) asked_by: String,
        /// The instant that its figures are of.
        pub(crate) as_of: Option<Moment>,
        pub(crate) done_at: Option<Moment>,
        pub(crate) draft: Option<String>,
        pub(crate) ledger: Option<String>,
        pub(crate) figures: Option<Value>,
        pub(crate) differences: Option<Value>,
    }
}

impl Consolidation {
    /// `汇总第 3 版`.
    pub(crate) fn title(&self) -> String {
        format!("汇总第 {} 版", self.number)
    }

    /// The SHA-256 of its document, 64 hex digits; blank until it is done.
    pub(crate) fn code(&self) -> &str {
        self.draft.as_deref().and_then(|draft| draft.strip_prefix("sha256-")).unwrap_or("")
    }

    /// The beginning of the code, to compare by eye.
    pub(crate) fn short_code(&self) -> String {
        short(self.code())
    }

    /// What changed since the version before it, a sentence each.
    pub(crate) fn changes(&self) -> Vec<String> {
        let list = self.differences.clone().map(serde_json::from_value);
        list.and_then(Result::ok).unwrap_or_default()
    }

    /// The figures that it was made of.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let read = self.figures.clone().map(serde_json::from_value);
        read.and_then(Result::ok).unwrap_or_default()
    }
}

/// The figures of a version, for telling the next one from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// By the name of the unit: what stands in the draft of it.
    pub units: BTreeMap<String, UnitSnapshot>,
}

/// One unit in a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitSnapshot {
    /// Whether its report is part of the draft.
    pub is_in: bool,
    /// By measure code.
    pub figures: BTreeMap<String, i64>,
}

/// A measure over all units of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    pub(crate) name: String,
    /// `场`, `人次`.
    pub(crate) unit: String,
    pub(crate) amount: i64,
    /// How many units it comes from.
    pub(crate) from: usize,
}

impl Snapshot {
    /// The sums in it, in the order of the catalogue; without zeros.
    pub(crate) fn totals(&self, measures: &Measures) -> Vec<Total> {
        let total = |measure: &Measure| {
            let amounts: Vec<i64> =
                self.units.values().filter_map(|unit| unit.figures.get(&measure.code)).copied().collect();
            let amount = amounts.iter().fold(0, |sum: i64, one| sum.saturating_add(*one));
            let (name, unit) = (measure.name.clone(), measure.unit.clone());
            (amount > 0).then_some(Total { name, unit, amount, from: amounts.len() })
        };
        measures.every().filter_map(total).collect()
    }

    /// The units whose report is part of the draft, or is not.
    pub(crate) fn named(&self, is_in: bool) -> Vec<&str> {
        self.units.iter().filter(|(_, unit)| unit.is_in == is_in).map(|(name, _)| name.as_str()).collect()
    }

    /// What differs from the version before: units that came or went, then numbers.
    pub(crate) fn since(&self, before: &Self, measures: &Measures) -> Vec<String> {
        let was_in = |name: &str| before.units.get(name).is_some_and(|unit| unit.is_in);
        let is_in = |name: &str| self.units.get(name).is_some_and(|unit| unit.is_in);
        let came = self.units.keys().filter(|name| is_in(name) && !was_in(name));
        let went = before.units.keys().filter(|name| was_in(name) && !is_in(name));
        let mut lines: Vec<String> = came.map(|name| format!("新增单位：{name}")).collect();
        lines.extend(went.map(|name| format!("移出单位：{name}")));
        for (name, unit) in &self.units {
            let Some(old) = before.units.get(name) else { continue };
            let codes = unit
                .figures
                .keys()
                .chain(old.figures.keys().filter(|code| !unit.figures.contains_key(*code)));
            for code in codes {
                let (then, now) = (figure(old, code), figure(unit, code));
                if then != now {
                    lines.push(changed(name, (code, measures.get(code)), then, now));
                }
            }
        }
        lines
    }
}

fn figure(unit: &UnitSnapshot, code: &str) -> i64 {
    unit.figures.get(code).copied().unwrap_or(0)
}

fn changed(name: &str, (code, measure): (&str, Option<&Measure>), then: i64, now: i64) -> String {
    let (measure, unit) = measure.map_or((code, ""), |known| (known.name.as_str(), known.unit.as_str()));
    format!("{name}：{measure} {then} → {now} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(is_in: bool, lectures: i64) -> UnitSnapshot {
        UnitSnapshot { is_in, figures: BTreeMap::from([("lecture".to_owned(), lectures)]) }
    }

    #[test]
    fn a_version_says_what_is_in_it() {
        let version = snapshot(&[("甲院", unit(true, 3)), ("乙院", unit(false, 0)), ("丙院", unit(true, 1))]);
        let totals = version.totals(&Measures::shipped());
        assert_eq!(totals.len(), 1, "{totals:?}");
        assert_eq!(
            (totals[0].name.as_str(), totals[0].amount, totals[0].unit.as_str()),
            ("专题辅导讲座", 4, "场")
        );
        assert_eq!(version.named(true), ["丙院", "甲院"]);
        assert_eq!(version.named(false), ["乙院"]);
    }

    fn snapshot(units: &[(&str, UnitSnapshot)]) -> Snapshot {
        Snapshot { units: units.iter().map(|(name, unit)| ((*name).to_owned(), unit.clone())).collect() }
    }

    #[test]
    fn units_that_came_or_went_and_numbers_that_changed_are_told() {
        let before = snapshot(&[("甲院", unit(true, 3)), ("乙院", unit(false, 0)), ("丙院", unit(true, 1))]);
        let after = snapshot(&[("甲院", unit(true, 4)), ("乙院", unit(true, 0)), ("丙院", unit(false, 1))]);
        assert_eq!(
            after.since(&before, &Measures::shipped()),
            ["新增单位：乙院", "移出单位：丙院", "甲院：专题辅导讲座 3 → 4 场"]
        );
        assert!(after.since(&after, &Measures::shipped()).is_empty());
    }
}
