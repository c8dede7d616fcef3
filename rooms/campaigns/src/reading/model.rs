//! What a reading of a notice consists of: the shape of `anbiao notice read --format json`.

use clock::CivilDate;
use gongwen::read::Excerpt;
use serde::{Deserialize, Serialize};

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
    /// What is to be made known.
    pub subjects: Vec<String>,
    pub requirements: Vec<String>,
    pub phases: Vec<Phase>,
    pub tasks: Vec<Task>,
    pub measures: Vec<FoundMeasure>,
    pub report_rules: Vec<ReportRule>,
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

/// A measure of the catalogue that the text names; `source` covers the words that named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMeasure {
    pub code: String,
    pub name: String,
    pub unit: String,
    /// The ordinal of the phase that it stands in.
    pub phase: Option<u32>,
    pub source: Excerpt,
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

/// A numbered heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineNode {
    /// 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①.
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
