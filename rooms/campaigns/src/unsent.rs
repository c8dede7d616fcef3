use std::pin::Pin;

use clock::CivilDate;
use db::{Db, DbError};

use crate::{CampaignId, DueId};

/// How many units have not done with one dated report, or with the filing of their plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsent {
    pub due: DueId,
    /// Units that owe it and have sent nothing yet.
    pub unsent: i64,
    /// Given back, and not sent again.
    pub returned: i64,
    /// Sent, and neither approved nor given back.
    pub pending: i64,
}

/// How the room that takes the reports in answers.
pub type Unsents = for<'a> fn(
    &'a Db,
    CampaignId,
    CivilDate,
) -> Pin<Box<dyn Future<Output = Result<Vec<Unsent>, DbError>> + Send + 'a>>;
