use campaigns::{Dimension, Measure, SplitInput};

/// A way to split a number, with what may be said.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) dimension: Dimension,
    /// Nothing said of the number itself.
    pub(crate) blank: &'static str,
    pub(crate) values: Vec<Value>,
}

/// A value that may be said.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

impl Way {
    fn of(dimension: Dimension, typed: &SplitInput, subjects: &[String]) -> Self {
        let chosen = typed.get(dimension.code()).and_then(web::Raw::given);
        let value = |code: &str, label: &str| Value {
            is_chosen: chosen == Some(code),
            code: code.to_owned(),
            label: label.to_owned(),
        };
        Self {
            values: match dimension {
                Dimension::Subject => subjects.iter().map(|one| value(one, one)).collect(),
                _ => dimension.values().iter().map(|one| value(&one.code, &one.label)).collect(),
            },
            blank: match dimension {
                Dimension::Speaker => "与主讲相同",
                Dimension::Subject => "与内容相同",
                _ => "未分",
            },
            dimension,
        }
    }
}

/// The ways of a measure, those without values left out; of a measure that is still to be chosen, all ways.
pub(super) fn ways(measure: Option<&Measure>, typed: &SplitInput, subjects: &[String]) -> Vec<Way> {
    let dimensions = measure.map_or_else(|| Dimension::ALL.to_vec(), Measure::split_by);
    let ways = dimensions.into_iter().map(|dimension| Way::of(dimension, typed, subjects));
    ways.filter(|way| !way.values.is_empty()).collect()
}
