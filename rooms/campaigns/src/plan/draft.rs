//! What a reading becomes before anybody corrects it.

use std::collections::HashSet;

use clock::CivilDate;
use gongwen::read::Excerpt;

use super::answer::Topic;
use super::class_targets::{Meant, by_class};
use super::correction::measure_of;
use super::owed::{Stage, owed};
use super::sum::Sum;
use super::unsure::offered;
use crate::reading::{
    ClassTarget, FoundMeasure, Phase, PhaseDate, PrintedTarget, Question, Reading, ReportRule, in_words,
    proposed_choice, shortened,
};
use crate::workday::{OffHolidays, Workdays};
use crate::{Basis, DueKind};

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
    /// What its target is counted on.
    pub(crate) basis: Basis,
    /// What each unit is to reach.
    pub(crate) target: Option<i64>,
    /// What units of a class are to reach instead.
    pub(crate) classes: Vec<NewClassTarget>,
    pub(crate) source: Option<Excerpt>,
}

/// What units of one class are to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewClassTarget {
    pub(crate) class: String,
    pub(crate) basis: Basis,
    pub(crate) target: i64,
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
    /// The printed day, where it moves off holidays.
    pub(crate) moved_from: Option<CivilDate>,
    pub(crate) off_holidays: Option<OffHolidays>,
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
    /// The plan that a notice suggests; `classes` are those of the bureau's units. A notice without phases gets one over the whole
    /// time.
    pub(crate) fn of(reading: &Reading, classes: &[String], workdays: &Workdays) -> Self {
        let phases = phases(reading);
        let stages: Vec<Stage<'_>> = phases.iter().map(Stage::from).collect();
        let rules = reading.report_rules.iter();
        let dues = rules.flat_map(|rule| owed(rule, &stages, reading.issued_on, workdays)).collect();
        Self {
            name: name(reading),
            indicators: indicators(reading, &phases, classes),
            tasks: tasks(reading),
            questions: questions(reading, classes, workdays),
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
        let period = reading.period.as_ref();
        return vec![NewPhase {
            ordinal: 1,
            name: "活动全程".to_owned(),
            starts_on: period.and_then(|period| period.starts_on).or(reading.issued_on),
            ends_on: period.and_then(|period| period.ends_on),
            inferred: period.is_some_and(|period| period.inferred),
            source: period.map(|period| period.source.clone()),
        }];
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
fn indicators(reading: &Reading, phases: &[NewPhase], classes: &[String]) -> Vec<NewIndicator> {
    let mut seen = HashSet::new();
    let found = reading.measures.iter().filter(|found| seen.insert((found.code.as_str(), found.phase)));
    found
        .map(|found| NewIndicator {
            phase: found.phase.map(i64::from),
            measure: found.code.clone(),
            basis: found.target.map_or(Basis::Unit, |target| target.basis),
            target: found.target.and_then(|target| whole(target, found.phase.map(i64::from), phases)),
            classes: class_targets(found, phases, classes),
            source: Some(found.source.clone()),
        })
        .collect()
}

/// What the classes that the bureau keeps are to reach over the whole time.
fn class_targets(found: &FoundMeasure, phases: &[NewPhase], classes: &[String]) -> Vec<NewClassTarget> {
    let meant = by_class(&found.classes, classes).meant.into_iter();
    let of_class = |one: Meant<'_>| {
        let target = whole(one.target, found.phase.map(i64::from), phases)?;
        Some(NewClassTarget { class: one.class.to_owned(), basis: one.target.basis, target })
    };
    meant.filter_map(of_class).collect()
}

/// A printed target over the whole time of its phase, or of the campaign. What comes again without an end has no whole.
fn whole(target: PrintedTarget, phase: Option<i64>, phases: &[NewPhase]) -> Option<i64> {
    if target.every.is_none() {
        return Some(i64::from(target.count));
    }
    let is_own = |one: &&NewPhase| phase.is_none_or(|ordinal| one.ordinal == ordinal);
    let starts_on = phases.iter().find(is_own)?.starts_on?;
    let ends_on = phases.iter().rfind(is_own)?.ends_on?;
    Sum::of(target, (starts_on, ends_on)).map(|sum| sum.total())
}

/// 宣传时间：… and what is owed as a report already set nothing to do beside that.
fn is_task(task: &crate::reading::Task, reading: &Reading) -> bool {
    let source = &task.source;
    let is_period = reading.period.as_ref().is_some_and(|period| period.source.end == source.end);
    let is_rule = |rule: &ReportRule| (rule.source.start, rule.source.end) == (source.start, source.end);
    !is_period && !reading.report_rules.iter().any(is_rule)
}

/// What the units are to do: the tasks, then what the requirements ask for beside them.
fn tasks(reading: &Reading) -> Vec<NewTask> {
    let told = reading.tasks.iter().filter(|one| is_task(one, reading)).map(task);
    let required = reading.required_beside_tasks().map(|(words, source)| NewTask {
        phase: None,
        text: words.to_owned(),
        source: Some(source.clone()),
    });
    told.chain(required).collect()
}

fn task(task: &crate::reading::Task) -> NewTask {
    NewTask { phase: task.phase.map(i64::from), text: task.text.clone(), source: Some(task.source.clone()) }
}

/// The questions of the reading. Where quantities of classes were set, they are shown instead of asked for.
fn questions(reading: &Reading, classes: &[String], workdays: &Workdays) -> Vec<NewQuestion> {
    let asked = reading.questions.iter().map(|question| {
        let found = measure_of(&question.about).and_then(|at| reading.measures.get(at.checked_sub(1)?));
        let set = found.and_then(|found| told_by_class(found, classes));
        let as_read = || (question.text.clone(), on_calendar(question, reading, workdays));
        let (text, choices) = set.unwrap_or_else(as_read);
        NewQuestion { about: question.about.clone(), text, choices }
    });
    asked.collect()
}

/// The choices of a question; the reading knew only the calendar that comes with the program.
fn on_calendar(question: &Question, reading: &Reading, workdays: &Workdays) -> Vec<String> {
    let rule = match Topic::of(&question.about) {
        Topic::Rule(at) => at.checked_sub(1).and_then(|at| reading.report_rules.get(at)),
        _ => None,
    };
    let printed_end = reading.phases.last().and_then(|phase| phase.ends_on);
    let end = printed_end.or(reading.period.as_ref().and_then(|period| period.ends_on));
    let counted = |choice: &String| {
        let rule = rule.filter(|_| offered(std::slice::from_ref(choice)).next().is_some())?;
        proposed_choice(&rule.what, (reading.issued_on, rule.until.or(end)), workdays)
    };
    question.choices.iter().map(|choice| counted(choice).unwrap_or_else(|| choice.clone())).collect()
}

/// What was set by class, with the answers to it; `None` where nothing was.
fn told_by_class(found: &FoundMeasure, classes: &[String]) -> Option<(String, Vec<String>)> {
    let by_class = by_class(&found.classes, classes);
    if by_class.meant.is_empty() {
        return None;
    }
    let set: Vec<ClassTarget> = by_class
        .meant
        .iter()
        .map(|one| ClassTarget { class: one.class.to_owned(), target: one.target })
        .collect();
    let (words, set) = (shortened(&found.source.text), in_words(&set));
    let name = &found.name;
    let (text, choices) = if by_class.unknown.is_empty() {
        (format!("“{words}”：“{name}”已按单位类别设目标：{set}，是否正确？"), ["按此设定", "由我更正"])
    } else {
        let unknown = by_class.unknown.join("”“");
        let text = format!(
            "“{words}”：“{name}”已按单位类别设目标：{set}；“{unknown}”对不上本局的单位类别，这一部分怎么定？"
        );
        (text, ["由我填写", "其余不设目标"])
    };
    Some((text, choices.map(str::to_owned).to_vec()))
}

impl<'p> From<&'p NewPhase> for Stage<'p> {
    fn from(phase: &'p NewPhase) -> Self {
        let NewPhase { ordinal, name, starts_on, ends_on, .. } = phase;
        Self { ordinal: *ordinal, name, starts_on: *starts_on, ends_on: *ends_on }
    }
}

#[cfg(test)]
mod tests;
