//! Which version of a plan is seen, and what belongs to it.

use db::{DbError, Reads};
use people::Actor;

use crate::plan::{PlanState, Standing, StepId};
use crate::store::filed;
use crate::store::paper::{self, Paper};

/// Which version of a plan is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Version {
    /// The one that is worked on or waits; once accepted, that one.
    #[default]
    Latest,
    /// The one in force, while a second one is worked on or waits.
    InForce,
}

/// With whose eyes a plan is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Sees what it works on.
    Unit,
    /// Whoever else: sees what was filed.
    Bureau,
}

impl From<&Actor> for Reader {
    fn from(actor: &Actor) -> Self {
        if actor.is_bureau() { Self::Bureau } else { Self::Unit }
    }
}

/// The acceptance whose plan `reader` is shown; none: the unit sees what it works on, the bureau what was filed last.
pub(crate) fn acceptance(standing: &Standing, reader: Reader, version: Version) -> Option<StepId> {
    let is_accepted = match standing.state() {
        PlanState::Approved => true,
        PlanState::Revising => reader == Reader::Bureau,
        _ => false,
    };
    standing.in_force.filter(|_| is_accepted || version == Version::InForce)
}

/// The unit's own file beside what `reader` is shown.
pub(crate) async fn shown_paper(
    reads: &impl Reads,
    reader: Reader,
    standing: &Standing,
    version: Version,
) -> Result<Option<Paper>, DbError> {
    let Some(plan) = standing.plan else { return Ok(None) };
    match acceptance(standing, reader, version) {
        Some(step) => paper::at(reads, step).await,
        None if reader == Reader::Bureau => match filed(reads, plan).await? {
            Some((step, _)) => paper::at(reads, step).await,
            None => Ok(None),
        },
        None => paper::beside(reads, plan).await,
    }
}
