use db::{DbError, Reads, Tx, params};

use crate::contact::Phone;
use crate::credit_code::CreditCode;
use crate::permit::{Permit, Verb};
use crate::policy::{
    AddUnit, ChangeSettings, ConfirmLiaison, EditUnit, ImportUnits, MergeUnit, MoveUnit, UnmergeUnit,
};
use crate::store::handovers::Come;
use crate::unit::{Particulars, Unit};
use crate::{NodeKind, NodePath, UnitId};

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

/// Gives the body at the root of the tree its names.
pub(crate) async fn rename_body(
    tx: &mut Tx,
    permit: &Permit<ChangeSettings>,
    name: &str,
    short_name: &str,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET name = $2, short_name = $3, version = version + 1 WHERE id = $1 AND parent IS NULL",
        params![permit.target(), name, short_name],
    )
    .await
}

/// One node.
pub(crate) async fn get(reads: &impl Reads, id: UnitId) -> Result<Option<Unit>, DbError> {
    reads
        .optional(
            "SELECT unit.id, unit.parent, unit.path, unit.kind, unit.name, unit.short_name, unit.credit_code, unit.class, \
             unit.township, unit.headcount, unit.beds, unit.is_micro, unit.liaison_name, unit.liaison_post, \
             unit.liaison_phone, \
             unit.liaison_confirmed_at, unit.liaison_confirmed_by, fact.merged_into, fact.merged_into_name, \
             fact.merged_on, fact.closed_on, unit.version FROM unit JOIN facts_unit fact ON fact.id = unit.id WHERE unit.id = $1",
            params![id],
        )
        .await
}

/// The node of a full name.
pub(crate) async fn named(reads: &impl Reads, name: &str) -> Result<Option<Unit>, DbError> {
    let id: Option<UnitId> =
        reads.value("SELECT id AS value FROM unit WHERE name = $1", params![name]).await?;
    match id {
        Some(id) => get(reads, id).await,
        None => Ok(None),
    }
}

/// The node that somebody typed: its full name, its credit code, or its id.
pub(crate) async fn typed(reads: &impl Reads, text: &str) -> Result<Option<Unit>, DbError> {
    if let Ok(id) = UnitId::parse(text) {
        return get(reads, id).await;
    }
    if let Some(unit) = named(reads, text).await? {
        return Ok(Some(unit));
    }
    let coded = "SELECT id AS value FROM unit WHERE credit_code = $1";
    match reads.value(coded, params![text.to_ascii_uppercase()]).await? {
        Some(id) => get(reads, id).await,
        None => Ok(None),
    }
}

/// Every unit there is, whosoever it belongs to: names and codes are unique among all of them.
pub(crate) async fn every(reads: &impl Reads) -> Result<Vec<Unit>, DbError> {
    reads
        .all(
            "SELECT unit.id, unit.parent, unit.path, unit.kind, unit.name, unit.short_name, unit.credit_code, unit.class, \
             unit.township, unit.headcount, unit.beds, unit.is_micro, unit.liaison_name, unit.liaison_post, \
             unit.liaison_phone, \
             unit.liaison_confirmed_at, unit.liaison_confirmed_by, fact.merged_into, fact.merged_into_name, \
             fact.merged_on, fact.closed_on, unit.version FROM unit JOIN facts_unit fact ON fact.id = unit.id ORDER BY unit.name",
            params![],
        )
        .await
}

/// The verbs that may add or change units.
pub(crate) trait MendsUnits: Verb {}

impl MendsUnits for AddUnit {}
impl MendsUnits for ImportUnits {}
impl MendsUnits for EditUnit {}

/// Adds a node of a kind below another one.
pub(crate) async fn add<V: MendsUnits>(
    tx: &mut Tx,
    _: &Permit<V>,
    (parent, path): (UnitId, &NodePath),
    (kind, is_micro): (NodeKind, bool),
    unit: &Particulars,
) -> Result<UnitId, DbError> {
    let id: UnitId = tx.id();
    let (path, now) = (path.child(id), tx.now());
    tx.run_one(
        "INSERT INTO unit (id, parent, path, kind, name, short_name, credit_code, class, township, headcount, beds, \
         is_micro, liaison_name, liaison_phone, made_at, liaison_post, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)",
        params![
            id,
            parent,
            &path,
            kind,
            &unit.name,
            &unit.short_name,
            unit.credit_code.value().map(CreditCode::as_str),
            &unit.class,
            unit.township.value().map_or("", String::as_str),
            unit.headcount.value().map(|count| count.number()),
            unit.beds.value().map(|beds| beds.number()),
            is_micro,
            unit.liaison_name.value().map_or("", String::as_str),
            unit.liaison_phone.value().map_or("", Phone::as_str),
            now,
            unit.liaison_post.value().map_or("", String::as_str),
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
    tx.run_one(
        "UPDATE unit SET name = $3, short_name = $4, credit_code = $5, class = $6, township = $7, headcount = $8, \
         beds = $11, \
         liaison_confirmed_at = CASE WHEN liaison_name = $9 AND liaison_phone = $10 AND liaison_post = $12 \
          THEN liaison_confirmed_at END, \
         liaison_confirmed_by = CASE WHEN liaison_name = $9 AND liaison_phone = $10 AND liaison_post = $12 \
          THEN liaison_confirmed_by END, \
         liaison_name = $9, liaison_phone = $10, liaison_post = $12, version = version + 1 WHERE id = $1 AND version = $2",
        params![
            before.id,
            before.version,
            &unit.name,
            &unit.short_name,
            unit.credit_code.value().map(CreditCode::as_str),
            &unit.class,
            unit.township.value().map_or("", String::as_str),
            unit.headcount.value().map(|count| count.number()),
            unit.liaison_name.value().map_or("", String::as_str),
            unit.liaison_phone.value().map_or("", Phone::as_str),
            unit.beds.value().map(|beds| beds.number()),
            unit.liaison_post.value().map_or("", String::as_str),
        ],
    )
    .await
}

/// Says whether a unit is a practice so small that it has a name and a telephone only.
pub(crate) async fn mark_micro(
    tx: &mut Tx,
    _: &Permit<ImportUnits>,
    unit: UnitId,
    is_micro: bool,
) -> Result<(), DbError> {
    tx.run_one("UPDATE unit SET is_micro = $2, version = version + 1 WHERE id = $1", params![unit, is_micro])
        .await
}

/// The verbs that may hang a node elsewhere.
pub(crate) trait Hangs: Verb {}

impl Hangs for MoveUnit {}
impl Hangs for MergeUnit {}
impl Hangs for UnmergeUnit {}

/// Hangs the permitted node, with everything below it, below another one.
pub(crate) async fn hang<V: Hangs>(
    tx: &mut Tx,
    permit: &Permit<V>,
    from: &NodePath,
    parent: UnitId,
    to: &NodePath,
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET parent = $3, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), parent],
    )
    .await?;
    tx.run(
        "UPDATE unit SET path = $2 || SUBSTR(path, LENGTH($1) + 1) WHERE SUBSTR(path, 1, LENGTH($1)) = $1",
        params![from, to],
    )
    .await
    .map(drop)
}

/// Writes down that the unit has confirmed its liaison, as given now.
pub(crate) async fn confirm_liaison(
    tx: &mut Tx,
    permit: &Permit<ConfirmLiaison>,
    (name, post): (&str, &str),
    phone: &Phone,
) -> Result<(), DbError> {
    let now = tx.now();
    tx.run_one(
        "UPDATE unit SET liaison_name = $3, liaison_post = $7, liaison_phone = $4, liaison_confirmed_at = $5, \
         liaison_confirmed_by = $6, version = version + 1 WHERE id = $1 AND version = $2",
        params![permit.target(), permit.version(), name, phone.as_str(), now, &permit.actor().name, post],
    )
    .await
}

/// Makes somebody else the liaison of the unit of a hand-over whose day has come; the unit has yet to confirm that.
pub(crate) async fn pass_liaison(
    tx: &mut Tx,
    come: &Come,
    (name, phone): (&str, &str),
) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE unit SET liaison_name = $2, liaison_phone = $3, liaison_confirmed_at = NULL, \
         liaison_confirmed_by = NULL, version = version + 1 WHERE id = $1",
        params![come.handover().unit, name, phone],
    )
    .await
}
