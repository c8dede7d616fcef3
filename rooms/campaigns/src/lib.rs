//! A notice becomes a plan, the plan goes down to units, and everything they count for it is kept in one tally.

pub mod agreed;
mod calendar_year;
mod campaign;
mod dimension;
mod due;
mod entry;
pub mod facts;
mod indicator;
mod measure;
mod nudge;
pub mod parts;
mod phase;
mod plan;
mod policy;
pub mod reading;
mod reckoning;
mod recognised;
mod routes;
mod split;
mod store;
pub mod tally;
mod target;
mod task;
mod todos;
mod unsent;
mod verbs;
mod workday;

use db::{Db, Migration, migration};
use gongwen::open::Desk;
use people::{Actor, Role};
use web::{NavItem, Room, TodoSource};

pub use campaign::{CampaignId, CampaignState};
pub use dimension::Dimension;
pub use due::{DueFact, DueId, DueKind};
pub use indicator::IndicatorId;
pub use measure::{Aggregate, Measure, MeasureKind, Measures, measure, measures};
pub use phase::{PhaseFact, PhaseId};
pub use reckoning::Reckoning;
pub use split::{Filter, FilterInput, Split, SplitInput, figure_key, of_figure_key};
pub use tally::TallyState;
pub use target::{Aim, Basis};
pub use task::{QuestionId, TaskId};
pub use unsent::{Unsent, Unsents};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[
    migration!("202611240710_campaigns_create"),
    migration!("202611260210_campaigns_lifecycle"),
    migration!("202611260212_campaigns_editions"),
    migration!("202611260213_campaigns_members"),
    migration!("202611260214_campaigns_measures"),
    migration!("202611260215_campaigns_targets"),
    migration!("202611260216_campaigns_items"),
    migration!("202611260410_campaigns_splits"),
    migration!("202611260412_campaigns_recall"),
    migration!("202611260435_campaigns_class_basis"),
    migration!("202611260436_campaigns_recalled"),
    migration!("202611260440_campaigns_tally_index"),
    migration!("202611260910_campaigns_agreed"),
    migration!("202611260920_campaigns_agreed_targets"),
    migration!("202611260921_campaigns_notice_of_year_before"),
    migration!("202611261301_campaigns_sums"),
    migration!("202611261320_campaigns_proposals"),
    migration!("202611261630_campaigns_off_holidays"),
    migration!("202611270201_campaigns_days_off"),
    migration!("202611290110_campaigns_merged_dues"),
    migration!("202612011005_campaigns_annexes"),
    migration!("202612011006_campaigns_asked_later"),
    migration!("202612041210_campaigns_subjects"),
    migration!("202612041601_campaigns_deducted"),
    migration!("202612050601_campaigns_deducted_source"),
];

/// What the faces of this room work with.
#[derive(Clone, Debug)]
pub(crate) struct Campaigns {
    pub(crate) db: Db,
    /// Where notices are opened, one at a time.
    pub(crate) files: Desk,
    /// What of a campaign is not sent yet; none in a house that takes no reports in.
    pub(crate) unsents: Option<Unsents>,
}

/// The door of this room, for a house that takes no reports in.
pub fn room(db: Db) -> Room<Actor> {
    room_beside(db, None)
}

/// The door of this room beside other ones; `unsents`: what of a campaign is not sent yet, asked before it is closed.
pub fn room_beside(db: Db, unsents: Option<Unsents>) -> Room<Actor> {
    let waiting = db.clone();
    Room {
        name: "campaigns",
        routes: routes::routes(Campaigns { db, files: Desk::default(), unsents }),
        migrations: MIGRATIONS,
        names: &[store::names::NAMES],
        navigation,
        todos: Some(TodoSource::new(move |actor| todos::todos(waiting.clone(), actor))),
    }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_any(Role::BUSINESS) { vec![NavItem::new("/campaigns", "专项行动")] } else { Vec::new() }
}
