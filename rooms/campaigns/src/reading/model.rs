//! What a reading of a notice consists of: the shape of `anbiao notice read --format json`.

use clock::CivilDate;
use gongwen::read::Excerpt;
use serde::{Deserialize, Serialize};

use crate::Basis;

/// A notice, read. Every item carries the stretch of text that it was read from.
///
/// The field names are a contract (docs: `anbiao notice read`): keys may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The covering notice's title if it is printed, else the plan's; joined over line breaks.
    pub title: Option<String>,
    pub document_number: Option<String>,
    /// Who signed, else a head of its own.
    pub issuer: Option<String>,
    pub recipients: Vec<String>,
    /// 成文日期: the date under the signature.
    pub issued_on: Option<CivilDate>,
    /// The campaign's name: the plan's title where there is a plan.
    pub name: Option<String>,
    pub purpose: Option<String>,
    /// 上级依据: the papers of superiors that it follows, by title and number, else who wants it: 市卫生健康委统一部署.
    #[serde(default)]
    pub superior_basis: Option<String>,
    /// What is to be made known.
    pub subjects: Vec<String>,
    /// Where each of them stands; a reading that was kept from before has none.
    #[serde(default)]
    pub subject_sources: Vec<Excerpt>,
    pub requirements: Vec<String>,
    /// Where each of them stands; a reading that was kept from before has none.
    #[serde(default)]
    pub requirement_sources: Vec<Excerpt>,
    pub phases: Vec<Phase>,
    pub tasks: Vec<Task>,
    pub measures: Vec<FoundMeasure>,
    pub report_rules: Vec<ReportRule>,
    /// The time of the whole campaign, where no phases are printed.
    #[serde(default)]
    pub period: Option<Period>,
    /// The plans that the notice issues, where it issues more than one.
    #[serde(default)]
    pub plans: Vec<Attachment>,
    pub outline: Vec<OutlineNode>,
    pub attachments: Vec<Attachment>,
    pub slogans: Vec<String>,
    /// One for each of `slogans`, in the same order.
    pub slogan_sources: Vec<Excerpt>,
    pub questions: Vec<Question>,
}

/// A step in time of the campaign, with the dates that are printed; chaining the starts is the plan's affair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// From 1, in the order of the text.
    pub ordinal: u32,
    pub name: String,
    pub starts_on: Option<CivilDate>,
    pub ends_on: Option<CivilDate>,
    /// Which of the two dates had a part that is not printed (the year, or 即日起).
    pub inferred: Vec<PhaseDate>,
    pub source: Excerpt,
}

/// From when to when a campaign without phases goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub starts_on: Option<CivilDate>,
    pub ends_on: Option<CivilDate>,
    /// Whether a part of a date is not printed.
    pub inferred: bool,
    pub source: Excerpt,
}

/// One of a phase's two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseDate {
    StartsOn,
    EndsOn,
}

/// Something that the units are told to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub text: String,
    /// The ordinal of the phase that it stands in.
    pub phase: Option<u32>,
    /// Codes of the measures that are named in it.
    pub measures: Vec<String>,
    pub source: Excerpt,
}

/// A measure of the catalogue that the text names; `source` is the sentence, or the clauses of a long one, that names it and
/// its quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMeasure {
    pub code: String,
    pub name: String,
    pub unit: String,
    /// The ordinal of the phase that it stands in.
    pub phase: Option<u32>,
    /// How many of it each unit is told to reach.
    #[serde(default)]
    pub target: Option<PrintedTarget>,
    /// Why a printed quantity is no target: it is asked.
    #[serde(default)]
    pub open: Option<OpenTarget>,
    /// What units of a class are told to reach, where the classes are told apart.
    #[serde(default)]
    pub classes: Vec<ClassTarget>,
    pub source: Excerpt,
}

impl FoundMeasure {
    /// Takes what further classes are told; another number of a class that has one already is asked.
    pub(super) fn add_classes(&mut self, classes: Vec<ClassTarget>) {
        for one in classes {
            match self.classes.iter().find(|known| known.class == one.class) {
                Some(known) if known.target != one.target => {
                    (self.target, self.open) = (None, Some(OpenTarget::Several));
                    self.classes.clear();
                    return;
                }
                Some(_) => {}
                None => self.classes.push(one),
            }
        }
    }
}

/// What units of one class are told to reach: 二级医院不少于4次.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassTarget {
    /// In the notice's words, which may mean several of the bureau's classes: 医院.
    pub class: String,
    pub target: PrintedTarget,
}

/// A printed quantity that says nothing of what every unit shall reach over the whole time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenTarget {
    /// 每天, 每场, 每名患者, 每半月: so many times something that is not counted.
    Rate,
    /// 乡镇卫生院不少于1场: of some of the units.
    SomeUnits,
    /// Different ones.
    Several,
    /// 横幅10张, where 条 are counted.
    OtherUnit,
    /// 两三场: no one number.
    Number,
}

/// A quantity that the text sets: 讲座不少于2场, 每季度至少1次演练, 每床位1册.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedTarget {
    /// The smaller one of two: 2至5条.
    pub count: u32,
    /// The larger one of two.
    #[serde(default)]
    pub most: Option<u32>,
    /// What it is counted on; readings kept from before know only the unit.
    #[serde(default = "Basis::of_each_unit")]
    pub basis: Basis,
    /// The time in which it is to be reached; `None`: the whole phase or campaign.
    pub every: Option<Every>,
}

/// What the recipients must send up, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRule {
    pub kind: ReportKind,
    /// The dates that can be computed; a phase without an end gives none.
    pub due_on: Vec<CivilDate>,
    /// `HH:MM`, where an hour is printed.
    pub due_time: Option<String>,
    pub every: Option<Every>,
    pub with_pictures: bool,
    /// The clause, as printed, without line breaks.
    pub what: String,
    pub source: Excerpt,
    /// What is handed in, in the notice's words: 总结报告.
    #[serde(default)]
    pub matter: Option<String>,
    /// It is, or holds, the plan that each unit makes for itself.
    #[serde(default)]
    pub unit_plan: bool,
    /// The printed day within `every`; without one a report is due on the last day.
    #[serde(default)]
    pub day: Option<DayRule>,
    /// It is about the period before the one in which it is due: 每月5日前报送上月….
    #[serde(default)]
    pub about_previous: bool,
    /// First and last day of the series, where they are printed beside its cycle.
    #[serde(default)]
    pub from: Option<CivilDate>,
    #[serde(default)]
    pub until: Option<CivilDate>,
    /// How long after a phase's end it is due.
    #[serde(default)]
    pub after: Option<After>,
    /// The ordinal of the one phase at whose end it is due; `None` in a rule of phases means each of them.
    #[serde(default)]
    pub phase: Option<u32>,
    /// 遇节假日顺延.
    #[serde(default)]
    pub holidays: Option<OnHolidays>,
    /// The year of a 次年 that may be counted from another year than was done.
    #[serde(default)]
    pub other_year: Option<i16>,
}

/// A day within a cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayRule {
    /// Days of the week, 1 for Monday to 7 for Sunday.
    Weekdays(Vec<u8>),
    /// Days of the month; those that a month has not are its last day.
    Days(Vec<u8>),
    /// A day of the n-th month of the quarter, half year or year.
    InPeriod {
        month: u8,
        day: u8,
    },
    /// Days of the year as (month, day), those of each period: 6月20日、12月10日.
    OfYear(Vec<(u8, u8)>),
    LastWorkday,
    /// The last such day of the week in the month.
    LastWeekday(u8),
    /// Every second week from that day on.
    Fortnight(CivilDate),
    /// A day is printed that is none of these: the officer says which.
    Unclear,
}

/// Time behind the end of a phase, or before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// With the month in which the phase ends.
    MonthEnd,
    Days(u32),
    Workdays(u32),
    Months(u32),
    /// 结束前5日.
    DaysBefore(u32),
    WorkdaysBefore(u32),
}

/// What becomes of a day on which nobody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnHolidays {
    /// 顺延: the next day on which people work.
    Next,
    /// 提前: the last one before.
    Before,
}

/// How often a report falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    PhaseEnd,
    Periodic,
    Once,
    AnyTime,
}

/// The cycle of a periodic report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
}

impl Every {
    /// The cycle that 每周, 每月 and the like name by their last characters.
    pub(super) fn named(word: &str) -> Self {
        match word {
            "周" => Self::Week,
            "月" => Self::Month,
            "季" => Self::Quarter,
            "半年" => Self::HalfYear,
            _ => Self::Year,
        }
    }
}

/// A numbered heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineNode {
    /// 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①; 0, or 6 and more, for a sign (◆, 👉) above or below those.
    pub level: u8,
    pub marker: String,
    pub heading: String,
    pub source: Excerpt,
    pub children: Vec<OutlineNode>,
}

/// A paper that goes with the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub title: String,
    pub source: Excerpt,
}

/// What the text leaves open: the officer decides, nothing is guessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which part of the plan it is about, e.g. `phases[4].report_cycle`.
    pub about: String,
    pub text: String,
    pub choices: Vec<String>,
}
