//! A unit's file as programs see it.

use activities::facts::DoneFact;
use campaigns::facts::SignedFact;
use clock::{CivilDate, Moment};
use people::facts::ResponsibleFact;
use plans::facts::PlanFact;
use reports::facts::{Punctuality, ReportFact};
use serde::Serialize;
use utoipa::ToSchema;

use crate::gather::{Chapter, Dossier, Line, Work};

/// One unit's file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DossierView {
    unit: String,
    name: String,
    class: String,
    township: String,
    credit_code: Option<String>,
    headcount: Option<i64>,
    beds: Option<i64>,
    /// The name of the unit that reports for this one.
    served_by: Option<String>,
    /// The name of the unit that this one went into, and the last day under its own name.
    merged_into: Option<String>,
    merged_on: Option<String>,
    /// The last day of a unit that closed.
    closed_on: Option<String>,
    liaison_name: String,
    liaison_post: String,
    liaison_phone: String,
    /// RFC 3339; null until the unit has confirmed its liaison.
    liaison_confirmed_at: Option<String>,
    responsible: Vec<AnsweringView>,
    /// Null: all years.
    year: Option<i16>,
    /// The years that there is something of.
    years: Vec<i16>,
    reckoning: String,
    /// RFC 3339.
    as_of: String,
    /// Whether there is more than the activities that were looked at.
    is_cut: bool,
    campaigns: Vec<ChapterView>,
    /// What counts for no campaign; null where a campaign was chosen.
    others: Option<WorkView>,
}

/// Somebody who answers for something at the unit.
#[derive(Debug, Serialize, ToSchema)]
struct AnsweringView {
    /// In words: `主要负责人`.
    duty: String,
    name: String,
    post: String,
    phone: String,
}

/// A campaign in the file.
#[derive(Debug, Serialize, ToSchema)]
struct ChapterView {
    campaign: String,
    name: String,
    /// `launched`, `closed` or `archived`.
    state: String,
    /// `YYYY-MM-DD`; null: from the launch on.
    joined_on: Option<String>,
    left_on: Option<String>,
    signed: Vec<SignedView>,
    plan: Option<PlanView>,
    indicators: Vec<IndicatorView>,
    reports: Vec<ReportView>,
    activities: WorkView,
}

/// A notice that went down, and the unit's signature.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileSigned)]
struct SignedView {
    edition: i64,
    document_number: String,
    /// RFC 3339, as the other instants.
    launched_at: Option<String>,
    signed_at: Option<String>,
    signed_by: Option<String>,
}

/// The unit's plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FilePlan)]
struct PlanView {
    /// `draft`, `submitted`, `approved`, `revising`, `returned` or `exempt`.
    state: String,
    due_on: Option<String>,
    is_late: bool,
    first_submitted_at: Option<String>,
    approved_at: Option<String>,
    returns: Vec<ReturnView>,
}

/// A return with its reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileReturn)]
struct ReturnView {
    at: String,
    by: String,
    reason: String,
    /// The sections of a report that it was about, in words.
    sections: String,
}

/// An indicator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileIndicator)]
struct IndicatorView {
    measure: String,
    name: String,
    unit: String,
    /// Null: no target.
    target: Option<i64>,
    /// Over the whole campaign.
    done: i64,
    /// In the chosen year; null where the campaign lies within one.
    done_in_year: Option<i64>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileReport)]
struct ReportView {
    due: String,
    title: String,
    due_on: Option<String>,
    state: String,
    /// `on_time`, `late`, `back_filled` or null.
    punctuality: Option<String>,
    first_submitted_at: Option<String>,
    approved_at: Option<String>,
    /// How many days after its period it lay with the unit.
    unit_days: Option<i32>,
    versions: i64,
    returns: Vec<ReturnView>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
struct WorkView {
    /// How many activities; at most 1,000 of a year are looked at.
    count: usize,
    /// The latest of them.
    latest: Vec<DoneView>,
    /// Addresses of small copies of the latest pictures.
    pictures: Vec<String>,
}

/// An activity in a line.
#[derive(Debug, Serialize, ToSchema)]
struct DoneView {
    id: String,
    name: String,
    starts_on: String,
    place: String,
    is_major: bool,
    /// In words.
    numbers: String,
    photos: i64,
}

fn day(day: Option<CivilDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn instant(at: Option<Moment>) -> Option<String> {
    at.map(Moment::rfc3339)
}

impl DossierView {
    pub(crate) fn of(dossier: &Dossier) -> Self {
        let (unit, particulars) = (&dossier.unit, &dossier.particulars);
        Self {
            unit: unit.id.to_string(),
            name: unit.name.clone(),
            class: unit.class.clone(),
            township: unit.township.clone(),
            credit_code: particulars.credit_code.clone(),
            headcount: unit.headcount,
            beds: unit.beds,
            served_by: dossier.server.clone(),
            merged_into: unit.merged_into_name.clone(),
            merged_on: day(unit.merged_on),
            closed_on: day(particulars.closed_on),
            liaison_name: unit.liaison_name.clone(),
            liaison_post: unit.liaison_post.clone(),
            liaison_phone: unit.liaison_phone.clone(),
            liaison_confirmed_at: instant(particulars.liaison_confirmed_at),
            responsible: particulars.responsible.iter().map(AnsweringView::from).collect(),
            year: dossier.choice.year,
            years: dossier.years.clone(),
            reckoning: dossier.choice.reckoning.code().to_owned(),
            as_of: dossier.as_of.rfc3339(),
            is_cut: dossier.is_cut,
            campaigns: dossier.chapters.iter().map(|chapter| chapter_view(dossier, chapter)).collect(),
            others: dossier.others.as_ref().map(WorkView::from),
        }
    }
}

fn chapter_view(dossier: &Dossier, chapter: &Chapter) -> ChapterView {
    let (campaign, enrolment) = (&chapter.part.campaign, &chapter.part.enrolment);
    ChapterView {
        campaign: campaign.id.to_string(),
        name: campaign.name.clone(),
        state: campaign.state.code().to_owned(),
        joined_on: day(enrolment.joined_on),
        left_on: day(enrolment.left_on),
        signed: chapter.signed.iter().map(SignedView::from).collect(),
        plan: chapter.plan.as_ref().map(PlanView::from),
        indicators: chapter.lines.iter().map(IndicatorView::from).collect(),
        reports: chapter.reports.iter().map(|report| report_view(report, dossier.today)).collect(),
        activities: WorkView::from(&chapter.work),
    }
}

impl From<&ResponsibleFact> for AnsweringView {
    fn from(one: &ResponsibleFact) -> Self {
        let (name, post, phone) = (one.name.clone(), one.post.clone(), one.phone.clone());
        Self { duty: one.duty.to_owned(), name, post, phone }
    }
}

impl From<&SignedFact> for SignedView {
    fn from(signed: &SignedFact) -> Self {
        Self {
            edition: signed.edition,
            document_number: signed.document_number.clone(),
            launched_at: instant(signed.launched_at),
            signed_at: instant(signed.signed_at),
            signed_by: signed.signed_by.clone(),
        }
    }
}

impl From<&PlanFact> for PlanView {
    fn from(plan: &PlanFact) -> Self {
        let given_back = |one: &plans::facts::GivenBack| ReturnView {
            at: one.at.rfc3339(),
            by: one.by_name.clone(),
            reason: one.reason.clone(),
            sections: String::new(),
        };
        Self {
            state: plan.state.to_owned(),
            due_on: day(plan.due_on),
            is_late: plan.is_late,
            first_submitted_at: instant(plan.first_submitted_at),
            approved_at: instant(plan.approved_at),
            returns: plan.returns.iter().map(given_back).collect(),
        }
    }
}

impl From<&Line> for IndicatorView {
    fn from(line: &Line) -> Self {
        Self {
            measure: line.fact.measure.clone(),
            name: line.fact.name.clone(),
            unit: line.fact.unit.clone(),
            target: line.fact.target,
            done: line.fact.done,
            done_in_year: line.of_year,
        }
    }
}

fn report_view(report: &ReportFact, today: CivilDate) -> ReportView {
    let standing = &report.standing;
    let given_back = |one: &reports::facts::GivenBack| ReturnView {
        at: one.at.rfc3339(),
        by: one.by_name.clone(),
        reason: one.reason.clone(),
        sections: one.sections.clone(),
    };
    ReportView {
        due: standing.due.to_string(),
        title: standing.title.clone(),
        due_on: day(standing.due_on),
        state: standing.due_state(today).code().to_owned(),
        punctuality: standing.punctuality().map(Punctuality::code).map(str::to_owned),
        first_submitted_at: instant(standing.first_submitted_at),
        approved_at: instant(standing.approved_at),
        unit_days: report.unit_days,
        versions: report.versions,
        returns: report.returns.iter().map(given_back).collect(),
    }
}

impl From<&Work> for WorkView {
    fn from(work: &Work) -> Self {
        let pictures = work.pictures.shown.iter().map(|picture| format!("/photos/{}/small", picture.photo));
        Self {
            count: work.count,
            latest: work.done.iter().map(DoneView::from).collect(),
            pictures: pictures.collect(),
        }
    }
}

impl From<&DoneFact> for DoneView {
    fn from(one: &DoneFact) -> Self {
        Self {
            id: one.id.clone(),
            name: one.name.clone(),
            starts_on: one.starts_on.clone(),
            place: one.place.clone(),
            is_major: one.is_major,
            numbers: one.numbers.clone(),
            photos: one.photos,
        }
    }
}
