use db::{DbError, Reads, Tx, params};

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
