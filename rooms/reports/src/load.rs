//! Reads what a report is assembled from, and lays the unit's own words over it.

use std::collections::HashSet;

use activities::facts::ActivityFact;
use campaigns::facts::PhaseFact;
use campaigns::{CampaignId, DueId, PhaseId, Reckoning};
use clock::CivilDate;
use db::{DbError, Reads};

use crate::assembly::{Draft, Figure, Material, Own, Period, Section, SectionKey, compose, figures, wholes};
use crate::pictures;
use crate::span::{Span, span};
use crate::standing::Standing;
use crate::store::consolidations;
use crate::store::reports::{self, SectionRow};

/// The report as it stands with the unit on a day.
pub(crate) async fn draft(
    reads: &impl Reads,
    standing: &Standing,
    today: CivilDate,
) -> Result<Draft, DbError> {
    let ends_on = days(reads, standing).await?.ends_on;
    let period = period(reads, standing).await?.map(|period| period.up_to(ends_on.map(|end| end.min(today))));
    let (figures, wholes) = unit_figures(reads, standing, ends_on).await?;
    let activities = told_of(reads, standing, ends_on).await?;
    let (rows, chosen) = match standing.report {
        Some(report) => (reports::sections(reads, report).await?, reports::pictures(reads, report).await?),
        None => (Vec::new(), Vec::new()),
    };
    let material = Material {
        campaign: &standing.campaign_name,
        period: period.as_ref(),
        figures: &figures,
        wholes: &wholes,
        activities: &activities,
        is_over: ends_on.is_some_and(|end| end < today),
    };
    let sections =
        SectionKey::ALL.iter().map(|key| section(*key, &material, &rows)).collect::<Result<_, _>>()?;
    let has_own_pictures = standing.has_own_pictures == Some(true);
    let (pictures, spare) = pictures::lay(&activities, has_own_pictures.then_some(chosen.as_slice()));
    Ok(Draft { sections, figures, pictures, spare, activities, has_own_pictures })
}

/// The unit's activities that a report tells of, up to a day.
async fn told_of(
    reads: &impl Reads,
    standing: &Standing,
    ends_on: Option<CivilDate>,
) -> Result<Vec<ActivityFact>, DbError> {
    let (unit, campaign, phase) = (standing.unit, standing.campaign, standing.phase);
    let mut activities = activities::facts::activities(reads, unit, campaign, phase).await?;
    activities.retain(|activity| ends_on.is_none_or(|end| activity.starts_on <= end));
    Ok(activities)
}

/// The activities behind a report that was sent. Those of a phase are what it holds: a number that was logged since is in none.
pub(crate) async fn behind(reads: &impl Reads, standing: &Standing) -> Result<Vec<ActivityFact>, DbError> {
    let ends_on = days(reads, standing).await?.ends_on;
    let mut activities = told_of(reads, standing, ends_on).await?;
    if let Some(phase) = standing.phase {
        let (unit, held) = (Some(standing.unit), Reckoning::Reported);
        let rows =
            campaigns::facts::tally_rows(reads, standing.campaign, Some(phase), unit, None, held).await?;
        let held: HashSet<String> = rows.into_iter().map(|row| row.source_id).collect();
        activities.retain(|one| one.quantities.is_empty() || held.contains(&one.id.to_string()));
    }
    Ok(activities)
}

/// Why a draft cannot be sent for what is due; empty when it can.
pub(crate) fn obstacles(standing: &Standing, draft: &Draft) -> Vec<&'static str> {
    if standing.is_liaison_list() {
        draft.obstacles_of_list()
    } else {
        draft.obstacles(standing.with_pictures)
    }
}

/// The name of the bureau that a report goes to.
pub(crate) async fn recipient(reads: &impl Reads, standing: &Standing) -> Result<Option<String>, DbError> {
    match campaigns::facts::campaign(reads, standing.campaign).await? {
        Some(campaign) => Ok(Some(consolidations::name_at(reads, &campaign.place).await?)),
        None => Ok(None),
    }
}

/// The days that a report is about.
pub(crate) async fn days(reads: &impl Reads, standing: &Standing) -> Result<Span, DbError> {
    days_of(reads, standing.campaign, standing.due).await
}

/// The days that the reports of a due date are about.
pub(crate) async fn days_of(reads: &impl Reads, campaign: CampaignId, due: DueId) -> Result<Span, DbError> {
    let dues = campaigns::facts::dues(reads, campaign).await?;
    let phases = campaigns::facts::phases(reads, campaign).await?;
    let due = dues.iter().find(|known| known.id == due).ok_or(DbError::Missing)?;
    let phase = phases.iter().find(|phase| Some(phase.id) == due.phase);
    Ok(span(due, &dues, phase))
}

/// The phase of a report; `None` when it is of the whole campaign.
pub(crate) async fn period(reads: &impl Reads, standing: &Standing) -> Result<Option<Period>, DbError> {
    let Some(id) = standing.phase else { return Ok(None) };
    let phases = campaigns::facts::phases(reads, standing.campaign).await?;
    Ok(named(&phases, id))
}

/// The period of a phase.
pub(crate) fn named(phases: &[PhaseFact], id: PhaseId) -> Option<Period> {
    let phase = phases.iter().find(|phase| phase.id == id)?;
    Some(Period {
        ordinal: phase.ordinal,
        name: phase.name.clone(),
        starts_on: phase.starts_on,
        ends_on: phase.ends_on,
    })
}

/// What is asked for, and what the text tells.
async fn unit_figures(
    reads: &impl Reads,
    standing: &Standing,
    ends_on: Option<CivilDate>,
) -> Result<(Vec<Figure>, Vec<Figure>), DbError> {
    let (campaign, phase, unit) = (standing.campaign, standing.phase, Some(standing.unit));
    let mut asked = campaigns::facts::progress(reads, campaign, phase, unit, Reckoning::Logged).await?;
    let mut rows =
        campaigns::facts::tally_rows(reads, campaign, phase, unit, None, Reckoning::Logged).await?;
    rows.retain(|row| ends_on.is_none_or(|end| row.starts_on <= end));
    let measures = campaigns::facts::measures(reads).await?;
    for fact in &mut asked {
        if let Some(measure) = measures.get(&fact.measure) {
            fact.done = campaigns::facts::figure_of(measure, &fact.filter, &rows, Reckoning::Logged);
        }
    }
    let figures = figures(asked, &rows, &measures);
    let wholes = wholes(&figures, &rows, &measures);
    Ok((figures, wholes))
}

fn section(key: SectionKey, material: &Material<'_>, rows: &[SectionRow]) -> Result<Section, DbError> {
    let assembled = compose(key, material);
    let row = rows.iter().find(|row| row.section == key);
    let own = row.and_then(|row| row.content.as_deref()).map(read_own).transpose()?;
    Ok(Section {
        key,
        paragraphs: own.as_ref().map_or_else(|| assembled.clone(), |own| own.over(&assembled)),
        assembled,
        is_rewritten: own.is_some(),
        version: row.map_or(0, |row| row.version),
        changed: row.map(|row| (row.changed_by.clone(), row.changed_at)),
    })
}

fn read_own(content: &str) -> Result<Own, DbError> {
    serde_json::from_str(content).map_err(|cause| DbError::Damaged {
        column: "report_section.content".to_owned(),
        value: cause.to_string(),
    })
}
