//! What other rooms may read of campaigns.

mod deducted;
mod figure;
mod footprint;
mod measures;
mod names;
mod open;
mod progress;
mod taken_part;
mod targets;
mod told_apart;
mod wholes;

use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

pub use crate::due::DueFact;
pub use crate::phase::PhaseFact;
use crate::task::SloganKind;
use crate::{
    Aggregate, Basis, CampaignId, CampaignState, DueId, Filter, IndicatorId, MeasureKind, Measures, PhaseId,
};
pub use deducted::{DeductedFact, deducted};
pub use figure::{default_reckoning, figure, figure_of};
pub use footprint::footprint;
pub use measures::measures;
pub use names::Names;
pub use open::{OpenFact, open_below, open_to};
pub use progress::{ProgressFact, TallyRow, Whose, behind, progress, progress_of, tally_rows};
pub use taken_part::{PartFact, SignedFact, signed, taken_part};
pub use targets::{Targets, targets};
use told_apart::told_apart;
pub use wholes::progress_plan;

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
        /// The superior's paper that it follows (上级依据); blank when none was named.
        pub superior_basis: String,
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
    /// What of the measure counts.
    pub filter: Filter,
    /// With the filter: `专题辅导讲座（领导干部）`.
    pub name: String,
    /// `场`, `人次`.
    pub unit: String,
    pub kind: MeasureKind,
    pub aggregate: Aggregate,
    /// What the target is counted on.
    pub basis: Basis,
    /// The default; classes and units may have their own: see [`Targets::aim`].
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
        /// None: from the launch on. Reports due before are not owed.
        pub joined_on: Option<CivilDate>,
        /// The last day; none while it takes part. Reports due later are not owed, what it did stays.
        pub left_on: Option<CivilDate>,
        /// The day of its own by which it files its plan, where it joined late.
        pub plan_due_on: Option<CivilDate>,
    }
}

impl EnrolmentFact {
    /// Whether the unit takes part only from a later day on: nothing of it is missing yet.
    pub fn is_to_come(&self, today: CivilDate) -> bool {
        joins_later(self.joined_on, today)
    }
}

/// Whether a unit takes part only from a later day on.
pub(crate) fn joins_later(joined_on: Option<CivilDate>, today: CivilDate) -> bool {
    joined_on.is_some_and(|joined| joined > today)
}

/// The day by which a unit files its plan: that of all, or its own where it joined late and that is later. None where no day is
/// set for all.
pub fn plan_due(of_all: Option<CivilDate>, own: Option<CivilDate>) -> Option<CivilDate> {
    of_all.map(|day| own.map_or(day, |own| own.max(day)))
}

/// How what is due on a day concerns a unit that takes part from and to these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    Owed,
    /// The day was past when it joined.
    BeforeIt,
    /// It had left by then.
    AfterIt,
}

impl Owing {
    /// `due_on`: none where any time will do. `joined_on`, `left_on`: as in [`EnrolmentFact`].
    pub fn of(due_on: Option<CivilDate>, joined_on: Option<CivilDate>, left_on: Option<CivilDate>) -> Self {
        let is_over = |left: CivilDate| due_on.is_none_or(|due| due > left);
        match (due_on, joined_on) {
            (Some(due), Some(joined)) if due < joined => Self::BeforeIt,
            _ if left_on.is_some_and(is_over) => Self::AfterIt,
            _ => Self::Owed,
        }
    }
}

db::record! {
    struct IndicatorRow {
        id: IndicatorId,
        campaign: CampaignId,
        phase: Option<PhaseId>,
        measure: String,
        measure_version: Option<i64>,
        filter: Filter,
        basis: Basis,
        target: Option<i64>,
        source_text: Option<String>,
    }
}

/// One campaign, whatever its state.
pub async fn campaign(reads: &impl Reads, id: CampaignId) -> Result<Option<CampaignFact>, DbError> {
    reads
        .optional(
            "SELECT id, name, state, place, document_number, issuer, issued_on, superior_basis, report_to, launched_at \
             FROM campaign \
             WHERE id = $1 AND state <> 'gone'",
            params![id],
        )
        .await
}

/// The campaigns of a bureau and of what hangs below it, drafts too, newest first.
pub async fn campaigns_below(reads: &impl Reads, place: &NodePath) -> Result<Vec<CampaignFact>, DbError> {
    let campaigns = reads
        .all(
            "SELECT id, name, state, place, document_number, issuer, issued_on, superior_basis, report_to, launched_at \
             FROM campaign \
             WHERE place LIKE $1 AND state <> 'gone' AND amends IS NULL ORDER BY id DESC",
            params![place.like_below()],
        )
        .await?;
    Ok(told_apart(campaigns))
}

/// The campaigns that a bureau watches: its own and those of what hangs below it, and what its superiors sent down to units
/// below it. Newest first.
pub async fn campaigns_watched(reads: &impl Reads, place: &NodePath) -> Result<Vec<CampaignFact>, DbError> {
    let campaigns = reads
        .all(
            "SELECT id, name, state, place, document_number, issuer, issued_on, superior_basis, report_to, launched_at \
             FROM campaign c \
             WHERE state <> 'gone' AND amends IS NULL AND (place LIKE $1 \
             OR (state IN ('launched', 'closed', 'archived') AND EXISTS (SELECT 1 FROM enrolment e \
                 JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id AND u.path LIKE $1))) ORDER BY id DESC",
            params![place.like_below()],
        )
        .await?;
    Ok(told_apart(campaigns))
}

/// Every campaign that was launched and is not archived, whoever launched it, newest first: for the program's own
/// commands.
pub async fn launched(reads: &impl Reads) -> Result<Vec<CampaignFact>, DbError> {
    reads
        .all(
            "SELECT id, name, state, place, document_number, issuer, issued_on, superior_basis, report_to, launched_at \
             FROM campaign \
             WHERE state IN ('launched', 'closed') ORDER BY id DESC",
            params![],
        )
        .await
}

/// The campaigns that are open to a unit that takes part, newest first.
pub async fn campaigns_of_unit(reads: &impl Reads, unit: UnitId) -> Result<Vec<CampaignFact>, DbError> {
    Ok(open_to(reads, unit).await?.into_iter().map(|one| one.campaign).collect())
}

/// The phases of a campaign in their order, unprinted starts filled in.
pub async fn phases(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<PhaseFact>, DbError> {
    open::phases_of(reads, campaign).await
}

/// The title of a campaign's notice, as it was read; `None` where none was.
pub async fn notice_title(reads: &impl Reads, campaign: CampaignId) -> Result<Option<String>, DbError> {
    reads.value("SELECT title AS value FROM campaign WHERE id = $1 AND title <> ''", params![campaign]).await
}

/// What a campaign is about (宣传内容), as its notice lists it and the officer corrected it; empty where nothing is listed.
pub async fn subjects(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<String>, DbError> {
    reads
        .values(
            "SELECT text AS value FROM slogan WHERE campaign = $1 AND kind = $2 AND NOT dropped ORDER BY COALESCE(origin, id)",
            params![campaign, SloganKind::Subject],
        )
        .await
}

/// What every unit of a campaign owes: dated ones in the order of their dates, then those at any time.
pub async fn dues(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<DueFact>, DbError> {
    reads
        .all(
            "SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures, sent_at FROM due \
             WHERE campaign = $1 AND NOT dropped ORDER BY COALESCE(due_on, '9999'), COALESCE(due_time, '24:00'), id",
            params![campaign],
        )
        .await
}

/// One due report.
pub async fn due(reads: &impl Reads, id: DueId) -> Result<Option<DueFact>, DbError> {
    reads
        .optional(
            "SELECT id, campaign, phase, kind, title, due_on, due_time, with_pictures, sent_at FROM due \
             WHERE id = $1 AND NOT dropped",
            params![id],
        )
        .await
}

/// The indicators of a campaign, by phase, in the order of the plan. A launched campaign's
/// keep the names of its launch.
pub async fn indicators(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<IndicatorFact>, DbError> {
    let rows: Vec<IndicatorRow> = reads
        .all(
            "SELECT i.id, i.campaign, i.phase, i.measure, i.measure_version, i.filter, i.basis, i.target, \
             i.source_text FROM indicator i \
             LEFT JOIN phase p ON p.id = i.phase \
             WHERE i.campaign = $1 AND NOT i.dropped ORDER BY COALESCE(p.ordinal, 0), i.id",
            params![campaign],
        )
        .await?;
    let measures = measures(reads).await?;
    Ok(rows.into_iter().filter_map(|row| with_measure(row, &measures)).collect())
}

fn with_measure(row: IndicatorRow, measures: &Measures) -> Option<IndicatorFact> {
    let measure = measures.pinned(&row.measure, row.measure_version)?;
    Some(IndicatorFact {
        id: row.id,
        campaign: row.campaign,
        phase: row.phase,
        measure: row.measure,
        name: row.filter.named(&measure.name),
        filter: row.filter,
        unit: measure.unit.clone(),
        kind: measure.kind,
        aggregate: measure.aggregate,
        basis: row.basis,
        target: row.target,
        source_text: row.source_text,
    })
}

/// The units that take part in a campaign, or did.
pub async fn enrolments(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<EnrolmentFact>, DbError> {
    reads
        .all(
            "SELECT campaign, unit, signed_at, signed_by, joined_on, left_on, plan_due_on FROM enrolment WHERE campaign = $1 ORDER BY unit",
            params![campaign],
        )
        .await
}
