//! What would be left undone if a campaign ended now.

use web::Fault;

use crate::store::life::{self, NotBegun};
use crate::store::plan::Plan;
use crate::{Campaigns, DueFact, Unsent, facts};

/// One date of which something is open: its name, and how many units in which state, each with the desk's list of them.
pub(super) struct Undone {
    pub(super) name: String,
    pub(super) parts: Vec<(String, String)>,
}

/// The dates that are named before an end, and how many more there are.
#[derive(Default)]
pub(super) struct Rest {
    /// Units that have not signed.
    pub(super) unsigned: i64,
    pub(super) named: Vec<Undone>,
    pub(super) more: usize,
}

impl Rest {
    pub(super) fn is_empty(&self) -> bool {
        self.unsigned == 0 && self.named.is_empty()
    }
}

/// The most dates that are named.
const NAMED: usize = 6;

/// What is open of a campaign that runs; `unsigned`: units that have not signed.
pub(super) async fn rest(room: &Campaigns, plan: &Plan, unsigned: i64) -> Result<Rest, Fault> {
    if !plan.campaign.state.is_open() {
        return Ok(Rest::default());
    }
    let id = plan.campaign.id;
    let not_begun = life::not_begun(&room.db, id).await?;
    let unsent = match room.unsents {
        Some(ask) => ask(&room.db, id, room.db.clock().today()).await?,
        None => Vec::new(),
    };
    let dues = facts::dues(&room.db, id).await?;
    let mut named: Vec<Undone> = dues.iter().filter_map(|due| undone(due, &not_begun, &unsent)).collect();
    let more = named.len().saturating_sub(NAMED);
    named.truncate(NAMED);
    Ok(Rest { unsigned, named, more })
}

fn undone(due: &DueFact, not_begun: &[NotBegun], unsent: &[Unsent]) -> Option<Undone> {
    let day = due.due_on?;
    let idle = not_begun.iter().find(|row| row.due == due.id).map_or(0, |row| row.units);
    let open = unsent.iter().find(|one| one.due == due.id).copied();
    let open = open.unwrap_or(Unsent { due: due.id, unsent: idle, returned: 0, pending: 0 });
    let begun = if idle > 0 { format!("（其中 {idle} 家还没有开始）") } else { String::new() };
    let parts = [
        (open.unsent, format!("{} 家没有报送{begun}", open.unsent), "unsent"),
        (open.returned, format!("{} 家退回后没有重新报送", open.returned), "returned"),
        (open.pending, format!("{} 家已报待审", open.pending), "pending"),
    ];
    let href = |state| format!("/desk?campaign={}&due={}&state={state}", due.campaign, due.id);
    let parts = parts.into_iter().filter(|(units, ..)| *units > 0);
    let parts: Vec<(String, String)> = parts.map(|(_, words, state)| (words, href(state))).collect();
    (!parts.is_empty()).then(|| Undone { name: format!("“{}”（{day}）", due.title), parts })
}
