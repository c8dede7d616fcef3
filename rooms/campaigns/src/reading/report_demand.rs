//! The stretch of a sentence that a demand takes, and where in it the time stands.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::DateMention;
use regex::Regex;

use super::pattern::pattern;
use super::report_after::names_each_phase;
use super::report_cycle::names_cycle;
use super::report_matter::matter;
use super::report_verb::{depends_on_case, tells_as_it_comes};
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
        // 5月26日前确定联络员，并及时提供照片: the day is that of the deed before.
        if depends_on_case(self.clause) || tells_as_it_comes(self.clause) {
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
        if let Some(listed) = self.days_before(dates) {
            return listed..self.clause_range.end;
        }
        let is_timed = has_date || names_cycle(self.clause) || names_each_phase(self.clause);
        if is_timed { self.clause_range.clone() } else { self.range.clone() }
    }

    /// The words that may name its pictures: 及时提供照片，每周四报送统计表 are two deeds.
    pub(super) fn of_pictures(&self) -> &str {
        static OTHER_DEED: LazyLock<Regex> =
            LazyLock::new(|| pattern("(?:提供|发送|推送|上传|分享)[^，。；]*[，；][^，；]*$"));
        let is_own = matter(self.clause).is_some() && OTHER_DEED.is_match(self.text);
        if is_own { self.clause } else { self.text }
    }

    /// 4月12日前，6月3日前报送: where the days begin that stand alone right before the clause with the verb.
    fn days_before(&self, dates: &[DateMention]) -> Option<usize> {
        let own = within_range(dates, &self.clause_range).first()?;
        if own.range.start != self.clause_range.start {
            return None;
        }
        let mut begins = None;
        let mut end = self.clause_range.start;
        for day in within_range(dates, &(self.range.start..end)).iter().rev() {
            let gap = self.text_at(day.range.end..end)?;
            if !matches!(gap.trim_end_matches(['，', ',', '、', '；']), "" | "前" | "之前" | "以前") {
                break;
            }
            end = day.range.start;
            begins = Some(end);
        }
        begins
    }

    fn text_at(&self, range: Range<usize>) -> Option<&str> {
        let start = range.start.checked_sub(self.range.start)?;
        self.text.get(start..range.end.checked_sub(self.range.start)?)
    }
}
