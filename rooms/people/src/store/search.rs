use db::{DbError, Reads, params};

use crate::unit::Unit;
use crate::{NodeKind, NodePath, UnitId};

/// Among which nodes somebody looks for one.
#[derive(Clone, Debug)]
pub(crate) struct Search<'a> {
    /// Its node and what hangs below it.
    place: &'a NodePath,
    kinds: &'a [NodeKind],
    /// Also those that closed or went into another one.
    also_gone: bool,
    /// Without this one and what hangs below it, and without what it hangs below already.
    apart_from: Option<(&'a NodePath, Option<UnitId>)>,
    /// Without practices so small that nothing hangs below them.
    only_large: bool,
}

impl<'a> Search<'a> {
    /// Among the living nodes of these kinds.
    pub(crate) fn among(place: &'a NodePath, kinds: &'a [NodeKind]) -> Self {
        Self { place, kinds, also_gone: false, apart_from: None, only_large: false }
    }

    /// Among all that there are or were.
    pub(crate) fn every(place: &'a NodePath) -> Self {
        Self { also_gone: true, ..Self::among(place, NodeKind::ALL) }
    }

    /// Among the units that might take another one in, or report for it.
    pub(crate) fn partners(place: &'a NodePath, unit: &'a Unit) -> Self {
        Self { apart_from: Some((&unit.path, None)), ..Self::among(place, &[NodeKind::Unit]) }
    }

    /// Among the nodes that a unit or a department may be hung below.
    pub(crate) fn parents(place: &'a NodePath, unit: &'a Unit) -> Self {
        let kinds: &[NodeKind] = match unit.kind {
            NodeKind::Department => &[NodeKind::Unit, NodeKind::Department],
            NodeKind::Unit | NodeKind::Bureau => &[NodeKind::Bureau, NodeKind::Unit],
        };
        Self { apart_from: Some((&unit.path, unit.parent)), only_large: true, ..Self::among(place, kinds) }
    }

    /// The nodes with the text in their name, short name or credit code, the shortest name first.
    pub(crate) async fn find(
        &self,
        reads: &impl Reads,
        text: &str,
        limit: i64,
    ) -> Result<Vec<Found>, DbError> {
        let is = |kind| self.kinds.contains(&kind);
        let (apart, above) = self.apart_from.unzip();
        reads
            .all(
                "SELECT unit.name, COALESCE(above.short_name, '') AS way FROM unit \
                 JOIN facts_unit fact ON fact.id = unit.id LEFT JOIN unit above ON above.id = unit.parent \
                 WHERE unit.path LIKE $1 AND (LOWER(unit.name) LIKE LOWER($2) ESCAPE '\\' \
                  OR LOWER(unit.short_name) LIKE LOWER($2) ESCAPE '\\' \
                  OR LOWER(COALESCE(unit.credit_code, '')) LIKE LOWER($2) ESCAPE '\\') \
                 AND ((unit.kind = 'bureau' AND $3) OR (unit.kind = 'unit' AND $4) OR (unit.kind = 'department' AND $5)) \
                 AND ($6 OR (fact.merged_on IS NULL AND fact.closed_on IS NULL)) \
                 AND NOT unit.path LIKE COALESCE($7, '') AND unit.id <> COALESCE($8, '') \
                 AND NOT (unit.is_micro AND $9) ORDER BY LENGTH(unit.name), unit.name LIMIT $10",
                params![
                    self.place.like_below(),
                    db::containing(text),
                    is(NodeKind::Bureau),
                    is(NodeKind::Unit),
                    is(NodeKind::Department),
                    self.also_gone,
                    apart.map(NodePath::like_below),
                    above.flatten(),
                    self.only_large,
                    limit,
                ],
            )
            .await
    }

    /// What to say of a text that names no node: what was perhaps meant.
    pub(crate) async fn nothing(&self, reads: &impl Reads, text: &str) -> Result<String, DbError> {
        const NAMED: usize = 3;
        let near = self.find(reads, text, NAMED as i64 + 1).await?;
        let names: Vec<&str> = near.iter().take(NAMED).map(|one| one.name.as_str()).collect();
        Ok(match near.len() {
            0 => format!("没有找到“{text}”，请输入名称的一部分后从列表里选，或填写全称、统一社会信用代码"),
            1 => format!("没有叫“{text}”的，是不是“{}”？请填写全称", names.join("”“")),
            more => {
                let etc = if more > NAMED { "等" } else { "" };
                format!("“{text}”不止一个：“{}”{etc}，请填写全称", names.join("”、“"))
            }
        })
    }
}

db::record! {
    /// A node that was found; no other one has its name.
    #[derive(Clone, Debug)]
    pub(crate) struct Found {
        pub(crate) name: String,
        /// The short name of what it hangs below; a department is told from another by it.
        pub(crate) way: String,
    }
}
