use clock::CivilDate;

use crate::UnitId;

/// Where a unit went that was merged into another one (合并). Up to its last day it stands under its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merger {
    /// The unit that it went into.
    pub into: UnitId,
    pub into_name: String,
    /// The last day under its own name.
    pub on: CivilDate,
}

impl Merger {
    /// From the three columns of a row, which are there together or not at all.
    pub(crate) fn of(into: Option<UnitId>, name: Option<&String>, on: Option<CivilDate>) -> Option<Self> {
        Some(Self { into: into?, into_name: name?.clone(), on: on? })
    }

    /// Whether something that begins on `day` is no longer the merged unit's.
    pub fn is_over(&self, day: CivilDate) -> bool {
        day > self.on
    }

    /// Why something of `day` cannot be the merged unit's; `None` while it can.
    pub fn refusal(&self, day: CivilDate) -> Option<String> {
        let (on, into) = (self.on, &self.into_name);
        self.is_over(day).then(|| {
            format!("本单位已于 {on} 并入“{into}”，{on} 之后的活动请在“{into}”名下登记；日期填错的请改正。")
        })
    }

    /// The footnote beside the successor, where the merged unit's numbers stand within it.
    pub fn footnote(&self, name: &str) -> String {
        format!("含 {} 并入的{name}", self.on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_still_the_old_unit_s() {
        let day = |text| CivilDate::parse(text).unwrap();
        let into = UnitId::parse("00000000000000000000000000000001").unwrap();
        let merger = Merger::of(Some(into), Some(&"中心医院".to_owned()), Some(day("2026-10-31"))).unwrap();
        assert_eq!(merger.refusal(day("2026-10-31")), None);
        let sentence = merger.refusal(day("2026-11-01")).unwrap();
        assert!(sentence.contains("2026-10-31") && sentence.contains("中心医院"), "{sentence}");
        assert_eq!(merger.footnote("第一医院"), "含 2026-10-31 并入的第一医院");
        assert_eq!(Merger::of(Some(into), None, None), None);
    }
}
