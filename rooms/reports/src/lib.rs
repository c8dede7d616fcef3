//! A unit's report is assembled from what it logged, sent, reviewed, and joined with all others into one draft.

mod assembly;
pub mod facts;
pub mod consolidate;
mod consolidation;
mod frozen;
mod jobs;
mod load;
mod paper;
mod pictures;
mod policy;
mod report;
mod standing;
mod store;

use db::{Migration, migration};

pub use facts::{DueState, Punctuality};
pub use report::{ReportId, ReportState};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240730_reports_create")];
