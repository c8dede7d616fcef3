use db::{DbError, Reads, Tx, params};

use crate::contact::{Headcount, Phone};
use crate::credit_code::CreditCode;
use crate::permit::{Permit, Verb};
use crate::policy::{AddUnit, ConfirmLiaison, ImportUnits};
use crate::unit::{Particulars, Unit};
use crate::{NodeKind, NodePath, Place, UnitId};

/// The short name of the bureau at the root of the tree; `None` before the set-up.
pub(crate) async fn body_short_name(reads: &impl Reads) -> Result<Option<String>, DbError> {
    reads
        .value("SELECT short_name AS value FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1", params![])
        .await
}

/// Whether the tree has any node, that is, whether the set-up was done.
pub(crate) async fn any(reads: &impl Reads) -> Result<bool, DbError> {
    Ok(reads.count("SELECT COUNT(*) AS value FROM unit", params![]).await? > 0)
}

/// Founds the bureau at the root of the tree.
pub(crate) async fn found(tx: &mut Tx, name: &str, short_name: &str) -> Result<(UnitId, NodePath), DbError> {
    let id: UnitId = tx.id();
    let path = NodePath::root(id);
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit (id, path, kind, name, short_name, class, township, liaison_name, liaison_phone, made_at, \
         version) VALUES ($1, $2, $3, $4, $5, '', '', '', '', $6, 1)",
        params![id, &path, NodeKind::Bureau, name, short_name, now],
    )
    .await?;
    Ok((id, path))
}

/// One node.
pub(crate) async fn get(reads: &impl Reads, id: UnitId) -> Result<Option<Unit>, DbError> {
    reads
        .optional(
            "SELECT id, path, kind, name, short_name, credit_code, class, township, headcount, liaison_name, \
             liaison_phone, liaison_confirmed_at, liaison_confirmed_by, version FROM unit WHERE id = $1",
            params![id],
        )
        .await
}

/// Every unit there is, whosoever it belongs to: names and codes are unique among all of them.
pub(crate) async fn every(reads: &impl Reads) -> Result<Vec<Unit>, DbError> {
    reads
        .all(
            "SELECT id, path, kind, name, short_name, credit_code, class, township, headcount, liaison_name, \
             liaison_phone, liaison_confirmed_at, liaison_confirmed_by, version FROM unit ORDER BY name",
            params![],
        )
        .await
}

/// The verbs that may add or change units.
pub(crate) trait MendsUnits: Verb {}

impl MendsUnits for AddUnit {}
impl MendsUnits for ImportUnits {}

/// Adds a unit below a node.
pub(crate) async fn add<V: MendsUnits>(
    tx: &mut Tx,
    _: &Permit<V>,
    parent: &Place,
    unit: &Particulars,
) -> Result<UnitId, DbError> {
    let id: UnitId = tx.id();
    let (path, now) = (parent.path.child(id), tx.now());
    tx.run_one(
        "INSERT INTO unit (id, parent, path, kind, name, short_name, credit_code, class, township, headcount, \
         liaison_name, liaison_phone, made_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
        params![
            id,
            parent.id,
            &path,
            NodeKind::Unit,
            &unit.name,
            &unit.short_name,
            unit.credit_code.as_ref().map(CreditCode::as_str),
            &unit.class,
            &unit.township,
            unit.headcount.map(Headcount::number),
            &unit.liaison_name,
            unit.liaison_phone.as_ref().map_or("", Phone::as_str),
            now,
        ],
    )
    .await?;
    Ok(id)
}

/// Changes a unit that is still as `before`; another liaison has to be confirmed again.
pub(crate) async fn change<V: MendsUnits>(
    tx: &mut Tx,
    _: &Permit<V>,
    before: &Unit,
    unit: &Particulars,
) -> Result<(), DbError> {
    let phone = unit.liaison_phone.as_ref().map_or("", Phone::as_str);
    tx.run_one(
        "UPDATE unit SET name = $3, short_name = $4, credit_code = $5, class = $6, township = $7, headcount = $8, \
         liaison_confirmed_at = CASE WHEN liaison_name = $9 AND liaison_phone = $10 THEN liaison_confirmed_at END, \
         liaison_confirmed_by = CASE WHEN liaison_name = $9 AND liaison_phone = $10 THEN liaison_confirmed_by END, \
         liaison_name = $9, liaison_phone = $10, version = version + 1 WHERE id = $1 AND version = $2",
        params![
            before.id,
            before.version,
            &unit.name,
            &unit.short_name,
            unit.credit_code.as_ref().map(CreditCode::as_str),
            &unit.class,
            &unit.township,
            unit.headcount.map(Headcount::number),
            &unit.liaison_name,
            phone,
        ],
    )
    .await
}

/// Writes down that the unit has confirmed its liaison, as given now.
pub(crate) async fn confirm_liaison(
    tx: &mut Tx,
    permit: &Permit<ConfirmLiaison>,
    name: &str,
    phone: &Phone,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE unit SET liaison_name = $3, liaison_phone = $4, liaison_confirmed_at = $5, \
         liaison_confirmed_by = $6, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), name, phone.as_str(), now, &permit.actor().name],
    )
    .await
}
