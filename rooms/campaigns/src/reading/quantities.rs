//! What a sentence says of the quantity of each measure that it names, wherever in it.

use std::ops::Range;

use super::by_class::{segments, together};
use super::catalogue::Catalogue;
use super::model::OpenTarget;
use super::printed_target::{Named, Said, target};

/// The quantities of one sentence.
pub(super) struct Quantities<'t> {
    words: &'t str,
    catalogue: &'t Catalogue,
    /// Whom the notice goes to, one a line.
    everybody: &'t str,
    /// What it says to each class of units.
    parts: Vec<Range<usize>>,
}

impl<'t> Quantities<'t> {
    pub(super) fn of(words: &'t str, catalogue: &'t Catalogue, everybody: &'t str) -> Self {
        Self { words, catalogue, everybody, parts: segments(words) }
    }

    /// Of a measure that is first named at `first`; `others` are all measures of the sentence.
    pub(super) fn said(&self, code: &str, first: &Named<'_>, others: &[Named<'_>]) -> Option<Said> {
        let of_all = || {
            let said = self.of_all(code, first, others)?;
            Some(self.beside_others(said, code, first, others))
        };
        self.by_class(code).or_else(of_all)
    }

    /// What a sentence that goes through the classes says of a measure.
    fn by_class(&self, code: &str) -> Option<Said> {
        let said = self.parts.iter().filter_map(|part| {
            let words = &self.words[part.clone()];
            let named = self.catalogue.named_in(words);
            let places: Vec<Named<'_>> =
                named.iter().map(|(measure, at)| Named { at: at.clone(), unit: &measure.unit }).collect();
            let own = named.iter().position(|(measure, _)| measure.code == code)?;
            Some((part.start, target(words, &places[own], &places, self.everybody)?))
        });
        together(said.collect())
    }

    /// The quantity beside the first place that names the measure, else beside a later one: 职工参训率100%，培训120人次.
    fn of_all(&self, code: &str, first: &Named<'_>, others: &[Named<'_>]) -> Option<Said> {
        let places = self.catalogue.places_of(code, self.words).into_iter().skip(1);
        let places = std::iter::once(first.at.clone()).chain(places);
        places
            .map(|at| Named { at, unit: first.unit })
            .find_map(|place| target(self.words, &place, others, self.everybody))
    }

    /// 进社区6次，进学校2次: another quantity beside another name of the same measure makes it several.
    fn beside_others(&self, said: Said, code: &str, first: &Named<'_>, others: &[Named<'_>]) -> Said {
        let own = &self.words[first.at.clone()];
        let places = self.catalogue.places_of(code, self.words).into_iter();
        let mut differing = places
            .filter(|at| self.words[at.clone()] != *own)
            .filter_map(|at| target(self.words, &Named { at, unit: first.unit }, others, self.everybody))
            .filter(|other| other.what != said.what);
        match differing.next() {
            Some(other) if said.what.is_ok() => Said {
                at: said.at.start.min(other.at.start)..said.at.end.max(other.at.end),
                what: Err(OpenTarget::Several),
                classes: Vec::new(),
            },
            _ => said,
        }
    }
}
