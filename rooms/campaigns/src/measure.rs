//! The catalogue of what can be counted: one for all campaigns, shipped as reference data, changed by the bureau.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

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
pub struct Measures(Arc<Vec<Vec<Version>>>);

/// Most bureaus never change a measure, and every page asks for them.
static SHIPPED: LazyLock<Measures> = LazyLock::new(|| Measures::over_shipped(Vec::new()));

impl Measures {
    /// The catalogue as it is shipped.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// The shipped measures, each under the bureau's versions of it, then the bureau's own; `versions` stand by code and
    /// number.
    pub(crate) fn of(versions: Vec<Version>) -> Self {
        if versions.is_empty() { Self::shipped() } else { Self::over_shipped(versions) }
    }

    fn over_shipped(versions: Vec<Version>) -> Self {
        let shipped = measures().iter().map(|measure| {
            vec![Version { number: 1, measure: measure.clone(), is_active: true, changed: None }]
        });
        let mut all: Vec<Vec<Version>> = shipped.collect();
        for version in versions {
            let code = &version.measure.code;
            match all.iter_mut().find(|known| is_of(known, code)) {
                Some(known) => known.push(version),
                None => all.push(vec![version]),
            }
        }
        Self(Arc::new(all))
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
        let found = self.0.iter().find(|versions| is_of(versions, code));
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

/// All versions of a measure bear its code.
fn is_of(versions: &[Version], code: &str) -> bool {
    versions.first().is_some_and(|one| one.measure.code == code)
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
