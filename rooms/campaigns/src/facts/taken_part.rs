use std::collections::HashMap;

use clock::Moment;
use db::{DbError, FromRow, Reads, Row, params};
use people::UnitId;

use super::told_apart::told_apart;
use super::{CampaignFact, EnrolmentFact};
use crate::CampaignId;

/// A campaign that went down to a unit, and the unit's part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartFact {
    pub campaign: CampaignFact,
    pub enrolment: EnrolmentFact,
}

impl FromRow for PartFact {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { campaign: CampaignFact::from_row(row)?, enrolment: EnrolmentFact::from_row(row)? })
    }
}

/// Every campaign in which a unit takes part or took part, whatever became of it since; the newest first. What was called back
/// never went down.
pub async fn taken_part(reads: &impl Reads, unit: UnitId) -> Result<Vec<PartFact>, DbError> {
    let mut parts: Vec<PartFact> = reads
        .all(
            "SELECT c.id, c.name, c.state, c.place, c.document_number, c.issuer, c.issued_on, c.superior_basis, c.report_to, c.launched_at, \
             e.campaign, e.unit, e.signed_at, e.signed_by, e.joined_on, e.left_on, e.plan_due_on \
             FROM enrolment e JOIN campaign c ON c.id = e.campaign \
             WHERE e.unit = $1 AND c.amends IS NULL AND c.state IN ('launched', 'closed', 'archived') ORDER BY c.id DESC",
            params![unit],
        )
        .await?;
    let told = told_apart(parts.iter().map(|part| part.campaign.clone()).collect());
    let mut names: HashMap<CampaignId, String> = told.into_iter().map(|one| (one.id, one.name)).collect();
    for part in &mut parts {
        part.campaign.name = names.remove(&part.campaign.id).unwrap_or_default();
    }
    Ok(parts)
}

db::record! {
    /// What a unit signed of a campaign.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SignedFact {
        /// From 1: the notice itself; then each 补充通知.
        pub edition: i64,
        /// Blank where none was read.
        pub document_number: String,
        pub launched_at: Option<Moment>,
        /// None: not signed.
        pub signed_at: Option<Moment>,
        pub signed_by: Option<String>,
    }
}

/// The editions of a campaign that went down, each with the unit's signature; in their order.
pub async fn signed(
    reads: &impl Reads,
    campaign: CampaignId,
    unit: UnitId,
) -> Result<Vec<SignedFact>, DbError> {
    reads
        .all(
            "SELECT d.number AS edition, d.document_number, d.launched_at, s.signed_at, s.signed_by FROM edition d \
             LEFT JOIN signature s ON s.campaign = d.campaign AND s.edition = d.number AND s.unit = $2 \
             WHERE d.campaign = $1 AND d.launched_at IS NOT NULL ORDER BY d.number",
            params![campaign, unit],
        )
        .await
}
