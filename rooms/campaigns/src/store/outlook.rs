use clock::{CivilDate, Moment};

use super::plan::{CampaignRow, DueRow, IndicatorRow, Plan, SloganRow};
use super::targets::RulingRow;
use crate::phase::{Overlap, overlaps};
use crate::plan::{OpenTurn, Topic, counts_workdays, last_turns, offered, relative_day, unsure};
use crate::task::SloganKind;
use crate::{DueKind, PhaseFact};

/// A report whose day counts from the launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) due: crate::DueId,
    pub(crate) on: CivilDate,
    /// What was decided: `下发后 10 个工作日内`.
    pub(crate) rule: String,
}

impl CampaignRow {
    /// What it follows, and whom the bureau reports to by when, in words; what nobody filled in is left out.
    pub(crate) fn ground(&self) -> Vec<(&'static str, String)> {
        let told = [
            ("发文字号", self.document_number.clone().unwrap_or_default()),
            ("上级依据", self.superior_basis.clone()),
        ];
        told.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    /// The same with whom the bureau itself reports to and until when: its own affair, and none of the units'.
    pub(crate) fn ground_and_upward(&self) -> Vec<(&'static str, String)> {
        let upward = [
            ("我局报送对象", self.report_to.clone()),
            ("我局报送期限", self.upward_due_on.map(|day| day.to_string()).unwrap_or_default()),
        ];
        let told = upward.into_iter().filter(|(_, text)| !text.is_empty());
        self.ground().into_iter().chain(told).collect()
    }
}

impl Plan {
    /// What it is about (宣传内容).
    pub(crate) fn subjects(&self) -> Vec<String> {
        let rows = self.annexes().into_iter().filter(|row| row.kind == SloganKind::Subject);
        rows.map(|row| row.text.clone()).collect()
    }

    /// The subjects, attachments and slogans that stand; a kind without any is left out.
    pub(crate) fn annexes_by_kind(&self) -> Vec<(SloganKind, Vec<&SloganRow>)> {
        let of = |kind| (kind, self.annexes().into_iter().filter(|row| row.kind == kind).collect::<Vec<_>>());
        let all = [SloganKind::Subject, SloganKind::Attachment, SloganKind::Slogan].map(of);
        all.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
    }

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
        Some(Counted { due, on: relative_day(&rule, day, &self.chained, &self.workdays)?, rule })
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

    /// Whether anybody is to reach a number of an indicator: all, a class or a unit.
    pub(crate) fn has_target(&self, row: &IndicatorRow) -> bool {
        row.target.is_some() || self.has_only_rulings(row)
    }

    /// Whether only classes or units of their own have a target of an indicator.
    pub(crate) fn has_only_rulings(&self, row: &IndicatorRow) -> bool {
        let is_own = |one: &RulingRow| one.indicator == row.id && one.target.is_some();
        row.target.is_none() && self.rulings.iter().any(is_own)
    }

    /// Until when the periodic reports of phases without an end are laid out.
    pub(crate) fn last_turns(&self) -> Vec<OpenTurn<'_>> {
        let turns = self.dues.iter().filter(|row| !row.dropped && row.kind == DueKind::Periodic);
        last_turns(turns.filter_map(|row| {
            let phase = self.phase(row.phase).filter(|phase| phase.ends_on.is_none())?;
            Some(OpenTurn { phase: &phase.name, title: &row.title, due_on: row.due_on? })
        }))
    }

    /// What to know of days that rest on the holidays of years which nobody has published or entered.
    pub(crate) fn unsure_days(&self) -> Option<String> {
        let kept = self.dues.iter().filter(|row| !row.dropped);
        let moving = kept.filter(|row| row.off_holidays.is_some() || self.is_counted_in_workdays(row));
        let days = moving.flat_map(|row| {
            let end = self.phase(row.phase).filter(|_| row.kind == DueKind::PhaseEnd);
            // 结束前5个工作日 was counted from a day in the new year.
            let end = end.and_then(|phase| phase.ends_on).filter(|_| row.off_holidays.is_none());
            row.due_on.into_iter().chain(end.filter(|end| row.due_on.is_some_and(|day| day < *end)))
        });
        let open = self.questions.iter().filter(|question| question.answer.is_none());
        let choices = open.map(|question| serde_json::from_str(&question.choices).unwrap_or_default());
        let choices: Vec<String> = choices.flat_map(|choices: Vec<String>| choices).collect();
        unsure(days.chain(offered(&choices)), &self.workdays)
    }

    /// Whether the words that a report was read from, or the answer that it was added by, count working days.
    pub(crate) fn is_counted_in_workdays(&self, row: &DueRow) -> bool {
        let asked = self.questions.iter().find(|question| Some(question.id) == row.question);
        let answer = asked.and_then(|question| question.answer.as_deref());
        [row.source_text.as_deref(), answer].into_iter().flatten().any(counts_workdays)
    }

    /// What two phases share, in words: `第 2 阶段“…”与第 3 阶段“…”在 2026-06-01 至 2026-06-10 重叠`.
    pub(crate) fn overlaps_in_words(&self) -> Vec<String> {
        overlaps(&self.chained).iter().map(Overlap::words).collect()
    }
}
