//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

#[path = "story/accounts.rs"]
mod accounts;
#[path = "story/accounts_api.rs"]
mod accounts_api;
#[path = "story/choose.rs"]
mod choose;
#[path = "story/closing.rs"]
mod closing;
#[path = "story/fresh.rs"]
mod fresh;
#[path = "story/handover.rs"]
mod handover;
#[path = "story/hostile.rs"]
mod hostile;
#[path = "story/join.rs"]
mod join;
#[path = "story/late_form.rs"]
mod late_form;
#[path = "story/link_makers.rs"]
mod link_makers;
#[path = "story/lost_password.rs"]
mod lost_password;
#[path = "story/merge.rs"]
mod merge;
#[path = "story/own_account.rs"]
mod own_account;
#[path = "story/peer_pause.rs"]
mod peer_pause;
#[path = "story/policy.rs"]
mod policy;
#[path = "story/refusals.rs"]
mod refusals;
#[path = "story/roster.rs"]
mod roster;
#[path = "story/second_step.rs"]
mod second_step;
#[path = "story/set_up.rs"]
mod set_up;
#[path = "story/sign_in.rs"]
mod sign_in;
#[path = "story/tree.rs"]
mod tree;
#[path = "story/units.rs"]
mod units;

use std::sync::Arc;

use people::{Actor, PersonId};
use testing::{Answer, Kit, Visitor};
use web::Room;

/// The house of this room alone.
struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone())]
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        people::handlers(kit.db.clone())
    }
}

type House = testing::House<Rooms>;

/// The paths of the one-time links that a page shows.
fn links(page: &str) -> Vec<String> {
    let parts = page.split("http://localhost/").skip(1).map(|rest| rest.split('<').next().unwrap_or(""));
    let paths = parts.filter(|path| path.starts_with("welcome/") || path.starts_with("reset/"));
    paths.map(|path| format!("/{path}")).collect()
}

/// Does something to an account by a button of its page, with the version that the page shows.
async fn act(keeper: &mut Visitor, person: PersonId, deed: &str, fields: &[(&str, &str)]) -> Answer {
    // The form that gives a role opens once a role is chosen.
    let page = keeper.get(&format!("/accounts/{person}?role=member")).await.text();
    let version = testing::hidden(&page, "version");
    let fields = [fields, &[("version", version.as_str())]].concat();
    keeper.post(&format!("/accounts/{person}/{deed}"), &fields).await
}
