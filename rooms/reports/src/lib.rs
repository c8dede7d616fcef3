//! A unit's report is assembled from what it logged, sent, reviewed, and joined with all others into one draft.

mod assembly;
pub mod facts;
mod frozen;
mod pictures;
mod report;
mod standing;
mod store;

use db::{Migration, migration};

pub use facts::{DueState, Punctuality};
pub use report::{ReportId, ReportState};

/// The steps of this room's schema.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240730_reports_create")];
