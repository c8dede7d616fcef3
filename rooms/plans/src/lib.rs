//! A unit's own plan for a campaign: its targets and its dated activities, filed with the bureau.

mod asked;
mod content;
mod counted;
pub mod facts;
mod input;
mod paper;
mod plan;
mod policy;
mod print;
mod progress;
mod routes;
mod settled;
mod span;
mod store;
mod sums;
mod template;
mod todos;
mod verbs;
mod version;
mod view;

use blobs::Blobs;
use db::{Db, Migration, migration};
use people::{Actor, Role};
use web::{NavItem, Room, TodoSource};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[
    migration!("202611260300_plans_create"),
    migration!("202611260911_plans_versions"),
    migration!("202611261501_plans_filed_paper"),
    migration!("202612011007_plans_again"),
];

/// What the faces of this room need.
#[derive(Clone, Debug)]
pub(crate) struct Plans {
    pub(crate) db: Db,
    pub(crate) blobs: Blobs,
}

/// The door of this room.
pub fn room(db: Db, blobs: Blobs) -> Room<Actor> {
    let asked = db.clone();
    Room {
        name: "plans",
        routes: routes::routes().with_state(Plans { db, blobs }),
        migrations: MIGRATIONS,
        names: &[store::names::NAMES],
        navigation,
        todos: Some(TodoSource::new(move |actor| todos::of(asked.clone(), actor))),
    }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_any(Role::BUSINESS) { vec![NavItem::new("/plans", "单位方案")] } else { Vec::new() }
}
