//! A heading that says how often something is sent, above the sentence that says what: 每周报送。请将台账报….

use super::model::{Every, ReportKind, ReportRule};
use super::report_cycle::{Cycle, cycle};

/// A cycle that a heading names.
#[derive(Clone, Copy)]
pub(super) struct Headed {
    pub(super) every: Every,
    /// The rule that was read from the heading itself.
    rule: Option<usize>,
}

/// A heading that is longer, in characters, is a sentence.
const LONGEST: usize = 16;

impl Headed {
    /// The cycle that a heading names, with the rule that was read from it; `before`: how many rules there were.
    pub(super) fn of(title: &str, before: usize, found: &[ReportRule]) -> Option<Self> {
        let named = cycle(title, &[]).filter(|_| title.chars().count() <= LONGEST);
        let Some(Cycle::Known(every)) = named else { return None };
        let own = found.get(before..).filter(|own| own.len() == 1).and_then(<[ReportRule]>::first);
        let is_bare = |rule: &&ReportRule| rule.kind == ReportKind::Periodic && rule.matter.is_none();
        let rule = own.filter(is_bare).map(|_| before);
        (rule.is_some() || found.len() == before).then_some(Self { every, rule })
    }

    /// Makes the heading's rule, the last one found, and the one of the sentence below it one.
    pub(super) fn joins(self, found: &mut Vec<ReportRule>, rule: &mut ReportRule) -> bool {
        let is_last = self.rule.is_some() && self.rule == found.len().checked_sub(1);
        if !is_last || rule.every != Some(self.every) {
            return false;
        }
        if let Some(open) = found.pop() {
            rule.day = rule.day.take().or(open.day);
            rule.due_time = rule.due_time.take().or(open.due_time);
            (rule.from, rule.until) = (rule.from.or(open.from), rule.until.or(open.until));
        }
        true
    }
}
