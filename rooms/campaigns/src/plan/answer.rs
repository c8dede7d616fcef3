//! What the officer's answer to a question does to the plan.

use clock::CivilDate;

use super::cycle::{Cycle, cycle_ends};
use super::draft::{period_title, phase_title};
use super::{NewDue, cycle};
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
    /// A report rule without a cycle or a date, by where its words begin.
    Rule(i64),
    /// When each unit's own plan is to be filed.
    UnitPlan,
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
            ("unit_plan.due_on", ..) => Self::UnitPlan,
            ("report_rules.phase_end", ..) => Self::PhaseEndReading,
            (_, "year", Some(ordinal)) => Self::PhaseYear(ordinal),
            (_, "report_cycle", Some(ordinal)) => Self::ReportCycle(ordinal),
            (_, "mid_term", Some(ordinal)) => Self::MidTerm(ordinal),
            (_, "", Some(start)) if about.starts_with("report_rules[") => Self::Rule(start),
            _ => Self::Noted,
        }
    }

    /// Whether the answer may be a day of the officer's own.
    pub(crate) fn takes_a_day(self) -> bool {
        matches!(self, Self::IssuedOn | Self::Rule(_) | Self::UnitPlan)
    }
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
    /// The report of the rule is due on that day.
    RuleDue { start: i64, on: Option<CivilDate> },
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
        let is_own = matches!(choice, "由我填写" | "指定日期");
        Ok(match topic {
            Topic::Noted => Self::None,
            Topic::IssuedOn if is_own => Self::Issued(Some(own_day()?)),
            Topic::IssuedOn => Self::Issued(None),
            Topic::PhaseYear(ordinal) => year(choice).map_or(Self::None, |year| Self::Year { ordinal, year }),
            Topic::ReportCycle(ordinal) => Self::Owe(ground.periodic(ordinal, every(choice))),
            Topic::MidTerm(ordinal) => Self::Owe(ground.mid_term(ordinal, choice)),
            Topic::PhaseEndReading if choice.contains("每月") => {
                Self::OweInsteadOfPhaseEnds(ground.monthly())
            }
            Topic::PhaseEndReading => Self::PhaseEnds,
            Topic::Rule(start) if is_own => Self::RuleDue { start, on: Some(own_day()?) },
            Topic::Rule(start) if choice == "不设期限" => Self::RuleDue { start, on: None },
            Topic::Rule(_) => Self::Owe(ground.throughout(every(choice))),
            Topic::UnitPlan if is_own => Self::Owe(vec![unit_plan(own_day()?)]),
            Topic::UnitPlan => Self::Owe(
                relative_day(choice, ground.today, &ground.phases).map(unit_plan).into_iter().collect(),
            ),
        })
    }
}

/// The day that a choice such as 下发后 10 个工作日内 means when the plan goes down on `launched_on`.
pub(crate) fn relative_day(choice: &str, launched_on: CivilDate, phases: &[PhaseFact]) -> Option<CivilDate> {
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
        cycle::add_working_days(launched_on, days)
    } else {
        launched_on.plus_days(plain)
    })
}

fn every(choice: &str) -> Option<Cycle> {
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

fn unit_plan(on: CivilDate) -> NewDue {
    due(None, DueKind::UnitPlan, "单位工作方案报备".to_owned(), on)
}

fn due(phase: Option<i64>, kind: DueKind, title: String, on: CivilDate) -> NewDue {
    let with_pictures = kind != DueKind::UnitPlan;
    NewDue { phase, kind, title, due_on: Some(on), due_time: None, with_pictures, source: None }
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
        let title = phase_title(&phase.name).replace("开展情况", "中期开展情况");
        vec![due(Some(ordinal), DueKind::Periodic, title, middle.min(end))]
    }

    /// The end of each month in the phases that have an end.
    fn monthly(&self) -> Vec<NewDue> {
        let ended = self.phases.iter().filter_map(|phase| Some((phase, phase.starts_on?, phase.ends_on?)));
        ended
            .flat_map(|(phase, start, end)| periods(phase, Cycle::Month, start, Some(end.end_of_month())))
            .collect()
    }

    fn throughout(&self, every: Option<Cycle>) -> Vec<NewDue> {
        let Some(every) = every else { return Vec::new() };
        let from = self.phases.first().and_then(|phase| phase.starts_on).unwrap_or(self.today);
        let to = self.phases.last().and_then(|phase| phase.ends_on);
        let ends = cycle_ends(every, from, to);
        ends.into_iter()
            .map(|(day, period)| {
                let phase = self.phases.iter().find(|phase| phase.overlaps(day, day));
                due(phase.map(|phase| phase.ordinal), DueKind::Periodic, period_title(&period), day)
            })
            .collect()
    }
}

fn periods(phase: &PhaseFact, every: Cycle, from: CivilDate, to: Option<CivilDate>) -> Vec<NewDue> {
    let ends = cycle_ends(every, from, to);
    ends.into_iter()
        .map(|(day, period)| due(Some(phase.ordinal), DueKind::Periodic, period_title(&period), day))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CampaignId, PhaseId};

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn ground() -> Ground {
        let campaign = CampaignId::parse("00000000000000000000000000000001").unwrap();
        let phase = |ordinal: i64, starts_on, ends_on: Option<&str>| PhaseFact {
            id: PhaseId::parse(&format!("{ordinal:032}")).unwrap(),
            campaign,
            ordinal,
            name: "典型推广".to_owned(),
            starts_on: Some(day(starts_on)),
            ends_on: ends_on.map(day),
        };
        let phases = vec![phase(1, "2026-03-06", Some("2026-12-31")), phase(2, "2027-01-01", None)];
        Ground { today: day("2026-03-06"), phases }
    }

    fn owed(topic: Topic, choice: &str) -> Vec<(String, String)> {
        let answered = Answered { choice: choice.to_owned(), on: None };
        match Effect::of(topic, &answered, &ground()).unwrap() {
            Effect::Owe(dues) | Effect::OweInsteadOfPhaseEnds(dues) => {
                dues.into_iter().map(|due| (due.due_on.unwrap().to_string(), due.title)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn topics_are_read_from_what_a_question_is_about() {
        assert_eq!(Topic::of("phases[4].report_cycle"), Topic::ReportCycle(4));
        assert_eq!(Topic::of("phases[3].mid_term"), Topic::MidTerm(3));
        assert_eq!(Topic::of("report_rules[120]"), Topic::Rule(120));
        assert_eq!(Topic::of("report_rules.phase_end"), Topic::PhaseEndReading);
        assert_eq!(Topic::of("phases[x].year"), Topic::Noted);
        assert_eq!(Topic::of("document_number"), Topic::Noted);
    }

    #[test]
    fn an_open_phase_reports_in_the_cycle_chosen() {
        let owed_yearly = owed(Topic::ReportCycle(2), "按年");
        assert_eq!(owed_yearly[0], ("2027-12-31".to_owned(), "2027年度开展情况".to_owned()));
        assert_eq!(owed(Topic::ReportCycle(2), "按季").len(), 4);
        assert!(owed(Topic::ReportCycle(2), "不报送").is_empty());
    }

    #[test]
    fn a_long_phase_may_report_in_its_middle() {
        let middle = owed(Topic::MidTerm(1), "增加一次中期报送");
        assert_eq!(middle, [("2026-07-31".to_owned(), "典型推广阶段中期开展情况".to_owned())]);
        assert_eq!(owed(Topic::MidTerm(1), "每季度报送一次").len(), 3);
        assert!(owed(Topic::MidTerm(1), "不增加").is_empty());
    }

    #[test]
    fn the_unit_plan_is_due_after_the_launch() {
        let plan = |choice| owed(Topic::UnitPlan, choice).pop().map(|(day, _)| day);
        assert_eq!(plan("下发后 10 个工作日内").as_deref(), Some("2026-03-20"));
        assert_eq!(plan("第一阶段结束前").as_deref(), Some("2026-12-31"));
        assert_eq!(plan("不要求报备"), None);
    }

    #[test]
    fn a_day_of_ones_own_must_be_given() {
        let own = |on| Answered { choice: "指定日期".to_owned(), on };
        assert_eq!(Effect::of(Topic::UnitPlan, &own(None), &ground()), Err(NoDay));
        assert!(Effect::of(Topic::UnitPlan, &own(Some(day("2026-04-01"))), &ground()).is_ok());
    }

    #[test]
    fn monthly_reports_take_the_place_of_those_at_phase_ends() {
        let monthly = owed(Topic::PhaseEndReading, "阶段内每月月底报送");
        assert_eq!(monthly.len(), 10);
        assert_eq!(monthly[0].0, "2026-03-31");
    }
}
