use campaigns::CampaignId;
use db::{DbError, Reads, params};

use crate::standing::Standing;

/// Every enrolled unit × every due date of a campaign, by due date, then unit.
pub(crate) async fn of_campaign(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Standing>, DbError> {
    reads
        .all(
            "SELECT d.id AS due, d.campaign, c.name AS campaign_name, c.launched_at, d.phase, d.kind, d.title, \
             d.due_on, d.due_time, e.unit, u.name AS unit_name, u.class, u.township, r.id AS report, r.state, \
             r.is_zero, r.first_submitted_at, r.submitted_at, r.approved_at \
             FROM facts_due d JOIN facts_campaign c ON c.id = d.campaign \
             JOIN facts_enrolment e ON e.campaign = d.campaign JOIN facts_unit u ON u.id = e.unit \
             LEFT JOIN report r ON r.due = d.id AND r.unit = e.unit \
             WHERE d.campaign = $1 AND c.state = 'launched' \
             ORDER BY COALESCE(d.due_on, '9999'), d.id, u.class, u.name",
            params![campaign],
        )
        .await
}
