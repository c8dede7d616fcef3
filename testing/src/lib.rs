//! The test house: the router of the rooms under test, people of every role, a clock that stands still.
//!
//! ```text
//! struct Rooms;
//! impl testing::Rooms for Rooms {
//!     fn open(kit: &testing::Kit) -> Vec<web::Room<people::Actor>> {
//!         vec![people::room(kit.db.clone()), campaigns::room(kit.db.clone())]
//!     }
//! }
//! testing_db::story! {
//!     async fn a_unit_sees_no_draft(house: testing::House<Rooms>) {
//!         let mut officer = house.visitor(house.cast.bureau_officer);
//!         assert_eq!(officer.get("/campaigns").await.status, 200);
//!     }
//! }
//! ```

mod cast;
mod form;
mod hostile;
mod house;
mod zipped;

pub use cast::{Cast, Who, move_down};
pub use form::hidden;
pub use hostile::{INJECTIONS, SCRIPTS, escaped};
pub use house::{House, Kit, Rooms};
pub use web::{Answer, Visitor, encoded};
pub use zipped::{unzipped, zipped};
