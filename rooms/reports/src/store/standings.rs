use campaigns::{CampaignId, DueId};
use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

use crate::load;
use crate::standing::Standing;

/// Which standings to list. What is bound is what was typed: text that is no id finds nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) campaign: Option<String>,
    pub(crate) due: Option<String>,
    pub(crate) unit: Option<UnitId>,
    /// A part of the unit's name.
    pub(crate) text: Option<String>,
}

/// Every enrolled unit below a node × every due date of its campaigns: the newest campaign first, by due date, then
/// unit; a unit owes what is due from the day it joined to the day it left. An archived
/// campaign is listed only when it, or a due date of it, is asked for. What is due as a unit's plan is told by the plan itself.
pub(crate) async fn list(
    reads: &impl Reads,
    below: &NodePath,
    filter: &Filter,
) -> Result<Vec<Standing>, DbError> {
    let all = reads
        .all(
            "SELECT d.id AS due, d.campaign, c.name AS campaign_name, c.state AS campaign_state, \
             c.launched_at, d.phase, d.kind, d.title, \
             d.due_on, d.due_time, d.with_pictures, e.unit, u.path, u.name AS unit_name, u.class, u.township, u.merged_on, \
             r.id AS report, r.is_zero, r.has_own_pictures, r.version, \
             CASE WHEN d.kind <> 'unit_plan' THEN r.state ELSE p.state END AS state, \
             CASE WHEN d.kind <> 'unit_plan' THEN r.first_submitted_at ELSE p.first_submitted_at END \
             AS first_submitted_at, \
             CASE WHEN d.kind <> 'unit_plan' THEN r.submitted_at ELSE p.submitted_at END AS submitted_at, \
             CASE WHEN d.kind <> 'unit_plan' THEN r.approved_at ELSE p.approved_at END AS approved_at \
             FROM facts_due d JOIN facts_campaign c ON c.id = d.campaign \
             JOIN facts_enrolment e ON e.campaign = d.campaign JOIN facts_unit u ON u.id = e.unit \
             LEFT JOIN report r ON r.due = d.id AND r.unit = e.unit \
             LEFT JOIN facts_unit_plan p ON d.kind = 'unit_plan' AND p.campaign = d.campaign AND p.unit = e.unit \
             WHERE u.path LIKE $1 AND (c.state IN ('launched', 'closed') OR (c.state = 'archived' \
             AND (CAST($2 AS TEXT) IS NOT NULL OR CAST($3 AS TEXT) IS NOT NULL))) \
             AND (r.id IS NOT NULL OR p.id IS NOT NULL OR ((e.joined_on IS NULL OR d.due_on IS NULL OR e.joined_on <= d.due_on) \
             AND (e.left_on IS NULL OR d.due_on <= e.left_on))) \
             AND (CAST($2 AS TEXT) IS NULL OR d.campaign = $2) AND (CAST($3 AS TEXT) IS NULL OR d.id = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR e.unit = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR LOWER(u.name) LIKE LOWER($5) ESCAPE '\\') \
             ORDER BY c.id DESC, COALESCE(d.due_on, '9999'), d.id, u.class, u.name",
            params![
                below.like_below(),
                filter.campaign.as_deref(),
                filter.due.as_deref(),
                filter.unit,
                filter.text.as_deref().map(db::containing),
            ],
        )
        .await?;
    settled(reads, all).await
}

/// Without what a unit no longer owes that went into another one: plans, reports at any time, and reports whose period
/// begins after its last day.
async fn settled(reads: &impl Reads, all: Vec<Standing>) -> Result<Vec<Standing>, DbError> {
    let mut owed = Vec::with_capacity(all.len());
    for standing in all {
        let Some(last) = standing.merged_on.filter(|_| standing.outlasts_unit()) else {
            owed.push(standing);
            continue;
        };
        if standing.is_plan() || standing.due_on.is_none() {
            continue;
        }
        if load::days(reads, &standing).await?.opens_on.is_none_or(|opens| opens <= last) {
            owed.push(standing);
        }
    }
    Ok(owed)
}

/// Every enrolled unit × every due date of a campaign, by due date, then unit.
pub(crate) async fn of_campaign(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<Standing>, DbError> {
    let Some(fact) = campaigns::facts::campaign(reads, campaign).await? else { return Ok(Vec::new()) };
    let filter = Filter { campaign: Some(campaign.to_string()), ..Filter::default() };
    list(reads, &fact.place, &filter).await
}

/// One unit with one due date; `None` when it does not owe it.
pub(crate) async fn find(reads: &impl Reads, due: DueId, unit: UnitId) -> Result<Option<Standing>, DbError> {
    let Some(fact) = people::facts::unit(reads, unit).await? else { return Ok(None) };
    let filter = Filter { due: Some(due.to_string()), unit: Some(unit), ..Filter::default() };
    Ok(list(reads, &fact.path, &filter).await?.pop())
}
