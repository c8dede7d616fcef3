//! Another quantity of a measure: 讲座由2场调整为4场, 将“讲座不少于2场”修改为“讲座不少于4场”. What stands before the verb is over.

use std::slice::from_ref;
use std::sync::LazyLock;

use regex::Regex;

use super::NamedMeasure;
use crate::Basis;
use crate::reading::catalogue::{Catalogue, Measure};
use crate::reading::model::PrintedTarget;
use crate::reading::pattern::pattern;
use crate::reading::printed_target::{Named, target};
use crate::reading::quantities::places;

static SETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:调整|提高|提升|增加|减少|降低|压减|压缩|缩减|扩大|修改|修订|变更|更改|[上下]调|[改变调增降减])[为到至成]",
    )
});
/// Words for a number between a measure and its quantity.
static NUMBER_OF: LazyLock<Regex> = LazyLock::new(|| pattern("次数|数量|份数|目标数?|指标|标准"));

/// Whether words set another quantity.
pub(super) fn sets(words: &str) -> bool {
    SETS.is_match(words)
}

/// The measures with the quantity that holds from now on; `None` unless each has one.
pub(super) fn set_in(words: &str, catalogue: &Catalogue) -> Option<Vec<NamedMeasure>> {
    let verb = SETS.find_iter(words).last()?;
    let (before, behind) = (&words[..verb.start()], &words[verb.end()..]);
    let old = catalogue.named_in(before);
    let new = counted_in(behind, catalogue);
    let codes = |of: &[NamedMeasure]| of.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
    let old_codes: Vec<String> = old.iter().map(|(measure, _)| measure.code.clone()).collect();
    let named = match () {
        // Another measure in its place.
        () if !new.is_empty() && !old.is_empty() && codes(&new) != old_codes => return None,
        () if !new.is_empty() => new,
        // One number for several of them holds for each only where it says so.
        () if old.len() > 1 && !behind.contains('各') => return None,
        () => old.iter().map(|(measure, at)| beside(measure, &before[at.clone()], behind)).collect(),
    };
    (!named.is_empty() && named.iter().all(|one| one.count.is_some())).then_some(named)
}

/// The measures that words name, each with the quantity beside it.
pub(super) fn counted_in(words: &str, catalogue: &Catalogue) -> Vec<NamedMeasure> {
    let plain = NUMBER_OF.replace_all(words, "");
    let found = catalogue.named_in(&plain);
    let all = places(&found, &plain, catalogue);
    let counted = found.iter().map(|(measure, at)| {
        let place = Named { at: at.clone(), code: &measure.code, unit: &measure.unit };
        NamedMeasure { code: measure.code.clone(), count: count(&plain, &place, &all) }
    });
    counted.collect()
}

fn beside(measure: &Measure, name: &str, quantity: &str) -> NamedMeasure {
    let place = Named { at: 0..name.len(), code: &measure.code, unit: &measure.unit };
    let count = count(&format!("{name}{quantity}"), &place, from_ref(&place));
    NamedMeasure { code: measure.code.clone(), count }
}

/// A quantity for a part of the time, or of a unit, has no whole that the paper says.
fn count(words: &str, place: &Named<'_>, places: &[Named<'_>]) -> Option<u32> {
    let is_whole = |found: &PrintedTarget| found.every.is_none() && found.basis == Basis::Unit;
    let said = target(words, place, places, "").and_then(|said| said.what.ok());
    said.filter(is_whole).map(|found| found.count)
}
