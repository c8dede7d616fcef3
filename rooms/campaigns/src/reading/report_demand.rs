//! The stretch of a sentence that a demand takes, and where in it the time stands.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::DateMention;
use regex::Regex;

use super::pattern::pattern;
use super::report_after::names_each_phase;
use super::report_cycle::names_cycle;
use super::report_verb::depends_on_case;
use super::sentence::within_range;

/// 由“每月25日前”调整为“每月20日前”: what stands before is over.
static REPLACED: LazyLock<Regex> =
    LazyLock::new(|| pattern("由[^。；]{2,60}?(?:调整|修改|更改|变更|改)(?:为|至|到|成)"));

/// The clauses that a demand takes: from the demand before to its own verb.
pub(super) struct Demand<'t> {
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
    /// The clause with the verb; of 由…调整为… the new words.
    pub(super) clause: &'t str,
    pub(super) clause_range: Range<usize>,
}

impl<'t> Demand<'t> {
    /// The demand of the verb in `clause`; `reach` is what may belong to it.
    pub(super) fn at(text: &'t str, reach: Range<usize>, clause: Range<usize>) -> Self {
        let begun = text[reach.clone()].trim_start_matches(['，', ',', '、']).len();
        let range = reach.end - begun..reach.end;
        let replaced = REPLACED.find(&text[clause.clone()]).map_or(0, |found| found.end());
        let clause_range = clause.start + replaced..clause.end;
        Self { text: &text[range.clone()], range, clause: &text[clause_range.clone()], clause_range }
    }

    /// Where its time stands: in the clause with the verb if that names one, else anywhere before.
    pub(super) fn scope(&self, dates: &[DateMention]) -> Range<usize> {
        if depends_on_case(self.clause) {
            return self.clause_range.clone();
        }
        let has_date = !within_range(dates, &self.clause_range).is_empty();
        // 3月前将方案，12月前将总结报送: the verb stands once.
        let before = self.range.start..self.clause_range.start;
        let shares_verb = self.clause.contains('将')
            && self.text[..self.text.len().saturating_sub(self.clause.len())].contains('将')
            && !within_range(dates, &before).is_empty();
        if has_date && shares_verb {
            return self.range.clone();
        }
        let is_timed = has_date || names_cycle(self.clause) || names_each_phase(self.clause);
        if is_timed { self.clause_range.clone() } else { self.range.clone() }
    }
}
