//! What reviewers took off the numbers of a campaign (核减), for whoever opens the rows behind a figure.

use clock::Moment;
use db::{DbError, Reads, params};

use crate::CampaignId;
use crate::tally::TallyId;

db::record! {
    /// Why something was taken off a row, and who did it; how much stands on the row.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DeductedFact {
        pub tally: TallyId,
        pub reason: String,
        /// As they sign.
        pub deducted_by: String,
        pub deducted_at: Moment,
    }
}

/// Everything that is taken off the rows of a campaign now.
pub async fn deducted(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<DeductedFact>, DbError> {
    reads
        .all(
            "SELECT d.tally, d.reason, d.deducted_by, d.deducted_at FROM facts_deduction d \
             WHERE EXISTS (SELECT 1 FROM tally_campaign c WHERE c.tally = d.tally AND c.campaign = $1) ORDER BY d.tally",
            params![campaign],
        )
        .await
}
