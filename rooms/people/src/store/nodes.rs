use clock::CivilDate;
use db::{DbError, Reads, params};

use crate::store::accounts::Node;
use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A node of the tree as its page shows it.
    #[derive(Clone, Debug)]
    pub(crate) struct TreeNode {
        pub(crate) id: UnitId,
        pub(crate) path: NodePath,
        pub(crate) kind: NodeKind,
        pub(crate) name: String,
        pub(crate) class: String,
        pub(crate) township: String,
        /// The last day under its own name, where it was merged into what it hangs below.
        pub(crate) merged_on: Option<CivilDate>,
        /// The last day of one that closed.
        pub(crate) closed_on: Option<CivilDate>,
    }
}

/// Every node below one, itself first; what hangs below a node follows it, by kind, then by name.
pub(crate) async fn below(reads: &impl Reads, node: &NodePath) -> Result<Vec<TreeNode>, DbError> {
    reads
        .all(
            "SELECT id, path, kind, name, class, township, merged_on, closed_on FROM facts_unit WHERE path LIKE $1 \
             ORDER BY CASE kind WHEN 'bureau' THEN 1 WHEN 'department' THEN 2 ELSE 3 END, name, id",
            params![node.like_below()],
        )
        .await
}

/// What stands between an actor's place and a node, both left out, top down.
pub(crate) async fn above(
    reads: &impl Reads,
    place: &NodePath,
    node: &NodePath,
) -> Result<Vec<Node>, DbError> {
    reads
        .all(
            "SELECT id, short_name AS name FROM unit WHERE path LIKE $1 AND path <> $2 AND path <> $3 \
             AND SUBSTR($3, 1, LENGTH(path)) = path ORDER BY LENGTH(path)",
            params![place.like_below(), place, node],
        )
        .await
}

/// The nodes above a path that do not stand above another one, top down: whose people see the one and not the other.
pub(crate) async fn above_only(
    reads: &impl Reads,
    node: &NodePath,
    other: &NodePath,
) -> Result<Vec<Node>, DbError> {
    reads
        .all(
            "SELECT id, name FROM unit WHERE path <> $1 AND SUBSTR($1, 1, LENGTH(path)) = path \
             AND NOT SUBSTR($2, 1, LENGTH(path)) = path ORDER BY LENGTH(path)",
            params![node, other],
        )
        .await
}

/// The name of the nearest unit on the way down to a node.
pub(crate) async fn unit_above(reads: &impl Reads, path: &NodePath) -> Result<Option<String>, DbError> {
    reads
        .value(
            "SELECT name AS value FROM unit WHERE kind = $2 AND SUBSTR($1, 1, LENGTH(path)) = path \
             ORDER BY LENGTH(path) DESC LIMIT 1",
            params![path, NodeKind::Unit],
        )
        .await
}
