//! What an amendment changed of the targets, beside the tasks whose words say the old number.

use std::collections::HashMap;

use db::Reads;
use web::Fault;

use crate::plan::Told;
use crate::store::edition;
use crate::store::plan::Plan;
use crate::task::TaskId;

/// By task, what its sentence asks for otherwise by now.
pub(super) type Beside = HashMap<TaskId, Vec<Told>>;

/// What stands beside the tasks of a plan, or of the draft of its next edition.
pub(super) async fn beside(reads: &impl Reads, plan: &Plan) -> Result<Beside, Fault> {
    if plan.campaign.edition == 1 {
        return Ok(Beside::default());
    }
    let first = edition::first(reads, plan.campaign.amends.unwrap_or(plan.campaign.id)).await?;
    Ok(first.map(|first| plan.retargeted(&first)).unwrap_or_default())
}

/// The words beside one task.
pub(super) fn of<'a>(beside: &'a Beside, task: &TaskId) -> &'a [Told] {
    beside.get(task).map_or(&[], Vec::as_slice)
}
