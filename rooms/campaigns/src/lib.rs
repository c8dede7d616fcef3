//! A notice becomes a plan, the plan goes down to units, and everything they count for it is kept in one tally.

mod campaign;
mod due;
pub mod facts;
mod indicator;
mod measure;
mod phase;
pub mod reading;
mod reckoning;
pub mod tally;

use db::{Migration, migration};

pub use campaign::{CampaignId, CampaignState};
pub use due::{DueFact, DueId, DueKind};
pub use indicator::IndicatorId;
pub use measure::{Aggregate, Measure, MeasureKind, measure, measures};
pub use phase::{PhaseFact, PhaseId};
pub use reckoning::Reckoning;
pub use tally::TallyState;

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240710_campaigns_create")];
