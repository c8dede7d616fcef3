//! The organisation tree, persons, roles, sign-in, sessions and tokens: who acts, where, with which rights.

mod account;
mod actor;
mod contact;
mod credit_code;
mod declare;
mod device;
pub mod facts;
mod gate;
mod link;
mod login;
mod password;
mod permit;
mod policy;
mod role;
mod roster;
mod session;
mod store;
mod throttle;
mod token;
mod tree;
mod unit;
mod unit_sheet;
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
    let verbs: [fn(Routes<People>) -> Routes<People>; 18] = [
        verbs::sign_in::routes,
        verbs::sign_out::routes,
        verbs::switch_place::routes,
        verbs::set_up::routes,
        verbs::welcome::routes,
        verbs::account::routes,
        verbs::tokens::routes,
        verbs::change_password::routes,
        verbs::list_units::routes,
        verbs::add_unit::routes,
        verbs::import_units::routes,
        verbs::show_unit::routes,
        verbs::confirm_liaison::routes,
        verbs::invite::routes,
        verbs::invite_every_unit::routes,
        verbs::accounts::routes,
        verbs::add_account::routes,
        verbs::mend_account::routes,
    ];
    let routes = verbs.into_iter().fold(Routes::of("people"), |routes, add| add(routes));
    let routes = routes.with_state(People { db, hasher: Hasher::new() });
    Room { name: "people", routes, migrations: MIGRATIONS, navigation, todos: None }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() {
        vec![NavItem::new("/units", "单位")]
    } else if actor.is_unit() {
        vec![NavItem::new(&format!("/units/{}", actor.at.id), "本单位")]
    } else if actor.is_any(&[Role::SecurityAdministrator, Role::SystemAdministrator]) {
        vec![NavItem::new("/accounts", "账号与角色")]
    } else {
        Vec::new()
    }
}
