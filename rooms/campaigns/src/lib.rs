//! A notice becomes a plan, the plan goes down to units, and everything they count for it is kept in one tally.

mod campaign;
mod due;
pub mod facts;
mod indicator;
mod measure;
mod phase;
mod plan;
mod policy;
pub mod reading;
mod reckoning;
mod routes;
mod store;
pub mod tally;
mod task;
mod todos;
mod verbs;

use db::{Db, Migration, migration};
use gongwen::open::Desk;
use people::{Actor, Role};
use web::{NavItem, Room, TodoSource};

pub use campaign::{CampaignId, CampaignState};
pub use due::{DueFact, DueId, DueKind};
pub use indicator::IndicatorId;
pub use measure::{Aggregate, Measure, MeasureKind, measure, measures};
pub use phase::{PhaseFact, PhaseId};
pub use reckoning::Reckoning;
pub use tally::TallyState;
pub use task::{QuestionId, TaskId};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240710_campaigns_create")];

/// What the faces of this room work with.
#[derive(Clone, Debug)]
pub(crate) struct Campaigns {
    pub(crate) db: Db,
    /// Where notices are opened, one at a time.
    pub(crate) files: Desk,
}

/// The door of this room.
pub fn room(db: Db) -> Room<Actor> {
    let waiting = db.clone();
    Room {
        name: "campaigns",
        routes: routes::routes(Campaigns { db, files: Desk::default() }),
        migrations: MIGRATIONS,
        navigation,
        todos: Some(TodoSource::new(move |actor| todos::todos(waiting.clone(), actor))),
    }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_any(Role::BUSINESS) { vec![NavItem::new("/campaigns", "专项行动")] } else { Vec::new() }
}
