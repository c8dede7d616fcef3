//! What a sentence says of the quantity of each measure that it names, wherever in it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::by_class::{segments, together};
use super::catalogue::{Catalogue, Measure};
use super::model::OpenTarget;
use super::pattern::pattern;
use super::printed_target::{Named, Said, target};

/// 对隐患排查整治情况开展检查: nobody counts how things are.
static STATE: LazyLock<Regex> = LazyLock::new(|| pattern("^[^，,；;。、0-9]{0,4}(?:情况|成效|效果)"));

/// 清除横幅、广告: what is taken away is not put up.
static TAKES_AWAY: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:清除|擦除|拆除|铲除|撤除|揭去|取缔|清理)[^，。；]{0,40}$"));

/// Whether the words in front of a place take away what it names.
pub(super) fn is_taken_away(words: &str, at: &Range<usize>) -> bool {
    TAKES_AWAY.is_match(&words[..at.start])
}

/// Every place that names a measure, not only the first one of each: 展板、海报等方式，展板3块.
pub(super) fn places<'c>(
    named: &[(&'c Measure, Range<usize>)],
    words: &str,
    catalogue: &Catalogue,
) -> Vec<Named<'c>> {
    let all = named.iter().flat_map(|(measure, _)| {
        let at = catalogue.places_of(&measure.code, words).into_iter();
        let is_counted = |at: &Range<usize>| !STATE.is_match(&words[at.end..]);
        at.filter(is_counted).map(|at| Named { at, code: &measure.code, unit: &measure.unit })
    });
    all.collect()
}

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
            let (measure, at) = named.iter().find(|(measure, _)| measure.code == code)?;
            let own = Named { at: at.clone(), code: &measure.code, unit: &measure.unit };
            Some((part.start, target(words, &own, &places(&named, words, self.catalogue), self.everybody)?))
        });
        together(said.collect())
    }

    /// The quantity beside the first place that names the measure, else beside a later one: 职工参训率100%，培训120人次.
    fn of_all(&self, code: &str, first: &Named<'_>, others: &[Named<'_>]) -> Option<Said> {
        let places = self.catalogue.places_of(code, self.words).into_iter().skip(1);
        let places = std::iter::once(first.at.clone()).chain(places);
        let mut said = places
            .map(|at| Named { at, ..*first })
            .filter_map(|place| target(self.words, &place, others, self.everybody));
        let found = said.next()?;
        let is_other = |one: &Said| one.what == Err(OpenTarget::OtherUnit);
        if is_other(&found) {
            Some(said.find(|later| !is_other(later)).unwrap_or(found))
        } else {
            Some(found)
        }
    }

    /// 进社区6次，进学校2次: another quantity beside another name of the same measure makes it several.
    fn beside_others(&self, said: Said, code: &str, first: &Named<'_>, others: &[Named<'_>]) -> Said {
        let own = &self.words[first.at.clone()];
        let places = self.catalogue.places_of(code, self.words).into_iter();
        let mut differing = places
            .filter(|at| self.words[at.clone()] != *own)
            .filter_map(|at| target(self.words, &Named { at, ..*first }, others, self.everybody))
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
