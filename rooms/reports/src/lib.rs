//! A unit's report is assembled from what it logged, sent, reviewed, and joined with all others into one draft.

mod assembly;
pub mod consolidate;
mod consolidation;
pub mod facts;
mod frozen;
mod jobs;
pub mod liaison;
mod load;
mod paper;
mod pictures;
mod policy;
mod report;
mod routes;
mod running;
mod span;
mod standing;
mod store;
mod todos;
mod unit_days;
mod verbs;
mod view;

use std::sync::Arc;

use ::jobs::Handler;
use blobs::Blobs;
use db::{Db, Migration, migration};
use people::Actor;
use web::{NavItem, Room, TodoSource};

pub use consolidation::{ConsolidationId, Snapshot, UnitSnapshot};
pub use facts::{DueState, Punctuality};
pub use report::{ReportId, ReportState};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] =
    &[migration!("202611240730_reports_create"), migration!("202611260211_reports_begun")];

/// What the faces of this room need.
#[derive(Clone, Debug)]
pub(crate) struct Reports {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

/// The door of this room.
pub fn room(db: Db, blobs: Blobs) -> Room<Actor> {
    let asked = db.clone();
    Room {
        name: "reports",
        routes: routes::routes().with_state(Reports { db, blobs }),
        migrations: MIGRATIONS,
        names: &[store::names::NAMES],
        navigation,
        todos: Some(TodoSource::new(move |actor| todos::of(asked.clone(), actor))),
    }
}

/// What this room does in the background.
pub fn handlers(db: Db, blobs: Blobs) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(jobs::Consolidating { db, blobs })]
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() {
        vec![NavItem::new("/reports", "报送"), NavItem::new("/consolidations", "汇总")]
    } else if actor.is_unit() {
        vec![NavItem::new("/reports", "报送")]
    } else {
        Vec::new()
    }
}
