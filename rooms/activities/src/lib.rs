//! The activity log: what a unit did, with its numbers, photos and the campaigns that it counts for.

mod activity;
mod amount;
mod draft;
mod entry;
pub mod facts;
mod openings;
mod photo;
mod policy;
mod store;
mod view;

use db::{Migration, migration};

pub use activity::{ActivityId, ActivityState, Speaker};
pub use amount::{Amount, BadAmount};
pub use entry::{ActivityInput, QuantityInput};
pub use photo::PhotoId;
pub use view::{ActivityView, CampaignView, PhotoView, QuantityView};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240720_activities_create")];
