//! What other rooms may know of units and people. In SQL they join the view `facts_unit` instead.

use db::{DbError, Reads, params};

use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A unit as other rooms see it.
    #[derive(Clone, Debug)]
    pub struct UnitFact {
        pub id: UnitId,
        pub path: NodePath,
        pub name: String,
        pub short_name: String,
        /// The class as a word: `公立医院`; empty for the bureau.
        pub class: String,
        /// The street or township; may be empty.
        pub township: String,
        pub liaison_name: String,
        pub liaison_phone: String,
        /// Persons employed, as the unit says.
        pub headcount: Option<i64>,
    }
}

/// One node, the bureau or a unit.
pub async fn unit(reads: &impl Reads, id: UnitId) -> Result<Option<UnitFact>, DbError> {
    reads
        .optional(
            "SELECT id, path, name, short_name, class, township, liaison_name, liaison_phone, headcount \
             FROM facts_unit WHERE id = $1",
            params![id],
        )
        .await
}

/// Every unit below a node (not the bureau itself), by class, then name.
pub async fn units_below(reads: &impl Reads, node: &NodePath) -> Result<Vec<UnitFact>, DbError> {
    reads
        .all(
            "SELECT id, path, name, short_name, class, township, liaison_name, liaison_phone, headcount \
             FROM facts_unit WHERE path LIKE $1 AND kind = $2 ORDER BY class, name",
            params![node.like_below(), NodeKind::Unit],
        )
        .await
}
