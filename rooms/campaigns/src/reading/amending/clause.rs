//! The clauses of a sentence that may say a change, and those that only say why.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::CHANGES;
use super::work::{is_how_many, is_quantity};
use crate::reading::catalogue::Catalogue;
use crate::reading::pattern::pattern;
use crate::reading::sentence::clauses;

/// Why there is a paper, in front of what it says: 为进一步压实责任，根据上级部署.
static RECITAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:为[了进切全加深推有贯确落强做防]|根据|按照|依据|遵照|鉴于|由于|针对|结合[^，]{0,12}(?:实际|情况|需要)|经[^常过]{0,8}研究)",
    )
});

/// Whether a clause only says why there is a paper.
pub(super) fn is_recital(clause: &str) -> bool {
    RECITAL.is_match(clause)
}

/// The clauses of a sentence; 每单位不少于2次 belongs to the clause before it.
pub(super) fn clauses_with_quantities(
    text: &str,
    sentence: Range<usize>,
    catalogue: &Catalogue,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for clause in clauses(text, sentence) {
        let words = &text[clause.clone()];
        let goes_on = |last: &Range<usize>| {
            is_quantity(words)
                || (!CHANGES.is_match(words) && is_how_many(&text[last.clone()], words, catalogue))
        };
        match found.last_mut() {
            Some(last) if goes_on(last) => last.end = clause.end,
            _ => found.push(clause),
        }
    }
    found
}
