//! What a unit takes part in, for the room that closes units: told before, and ended in the transaction that closes it.

use clock::{CivilDate, Moment};
use db::Tx;
use people::{Actor, CampaignPart, CampaignParts, Parts, Permit, UnitId};
use serde_json::json;
use web::Fault;

use crate::campaign::Head;
use crate::facts;
use crate::policy::Leave;
use crate::store::heads;
use crate::store::members::{self, Running};

/// How this room answers.
pub const PARTS: CampaignParts = CampaignParts { of, leave };

fn of<'a>(tx: &'a Tx, actor: &'a Actor, unit: UnitId, last_day: CivilDate) -> Parts<'a> {
    Box::pin(async move {
        let mut parts = Vec::new();
        for running in members::running(tx, unit).await? {
            let head = heads::head(tx, &running.campaign.to_string()).await?;
            parts.push(part(tx, actor, &running, &head, last_day).await?);
        }
        Ok(parts)
    })
}

fn leave<'a>(
    tx: &'a mut Tx,
    actor: &'a Actor,
    unit: UnitId,
    last_day: CivilDate,
    reason: &'a str,
) -> Parts<'a> {
    Box::pin(async move {
        let mut parts = Vec::new();
        for running in members::running(tx, unit).await? {
            let head = heads::head(tx, &running.campaign.to_string()).await?;
            let part = part(tx, actor, &running, &head, last_day).await?;
            if part.may_leave {
                let permit = Permit::<Leave>::ask(actor, &head)?;
                members::leave(tx, &permit, unit, part.leaves_on, reason).await?;
                let detail = json!({ "unit": unit, "left_on": part.leaves_on, "reason": reason });
                permit.record(tx, detail).await?;
            }
            parts.push(part);
        }
        Ok(parts)
    })
}

async fn part(
    tx: &Tx,
    actor: &Actor,
    running: &Running,
    head: &Head,
    last_day: CivilDate,
) -> Result<CampaignPart, Fault> {
    let today = tx.now().date();
    let since = running.joined_on.unwrap_or(running.launched_at.map_or(today, Moment::date));
    let leaves_on = last_day.max(since.min(today));
    let later = |due: facts::DueFact| due.due_on.filter(|day| *day > leaves_on).map(|day| (due.title, day));
    Ok(CampaignPart {
        campaign: running.campaign.to_string(),
        name: head.name.clone(),
        leaves_on,
        dues: facts::dues(tx, running.campaign).await?.into_iter().filter_map(later).collect(),
        may_leave: Permit::<Leave>::would(actor, head),
    })
}
