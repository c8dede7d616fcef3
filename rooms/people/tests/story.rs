//! The room's story through HTTP, on both engines.

#![expect(clippy::unwrap_used, reason = "a story stops at the first thing that is not as told")]

#[path = "story/accounts.rs"]
mod accounts;
#[path = "story/fresh.rs"]
mod fresh;
#[path = "story/hostile.rs"]
mod hostile;
#[path = "story/set_up.rs"]
mod set_up;
#[path = "story/sign_in.rs"]
mod sign_in;
#[path = "story/units.rs"]
mod units;

use people::Actor;
use testing::Kit;
use web::Room;

/// The house of this room alone.
struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone())]
    }
}

type House = testing::House<Rooms>;

/// The paths of the one-time links that a page shows.
fn links(page: &str) -> Vec<String> {
    let parts = page.split("http://localhost/welcome/").skip(1);
    parts.map(|rest| format!("/welcome/{}", rest.split('<').next().unwrap_or(""))).collect()
}

/// The value of the first hidden field of this name.
fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let rest = page.split(at.as_str()).nth(1).unwrap_or("");
    rest.split('"').next().unwrap_or("").to_owned()
}
