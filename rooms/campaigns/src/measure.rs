//! The catalogue of what can be counted: one for all campaigns, kept as reference data.

pub use crate::reading::{Aggregate, Measure, MeasureKind};

use crate::reading::Catalogue;

/// Every measure, in the order of the catalogue.
pub fn measures() -> &'static [Measure] {
    Catalogue::built_in().measures()
}

/// The measure of a code.
pub fn measure(code: &str) -> Option<&'static Measure> {
    Catalogue::built_in().get(code)
}
