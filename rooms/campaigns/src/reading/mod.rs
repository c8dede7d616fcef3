//! The reading of a notice: official text in, a draft of the campaign's plan out. Pure.
//!
//! Only the genre is known here: headings, dates, verbs and the measure catalogue, never the words of one notice.

mod catalogue;
mod content;
mod imperative;
mod model;
mod pattern;
mod period;
mod phases;
#[cfg(test)]
mod property_tests;
mod questions;
mod render;
mod report_after;
mod report_cycle;
mod report_day;
mod report_due;
mod report_matter;
mod report_rules;
mod report_verb;
mod sentence;
mod slogans;
mod tasks;
#[cfg(test)]
mod tests;

pub use catalogue::{Aggregate, Catalogue, CatalogueError, DimensionValue, Measure, MeasureKind};
pub use gongwen::read::{Decoded, Excerpt, ReadError};
pub use model::{
    After, Attachment, DayRule, Every, FoundMeasure, OnHolidays, OutlineNode, Period, Phase, PhaseDate,
    Question, Reading, ReportKind, ReportRule, Task,
};
pub(crate) use report_day::{day_rule, is_about_previous};
pub(crate) use report_matter::split_plan;

use gongwen::read::{Passage, Section, outline};

/// Reads a notice with the measures of the shipped catalogue.
///
/// # Errors
/// [`ReadError::NotOfficial`] when the text is no official document.
pub fn read(decoded: &Decoded) -> Result<Reading, ReadError> {
    read_with(decoded, Catalogue::built_in())
}

/// Reads a notice with the measures of a catalogue.
///
/// # Errors
/// [`ReadError::NotOfficial`] when the text is no official document.
pub fn read_with(decoded: &Decoded, catalogue: &Catalogue) -> Result<Reading, ReadError> {
    let outline = outline(decoded)?;
    let found = phases::phases(&outline, decoded);
    let phases: Vec<Phase> = found.iter().map(|one| one.phase.clone()).collect();
    let report_rules = report_rules::report_rules(&outline, decoded, &phases);
    let work = tasks::work(&outline, decoded, &found, catalogue);
    let (slogans, slogan_sources) = slogans::slogans(&outline, decoded);
    let period = if phases.is_empty() { period::period(&outline, decoded) } else { None };
    let plans: Vec<Attachment> = outline
        .plans()
        .filter_map(|part| part.title.as_ref())
        .filter_map(|title| attachment(decoded, title))
        .collect();
    let text = |passage: &Passage| passage.text().to_owned();
    Ok(Reading {
        title: outline.title.as_ref().map(text),
        document_number: outline.document_number.clone(),
        issuer: outline.issuer.clone(),
        recipients: outline.recipients.iter().map(text).collect(),
        issued_on: outline.issued_on,
        name: content::name(&outline),
        purpose: content::purpose(&outline),
        subjects: content::subjects(&outline),
        requirements: content::requirements(&outline),
        tasks: work.tasks,
        measures: work.measures,
        outline: outline.main_parts().flat_map(|part| &part.sections).map(node).collect(),
        attachments: outline.attachments.iter().filter_map(|title| attachment(decoded, title)).collect(),
        slogans,
        slogan_sources,
        questions: questions::questions(&outline, &found, &report_rules, &plans),
        plans: if plans.len() > 1 { plans } else { Vec::new() },
        period,
        phases,
        report_rules,
    })
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
