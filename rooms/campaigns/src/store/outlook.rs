use clock::{CivilDate, Moment};

use super::plan::{DueRow, Plan};
use crate::phase::overlaps;
use crate::plan::{Topic, relative_day};
use crate::{DueKind, PhaseFact};

/// A report whose day counts from the launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) due: crate::DueId,
    pub(crate) on: CivilDate,
    /// What was decided: `下发后 10 个工作日内`.
    pub(crate) rule: String,
}

impl Plan {
    /// The units' own plan, where its day counts from the launch and would be this one if that were `day`; none once somebody
    /// gave it a day by hand.
    pub(crate) fn counted_from(&self, day: CivilDate) -> Option<Counted> {
        let question =
            self.questions.iter().find(|question| Topic::of(&question.about) == Topic::UnitPlan)?;
        let rule = question.answer.clone().filter(|answer| CivilDate::parse(answer).is_err())?;
        let is_counted = |due: &&DueRow| {
            due.kind == DueKind::UnitPlan && due.question == Some(question.id) && due.version == 1
        };
        let due = self.dues.iter().find(is_counted)?.id;
        Some(Counted { due, on: relative_day(&rule, day, &self.chained)?, rule })
    }

    /// How a phase stands, as the class and the words of its mark: of what is over, only what had begun has ended.
    pub(crate) fn stage(&self, phase: &PhaseFact, today: CivilDate) -> (&'static str, &'static str) {
        let closed_on = self.campaign.closed_at.map(Moment::date).filter(|_| !self.campaign.state.is_open());
        let has_begun = |day: CivilDate| phase.starts_on.is_none_or(|start| start <= day);
        match closed_on {
            _ if phase.is_past(closed_on.unwrap_or(today)) => ("done", "已结束"),
            Some(day) if has_begun(day) => ("done", "已结束"),
            Some(_) => ("exempt", "办结前未开始"),
            None if phase.is_current(today) => ("due", "进行中"),
            None => ("not-due", "未开始"),
        }
    }

    /// What two phases share, in words: `第 2 阶段“…”与第 3 阶段“…”在 2026-06-01 至 2026-06-10 重叠`.
    pub(crate) fn overlaps_in_words(&self) -> Vec<String> {
        let pairs = overlaps(&self.chained).into_iter();
        pairs
            .map(|(one, other)| {
                let from = one.starts_on.max(other.starts_on).map(|day| day.to_string());
                let ends = [one.ends_on, other.ends_on].into_iter().flatten().min();
                let to = ends.map(|day| day.to_string());
                format!(
                    "第 {} 阶段“{}”与第 {} 阶段“{}”在 {} 至 {} 重叠",
                    one.ordinal,
                    one.name,
                    other.ordinal,
                    other.name,
                    from.unwrap_or_default(),
                    to.unwrap_or_default()
                )
            })
            .collect()
    }
}
