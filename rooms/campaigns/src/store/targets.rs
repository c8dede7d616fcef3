use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};

use super::edit::hold;
use crate::policy::AimIndicator;
use crate::target::{Basis, Ruling};
use crate::{CampaignId, IndicatorId};

db::record! {
    /// What differs for a class (`unit` is none) or for one unit.
    #[derive(Clone, Debug)]
    pub(crate) struct RulingRow {
        pub(crate) indicator: IndicatorId,
        pub(crate) unit: Option<UnitId>,
        /// The class, or the name of the unit.
        pub(crate) name: String,
        pub(crate) target: Option<i64>,
        /// Of a class; none: the indicator's.
        pub(crate) basis: Option<Basis>,
        pub(crate) reason: String,
    }
}

impl RulingRow {
    pub(crate) fn ruling(&self) -> Ruling {
        Ruling::of(self.target, self.basis, self.reason.clone())
    }
}

/// Everything that differs in a campaign's targets: classes first, then units, by name.
pub(crate) async fn rulings(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<RulingRow>, DbError> {
    reads
        .all(
            "SELECT r.indicator, r.unit, r.name, r.target, r.basis, r.reason FROM (\
             SELECT t.indicator, CAST(NULL AS TEXT) AS unit, t.class AS name, t.target, t.basis, t.reason \
             FROM class_target t \
             UNION ALL SELECT t.indicator, t.unit, u.name, t.target, CAST(NULL AS TEXT), t.reason FROM unit_target t \
             JOIN facts_unit u ON u.id = t.unit) r JOIN indicator i ON i.id = r.indicator \
             WHERE i.campaign = $1 ORDER BY CASE WHEN r.unit IS NULL THEN 0 ELSE 1 END, r.name, r.indicator",
            params![campaign],
        )
        .await
}

/// What an indicator shall ask for.
#[derive(Clone, Debug)]
pub(crate) struct AimEdit {
    pub(crate) basis: Basis,
    pub(crate) target: Option<i64>,
    pub(crate) classes: Vec<(String, Ruling)>,
    pub(crate) units: Vec<(UnitId, Ruling)>,
}

/// Puts the target of an indicator, and all that differs from it, in place of what there was.
pub(crate) async fn set(
    tx: &mut Tx,
    permit: &Permit<AimIndicator>,
    id: IndicatorId,
    version: i64,
    edit: &AimEdit,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE indicator SET basis = $4, target = $5, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![id, version, permit.target(), edit.basis, edit.target],
    )
    .await?;
    replace(tx, id, &edit.classes, &edit.units).await
}

/// Puts what differs in place of what differed.
pub(super) async fn replace(
    tx: &mut Tx,
    id: IndicatorId,
    classes: &[(String, Ruling)],
    units: &[(UnitId, Ruling)],
) -> Result<(), DbError> {
    tx.run("DELETE FROM class_target WHERE indicator = $1", params![id]).await?;
    tx.run("DELETE FROM unit_target WHERE indicator = $1", params![id]).await?;
    for (class, ruling) in classes {
        let (target, basis, reason) = columns(ruling);
        tx.run_one(
            "INSERT INTO class_target (indicator, class, target, basis, reason) VALUES ($1, $2, $3, $4, $5)",
            params![id, class, target, basis, reason],
        )
        .await?;
    }
    for (unit, ruling) in units {
        let (target, _, reason) = columns(ruling);
        tx.run_one(
            "INSERT INTO unit_target (indicator, unit, target, reason) VALUES ($1, $2, $3, $4)",
            params![id, *unit, target, reason],
        )
        .await?;
    }
    Ok(())
}

fn columns(ruling: &Ruling) -> (Option<i64>, Option<Basis>, &str) {
    match ruling {
        Ruling::Target(target) => (Some(*target), None, ""),
        Ruling::OnBasis { target, basis } => (Some(*target), Some(*basis), ""),
        Ruling::Excluded(reason) => (None, None, reason),
    }
}

/// Copies what differs to the copy of an indicator.
pub(super) async fn copy(tx: &mut Tx, from: IndicatorId, to: IndicatorId) -> Result<(), DbError> {
    tx.run(
        "INSERT INTO class_target (indicator, class, target, basis, reason) SELECT $2, class, target, basis, reason \
         FROM class_target WHERE indicator = $1",
        params![from, to],
    )
    .await?;
    tx.run(
        "INSERT INTO unit_target (indicator, unit, target, reason) SELECT $2, unit, target, reason \
         FROM unit_target WHERE indicator = $1",
        params![from, to],
    )
    .await?;
    Ok(())
}
