//! How the targets were made whose quantity is printed for each year, quarter or month.

use clock::CivilDate;

use super::PlanPage;
use crate::DueKind;
use crate::plan::{Sum, later};
use crate::reading::{After, FoundMeasure, PrintedTarget};
use crate::store::plan::{DueRow, IndicatorRow};

impl PlanPage<'_> {
    /// A sentence for each indicator, or class of one, whose number is a sum.
    pub(super) fn sums(&self) -> Vec<String> {
        let kept = self.plan.indicators.iter().filter(|row| !row.dropped);
        let read = kept.filter_map(|row| Some((row, self.as_read(row)?)));
        read.flat_map(|(row, found)| self.told(row, found)).collect()
    }

    /// What an indicator was read from.
    fn as_read(&self, row: &IndicatorRow) -> Option<&FoundMeasure> {
        let start = usize::try_from(row.source_start?).ok()?;
        let measures = &self.reading.as_ref()?.measures;
        measures.iter().find(|found| found.code == row.measure && found.source.start == start)
    }

    fn told(&self, row: &IndicatorRow, found: &FoundMeasure) -> Vec<String> {
        let sum = |target: PrintedTarget| Sum::of(target, self.span(row)?);
        let name = self.plan.name(row);
        let unit = self.plan.measure(row).map_or("", |measure| measure.unit.as_str());
        let whole = found.target.and_then(sum).zip(row.rate()).map(|(sum, rate)| {
            let is_it = rate.to_string() == sum.total().to_string();
            let now =
                if is_it { String::new() } else { format!("；现在登记的目标是 {rate} {unit}") };
            format!("“{name}”{} {unit}{now}。", sum.words())
        });
        let has_classes = self.plan.rulings.iter().any(|one| one.indicator == row.id && one.target.is_some());
        let classes = found.classes.iter().filter(|_| has_classes).filter_map(|one| {
            Some(format!("“{name}”（{}）{} {unit}。", one.class, sum(one.target)?.words()))
        });
        whole.into_iter().chain(classes).collect()
    }

    /// The first and the last day of an indicator's time.
    fn span(&self, row: &IndicatorRow) -> Option<(CivilDate, CivilDate)> {
        let phases = || self.plan.chained.iter().filter(|phase| row.phase.is_none_or(|own| own == phase.id));
        Some((phases().next()?.starts_on?, phases().next_back()?.ends_on?))
    }

    /// The day of a report behind the end of its phase, by the days off that are known by now.
    pub(super) fn counted_now(&self, row: &DueRow) -> Option<CivilDate> {
        let start = usize::try_from(row.source_start?).ok()?;
        let rules = &self.reading.as_ref()?.report_rules;
        let rule = rules.iter().find(|rule| rule.source.start == start)?;
        let is_counted = matches!(rule.after, Some(After::Workdays(_) | After::WorkdaysBefore(_)));
        let end = match (row.kind, rule.phase) {
            (DueKind::PhaseEnd, _) => self.plan.phase(row.phase)?.ends_on?,
            // Of one that is named: the report may lie in the time of another.
            (DueKind::Once, Some(named)) => {
                self.plan.chained.iter().find(|phase| phase.ordinal == i64::from(named))?.ends_on?
            }
            _ => return None,
        };
        (is_counted && row.version == 1).then(|| later(end, rule.after, &self.plan.workdays))
    }
}
