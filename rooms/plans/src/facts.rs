//! What other rooms may read of plans. In SQL they join the view `facts_unit_plan` instead.

use blobs::BlobId;
use campaigns::CampaignId;
use clock::{CivilDate, Moment};
use db::{Db, DbError, Reads, params};
use gongwen::document::Document;
use people::UnitId;

use crate::plan::{PlanState, Standing, StepKind};
use crate::print::document_of;
use crate::store;
use crate::version::{Reader, Version};
use crate::view::Seen;

/// Why the bureau gave a plan back, and by when it wants it again where it said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub reason: String,
    pub again_on: Option<CivilDate>,
}

/// How the bureau gave a unit's plan back; `None` when that was not the last that was done with it.
pub async fn returned(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
) -> Result<Option<Returned>, DbError> {
    let Some(standing) = store::find(reads, campaign, unit).await? else { return Ok(None) };
    let Some(plan) = standing.plan else { return Ok(None) };
    let last = store::history(reads, plan).await?.into_iter().next();
    let returned = last.filter(|step| step.kind == StepKind::Returned);
    Ok(returned.map(|step| Returned { reason: step.note, again_on: step.again_on }))
}

/// A return of a plan, as its history has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenBack {
    pub at: Moment,
    pub by_name: String,
    pub reason: String,
}

/// How a unit stands with its plan for a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFact {
    /// `draft`, `submitted`, `approved`, `revising`, `returned` or `exempt`.
    pub state: &'static str,
    /// The word of it: `已备案`.
    pub word: &'static str,
    /// The kind of its mark on the screen (kit/web's `parts::status`).
    pub mark: &'static str,
    /// When it is to be filed; none where nobody waits for it.
    pub due_on: Option<CivilDate>,
    /// Whether it was, or still is, not filed in time.
    pub is_late: bool,
    pub first_submitted_at: Option<Moment>,
    /// When what is in force was accepted.
    pub approved_at: Option<Moment>,
    /// Whether something was filed that can be printed.
    pub is_filed: bool,
    /// Every time that the bureau gave it back, the latest first.
    pub returns: Vec<GivenBack>,
    /// Where it is seen.
    pub href: String,
}

/// How a unit stands with its plan as of `today`; `None` where the campaign was not sent down to it.
pub async fn plan(
    reads: &impl Reads,
    (campaign, unit): (CampaignId, UnitId),
    today: CivilDate,
) -> Result<Option<PlanFact>, DbError> {
    let Some(standing) = store::find(reads, campaign, unit).await? else { return Ok(None) };
    let history = match standing.plan {
        Some(plan) => store::history(reads, plan).await?,
        None => Vec::new(),
    };
    let returns = history.into_iter().filter(|step| step.kind == StepKind::Returned);
    let given_back = |step: store::Step| GivenBack { at: step.at, by_name: step.by_name, reason: step.note };
    Ok(Some(PlanFact {
        state: standing.state().code(),
        word: standing.label(),
        mark: standing.mark(),
        due_on: standing.due_on,
        is_late: standing.is_late(today),
        first_submitted_at: standing.first_submitted_at,
        approved_at: standing.approved_at,
        is_filed: is_filed(&standing),
        returns: returns.map(given_back).collect(),
        href: standing.href(),
    }))
}

/// What was filed is there to be read, unless the unit was let off since.
fn is_filed(standing: &Standing) -> bool {
    standing.first_submitted_at.is_some() && standing.state() != PlanState::Exempt
}

/// A plan on paper, as it was filed last or is in force: never what its unit is still writing.
#[derive(Debug)]
pub struct PrintedPlan {
    pub document: Document,
    /// The unit's own file beside it: its name and where it lies.
    pub paper: Option<(String, BlobId)>,
}

/// A unit's plan on paper; `None` where none was filed.
pub async fn printed(db: &Db, campaign: CampaignId, unit: UnitId) -> Result<Option<PrintedPlan>, DbError> {
    let Some(standing) = store::find(db, campaign, unit).await?.filter(is_filed) else { return Ok(None) };
    let seen = Seen::load(db, Reader::Bureau, standing, Version::Latest).await?;
    let document = document_of(db, &seen).await?;
    let paper = seen.paper.and_then(|paper| Some((paper.name, paper.blob.parse().ok()?)));
    Ok(document.map(|document| PrintedPlan { document, paper }))
}

/// The addresses of all files that units handed in as their plans, as the rows have them: also of those that were filed once.
pub async fn blobs(reads: &impl Reads) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT paper AS value FROM unit_plan WHERE paper IS NOT NULL \
             UNION SELECT paper AS value FROM unit_plan_step WHERE paper IS NOT NULL",
            params![],
        )
        .await
}
