//! Which units a list or a choice shows: by name, class, township and 挂片.

use std::collections::BTreeSet;

use db::Reads;
use people::NodePath;
use people::facts::{SetChoice, UnitFact};
use serde::Deserialize;
use web::{Fault, Raw};

/// What was asked for; what is blank narrows nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    /// Part of the name.
    pub(super) q: Raw,
    pub(super) class: Raw,
    pub(super) township: Raw,
    /// Id of a 挂片.
    pub(super) set: Raw,
}

/// A filter with the units of its 挂片, and what there is to choose from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Narrowed {
    filter: Filter,
    pub(super) sets: SetChoice,
    pub(super) classes: BTreeSet<String>,
    pub(super) townships: BTreeSet<String>,
}

impl Filter {
    /// Looks the 挂片 up among those at `place` and below; another one narrows to nothing.
    pub(super) async fn resolve(
        self,
        reads: &impl Reads,
        place: &NodePath,
        all: &[UnitFact],
    ) -> Result<Narrowed, Fault> {
        let sets = SetChoice::among(reads, place, self.set.given()).await?;
        let townships = all.iter().map(|unit| unit.township.clone()).filter(|name| !name.is_empty());
        Ok(Narrowed {
            sets,
            classes: all.iter().map(|unit| unit.class.clone()).collect(),
            townships: townships.collect(),
            filter: self,
        })
    }

    /// The filter as the query of an address.
    pub(super) fn query(&self) -> String {
        let pairs =
            [("q", &self.q), ("class", &self.class), ("township", &self.township), ("set", &self.set)];
        let pairs = pairs.map(|(name, value)| format!("{name}={}", web::encoded(value.text())));
        pairs.join("&")
    }
}

impl Narrowed {
    pub(super) fn shows(&self, unit: &UnitFact) -> bool {
        let fits = |wanted: &Raw, found: &str| wanted.is_blank() || wanted.text() == found;
        let is_named = |name: &str| name.to_lowercase().contains(&self.filter.q.text().to_lowercase());
        fits(&self.filter.class, &unit.class)
            && fits(&self.filter.township, &unit.township)
            && (is_named(&unit.name) || is_named(&unit.short_name))
            && self.sets.shows(unit.id)
    }

    /// Whether anything is left out.
    pub(super) fn is_narrow(&self) -> bool {
        let Filter { q, class, township, set } = &self.filter;
        [q, class, township, set].into_iter().any(|raw| !raw.is_blank())
    }

    pub(super) fn q(&self) -> &str {
        self.filter.q.text()
    }

    pub(super) fn class(&self) -> &str {
        self.filter.class.text()
    }

    pub(super) fn township(&self) -> &str {
        self.filter.township.text()
    }

    pub(super) fn set(&self) -> &str {
        self.filter.set.text()
    }
}
