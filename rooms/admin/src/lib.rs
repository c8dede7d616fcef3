//! The pages of the kit's own mechanisms: the audit trail and the queue of jobs.

use db::{Db, Migration};
use people::Actor;
use web::{NavItem, Room, Routes};

/// This room owns no tables.
pub const MIGRATIONS: &[Migration] = &[];

/// The door of this room.
pub fn room(db: Db) -> Room<Actor> {
    let routes = Routes::of("admin").with_state(db);
    Room { name: "admin", routes, migrations: MIGRATIONS, navigation, todos: None }
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    let mut entries = Vec::new();
    if actor.is_any(&[people::Role::AuditAdministrator]) {
        entries.push(NavItem::new("/ledger", "审计日志"));
    }
    if actor.is_any(&[people::Role::SystemAdministrator]) {
        entries.push(NavItem::new("/jobs", "后台任务"));
    }
    entries
}
