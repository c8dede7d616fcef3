//! The organisation tree, persons, roles, sign-in, sessions and tokens: who acts, where, with which rights.

mod actor;
pub mod facts;
mod gate;
mod permit;
mod role;
mod session;
mod store;
mod token;
mod tree;

use db::{Db, Migration, migration};
use web::{NavItem, Room, Routes};

pub use actor::{Actor, PersonId, Place, Via};
pub use gate::{Gate, gate};
pub use permit::{Denied, Permit, Target, Verb, may};
pub use role::Role;
pub use token::{AccessTokenId, Scope};
pub use tree::{NodeKind, NodePath, UnitId};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240700_people_create")];

/// The door of this room.
pub fn room(db: Db) -> Room<Actor> {
    Room {
        name: "people",
        routes: Routes::of("people").with_state(db),
        migrations: MIGRATIONS,
        navigation,
        todos: None,
    }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() { vec![NavItem::new("/units", "单位")] } else { Vec::new() }
}
