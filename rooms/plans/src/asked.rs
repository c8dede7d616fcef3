//! What the bureau asks a unit for.

use campaigns::facts::{self, IndicatorFact};
use campaigns::{Aim, MeasureKind};
use db::DbError;

use crate::plan::Standing;

/// What the bureau asks this unit for, whatever was agreed: with the unit's number, without what does not apply to it.
pub(crate) async fn aimed(db: &impl db::Reads, standing: &Standing) -> Result<Vec<IndicatorFact>, DbError> {
    let targets = facts::targets(db, standing.campaign).await?;
    let mut aimed = Vec::new();
    for mut fact in facts::indicators(db, standing.campaign).await? {
        fact.target = match targets.asked(&fact, standing.unit) {
            Aim::Reach(target) => Some(target),
            Aim::Open | Aim::Lacks(_) => None,
            Aim::Excluded(_) => continue,
        };
        aimed.push(fact);
    }
    Ok(aimed)
}

/// What of that can be counted.
pub(crate) async fn asked(db: &impl db::Reads, standing: &Standing) -> Result<Vec<IndicatorFact>, DbError> {
    let mut asked = aimed(db, standing).await?;
    asked.retain(|fact| fact.kind == MeasureKind::Count);
    Ok(asked)
}
