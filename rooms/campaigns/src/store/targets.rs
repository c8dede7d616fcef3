use db::{DbError, Reads, Tx, params};
use people::{Permit, UnitId};

use super::edit::hold;
use crate::policy::AimIndicator;
use crate::target::{Basis, Rate, Ruled, Ruling};
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
        /// Behind the point of a target on a basis.
        pub(crate) hundredths: i64,
        /// Of a class; none: the indicator's.
        pub(crate) basis: Option<Basis>,
        /// Why it does not apply; beside a target, what is said about it (说明).
        pub(crate) reason: String,
        /// Whether the unit's accepted plan brought it (协商).
        pub(crate) agreed: bool,
    }
}

impl RulingRow {
    pub(crate) fn rate(&self) -> Option<Rate> {
        self.target.map(|target| Rate::new(target, self.hundredths))
    }

    pub(crate) fn ruled(&self) -> Ruled {
        let note = if self.target.is_some() { self.reason.clone() } else { String::new() };
        let ruling = Ruling::of(self.rate(), self.basis, self.reason.clone());
        Ruled { ruling, note, agreed: self.agreed }
    }
}

/// Everything that differs in a campaign's targets: classes first, then units, by name.
pub(crate) async fn rulings(reads: &impl Reads, campaign: CampaignId) -> Result<Vec<RulingRow>, DbError> {
    reads
        .all(
            "SELECT r.indicator, r.unit, r.name, r.target, r.hundredths, r.basis, r.reason, r.agreed FROM (\
             SELECT t.indicator, CAST(NULL AS TEXT) AS unit, t.class AS name, t.target, t.hundredths, t.basis, t.reason, \
             FALSE AS agreed FROM class_target t \
             UNION ALL SELECT t.indicator, t.unit, u.name, t.target, CAST(0 AS BIGINT), CAST(NULL AS TEXT), t.reason, \
             t.agreed FROM unit_target t \
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
    pub(crate) target: Option<Rate>,
    pub(crate) classes: Vec<(String, Ruled)>,
    pub(crate) units: Vec<(UnitId, Ruled)>,
}

/// Puts the target of an indicator, and all that differs from it, in place of what there was.
pub(crate) async fn set(
    tx: &mut Tx,
    permit: &Permit<AimIndicator>,
    id: IndicatorId,
    version: i64,
    edit: &AimEdit,
) -> Result<(), DbError> {
    set_default(tx, permit, (id, version), edit.basis, edit.target).await?;
    replace(tx, id, &edit.classes, &edit.units).await
}

/// Puts the default of an indicator in place of the one there was.
pub(crate) async fn set_default(
    tx: &mut Tx,
    permit: &Permit<AimIndicator>,
    (id, version): (IndicatorId, i64),
    basis: Basis,
    target: Option<Rate>,
) -> Result<(), DbError> {
    hold(tx, permit).await?;
    tx.run_one(
        "UPDATE indicator SET basis = $4, target = $5, hundredths = $6, version = version + 1 \
         WHERE id = $1 AND version = $2 AND campaign = $3",
        params![
            id,
            version,
            permit.target(),
            basis,
            target.map(Rate::whole),
            target.map_or(0, Rate::hundredths)
        ],
    )
    .await
}

/// Puts what differs in place of what differed.
pub(super) async fn replace(
    tx: &mut Tx,
    id: IndicatorId,
    classes: &[(String, Ruled)],
    units: &[(UnitId, Ruled)],
) -> Result<(), DbError> {
    tx.run("DELETE FROM class_target WHERE indicator = $1", params![id]).await?;
    tx.run("DELETE FROM unit_target WHERE indicator = $1", params![id]).await?;
    for (class, ruled) in classes {
        let (rate, basis, reason) = columns(ruled);
        let hundredths = rate.map_or(0, Rate::hundredths);
        tx.run_one(
            "INSERT INTO class_target (indicator, class, target, hundredths, basis, reason) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![id, class, rate.map(Rate::whole), hundredths, basis, reason],
        )
        .await?;
    }
    for (unit, ruled) in units {
        let (rate, _, reason) = columns(ruled);
        tx.run_one(
            "INSERT INTO unit_target (indicator, unit, target, reason, agreed) VALUES ($1, $2, $3, $4, $5)",
            params![id, *unit, rate.map(Rate::whole), reason, ruled.agreed],
        )
        .await?;
    }
    Ok(())
}

fn columns(ruled: &Ruled) -> (Option<Rate>, Option<Basis>, &str) {
    let rate = ruled.ruling.rate();
    match &ruled.ruling {
        Ruling::Target(_) => (rate, None, &ruled.note),
        Ruling::OnBasis { basis, .. } => (rate, Some(*basis), &ruled.note),
        Ruling::Excluded(reason) => (rate, None, reason),
    }
}

/// Copies what differs to the copy of an indicator; what was agreed on with a unit (协商) only where `agreed` says so.
pub(super) async fn copy(
    tx: &mut Tx,
    from: IndicatorId,
    to: IndicatorId,
    agreed: bool,
) -> Result<(), DbError> {
    tx.run(
        "INSERT INTO class_target (indicator, class, target, hundredths, basis, reason) \
         SELECT $2, class, target, hundredths, basis, reason FROM class_target WHERE indicator = $1",
        params![from, to],
    )
    .await?;
    tx.run(
        "INSERT INTO unit_target (indicator, unit, target, reason, agreed) SELECT $2, unit, target, reason, agreed \
         FROM unit_target WHERE indicator = $1 AND (NOT agreed OR $3)",
        params![from, to, agreed],
    )
    .await?;
    Ok(())
}
