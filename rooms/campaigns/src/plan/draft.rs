//! What a reading becomes before anybody corrects it.

use std::collections::HashSet;

use clock::CivilDate;
use gongwen::read::Excerpt;

use super::cycle::cycle_ends;
use crate::DueKind;
use crate::reading::{Phase, PhaseDate, Reading, ReportKind, ReportRule};

/// A plan, not yet kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) phases: Vec<NewPhase>,
    pub(crate) indicators: Vec<NewIndicator>,
    pub(crate) tasks: Vec<NewTask>,
    pub(crate) dues: Vec<NewDue>,
    pub(crate) questions: Vec<NewQuestion>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewPhase {
    pub(crate) ordinal: i64,
    pub(crate) name: String,
    pub(crate) starts_on: Option<CivilDate>,
    pub(crate) ends_on: Option<CivilDate>,
    /// Whether a part of a date is not printed.
    pub(crate) inferred: bool,
    pub(crate) source: Option<Excerpt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewIndicator {
    /// Ordinal; `None` for the whole campaign.
    pub(crate) phase: Option<i64>,
    pub(crate) measure: String,
    pub(crate) source: Option<Excerpt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewTask {
    pub(crate) phase: Option<i64>,
    pub(crate) text: String,
    pub(crate) source: Option<Excerpt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewDue {
    pub(crate) phase: Option<i64>,
    pub(crate) kind: DueKind,
    pub(crate) title: String,
    pub(crate) due_on: Option<CivilDate>,
    pub(crate) due_time: Option<String>,
    pub(crate) with_pictures: bool,
    pub(crate) source: Option<Excerpt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewQuestion {
    pub(crate) about: String,
    pub(crate) text: String,
    pub(crate) choices: Vec<String>,
}

impl Draft {
    /// The plan that a notice suggests. A notice without phases gets one over the whole time.
    pub(crate) fn of(reading: &Reading) -> Self {
        let phases = phases(reading);
        let dues = reading.report_rules.iter().flat_map(|rule| dues(rule, reading, &phases)).collect();
        Self {
            name: name(reading),
            indicators: indicators(reading),
            tasks: reading.tasks.iter().map(task).collect(),
            questions: reading.questions.iter().map(question).collect(),
            dues,
            phases,
        }
    }
}

fn name(reading: &Reading) -> String {
    let printed = reading.name.as_deref().or(reading.title.as_deref()).unwrap_or("未命名的专项行动");
    printed.chars().take(200).collect()
}

fn phases(reading: &Reading) -> Vec<NewPhase> {
    if reading.phases.is_empty() {
        let name = "活动全程".to_owned();
        let starts_on = reading.issued_on;
        return vec![NewPhase { ordinal: 1, name, starts_on, ends_on: None, inferred: false, source: None }];
    }
    reading.phases.iter().map(phase).collect()
}

fn phase(phase: &Phase) -> NewPhase {
    let dates = [PhaseDate::StartsOn, PhaseDate::EndsOn];
    NewPhase {
        ordinal: i64::from(phase.ordinal),
        name: phase.name.clone(),
        starts_on: phase.starts_on,
        ends_on: phase.ends_on,
        inferred: dates.iter().any(|date| phase.inferred.contains(date)),
        source: Some(phase.source.clone()),
    }
}

/// One indicator for each measure in each phase, in the order of the text.
fn indicators(reading: &Reading) -> Vec<NewIndicator> {
    let mut seen = HashSet::new();
    let found = reading.measures.iter().filter(|found| seen.insert((found.code.as_str(), found.phase)));
    found
        .map(|found| NewIndicator {
            phase: found.phase.map(i64::from),
            measure: found.code.clone(),
            source: Some(found.source.clone()),
        })
        .collect()
}

fn task(task: &crate::reading::Task) -> NewTask {
    NewTask { phase: task.phase.map(i64::from), text: task.text.clone(), source: Some(task.source.clone()) }
}

fn question(question: &crate::reading::Question) -> NewQuestion {
    NewQuestion {
        about: question.about.clone(),
        text: question.text.clone(),
        choices: question.choices.clone(),
    }
}

fn dues(rule: &ReportRule, reading: &Reading, phases: &[NewPhase]) -> Vec<NewDue> {
    let due = |phase, kind, title: String, due_on| NewDue {
        phase,
        kind,
        title,
        due_on,
        due_time: rule.due_time.clone(),
        with_pictures: rule.with_pictures,
        source: Some(rule.source.clone()),
    };
    match rule.kind {
        ReportKind::PhaseEnd => {
            let ended = phases.iter().filter_map(|phase| Some((phase, phase.ends_on?)));
            ended
                .map(|(phase, end)| {
                    let due_on = if rule.due_on.contains(&end) { end } else { end.end_of_month() };
                    due(Some(phase.ordinal), DueKind::PhaseEnd, phase_title(&phase.name), Some(due_on))
                })
                .collect()
        }
        ReportKind::AnyTime => vec![due(None, DueKind::AnyTime, any_time_title(&rule.what), None)],
        ReportKind::Once if rule.due_on.is_empty() => {
            vec![due(None, DueKind::Once, "一次性报送".to_owned(), None)]
        }
        ReportKind::Once => rule
            .due_on
            .iter()
            .map(|day| {
                let title = format!("{}前报送", day.chinese_short());
                due(phase_of(phases, *day), DueKind::Once, title, Some(*day))
            })
            .collect(),
        ReportKind::Periodic => {
            let (Some(every), Some(from)) = (rule.every, first_day(reading, phases)) else {
                return Vec::new();
            };
            cycle_ends(every, from, phases.last().and_then(|phase| phase.ends_on))
                .into_iter()
                .map(|(day, period)| {
                    due(phase_of(phases, day), DueKind::Periodic, period_title(&period), Some(day))
                })
                .collect()
        }
    }
}

/// The title of the report at a phase's end.
pub(super) fn phase_title(name: &str) -> String {
    let phase = if name.ends_with("阶段") { "" } else { "阶段" };
    format!("{name}{phase}开展情况")
}

/// The title of a periodic report.
pub(super) fn period_title(period: &str) -> String {
    format!("{period}开展情况")
}

fn any_time_title(what: &str) -> String {
    let named: Vec<&str> = ["重大活动", "突出成效"].into_iter().filter(|word| what.contains(word)).collect();
    if named.is_empty() { "随时报送".to_owned() } else { named.join("、") }
}

fn first_day(reading: &Reading, phases: &[NewPhase]) -> Option<CivilDate> {
    phases.first().and_then(|phase| phase.starts_on).or(reading.issued_on)
}

/// The first phase that is not over on that day.
fn phase_of(phases: &[NewPhase], day: CivilDate) -> Option<i64> {
    phases.iter().find(|phase| phase.ends_on.is_none_or(|end| day <= end)).map(|phase| phase.ordinal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Decoded, read};

    const NOTICE: &str = include_str!("../../tests/notice.txt");

    fn draft() -> Draft {
        Draft::of(&read(&Decoded::from_text(NOTICE).unwrap()).unwrap())
    }

    #[test]
    fn each_phase_with_an_end_owes_a_report_on_that_day() {
        let draft = draft();
        let ends: Vec<_> =
            draft.phases.iter().map(|phase| phase.ends_on.map(|end| end.to_string())).collect();
        let expected = [Some("2026-05-31"), Some("2026-08-31"), Some("2026-12-31"), None];
        assert_eq!(ends, expected.map(|end| end.map(str::to_owned)));
        let at_phase_end: Vec<_> = draft.dues.iter().filter(|due| due.kind == DueKind::PhaseEnd).collect();
        assert_eq!(at_phase_end.len(), 3);
        assert!(at_phase_end.iter().all(|due| due.with_pictures && due.source.is_some()));
        assert_eq!(at_phase_end[0].phase, Some(1));
        assert_eq!(at_phase_end[0].due_on.map(|day| day.to_string()).as_deref(), Some("2026-05-31"));
        assert_eq!(draft.dues.iter().filter(|due| due.kind == DueKind::AnyTime).count(), 1);
    }

    #[test]
    fn every_row_knows_its_sentence() {
        let draft = draft();
        assert!(draft.indicators.len() >= 8, "{}", draft.indicators.len());
        assert!(draft.indicators.iter().all(|indicator| indicator.source.is_some()));
        assert!(draft.tasks.iter().all(|task| task.source.is_some()));
        assert!(draft.questions.iter().any(|question| question.about == "phases[4].report_cycle"));
    }

    #[test]
    fn a_notice_without_phases_is_given_one() {
        let text = "关于开展消防安全检查的通知\n\n各医疗卫生单位：\n　　请各单位开展消防安全检查。\n\n青禾区卫生健康局\n2026年3月6日\n";
        let draft = Draft::of(&read(&Decoded::from_text(text).unwrap()).unwrap());
        assert_eq!(draft.phases.len(), 1);
        assert_eq!(draft.phases[0].starts_on.map(|day| day.to_string()).as_deref(), Some("2026-03-06"));
        assert_eq!(draft.phases[0].ends_on, None);
    }
}
