//! The catalogue of what can be counted: one for all campaigns, shipped as reference data, changed by the bureau.

use std::collections::BTreeMap;

pub use crate::reading::{Aggregate, Measure, MeasureKind};

use crate::Dimension;
use crate::reading::Catalogue;

/// Every measure that is shipped, in the order of the file.
pub fn measures() -> &'static [Measure] {
    Catalogue::built_in().measures()
}

/// The shipped measure of a code.
pub fn measure(code: &str) -> Option<&'static Measure> {
    Catalogue::built_in().get(code)
}

/// One version of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: i64,
    pub(crate) measure: Measure,
    /// Whether it is offered; what was counted under it stays.
    pub(crate) is_active: bool,
    /// When and by whom; none: as shipped.
    pub(crate) changed: Option<(clock::Moment, String)>,
}

/// The catalogue as it stands, with every version that was.
#[derive(Clone, Debug)]
pub struct Measures(Vec<Vec<Version>>);

impl Measures {
    /// The catalogue as it is shipped.
    pub fn shipped() -> Self {
        Self::of(Vec::new())
    }

    /// The shipped measures, each under the bureau's versions of it, then the bureau's own; `versions` stand by code and
    /// number.
    pub(crate) fn of(versions: Vec<Version>) -> Self {
        let shipped = measures().iter().map(|measure| {
            vec![Version { number: 1, measure: measure.clone(), is_active: true, changed: None }]
        });
        let mut all: Vec<Vec<Version>> = shipped.collect();
        for version in versions {
            let code = &version.measure.code;
            match all.iter_mut().find(|known| known.iter().any(|old| old.measure.code == *code)) {
                Some(known) => known.push(version),
                None => all.push(vec![version]),
            }
        }
        Self(all)
    }

    /// The measure of a code as it is now, offered or not.
    pub fn get(&self, code: &str) -> Option<&Measure> {
        self.latest(code).map(|version| &version.measure)
    }

    /// Every measure that is offered now, in the order of the catalogue.
    pub fn offered(&self) -> impl Iterator<Item = &Measure> {
        self.all().filter(|version| version.is_active).map(|version| &version.measure)
    }

    /// Every measure as it is now, offered or not, in the order of the catalogue.
    pub fn every(&self) -> impl Iterator<Item = &Measure> {
        self.all().map(|version| &version.measure)
    }

    /// The measure of a code as it was in a version; none: as it is now.
    pub(crate) fn pinned(&self, code: &str, version: Option<i64>) -> Option<&Measure> {
        let Some(number) = version else { return self.get(code) };
        self.history(code).iter().find(|version| version.number == number).map(|version| &version.measure)
    }

    /// The latest version of every measure.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Version> {
        self.0.iter().filter_map(|versions| versions.last())
    }

    pub(crate) fn latest(&self, code: &str) -> Option<&Version> {
        self.history(code).last()
    }

    /// Every version of a code, oldest first.
    pub(crate) fn history(&self, code: &str) -> &[Version] {
        let found = self.0.iter().find(|versions| versions.iter().any(|one| one.measure.code == code));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// What notices are read with: the measures that are offered, by the bureau's words.
    pub fn catalogue(&self) -> Option<Catalogue> {
        let dimensions: BTreeMap<&str, [(); 0]> = Dimension::ALL.iter().map(|one| (one.code(), [])).collect();
        let file = serde_json::json!({
            "version": "", "source": "", "status": "", "dimensions": dimensions,
            "measures": self.offered().filter(|measure| !measure.patterns.is_empty()).collect::<Vec<_>>(),
        });
        Catalogue::parse(&file.to_string()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(code: &str, number: i64, name: &str, is_active: bool) -> Version {
        let measure = Measure {
            code: code.to_owned(),
            name: name.to_owned(),
            unit: "场".to_owned(),
            kind: MeasureKind::Count,
            aggregate: Aggregate::Sum,
            dimensions: Vec::new(),
            patterns: vec!["健康义诊".to_owned()],
        };
        Version { number, measure, is_active, changed: None }
    }

    #[test]
    fn the_bureaus_versions_lie_over_the_shipped_ones() {
        let changed = vec![version("lecture", 2, "安全讲座", true), version("own_1", 1, "健康义诊", true)];
        let measures = Measures::of(changed);
        assert_eq!(measures.get("lecture").map(|measure| measure.name.as_str()), Some("安全讲座"));
        assert_eq!(measures.pinned("lecture", Some(1)), measure("lecture"));
        assert_eq!(measures.history("lecture").len(), 2);
        assert_eq!(measures.offered().count(), super::measures().len() + 1);
        let retired = Measures::of(vec![version("drill", 2, "应急演练", false)]);
        assert!(retired.offered().all(|measure| measure.code != "drill") && retired.get("drill").is_some());
    }

    #[test]
    fn notices_are_read_with_the_bureaus_words() {
        let catalogue = Measures::of(vec![version("own_1", 1, "健康义诊", true)]).catalogue().unwrap();
        let named: Vec<_> =
            catalogue.named_in("开展健康义诊两场").into_iter().map(|(one, _)| one.code.clone()).collect();
        assert!(named.contains(&"own_1".to_owned()), "{named:?}");
    }
}
