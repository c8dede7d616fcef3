//! The organisation tree, persons, roles, sign-in, sessions and tokens: who acts, where, with which rights.

mod account;
mod actor;
mod contact;
mod credit_code;
mod declare;
mod device;
pub mod facts;
mod footprint;
mod gate;
mod handover;
mod handover_paper;
mod jobs;
mod kept;
pub mod liaison;
mod link;
mod login;
mod merger;
mod more;
mod parts;
mod password;
mod permit;
mod planned;
mod policy;
mod refusal;
mod responsible;
mod role;
mod roster;
mod second_step;
mod session;
mod settings;
mod shown_link;
mod store;
mod throttle;
mod todos;
mod token;
mod tree;
mod unit;
mod unit_set;
mod unit_sheet;
mod verbs;
mod visit;
mod wish;

use std::sync::Arc;

use db::{Db, Migration, migration};
use web::{NavItem, Room, Routes, TodoSource};

pub use actor::{Actor, PersonId, Place, Via};
pub use footprint::{Footprint, Footprints};
pub use gate::{Gate, gate};
pub use merger::Merger;
pub use parts::{CampaignPart, CampaignParts, Parts};
pub use permit::{Denied, Permit, Target, Verb, may};
pub use role::Role;
pub use settings::DefaultReckoning;
pub use token::{AccessTokenId, Scope};
pub use tree::{NodeKind, NodePath, UnitId};
pub use verbs::set_up::setup_link;

use password::Hasher;

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    migration!("202611240700_people_create"),
    migration!("202611260240_people_accounts"),
    migration!("202611260241_people_second_step"),
    migration!("202611260242_people_tree"),
    migration!("202611260243_people_handover"),
    migration!("202611260400_people_merge"),
    migration!("202611260430_people_liaison_post"),
    migration!("202611260900_people_handover_cancelled"),
    migration!("202611260901_people_unit_closing"),
    migration!("202611261310_people_handover_duties"),
    migration!("202611301100_people_link_maker"),
];

/// What the verbs of this room need.
#[derive(Clone, Debug)]
pub(crate) struct People {
    pub(crate) db: Db,
    pub(crate) hasher: Hasher,
    /// What waits for somebody in the other rooms, for the list of a hand-over.
    pub(crate) todos: Vec<TodoSource<Actor>>,
    /// What a unit has in the figures; none in a house that counts nothing.
    pub(crate) footprints: Option<Footprints>,
    /// What a unit takes part in; none in a house without campaigns.
    pub(crate) parts: Option<CampaignParts>,
    /// How the lists of liaisons are sent that wait for a unit; none in a house that takes no reports in.
    pub(crate) liaison_lists: Option<liaison::LiaisonLists>,
}

/// What the rooms beside this one tell it.
#[derive(Debug, Default)]
pub struct Beside {
    /// What each of them has waiting, for the list of a hand-over, a merge and a closing.
    pub todos: Vec<TodoSource<Actor>>,
    /// What a unit has in the figures.
    pub footprints: Option<Footprints>,
    /// What a unit takes part in, and how it leaves when it closes.
    pub parts: Option<CampaignParts>,
    /// How the lists of liaisons are sent that wait for a unit, when it confirms its own.
    pub liaison_lists: Option<liaison::LiaisonLists>,
}

/// The door of this room, for a house in which nothing waits for anybody.
pub fn room(db: Db) -> Room<Actor> {
    room_beside(db, Beside::default())
}

/// The door of this room beside other ones.
pub fn room_beside(db: Db, beside: Beside) -> Room<Actor> {
    let Beside { todos, footprints, parts, liaison_lists } = beside;
    let verbs: [fn(Routes<People>) -> Routes<People>; 38] = [
        verbs::sign_in::routes,
        verbs::sign_in_code::routes,
        verbs::sign_out::routes,
        verbs::switch_place::routes,
        verbs::set_up::routes,
        verbs::welcome::routes,
        verbs::join_account::routes,
        verbs::choose_password::routes,
        verbs::account::routes,
        verbs::own_name::routes,
        verbs::tokens::routes,
        verbs::change_password::routes,
        verbs::second_step::routes,
        verbs::policy::routes,
        verbs::settings::routes,
        verbs::list_units::routes,
        verbs::choose_node::routes,
        verbs::tree::routes,
        verbs::add_unit::routes,
        verbs::add_micro_unit::routes,
        verbs::import_units::routes,
        verbs::import_units_api::routes,
        verbs::unit_sets::routes,
        verbs::show_unit::routes,
        verbs::edit_unit::routes,
        verbs::move_unit::routes,
        verbs::merge_unit::routes,
        verbs::unmerge_unit::routes,
        verbs::close_unit::routes,
        verbs::reopen_unit::routes,
        verbs::let_serve::routes,
        verbs::name_responsible::routes,
        verbs::confirm_liaison::routes,
        verbs::invite::routes,
        verbs::invite_every_unit::routes,
        verbs::help_in::routes,
        verbs::handovers::routes,
        verbs::accounts::routes,
    ];
    let routes = verbs.into_iter().fold(Routes::of("people"), |routes, add| add(routes));
    let asked = db.clone();
    let waiting = TodoSource::new(move |actor| todos::of(asked.clone(), actor));
    let routes =
        routes.with_state(People { db, hasher: Hasher::new(), todos, footprints, parts, liaison_lists });
    Room {
        name: "people",
        routes,
        migrations: MIGRATIONS,
        names: &[store::names::NAMES],
        navigation,
        todos: Some(waiting),
    }
}

/// What works off the queue for this room.
pub fn handlers(db: Db) -> Vec<Arc<dyn ::jobs::Handler>> {
    handlers_beside(db, Vec::new())
}

/// The same beside other rooms, with what each of them has waiting.
pub fn handlers_beside(db: Db, todos: Vec<TodoSource<Actor>>) -> Vec<Arc<dyn ::jobs::Handler>> {
    vec![Arc::new(jobs::Passing { db, todos })]
}

fn navigation(actor: &Actor) -> Vec<NavItem> {
    if actor.is_bureau() {
        vec![NavItem::new("/units", "单位")]
    } else if actor.is_unit() {
        vec![NavItem::new(&format!("/units/{}", actor.at.id), "本单位")]
    } else if actor.is_any(&[Role::SecurityAdministrator]) {
        vec![NavItem::new("/accounts", "账号与角色"), NavItem::new("/sign-in-policy", "登录策略")]
    } else if actor.is_any(&[Role::SystemAdministrator]) {
        vec![NavItem::new("/accounts", "账号与角色"), NavItem::new("/settings", "系统设置")]
    } else {
        Vec::new()
    }
}
