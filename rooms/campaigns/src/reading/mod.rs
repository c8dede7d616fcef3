//! The reading of a notice: official text in, a draft of the campaign's plan out. Pure.
//!
//! Only the genre is known here: headings, dates, verbs and the measure catalogue, never the words of one notice.

mod aims;
mod amending;
mod amount;
mod by_class;
mod catalogue;
mod content;
mod days_off;
mod doers;
mod head_questions;
mod imperative;
mod measure_questions;
mod message;
mod model;
mod net;
mod ought;
mod pattern;
mod period;
mod phase_questions;
mod phases;
mod printed_class;
mod printed_target;
#[cfg(test)]
mod property_tests;
mod proposed_due;
mod quantities;
mod questions;
mod render;
mod report_after;
mod report_apart;
mod report_cycle;
mod report_day;
mod report_demand;
mod report_due;
mod report_heading;
mod report_issuer;
mod report_items;
mod report_join;
mod report_matter;
mod report_rules;
mod report_schedule;
mod report_series;
#[cfg(test)]
mod report_tests;
mod report_verb;
mod report_window;
mod reporting;
mod sentence;
mod slogans;
mod superior;
mod task_places;
mod task_questions;
mod task_sentence;
mod task_table;
mod task_table_unread;
#[cfg(test)]
mod task_tests;
mod tasks;
#[cfg(test)]
mod tests;
mod year_ahead;

pub use amending::{Amends, Deed, Known, NamedMeasure, NewEnd, NewReport, Said, TimeOf, read_amendment};
pub use catalogue::{Aggregate, Catalogue, CatalogueError, DimensionValue, Measure, MeasureKind};
pub(crate) use days_off::{DaysOff, Span};
pub use gongwen::read::{Decoded, Excerpt, ReadError};
pub(crate) use measure_questions::{in_words, shortened};
pub use message::{Message, message};
pub use model::{
    After, Attachment, ClassTarget, DayRule, Every, FoundMeasure, OnHolidays, OpenTarget, OutlineNode,
    Period, Phase, PhaseDate, PrintedTarget, Question, Reading, ReportKind, ReportRule, Task,
};
pub(crate) use proposed_due::proposed_choice;
pub(crate) use questions::{EACH_DAY, EACH_WORKDAY, NO_DAYS, chosen_plans};
pub(crate) use report_day::{OddDay, day_of_odd, day_rule, is_about_previous};
pub(crate) use report_matter::split_plan;

use std::collections::HashSet;

use clock::CivilDate;
use gongwen::read::{Passage, Section, outline};
use measure_questions::about_targets;
use phases::StepTables;
use questions::Told;
use reporting::is_earnest;
use task_table::TaskTables;
use task_table_unread::unread_lines;
use tasks::Work;

/// Reads a notice with the measures of the shipped catalogue.
///
/// # Errors
/// [`ReadError::NotOfficial`] when the text is no official document.
pub fn read(decoded: &Decoded) -> Result<Reading, ReadError> {
    read_with(decoded, Catalogue::built_in(), Plans::All)
}

/// Which of several plans in one notice a campaign is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plans {
    All,
    /// Counted from 0 in the order of the text; where the notice has only one plan, that one.
    One(usize),
}

/// What is known of a notice beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub plans: Plans,
    /// The day of issue, where the officer told it.
    pub issued_on: Option<CivilDate>,
}

impl From<Plans> for Given {
    fn from(plans: Plans) -> Self {
        Self { plans, issued_on: None }
    }
}

/// Reads a notice with the measures of a catalogue.
///
/// # Errors
/// [`ReadError::NotOfficial`] when the text is no official document.
pub fn read_with(
    decoded: &Decoded,
    catalogue: &Catalogue,
    given: impl Into<Given>,
) -> Result<Reading, ReadError> {
    let Given { plans: chosen, issued_on } = given.into();
    let mut outline = outline(decoded)?;
    if let Some(day) = issued_on {
        outline.issue_on(decoded, day);
    }
    let plans: Vec<Attachment> =
        outline.plans().filter_map(|part| attachment(decoded, part.title.as_ref()?)).collect();
    let bare = |plan: &Attachment| plan.title.trim_matches(['《', '》']).to_owned();
    let is_merged = chosen == Plans::All && plans.len() > 1;
    let own_name = match chosen {
        Plans::One(at) if plans.len() > 1 => {
            outline.keep_plan(at);
            plans.get(at).map(bare)
        }
        _ => is_merged.then(|| plans.iter().map(bare).collect::<Vec<_>>().join("、")),
    };
    let tables = TaskTables::read(&outline, decoded);
    let steps = StepTables::read(&outline, decoded);
    outline.leave_out(&|passage| tables.cover(passage) || steps.cover(passage));
    let found = phases::phases(&outline, decoded, &steps);
    let phases: Vec<Phase> = found.iter().map(|one| one.phase.clone()).collect();
    let report_rules = report_rules::report_rules(&outline, decoded, &phases, &found, &tables.rows);
    let (slogans, slogan_sources) = slogans::slogans(&outline, decoded);
    let reports = net::Held::default().times(&[], &report_rules, None);
    let mut work = tasks::work(&outline, decoded, &found, catalogue, &slogan_sources, &tables.rows, &reports);
    let period = if phases.is_empty() { period::period(&outline, decoded) } else { None };
    // A number and addressees are those of a paper, whatever it says.
    let is_headed = outline.document_number.is_some() && !outline.recipients.is_empty();
    if outline.title.is_none() && !is_headed && is_empty(&phases, &work, &report_rules) {
        return Err(ReadError::NotOfficial);
    }
    let (requirements, requirement_sources): (Vec<_>, Vec<_>) =
        content::requirements(&outline, decoded).into_iter().unzip();
    let (subjects, subject_sources) = content::subjects(&outline, decoded).into_iter().unzip();
    let mut asked = about_targets(&work.measures, &phases, period.as_ref(), outline.issued_on);
    asked.extend(tables.questions.iter().cloned());
    asked.extend(steps.questions.iter().cloned());
    asked.extend(unread_lines(&outline, decoded, &found));
    asked.extend(aims::uncounted(&outline, catalogue, &work, &requirements));
    let told = Told {
        phases: &found,
        rules: &report_rules,
        plans: &plans,
        period: period.as_ref(),
        is_merged,
        has_tables: tables.are_read(),
    };
    let purpose = content::purpose(&outline);
    let whole =
        requirements.iter().chain(&purpose).chain(&work.unclear).chain(&work.others).chain(&work.issuers);
    let held = net::Held::new(whole.cloned(), &asked)
        .work(&work.tasks, &work.measures)
        .times(&phases, &report_rules, period.as_ref())
        .add(&slogan_sources)
        .add(&work.joined);
    let lost = net::lost(&outline, decoded, &held);
    work.unclear.extend(lost);
    asked.extend(task_questions::about_none(&outline, &work));
    asked.extend(task_questions::about_sentences(&work));
    let text = |passage: &Passage| passage.text().to_owned();
    Ok(Reading {
        title: outline.title.as_ref().map(text),
        document_number: outline.document_number.clone(),
        issuer: outline.issuer.clone(),
        recipients: outline.recipients.iter().map(text).collect(),
        issued_on: outline.issued_on,
        name: own_name.or_else(|| content::name(&outline)),
        purpose,
        superior_basis: superior::basis(&outline),
        subjects,
        subject_sources,
        requirements,
        requirement_sources,
        tasks: work.tasks,
        measures: work.measures,
        outline: outline.main_parts().flat_map(|part| &part.sections).map(node).collect(),
        attachments: outline.attachments.iter().filter_map(|title| attachment(decoded, title)).collect(),
        slogans,
        slogan_sources,
        questions: questions::questions(&outline, &told, asked),
        plans: if plans.len() > 1 { plans } else { Vec::new() },
        period,
        phases,
        report_rules,
    })
}

impl Reading {
    /// The requirements that no task says already. Earnest words set nothing to be done.
    pub(crate) fn required_beside_tasks(&self) -> impl Iterator<Item = (&str, &Excerpt)> {
        let tasks = net::Held::default().work(&self.tasks, &[]);
        let said: HashSet<&str> = self.tasks.iter().map(|task| task.text.as_str()).collect();
        let all = self.requirements.iter().map(String::as_str).zip(&self.requirement_sources);
        all.filter(move |(words, source)| {
            !is_earnest(words, 0..words.len()) && !said.contains(words) && !tasks.touches(source)
        })
    }
}

/// Whether nothing was found to do, to count or to send: a message, and no notice.
fn is_empty(phases: &[Phase], work: &Work, rules: &[ReportRule]) -> bool {
    phases.is_empty() && work.tasks.is_empty() && work.measures.is_empty() && rules.is_empty()
}

fn node(section: &Section) -> OutlineNode {
    OutlineNode {
        level: section.level,
        marker: section.marker.clone(),
        heading: section.title().to_owned(),
        source: section.source.clone(),
        children: section.children.iter().map(node).collect(),
    }
}

/// `None` where nothing but a full stop stands behind the number.
fn attachment(decoded: &Decoded, title: &Passage) -> Option<Attachment> {
    let printed = title.text().trim_end_matches(['。', '；', ';']);
    let source = || title.excerpt(decoded, 0..printed.len());
    (!printed.is_empty()).then(|| Attachment { title: printed.to_owned(), source: source() })
}
