//! The values of one quantity, and which of them an indicator counts.

use std::collections::{BTreeMap, BTreeSet};

use db::{Bind, Column, DbError, Row, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web::{Invalid, Raw};

use crate::{Dimension, Measure};

/// What was typed about one quantity, by the code of the dimension; a blank value says nothing.
pub type SplitInput = BTreeMap<String, Raw>;
/// What an indicator is to count, by the code of the dimension; without values, whatever it is.
pub type FilterInput = BTreeMap<String, Vec<Raw>>;

/// What one quantity was: at most one value of each dimension. What is not said is 未分.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Split(BTreeMap<Dimension, String>);

/// Which quantities an indicator counts: those with one of the values, in each dimension that is named. Empty: all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter(BTreeMap<Dimension, BTreeSet<String>>);

impl Split {
    /// Judges what was typed of a measure; sentences stand under `field[dimension]`. `subjects` are those that may be said.
    pub fn judge(
        invalid: &mut Invalid,
        field: &str,
        typed: &SplitInput,
        (measure, subjects): (&Measure, &[String]),
    ) -> Self {
        let given = typed.iter().filter_map(|(key, raw)| Some((key, raw.given()?)));
        let judged = given.filter_map(|(key, value)| {
            let dimension = way(key, measure).and_then(|way| known(way, value, subjects));
            invalid.take(&format!("{field}[{key}]"), dimension)
        });
        Self(judged.collect())
    }

    /// The value in a dimension.
    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        self.0.get(&dimension).map(String::as_str)
    }

    /// The same with a value where none was said.
    #[must_use]
    pub fn or(mut self, dimension: Dimension, value: &str) -> Self {
        self.0.entry(dimension).or_insert_with(|| value.to_owned());
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `微信公众号、转载刊发`; blank when nothing was said.
    pub fn words(&self) -> String {
        let labels = self.0.iter().map(|(dimension, value)| dimension.value_label(value));
        labels.collect::<Vec<_>>().join("、")
    }

    /// What somebody would have typed to get it.
    pub fn typed(&self) -> SplitInput {
        self.0.iter().map(|(dimension, value)| (dimension.code().to_owned(), value.as_str().into())).collect()
    }
}

impl Filter {
    /// Judges what was typed of a measure; sentences stand under `field[dimension]`.
    pub fn judge(
        invalid: &mut Invalid,
        field: &str,
        typed: &FilterInput,
        (measure, subjects): (&Measure, &[String]),
    ) -> Self {
        let mut filter = Self::default();
        for (key, raws) in typed {
            for value in raws.iter().filter_map(Raw::given) {
                let found = way(key, measure).and_then(|way| known(way, value, subjects));
                if let Some((dimension, value)) = invalid.take(&format!("{field}[{key}]"), found) {
                    filter.0.entry(dimension).or_default().insert(value);
                }
            }
        }
        filter
    }

    /// Whether a quantity counts. What was not said does not.
    pub fn takes(&self, split: &Split) -> bool {
        let one_of = |(dimension, values): (&Dimension, &BTreeSet<String>)| {
            split.get(*dimension).is_some_and(|value| values.contains(value))
        };
        self.0.iter().all(one_of)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a measure may be split by every dimension that is named.
    pub fn fits(&self, measure: &Measure) -> bool {
        self.0.keys().all(|dimension| measure.split_by().contains(dimension))
    }

    /// Whether a value of a dimension is named.
    pub fn names(&self, dimension: Dimension, value: &str) -> bool {
        self.0.get(&dimension).is_some_and(|values| values.contains(value))
    }

    /// `领导干部、专家学者，职工`; blank when everything counts.
    pub fn words(&self) -> String {
        let of = |(dimension, values): (&Dimension, &BTreeSet<String>)| {
            let offered = dimension.values().iter().filter(|one| values.contains(&one.code));
            let mut labels: Vec<&str> = offered.map(|one| one.label.as_str()).collect();
            let rest = values.iter().filter(|code| dimension.value_label(code) == code.as_str());
            labels.extend(rest.map(String::as_str));
            labels.join("、")
        };
        self.0.iter().map(of).collect::<Vec<_>>().join("，")
    }

    /// `专题辅导讲座（领导干部）`.
    pub fn named(&self, measure: &str) -> String {
        if self.is_empty() { measure.to_owned() } else { format!("{measure}（{}）", self.words()) }
    }

    /// The one text of a filter, for addresses and pages; empty when everything counts.
    pub fn key(&self) -> String {
        if self.is_empty() { String::new() } else { text(self) }
    }

    /// The filter of a [`Self::key`]; `None` for any other text.
    pub fn of_key(key: &str) -> Option<Self> {
        if key.is_empty() { Some(Self::default()) } else { serde_json::from_str(key).ok() }
    }
}

/// What tells an indicator's figure from the others of its campaign: `lecture{"speaker":["leader"]}`.
pub fn figure_key(measure: &str, filter: &Filter) -> String {
    format!("{measure}{}", filter.key())
}

/// The measure and the filter of a [`figure_key`]; `None` when the filter cannot be read.
pub fn of_figure_key(key: &str) -> Option<(&str, Filter)> {
    let (measure, filter) = key.split_at(key.find('{').unwrap_or(key.len()));
    Some((measure, Filter::of_key(filter)?))
}

/// The dimension of a key, if the measure may be split by it.
fn way(key: &str, measure: &Measure) -> Result<Dimension, String> {
    let known = Dimension::parse(key).ok_or_else(|| {
        let labels: Vec<&str> = Dimension::ALL.iter().map(|one| one.label()).collect();
        format!("没有这个维度，可用的有{}。", labels.join("、"))
    })?;
    if measure.split_by().contains(&known) {
        Ok(known)
    } else {
        Err(format!("“{}”不按{}细分，请去掉这一项选择。", measure.name, known.label()))
    }
}

fn known(dimension: Dimension, value: &str, subjects: &[String]) -> Result<(Dimension, String), String> {
    let is_known = match dimension {
        Dimension::Subject => subjects.iter().any(|subject| subject == value),
        _ => dimension.values().iter().any(|one| one.code == value),
    };
    if is_known {
        return Ok((dimension, value.to_owned()));
    }
    let labels: Vec<&str> = dimension.values().iter().map(|one| one.label.as_str()).collect();
    let label = dimension.label();
    Err(match labels.is_empty() {
        true => format!("{label}里没有这一项，请从通知列出的宣传内容中选择，或留空。"),
        false => format!("{label}里没有这一项，请从{}中选择，或留空。", labels.join("、")),
    })
}

/// A JSON object with its keys in order: the same values are the same text.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read<T: DeserializeOwned>(row: &Row<'_>, name: &str) -> Result<Option<T>, DbError> {
    let Some(stored) = String::read(row, name)? else { return Ok(None) };
    let damaged = |_| DbError::Damaged { column: name.to_owned(), value: stored.clone() };
    serde_json::from_str(&stored).map(Some).map_err(damaged)
}

macro_rules! kept_as_text {
    ($($type:ty),*) => {$(
        impl Bind for &$type {
            fn bind(self) -> Value {
                text(self).bind()
            }
            fn null() -> Value {
                String::null()
            }
        }
        impl Column for $type {
            fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
                read(row, name)
            }
        }
    )*};
}
kept_as_text!(Split, Filter);

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(code: &str) -> &'static Measure {
        crate::measure(code).unwrap()
    }

    fn split(pairs: &[(&str, &str)], code: &str) -> (Split, Vec<String>) {
        let typed = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
        let mut invalid = Invalid::default();
        let subjects = ["应急预案".to_owned()];
        let split = Split::judge(&mut invalid, "split", &typed, (measure(code), &subjects));
        (split, invalid.all().iter().map(|fault| fault.field.clone()).collect())
    }

    fn filter(json: &str) -> Filter {
        Filter::of_key(json).unwrap()
    }

    #[test]
    fn a_quantity_has_known_values_of_the_ways_of_its_measure() {
        let (known, faults) =
            split(&[("speaker", "leader"), ("subject", "应急预案"), ("level", " ")], "lecture");
        assert_eq!((known.words().as_str(), faults), ("领导干部、应急预案", Vec::new()));
        for bad in [("speaker", "领导干部"), ("channel", "press"), ("colour", "red"), ("subject", "别的")]
        {
            assert_eq!(split(&[bad], "lecture").1, [format!("split[{}]", bad.0)], "{bad:?}");
        }
    }

    #[test]
    fn a_filter_takes_what_has_one_of_its_values_in_each_dimension() {
        let by_leader = split(&[("speaker", "leader"), ("audience", "staff")], "lecture").0;
        assert!(filter("").takes(&by_leader) && filter("").takes(&Split::default()));
        assert!(filter(r#"{"speaker":["leader","expert"]}"#).takes(&by_leader));
        assert!(!filter(r#"{"speaker":["expert"]}"#).takes(&by_leader));
        assert!(!filter(r#"{"speaker":["leader"],"level":["unit"]}"#).takes(&by_leader));
        assert!(
            !filter(r#"{"speaker":["leader"]}"#).takes(&Split::default()),
            "what was not said does not count"
        );
    }

    #[test]
    fn a_filter_is_told_in_the_order_of_the_reference_data() {
        let both = filter(r#"{"speaker":["expert","leader"],"audience":["staff"]}"#);
        assert_eq!(both.named("讲座"), "讲座（领导干部、专家学者，职工）");
        assert_eq!(Filter::default().named("讲座"), "讲座");
        assert_eq!(Filter::of_key(&both.key()), Some(both.clone()));
        let key = figure_key("lecture", &both);
        assert_eq!(of_figure_key(&key), Some(("lecture", both.clone())));
        assert_eq!(of_figure_key("drill"), Some(("drill", Filter::default())));
        assert_eq!(of_figure_key("drill{"), None);
        assert!(both.fits(measure("lecture")) && !both.fits(measure("drill")));
        assert_eq!(Filter::of_key(r#"{"colour":["red"]}"#), None);
    }

    #[test]
    fn what_was_said_before_stays() {
        let by_leader = split(&[("speaker", "leader")], "lecture").0;
        assert_eq!(by_leader.clone().or(Dimension::Speaker, "expert"), by_leader);
        assert_eq!(Split::default().or(Dimension::Speaker, "expert").get(Dimension::Speaker), Some("expert"));
    }
}
