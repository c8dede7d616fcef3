//! The reports of one unit, for the file that is kept of it.

use activities::PhotoId;
use blobs::Blobs;
use campaigns::CampaignId;
use clock::{CivilDate, Moment};
use db::{Db, DbError, Reads};
use people::UnitId;
use web::Fault;

use crate::paper::{self, PaperError};
use crate::report::StepKind;
use crate::span::span;
use crate::standing::Standing;
use crate::store::reports::{self, Step};
use crate::store::{standings, submissions};
use crate::unit_days::unit_days;

/// A return of a report, as its history has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenBack {
    pub at: Moment,
    pub by_name: String,
    pub reason: String,
    /// Labels of the sections that it was about; blank: the whole.
    pub sections: String,
}

/// A report that a unit owes or sent.
#[derive(Clone, Debug)]
pub struct ReportFact {
    pub standing: Standing,
    /// How many days after its period it lay with the unit until it was approved, or lies with it so far (`unit_days`); none
    /// where no date is set, nobody asks for it any more, or its period goes on with nothing sent.
    pub unit_days: Option<i32>,
    /// How many versions were sent.
    pub versions: i64,
    /// Every time that the bureau gave it back, the latest first.
    pub returns: Vec<GivenBack>,
}

/// The reports of a unit for a campaign, by their dates, as of `today`; its plan is none of them.
pub async fn of_unit(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
    today: CivilDate,
) -> Result<Vec<ReportFact>, DbError> {
    let Some(fact) = people::facts::unit(reads, unit).await? else { return Ok(Vec::new()) };
    let filter = standings::Filter {
        campaign: Some(campaign.to_string()),
        unit: Some(unit),
        ..standings::Filter::default()
    };
    let dues = campaigns::facts::dues(reads, campaign).await?;
    let phases = campaigns::facts::phases(reads, campaign).await?;
    let mut reports = Vec::new();
    for standing in standings::list(reads, &fact.path, &filter).await? {
        if standing.is_plan() {
            continue;
        }
        let due = dues.iter().find(|due| due.id == standing.due);
        let phase = phases.iter().find(|phase| Some(phase.id) == standing.phase);
        let over = due.and_then(|due| span(due, &dues, phase).ends_on).or(standing.due_on);
        reports.push(told(reads, standing, over, today).await?);
    }
    Ok(reports)
}

/// `over`: the last day that the report is about.
async fn told(
    reads: &impl Reads,
    standing: Standing,
    over: Option<CivilDate>,
    today: CivilDate,
) -> Result<ReportFact, DbError> {
    let (steps, versions) = match standing.report {
        Some(report) => (reports::history(reads, report).await?, submissions::count(reads, report).await?),
        None => (Vec::new(), 0),
    };
    // Nobody could work on what was not sent down yet.
    let from = over.map(|end| standing.launched_at.map_or(end, |launched| end.max(launched.date())));
    let walk: Vec<(StepKind, CivilDate)> =
        steps.iter().rev().map(|step| (step.kind, step.at.date())).collect();
    let given_back = |step: Step| GivenBack {
        at: step.at,
        by_name: step.by_name,
        reason: step.note,
        sections: step.sections,
    };
    let is_told = |days: &i32| *days > 0 || standing.first_submitted_at.is_some();
    let asked = from.filter(|_| standing.due_on.is_some());
    let unit_days = asked.and_then(|from| unit_days(from, &walk, today)).filter(is_told);
    let returns = steps.into_iter().filter(|step| step.kind == StepKind::Returned);
    Ok(ReportFact { unit_days, versions, returns: returns.map(given_back).collect(), standing })
}

/// A report on paper, as it was sent last.
#[derive(Debug)]
pub struct PrintedReport {
    pub docx: Vec<u8>,
    /// The photos in it.
    pub photos: Vec<PhotoId>,
}

/// What there is of a report on paper.
#[derive(Debug)]
pub enum Printed {
    Report(PrintedReport),
    NotSent,
    /// The store has lost one of its pictures.
    PictureLost,
}

/// A report as it was sent last, without photos that may not leave their unit.
pub async fn printed(db: &Db, blobs: &Blobs, standing: &Standing) -> Result<Printed, Fault> {
    let Some(report) = standing.report else { return Ok(Printed::NotSent) };
    let Some(sent) = submissions::latest(db, report, 1).await?.pop() else { return Ok(Printed::NotSent) };
    let frozen = sent.frozen.without(&activities::facts::withheld(db).await?);
    let (photos, date) =
        (frozen.pictures.iter().map(|picture| picture.photo).collect(), frozen.submitted_at.date());
    match paper::bytes(blobs.clone(), frozen, Some(sent.code), date).await {
        Ok(docx) => Ok(Printed::Report(PrintedReport { docx, photos })),
        Err(PaperError::PictureLost(_)) => Ok(Printed::PictureLost),
        Err(PaperError::Fault(fault)) => Err(fault),
    }
}
