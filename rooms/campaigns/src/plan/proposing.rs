//! What the sentences of a 补充通知 mean for the plan in force: a row is named only where one row fits.

use clock::CivilDate;
use gongwen::read::Excerpt;
use people::UnitId;

use super::edition::{DueItem, Edition, IndicatorItem, PhaseItem};
use super::owed::later;
use super::proposal::Proposal;
use crate::reading::{Amends, Deed, NamedMeasure, NewEnd, NewReport, Said, TimeOf};
use crate::workday::Workdays;
use crate::{Basis, DueKind, PhaseId};

/// What the paper is held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InForce<'a> {
    pub(crate) plan: &'a Edition,
    /// Units that do not take part, by name.
    pub(crate) units: &'a [(UnitId, String)],
    /// Reports due before stay as they are.
    pub(crate) today: CivilDate,
    pub(crate) workdays: &'a Workdays,
}

const UNCHANGED: &str = "方案里已经是这样，不用再改。";
const NOT_FOUND: &str = "没有找到说的是哪一项报送要求。";

/// The proposals of a paper in the order of its text, each with where it stands.
pub(crate) fn propose(said: &[Said], in_force: InForce<'_>) -> Vec<(Proposal, Excerpt)> {
    let of = |one: &Said| {
        let source = one.source.clone();
        in_force
            .proposals(&one.amends)
            .into_iter()
            .map(move |proposal| (proposal, source.clone()))
            .collect::<Vec<_>>()
    };
    said.iter().flat_map(of).collect()
}

fn unread(why: impl Into<String>) -> Vec<Proposal> {
    vec![Proposal::Unread(why.into())]
}

impl<'a> InForce<'a> {
    fn proposals(self, amends: &Amends) -> Vec<Proposal> {
        match amends {
            Amends::Time { of, starts_on, ends_on } => self.time(*of, *starts_on, *ends_on),
            Amends::Report(report) => self.report(report),
            Amends::NoReport { phase, matter, due_on, is_series } => {
                self.no_report(self.phase(*phase), matter.as_deref(), *due_on, *is_series)
            }
            Amends::Measures { deed, phase, named, text } => {
                let phase = self.phase(*phase);
                let mut found: Vec<Proposal> =
                    named.iter().flat_map(|one| self.measure(*deed, phase, one, text)).collect();
                found.dedup();
                found
            }
            Amends::Task { phase, text } => self.task(self.phase(*phase), text),
            Amends::Units(names) => {
                let known = self.units.iter().filter(|(_, name)| names.contains(name));
                vec![Proposal::Join(known.map(|(id, _)| *id).collect())]
            }
            Amends::Unread => unread(""),
            Amends::TooMuch => unread("改动太多，从这里起没有再读，请对照原文。"),
        }
    }

    fn phase(self, at: Option<usize>) -> Option<PhaseId> {
        at.and_then(|at| self.plan.phases.get(at)).map(|phase| phase.id)
    }

    fn time(self, of: TimeOf, starts_on: Option<CivilDate>, ends_on: Option<NewEnd>) -> Vec<Proposal> {
        let phases = &self.plan.phases;
        let phase: Option<&PhaseItem> = match of {
            TimeOf::Phase(at) => phases.get(at),
            TimeOf::Whole if starts_on.is_none() || phases.len() == 1 => phases.last(),
            TimeOf::Whole => None,
        };
        let Some(phase) = phase else {
            return unread("全程的起止时间要分到各阶段，请在方案里逐个修改。");
        };
        let ends_on = match (ends_on, phase.ends_on) {
            (Some(NewEnd::On(day)), _) => Some(day),
            (Some(NewEnd::Later(after)), Some(end)) => Some(later(end, Some(after), self.workdays)),
            (Some(NewEnd::Later(_)), None) => {
                return unread(format!("“{}”现在没有结束日期，不知道从哪天顺延。", phase.name));
            }
            (None, _) => None,
        };
        let after = (starts_on.or(phase.starts_on), ends_on.or(phase.ends_on));
        if after == (phase.starts_on, phase.ends_on) {
            return unread(UNCHANGED);
        }
        if after.0.zip(after.1).is_some_and(|(start, end)| end < start) {
            return unread(format!("照这样“{}”会结束得比开始早。", phase.name));
        }
        vec![Proposal::Phase { id: phase.id, starts_on, ends_on }]
    }

    fn report(self, report: &NewReport) -> Vec<Proposal> {
        let phase = self.phase(report.phase);
        let new = Proposal::AddDue {
            phase,
            title: format!("报送{}", report.matter.as_deref().unwrap_or("材料")),
            due_on: report.due_on,
            due_time: report.due_time.clone(),
            with_pictures: report.with_pictures,
        };
        let is_there = |due: &&DueItem| {
            due.due_on == Some(report.due_on)
                && (report.due_time.is_none() || report.due_time == due.due_time)
        };
        match self.meant(report, phase).as_slice() {
            due if report.is_more => {
                let is_known = report.matter.is_some() && due.iter().any(is_there);
                if is_known { unread(UNCHANGED) } else { vec![new] }
            }
            [due] if is_there(due) => unread(UNCHANGED),
            [due] => {
                vec![Proposal::MoveDue {
                    id: due.id,
                    due_on: report.due_on,
                    due_time: report.due_time.clone(),
                }]
            }
            [] if report.is_change => unread(NOT_FOUND),
            [] => vec![new],
            several => unread(format!("方案里有 {} 项报送要求都可能是它，没有印明是哪一项。", several.len())),
        }
    }

    /// The dated reports that a sentence may speak of: by their words, where it has any; then by the day that holds.
    fn meant(self, report: &NewReport, phase: Option<PhaseId>) -> Vec<&'a DueItem> {
        let in_phase = |due: &&DueItem| due.due_on.is_some() && (phase.is_none() || due.phase == phase);
        let dated: Vec<&'a DueItem> = self.plan.dues.iter().filter(in_phase).collect();
        let only = |wanted: &dyn Fn(&DueItem) -> bool| -> Vec<&'a DueItem> {
            dated.iter().copied().filter(|due| wanted(due)).collect()
        };
        let is_old = |due: &DueItem| report.old.is_some_and(|old| was_due(due, old));
        if let Some(matter) = &report.matter {
            let same = only(&|due| core(&due.title) == core(matter));
            let named = if same.is_empty() { only(&|due| is_called(due, matter)) } else { same };
            let old: Vec<&'a DueItem> = named.iter().copied().filter(|due| is_old(due)).collect();
            if !named.is_empty() {
                return if old.is_empty() { named } else { old };
            }
        }
        let name = self.plan.phases.iter().find(|item| Some(item.id) == phase).map(|item| &*item.name);
        let is_of_phase = report.matter.as_deref().is_none_or(|matter| tells_of_phase(matter, name));
        match () {
            () if phase.is_some() && is_of_phase => {
                only(&|due| due.kind == DueKind::PhaseEnd && (report.old.is_none() || is_old(due)))
            }
            () if report.matter.is_some() => Vec::new(),
            () if report.old.is_some() => only(&is_old),
            // 报送期限顺延至…: of the only report there is.
            () if report.is_change => dated,
            () => Vec::new(),
        }
    }

    fn no_report(
        self,
        phase: Option<PhaseId>,
        matter: Option<&str>,
        due_on: Option<CivilDate>,
        is_series: bool,
    ) -> Vec<Proposal> {
        let is_open = |due: &&DueItem| due.due_on.is_none_or(|day| day >= self.today);
        let is_meant = |due: &&DueItem| {
            (phase.is_none() || due.phase == phase)
                && matter.is_none_or(|matter| is_called(due, matter))
                && due_on.is_none_or(|day| was_due(due, day))
                && (!is_series || due.kind == DueKind::Periodic)
        };
        let ids: Vec<_> = self.plan.dues.iter().filter(is_open).filter(is_meant).map(|due| due.id).collect();
        if ids.is_empty() { unread(NOT_FOUND) } else { vec![Proposal::DropDues(ids)] }
    }

    fn measure(self, deed: Deed, phase: Option<PhaseId>, named: &NamedMeasure, text: &str) -> Vec<Proposal> {
        let target = named.count.map(i64::from);
        let is_meant =
            |row: &&IndicatorItem| row.measure == named.code && (phase.is_none() || row.phase == phase);
        let rows: Vec<&IndicatorItem> = self.plan.indicators.iter().filter(is_meant).collect();
        match (deed, rows.as_slice(), target) {
            (Deed::Add, [], _) => vec![Proposal::AddIndicator { phase, measure: named.code.clone(), target }],
            (Deed::Add, _, Some(_)) => {
                unread("方案里已有这项指标，没有印明是在原目标上再加，还是一共这么多。")
            }
            (Deed::Add, _, None) => self.task(phase, text),
            (Deed::Drop, [], _) | (Deed::Set, [], _) => unread("方案里没有这项指标。"),
            (Deed::Drop, rows, _) => vec![Proposal::DropIndicators(rows.iter().map(|row| row.id).collect())],
            (Deed::Set, [row], Some(target)) if row.basis == Basis::Unit => match row.target {
                Some(now) if now == target => unread(UNCHANGED),
                _ => vec![Proposal::Aim { id: row.id, target }],
            },
            (Deed::Set, [_], _) => unread("这项指标的目标按人数或床位计，请在目标里修改。"),
            (Deed::Set, rows, _) => {
                unread(format!("方案里有 {} 项这样的指标，没有印明是哪一项。", rows.len()))
            }
        }
    }

    /// What stands in the plan word for word is nothing new.
    fn task(self, phase: Option<PhaseId>, text: &str) -> Vec<Proposal> {
        let plain = text.trim_end_matches(['。', '；', ';']);
        match () {
            () if plain.is_empty() => unread(""),
            () if self.plan.tasks.iter().any(|task| task.text.contains(plain)) => Vec::new(),
            () => vec![Proposal::AddTask { phase, text: plain.to_owned() }],
        }
    }
}

/// Whether a report is due on a day, or was before it moved off holidays.
fn was_due(due: &DueItem, day: CivilDate) -> bool {
    due.due_on == Some(day) || due.moved_from == Some(day)
}

/// Whether words call the report of a phase itself: 开展情况, 第二阶段小结; and not 中期情况, 台账.
fn tells_of_phase(matter: &str, phase: Option<&str>) -> bool {
    const OF_PHASE: [&str; 14] = [
        "阶段", "开展", "进展", "落实", "推进", "完成", "工作", "活动", "情况", "总结", "小结", "报告",
        "材料", "的",
    ];
    let unnamed = phase.map_or_else(|| matter.to_owned(), |name| matter.replace(name, ""));
    let rest = OF_PHASE.iter().fold(unnamed, |text, common| text.replace(common, ""));
    rest.chars().all(|c| "第一二三四五六七八九十".contains(c) || c.is_ascii_digit())
}

/// Whether words stand in others, and not in the middle of a number: 1月 is not in 11月.
fn holds(words: &str, part: &str) -> bool {
    let is_number = part.starts_with(|c: char| c.is_ascii_digit());
    words
        .match_indices(part)
        .any(|(at, _)| !is_number || !words[..at].ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether a report is what words call it: 总结 is 报送总结报告, 周报 a report of every week.
fn is_called(due: &DueItem, matter: &str) -> bool {
    let is_cycle = |of: &[&str]| of.iter().any(|name| matter.ends_with(name));
    if due.kind == DueKind::Periodic {
        let is_weekly = due.title.contains("一周");
        if is_cycle(&["周报"]) && is_weekly {
            return true;
        }
        let is_monthly = due.title.contains('月') && !is_weekly && !due.title.contains('前');
        if is_cycle(&["月报"]) && is_monthly || is_cycle(&["季报"]) && due.title.contains("季度") {
            return true;
        }
    }
    let (title, matter) = (core(&due.title), core(matter));
    !title.is_empty() && !matter.is_empty() && (holds(&title, &matter) || holds(&matter, &title))
}

/// The words that tell one matter from another.
fn core(words: &str) -> String {
    const COMMON: [&str; 12] =
        ["报送", "报备", "上报", "本单位", "各单位", "工作", "活动", "的", "情况", "材料", "《", "》"];
    let plain = words.find('（').map_or(words, |bracket| &words[..bracket]);
    let rest = COMMON.iter().fold(plain.to_owned(), |text, common| text.replace(common, ""));
    // 10月份工作进展 is 2026年10月工作进展.
    let rest = rest.replace("月份", "月");
    if rest.is_empty() { plain.to_owned() } else { rest }
}

#[cfg(test)]
mod tests;
