//! The pages of the kit's own mechanisms: the audit trail and the queue of jobs.

mod policy;
mod verbs;
mod words;

pub use words::{Told, verb as verb_in_words};

use db::{Db, Migration};
use people::{Actor, Role};
use web::{NavItem, Room, Routes};

/// This room owns no tables.
pub const MIGRATIONS: &[Migration] = &[];

/// The door of this room.
pub fn room(db: Db) -> Room<Actor> {
    let routes = Routes::of("admin");
    let routes = verbs::ledger::routes(routes);
    let routes = verbs::steer::routes(verbs::jobs::routes(routes)).with_state(db);
    Room { name: "admin", routes, migrations: MIGRATIONS, names: &[], navigation, todos: None }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    let entry = |role, href, label| actor.is_any(&[role]).then(|| NavItem::new(href, label));
    let ledger = entry(Role::AuditAdministrator, "/ledger", "审计日志");
    let jobs = entry(Role::SystemAdministrator, "/jobs", "后台任务");
    ledger.into_iter().chain(jobs).collect()
}
