//! What other rooms may read of campaigns.

mod progress;

use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

pub use crate::due::DueFact;
pub use crate::phase::PhaseFact;
use crate::{Aggregate, CampaignId, CampaignState, DueId, IndicatorId, MeasureKind, PhaseId, measure, phase};
pub use progress::{ProgressFact, TallyRow, progress, tally_rows};

db::record! {
    /// A campaign's head.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct CampaignFact {
        pub id: CampaignId,
        pub name: String,
        pub state: CampaignState,
        /// The bureau's node.
        pub place: NodePath,
        pub document_number: Option<String>,
        pub issuer: Option<String>,
        pub issued_on: Option<CivilDate>,
        /// Whom the bureau itself reports to (报送对象); blank when nobody was named.
        pub report_to: String,
        pub launched_at: Option<Moment>,
    }
}

/// A measure that a campaign asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorFact {
    pub id: IndicatorId,
    pub campaign: CampaignId,
    /// None: over the whole campaign.
    pub phase: Option<PhaseId>,
    /// Code in the catalogue.
    pub measure: String,
    pub name: String,
    /// `场`, `人次`.
    pub unit: String,
    pub kind: MeasureKind,
    pub aggregate: Aggregate,
    /// For each unit.
    pub target: Option<i64>,
    /// The words of the notice (文件依据).
    pub source_text: Option<String>,
}

db::record! {
    /// A unit's part in a campaign.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct EnrolmentFact {
        pub campaign: CampaignId,
        pub unit: UnitId,
        pub signed_at: Option<Moment>,
        /// The name of whoever signed.
        pub signed_by: Option<String>,
    }
}

db::record! {
    struct IndicatorRow {
        id: IndicatorId,
        campaign: CampaignId,
        phase: Option<PhaseId>,
        measure: String,
        target: Option<i64>,
        source_text: Option<String>,
    }
}

/// One campaign, whatever its state.
pub async fn campaign(reads: &impl Reads, id: CampaignId) -> Result<Option<CampaignFact>, DbError> {
    reads
        .optional(
            "SELECT id, name, state, place, document_number, issuer, issued_on, report_to, launched_at FROM campaign WHERE id = $1",
            params![id],
        )
        .await
}

/// The campaigns of a bureau and of what hangs below it, drafts too, newest first.
pub async fn campaigns_below(reads: &impl Reads, place: &NodePath) -> Result<Vec<CampaignFact>, DbError> {
    reads
        .all(
            "SELECT id, name, state, place, document_number, issuer, issued_on, report_to, launched_at FROM campaign \
             WHERE place LIKE $1 ORDER BY id DESC",
            params![place.like_below()],
        )
        .await
}

/// Every campaign that has been launched, whoever launched it, newest first: for the program's own commands.
pub async fn launched(reads: &impl Reads) -> Result<Vec<CampaignFact>, DbError> {
    reads
        .all(
            "SELECT id, name, state, place, document_number, issuer, issued_on, report_to, launched_at FROM campaign \
             WHERE state = 'launched' ORDER BY id DESC",
            params![],
        )
        .await
}

/// The launched campaigns that a unit takes part in, newest first.
pub async fn campaigns_of_unit(reads: &impl Reads, unit: UnitId) -> Result<Vec<CampaignFact>, DbError> {
    reads
        .all(
            "SELECT c.id, c.name, c.state, c.place, c.document_number, c.issuer, c.issued_on, c.report_to, c.launched_at \
             FROM campaign c JOIN enrolment e ON e.campaign = c.id \
             WHERE e.unit = $1 AND c.state = 'launched' ORDER BY c.id DESC",
            params![unit],
        )
        .await
}

/// The phases of a campaign in their order, unprinted starts filled in.
pub async fn phases(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<PhaseFact>, DbError> {
    let issued_on =
        reads.value("SELECT issued_on AS value FROM campaign WHERE id = $1", params![campaign]).await?;
    let mut phases = reads
        .all(
            "SELECT id, campaign, ordinal, name, starts_on, ends_on FROM phase WHERE campaign = $1 ORDER BY ordinal",
            params![campaign],
        )
        .await?;
    phase::chain(&mut phases, issued_on);
    Ok(phases)
}

/// What every unit of a campaign owes: dated ones in the order of their dates, then those at any time.
pub async fn dues(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<DueFact>, DbError> {
    reads
        .all(
            "SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures FROM due \
             WHERE campaign = $1 AND NOT dropped ORDER BY COALESCE(due_on, '9999'), COALESCE(due_time, '24:00'), id",
            params![campaign],
        )
        .await
}

/// One due report.
pub async fn due(reads: &impl Reads, id: DueId) -> Result<Option<DueFact>, DbError> {
    reads
        .optional(
            "SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures FROM due \
             WHERE id = $1 AND NOT dropped",
            params![id],
        )
        .await
}

/// The indicators of a campaign, by phase, in the order of the plan. One whose measure left the catalogue is left out.
pub async fn indicators(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<IndicatorFact>, DbError> {
    let rows: Vec<IndicatorRow> = reads
        .all(
            "SELECT i.id, i.campaign, i.phase, i.measure, i.target, i.source_text FROM indicator i \
             LEFT JOIN phase p ON p.id = i.phase \
             WHERE i.campaign = $1 AND NOT i.dropped ORDER BY COALESCE(p.ordinal, 0), i.id",
            params![campaign],
        )
        .await?;
    Ok(rows.into_iter().filter_map(with_measure).collect())
}

fn with_measure(row: IndicatorRow) -> Option<IndicatorFact> {
    let measure = measure(&row.measure)?;
    Some(IndicatorFact {
        id: row.id,
        campaign: row.campaign,
        phase: row.phase,
        measure: row.measure,
        name: measure.name.clone(),
        unit: measure.unit.clone(),
        kind: measure.kind,
        aggregate: measure.aggregate,
        target: row.target,
        source_text: row.source_text,
    })
}

/// The units that take part in a campaign.
pub async fn enrolments(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<EnrolmentFact>, DbError> {
    reads
        .all(
            "SELECT campaign, unit, signed_at, signed_by FROM enrolment WHERE campaign = $1 ORDER BY unit",
            params![campaign],
        )
        .await
}
