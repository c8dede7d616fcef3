//! The unit's own file: beside what it works on, and as it was filed.

use db::{DbError, Reads, Tx, params};
use people::Permit;

use super::open;
use crate::plan::{PlanId, Standing, StepId};
use crate::policy::Attach;

db::record! {
    /// A file that the unit handed in.
    #[derive(Clone, Debug)]
    pub(crate) struct Paper {
        pub(crate) blob: String,
        pub(crate) name: String,
        pub(crate) media_type: String,
    }
}

/// The unit's own file beside what it works on.
pub(crate) async fn beside(reads: &impl Reads, plan: PlanId) -> Result<Option<Paper>, DbError> {
    reads
        .optional(
            "SELECT paper AS blob, paper_name AS name, paper_type AS media_type FROM unit_plan \
             WHERE id = $1 AND paper IS NOT NULL",
            params![plan],
        )
        .await
}

/// The unit's own file as it was at a step that keeps what was filed.
pub(crate) async fn at(reads: &impl Reads, step: StepId) -> Result<Option<Paper>, DbError> {
    reads
        .optional(
            "SELECT paper AS blob, paper_name AS name, paper_type AS media_type FROM unit_plan_step \
             WHERE id = $1 AND paper IS NOT NULL",
            params![step],
        )
        .await
}

/// Puts the unit's own file beside the plan, or takes it out.
pub(crate) async fn attach(
    tx: &mut Tx,
    permit: &Permit<Attach>,
    standing: &Standing,
    paper: Option<&Paper>,
) -> Result<(), DbError> {
    let plan = open(tx, standing).await?;
    tx.run_one(
        "UPDATE unit_plan SET paper = $3, paper_name = $4, paper_type = $5, version = version + 1 \
         WHERE id = $1 AND version = $2",
        params![
            plan,
            permit.version(),
            paper.map(|paper| paper.blob.as_str()),
            paper.map(|paper| paper.name.as_str()),
            paper.map(|paper| paper.media_type.as_str())
        ],
    )
    .await
}
