//! What becomes of a demand: a rule of its own, a part of the one before it, or several.

use std::ops::Range;

use gongwen::read::Passage;
use gongwen::read::dates::DateMention;

use super::{Progress, RuleReader};
use crate::reading::model::{ReportKind, ReportRule};
use crate::reading::report_apart::apart;
use crate::reading::report_demand::Demand;
use crate::reading::report_items::{Item, items};
use crate::reading::report_join::{Tie, begun_on, tie};
use crate::reading::report_matter::split_plan;
use crate::reading::report_schedule::Surroundings;
use crate::reading::report_window::kept_within;
use crate::reading::sentence::within_range;

impl RuleReader<'_, '_> {
    /// Takes a rule whose verb stands in `clause`, with the one before it in the sentence where both are one.
    pub(super) fn take(
        &mut self,
        mut rule: ReportRule,
        (passage, dates): (&Passage, &[DateMention]),
        clause: Range<usize>,
        around: &Surroundings<'_>,
        told: &mut Progress,
    ) {
        let text = passage.text();
        // 好做法随时报送，重大情况即时上报: one rule.
        let is_more = rule.kind == ReportKind::AnyTime && told.any_time_from.is_some();
        let mut from = told.any_time_from.unwrap_or(told.free_from);
        told.any_time_from = (rule.kind == ReportKind::AnyTime).then_some(from);
        let is_only = self.found.len() == told.found_before + 1;
        match self.found.last().filter(|_| is_only).map_or(Tie::Apart, |open| tie(open, &rule)) {
            Tie::Apart => {}
            Tie::OfRegime => {
                from = told.open_from;
                let demand = Demand::at(text, from..clause.end, clause.clone());
                let open = self.found.pop();
                let around = Surroundings { is_second: false, ..*around };
                rule = self.rule(passage, &demand, dates, &around).unwrap_or(rule);
                rule.matter = rule.matter.or_else(|| open.and_then(|open| open.matter));
            }
            Tie::ItsDay => {
                from = told.open_from;
                rule.matter = self.found.pop().and_then(|open| open.matter);
                text[from..clause.end].trim_start_matches('，').clone_into(&mut rule.what);
                rule.source = passage.excerpt(self.decoded, from..clause.end);
            }
            Tie::ItsFirstDays => {
                from = told.open_from;
                rule.due_on.extend(self.found.pop().into_iter().flat_map(|open| open.due_on));
                rule.due_on.sort_unstable();
                text[from..clause.end].trim_start_matches('，').clone_into(&mut rule.what);
                rule.source = passage.excerpt(self.decoded, from..clause.end);
            }
            Tie::AfterFirst(day) => {
                from = told.open_from;
                rule = begun_on(rule, day);
                self.found.pop();
            }
        }
        told.free_from = clause.end;
        if let Some(headed) = self.headed
            && headed.joins(&mut self.found, &mut rule)
        {
            self.headed = None;
        }
        match self.found.last_mut().filter(|_| is_more) {
            Some(open) => {
                text[from..clause.end].trim_start_matches('，').clone_into(&mut open.what);
                open.source = passage.excerpt(self.decoded, from..clause.end);
            }
            None => {
                told.open_from = from;
                self.add(rule, passage, dates, from..clause.end);
            }
        }
    }

    /// The rules of several papers under one verb, each with its own time behind it.
    pub(super) fn shared(
        &self,
        passage: &Passage,
        demand: &Demand<'_>,
        dates: &[DateMention],
        around: &Surroundings<'_>,
    ) -> Option<Vec<(ReportRule, Range<usize>)>> {
        let one = |item: Item| {
            let piece = Demand::at(passage.text(), item.range.clone(), item.range.clone());
            let rule = self.rule(passage, &piece, dates, around)?;
            let unit_plan = rule.kind == ReportKind::Once && !split_plan(&item.thing).0.is_empty();
            Some((ReportRule { matter: Some(item.thing), unit_plan, ..rule }, item.range))
        };
        items(passage.text(), dates, demand)?.into_iter().map(one).collect()
    }

    /// Adds what a demand asks for; `range` are the bytes that it takes.
    pub(super) fn add(
        &mut self,
        rule: ReportRule,
        passage: &Passage,
        dates: &[DateMention],
        range: Range<usize>,
    ) {
        let issued_on = self.outline.issued_on;
        let excerpt = |range| passage.excerpt(self.decoded, range);
        let at = range.end - 1;
        let is_inferred = within_range(dates, &range).iter().any(|mention| mention.inferred.end);
        let several = apart(rule, passage.text(), range, dates, issued_on, excerpt).into_iter();
        self.found
            .extend(several.map(|rule| kept_within(rule, self.steps, (passage, at), issued_on, is_inferred)));
    }
}
