//! The organisation tree, persons, roles, sign-in, sessions and tokens: who acts, where, with which rights.

mod actor;
mod contact;
mod credit_code;
pub mod facts;
mod gate;
mod link;
mod login;
mod password;
mod permit;
mod role;
mod session;
mod store;
mod throttle;
mod token;
mod tree;
mod verbs;
mod visit;

use db::{Db, Migration, migration};
use web::{NavItem, Room, Routes};

pub use actor::{Actor, PersonId, Place, Via};
pub use gate::{Gate, gate};
pub use permit::{Denied, Permit, Target, Verb, may};
pub use role::Role;
pub use token::{AccessTokenId, Scope};
pub use tree::{NodeKind, NodePath, UnitId};
pub use verbs::set_up::setup_link;

use password::Hasher;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240700_people_create")];

/// What the verbs of this room need.
#[derive(Clone, Debug)]
pub(crate) struct People {
    pub(crate) db: Db,
    pub(crate) hasher: Hasher,
}

/// The door of this room.
pub fn room(db: Db) -> Room<Actor> {
    let routes = Routes::of("people");
    let routes = verbs::sign_in::routes(routes);
    let routes = verbs::sign_out::routes(routes);
    let routes = verbs::switch_place::routes(routes);
    let routes = verbs::set_up::routes(routes);
    let routes = verbs::welcome::routes(routes);
    let routes = routes.with_state(People { db, hasher: Hasher::new() });
    Room { name: "people", routes, migrations: MIGRATIONS, navigation, todos: None }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() { vec![NavItem::new("/units", "单位")] } else { Vec::new() }
}
