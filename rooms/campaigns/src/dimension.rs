//! 维度: the ways to split what was counted, and the values that are reference data.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use crate::Measure;
use crate::reading::{Catalogue, DimensionValue};

db::coded! {
    /// A way to split what was counted.
    pub enum Dimension {
        Channel = "channel" / "渠道",
        Origin = "origin" / "来源",
        Speaker = "speaker" / "主讲",
        Audience = "audience" / "对象",
        /// Its values are what the campaign's own notice lists (宣传内容).
        Subject = "subject" / "内容",
        Level = "level" / "级别",
    }
}

impl<'de> Deserialize<'de> for Dimension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code: Cow<'_, str> = Cow::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("no such dimension"))
    }
}

impl Dimension {
    /// The values that are offered for every campaign; none for [`Self::Subject`].
    pub fn values(self) -> &'static [DimensionValue] {
        Catalogue::built_in().values(self.code())
    }

    /// What a value is called: the code itself where it is a subject, or no longer known.
    pub fn value_label(self, code: &str) -> &str {
        self.values().iter().find(|value| value.code == code).map_or(code, |value| &value.label)
    }
}

impl Measure {
    /// The ways in which it may be split, in the order of the catalogue.
    pub fn split_by(&self) -> Vec<Dimension> {
        self.dimensions.iter().filter_map(|code| Dimension::parse(code)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_has_its_values_in_the_reference_data() {
        for dimension in Dimension::ALL {
            let is_own = *dimension == Dimension::Subject;
            assert_eq!(dimension.values().is_empty(), is_own, "{dimension:?}");
            let snake =
                |value: &DimensionValue| value.code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(dimension.values().iter().all(snake), "{dimension:?}");
        }
        assert_eq!(Dimension::Channel.value_label("press"), "报刊");
        assert_eq!(Dimension::Subject.value_label("应急预案"), "应急预案");
    }

    #[test]
    fn every_shipped_measure_is_split_by_known_dimensions() {
        for measure in crate::measures() {
            assert_eq!(measure.split_by().len(), measure.dimensions.len(), "{}", measure.code);
        }
    }
}
