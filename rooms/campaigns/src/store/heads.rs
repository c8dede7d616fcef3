use clock::CivilDate;
use db::{DbError, Reads, params};
use people::{Actor, NodePath};
use web::Fault;

use crate::campaign::{Bureau, Head, Met};
use crate::{CampaignId, CampaignState};

/// The head of the campaign with the id in an address; an id that cannot be one is not found.
pub(crate) async fn head(reads: &impl Reads, id: &str) -> Result<Head, Fault> {
    let id = CampaignId::parse(id).map_err(|_| Fault::not_found())?;
    let head = reads
        .optional(
            "SELECT id, place, state, name, amends, version FROM campaign WHERE id = $1 AND state <> 'gone'",
            params![id],
        )
        .await?;
    head.ok_or_else(Fault::not_found)
}

/// The campaign as the actor's own unit meets it.
pub(crate) async fn met(reads: &impl Reads, actor: &Actor, id: &str) -> Result<Met, Fault> {
    let head = head(reads, id).await?;
    let part: Option<Part> = reads
        .optional(
            "SELECT left_on FROM enrolment WHERE campaign = $1 AND unit = $2",
            params![head.id, actor.at.id],
        )
        .await?;
    let has_left = part.as_ref().is_some_and(|part| part.left_on.is_some());
    let is_recalled = head.state == CampaignState::Draft && was_recalled(reads, head.id).await?;
    let is_between = actor.is_bureau() && !actor.reaches(&head.place);
    let is_above = is_between && has_below(reads, head.id, &actor.at.path).await?;
    Ok(Met { head, is_enrolled: part.is_some(), is_above, has_left, is_recalled })
}

async fn has_below(reads: &impl Reads, campaign: CampaignId, place: &NodePath) -> Result<bool, DbError> {
    let below = "SELECT COUNT(*) AS value FROM campaign c WHERE c.id = $1 AND EXISTS (SELECT 1 FROM enrolment e \
                 JOIN facts_unit u ON u.id = e.unit WHERE e.campaign = c.id AND u.path LIKE $2)";
    Ok(reads.count(below, params![campaign, place.like_below()]).await? > 0)
}

async fn was_recalled(reads: &impl Reads, campaign: CampaignId) -> Result<bool, DbError> {
    let recalled = "SELECT COUNT(*) AS value FROM campaign WHERE id = $1 AND recalled_at IS NOT NULL";
    Ok(reads.count(recalled, params![campaign]).await? > 0)
}

db::record! {
    struct Part {
        left_on: Option<CivilDate>,
    }
}

/// Where the actor works, as the place at which campaigns begin and are listed.
pub(crate) fn desk(actor: &Actor) -> Bureau {
    Bureau { id: actor.at.id, path: actor.at.path.clone() }
}
