//! What the officer's answer to a question does to the plan.

use clock::CivilDate;

use super::NewDue;
use super::cycle::{Cycle, cycle_ends};
use super::owed::{Stage, at_any_time, owed_every, period_title, phase_title};
use crate::reading::{
    DayRule, EACH_DAY, EACH_WORKDAY, NO_DAYS, OddDay, ReportRule, day_of_odd, day_rule, is_about_previous,
};
use crate::workday::{Workdays, weekday};
use crate::{DueKind, PhaseFact};

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The day of issue.
    IssuedOn,
    /// The year of a phase whose year is not printed.
    PhaseYear(i64),
    /// How often a phase without an end reports.
    ReportCycle(i64),
    /// A report in the middle of a long phase.
    MidTerm(i64),
    /// “每个阶段的月底前”: at the end of each phase, or of each month in it.
    PhaseEndReading,
    /// A report rule without a cycle, a day or a date, counted from 1.
    Rule(usize),
    /// When each unit's own plan is to be filed.
    UnitPlan,
    /// Which of several plans the campaign is made of.
    Plans,
    /// Something whose answer is only noted.
    Noted,
}

impl Topic {
    /// Reads `phases[4].report_cycle`.
    pub(crate) fn of(about: &str) -> Self {
        let number = || about.split_once('[')?.1.split_once(']')?.0.parse::<i64>().ok();
        let end = about.rsplit(['.', ']']).next().unwrap_or_default();
        match (about, end, number()) {
            ("issued_on", ..) => Self::IssuedOn,
            ("plans", ..) => Self::Plans,
            ("unit_plan.due_on", ..) => Self::UnitPlan,
            ("report_rules.phase_end", ..) => Self::PhaseEndReading,
            (_, "year", Some(ordinal)) => Self::PhaseYear(ordinal),
            (_, "report_cycle", Some(ordinal)) => Self::ReportCycle(ordinal),
            (_, "mid_term", Some(ordinal)) => Self::MidTerm(ordinal),
            (_, "", Some(at)) if about.starts_with("report_rules[") => {
                usize::try_from(at).map_or(Self::Noted, Self::Rule)
            }
            _ => Self::Noted,
        }
    }

    /// Whether the answer may be a day of the officer's own: where a rule comes again, no single day is an answer.
    pub(crate) fn takes_a_day(self, choices: &[String]) -> bool {
        match self {
            Self::Rule(_) => choices.iter().any(|choice| is_own(choice)),
            topic => matches!(topic, Self::IssuedOn | Self::UnitPlan),
        }
    }
}

fn is_own(choice: &str) -> bool {
    matches!(choice, "由我填写" | "指定日期")
}

/// An answer as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    /// One of the question's choices.
    pub(crate) choice: String,
    /// The officer's own day.
    pub(crate) on: Option<CivilDate>,
}

/// What the plan says while the question is answered.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(crate) today: CivilDate,
    pub(crate) phases: Vec<PhaseFact>,
    /// The rules of the notice that the plan was read from.
    pub(crate) rules: Vec<ReportRule>,
    pub(crate) workdays: Workdays,
}

/// What an answer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing but the note.
    None,
    /// These reports are owed because of it.
    Owe(Vec<NewDue>),
    /// These reports take the place of those at the phases' ends.
    OweInsteadOfPhaseEnds(Vec<NewDue>),
    /// The reports at the phases' ends are what is owed.
    PhaseEnds,
    /// The campaign was issued on that day.
    Issued(Option<CivilDate>),
    /// The phase ends in that year.
    Year { ordinal: i64, year: i16 },
    /// The report of the rule, known by where its words begin, is due on that day.
    RuleDue { start: usize, on: Option<CivilDate> },
}

/// The answer needs a day and has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("请填写日期，例如 2026-03-06。")]
pub(crate) struct NoDay;

impl Effect {
    /// The effect of an answer.
    ///
    /// # Errors
    /// An answer that needs a day and has none.
    pub(crate) fn of(topic: Topic, answered: &Answered, ground: &Ground) -> Result<Self, NoDay> {
        let choice = answered.choice.as_str();
        let own_day = || answered.on.ok_or(NoDay);
        let is_own = is_own(choice);
        Ok(match topic {
            // The notice is read again: nothing that an effect on this plan could say.
            Topic::Noted | Topic::Plans => Self::None,
            Topic::IssuedOn if is_own => Self::Issued(Some(own_day()?)),
            Topic::IssuedOn => Self::Issued(None),
            Topic::PhaseYear(ordinal) => year(choice).map_or(Self::None, |year| Self::Year { ordinal, year }),
            Topic::ReportCycle(ordinal) => Self::Owe(ground.periodic(ordinal, every(choice))),
            Topic::MidTerm(ordinal) => Self::Owe(ground.mid_term(ordinal, choice)),
            Topic::PhaseEndReading if choice.contains("每月") => {
                Self::OweInsteadOfPhaseEnds(ground.monthly())
            }
            Topic::PhaseEndReading => Self::PhaseEnds,
            Topic::Rule(at) => match ground.rule(at) {
                Some(rule) => of_rule(rule, choice, is_own.then(own_day).transpose()?, ground),
                None => Self::None,
            },
            Topic::UnitPlan if is_own => Self::Owe(vec![unit_plan(own_day()?)]),
            Topic::UnitPlan => Self::Owe(
                relative_day(choice, ground.today, &ground.phases, &ground.workdays)
                    .map(unit_plan)
                    .into_iter()
                    .collect(),
            ),
        })
    }
}

/// What an answer about a rule does: a day for what is due once, the days of what comes again.
fn of_rule(rule: &ReportRule, choice: &str, own_day: Option<CivilDate>, ground: &Ground) -> Effect {
    let start = rule.source.start;
    match (own_day, rule.due_on.as_slice()) {
        (Some(_), _) => Effect::RuleDue { start, on: own_day },
        (None, []) if printed_day(choice).is_some() => Effect::RuleDue { start, on: printed_day(choice) },
        _ if choice == NO_DAYS => Effect::Owe(vec![at_any_time(rule, &ground.workdays)]),
        _ if choice == "不设期限" => Effect::RuleDue { start, on: None },
        (None, [day]) => {
            let there = year(choice).and_then(|year| CivilDate::new(year, day.month(), day.day()).ok());
            Effect::RuleDue { start, on: there.or(Some(*day)) }
        }
        _ => Effect::Owe(ground.again(rule, choice)),
    }
}

/// The day that a choice such as 下发后 10 个工作日内 means when the plan goes down on `launched_on`.
pub(crate) fn relative_day(
    choice: &str,
    launched_on: CivilDate,
    phases: &[PhaseFact],
    workdays: &Workdays,
) -> Option<CivilDate> {
    if choice.contains("第一阶段") {
        return phases.first().and_then(|phase| phase.ends_on);
    }
    if choice.contains("一个月内") {
        return Some(launched_on.plus_days(30));
    }
    let days: u32 = choice.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()?;
    let days = days.min(250);
    let plain = i32::try_from(days).unwrap_or(0);
    Some(if choice.contains("工作日") {
        workdays.after(launched_on, days)
    } else {
        launched_on.plus_days(plain)
    })
}

fn every(choice: &str) -> Option<Cycle> {
    match choice {
        EACH_DAY => return Some(Cycle::Day),
        EACH_WORKDAY => return Some(Cycle::Workday),
        _ => {}
    }
    let words = [
        ("不", None),
        ("半年", Some(Cycle::HalfYear)),
        ("年", Some(Cycle::Year)),
        ("季", Some(Cycle::Quarter)),
        ("双月", Some(Cycle::TwoMonths)),
        ("半月", Some(Cycle::HalfMonth)),
        ("月", Some(Cycle::Month)),
        ("周", Some(Cycle::Week)),
    ];
    words.into_iter().find(|(word, _)| choice.contains(word)).and_then(|(_, every)| every)
}

fn year(choice: &str) -> Option<i16> {
    choice.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// The day that a choice begins with: 2026年12月19日（最近的19日）.
pub(super) fn printed_day(choice: &str) -> Option<CivilDate> {
    let (year, rest) = choice.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    CivilDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn unit_plan(on: CivilDate) -> NewDue {
    due(None, DueKind::UnitPlan, "单位工作方案报备".to_owned(), on)
}

fn due(phase: Option<i64>, kind: DueKind, title: String, on: CivilDate) -> NewDue {
    let with_pictures = kind != DueKind::UnitPlan;
    NewDue {
        phase,
        kind,
        title,
        due_on: Some(on),
        moved_from: None,
        off_holidays: None,
        due_time: None,
        with_pictures,
        source: None,
    }
}

impl Ground {
    fn phase(&self, ordinal: i64) -> Option<&PhaseFact> {
        self.phases.iter().find(|phase| phase.ordinal == ordinal)
    }

    fn periodic(&self, ordinal: i64, every: Option<Cycle>) -> Vec<NewDue> {
        let (Some(phase), Some(every)) = (self.phase(ordinal), every) else { return Vec::new() };
        let from = phase.starts_on.unwrap_or(self.today);
        periods(phase, every, from, phase.ends_on)
    }

    fn mid_term(&self, ordinal: i64, choice: &str) -> Vec<NewDue> {
        let Some(phase) = self.phase(ordinal) else { return Vec::new() };
        let (Some(start), Some(end)) = (phase.starts_on, phase.ends_on) else { return Vec::new() };
        if choice.contains("季度") {
            return periods(phase, Cycle::Quarter, start, Some(end.plus_days(-1)));
        }
        if !choice.starts_with("增加") {
            return Vec::new();
        }
        // The end of a month that lies nearest to the middle.
        let middle = start.plus_days(start.days_until(end) / 2 - 15).end_of_month();
        let title = phase_title(&phase.name, None).replace("开展情况", "中期开展情况");
        vec![due(Some(ordinal), DueKind::Periodic, title, middle.min(end))]
    }

    /// The end of each month in the phases that have an end.
    fn monthly(&self) -> Vec<NewDue> {
        let ended = self.phases.iter().filter_map(|phase| Some((phase, phase.starts_on?, phase.ends_on?)));
        ended
            .flat_map(|(phase, start, end)| periods(phase, Cycle::Month, start, Some(end.end_of_month())))
            .collect()
    }

    fn rule(&self, at: usize) -> Option<&ReportRule> {
        // Before rules were counted, a question named a rule by where its words begin.
        let by_start = || self.rules.iter().find(|rule| rule.source.start == at);
        self.rules.get(at.checked_sub(1)?).or_else(by_start)
    }

    /// The reports of a rule in the cycle, and on the day in it, that were chosen.
    fn again(&self, rule: &ReportRule, choice: &str) -> Vec<NewDue> {
        let first = self.phases.first().and_then(|phase| phase.starts_on).unwrap_or(self.today);
        let Some(cycle) = every(choice) else { return Vec::new() };
        let (cycle, day) = match (cycle, day_of_odd(&rule.what)) {
            _ if choice.starts_with("每两周") => {
                (Cycle::Week, Some(DayRule::Fortnight(fortnight_from(rule, first))))
            }
            (Cycle::TwoMonths, Some(OddDay::OfTwoMonths { month, day })) => {
                (cycle, Some(DayRule::InPeriod { month, day }))
            }
            (Cycle::Week, Some(OddDay::Weekday(day))) => (cycle, Some(DayRule::Weekdays(vec![day]))),
            _ => (cycle, cycle.every().and_then(|every| day_rule(choice, every, &[]))),
        };
        let about_previous = rule.about_previous || is_about_previous(choice);
        let chosen = ReportRule { day, about_previous, ..rule.clone() };
        let stages: Vec<Stage<'_>> = self.phases.iter().map(Stage::from).collect();
        owed_every(cycle, &chosen, &stages, Some(self.today), &self.workdays)
    }
}

/// The first day of what comes every second week: the printed day of the week, 每双周周三, else the first of the time.
fn fortnight_from(rule: &ReportRule, first: CivilDate) -> CivilDate {
    let Some(OddDay::Weekday(day)) = day_of_odd(&rule.what) else { return first };
    first.plus_days((i32::from(day) - 1 - weekday(first)).rem_euclid(7))
}

fn periods(phase: &PhaseFact, every: Cycle, from: CivilDate, to: Option<CivilDate>) -> Vec<NewDue> {
    let ends = cycle_ends(every, from, to);
    ends.into_iter()
        .map(|(day, period)| due(Some(phase.ordinal), DueKind::Periodic, period_title(&period, None), day))
        .collect()
}

#[cfg(test)]
mod tests;
