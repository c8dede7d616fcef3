use std::fmt;

use db::{Bind, Column, DbError, Row, Value};

ids::id_of!(
    /// A node of the organisation tree: the bureau, or a unit below it.
    pub UnitId, UnitMark
);

db::coded! {
    /// What a node is.
    pub enum NodeKind {
        Bureau = "bureau" / "主管部门",
        Unit = "unit" / "单位",
    }
}

/// Where a node hangs in the tree: the ids from the root down, `/bureau/unit/`.
///
/// A node reaches every node whose path begins with its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodePath(String);

impl NodePath {
    /// The path of a node without a parent.
    pub fn root(id: UnitId) -> Self {
        Self(format!("/{id}/"))
    }

    /// The path of a node below this one.
    #[must_use]
    pub fn child(&self, id: UnitId) -> Self {
        Self(format!("{}{id}/", self.0))
    }

    /// Whether `other` is this node or hangs below it.
    pub fn reaches(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// `/bureau/unit/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For `path LIKE $n`: ids hold no wildcard, so nothing needs escaping.
    pub fn like_below(&self) -> String {
        format!("{}%", self.0)
    }

    fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('/')?.strip_suffix('/')?;
        inner.split('/').all(|id| UnitId::parse(id).is_ok()).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Bind for &NodePath {
    fn bind(self) -> Value {
        self.as_str().bind()
    }
    fn null() -> Value {
        String::null()
    }
}

impl Column for NodePath {
    fn read(row: &Row, name: &str) -> Result<Option<Self>, DbError> {
        let Some(text) = String::read(row, name)? else { return Ok(None) };
        let damaged = || DbError::Damaged { column: name.to_owned(), value: text.clone() };
        Self::parse(&text).map(Some).ok_or_else(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_reaches_itself_and_what_hangs_below() {
        let ids = ["00000000000000000000000000000001", "00000000000000000000000000000002"];
        let [bureau, unit] = ids.map(|id| UnitId::parse(id).unwrap());
        let root = NodePath::root(bureau);
        let below = root.child(unit);
        assert!(root.reaches(&below) && below.reaches(&below));
        assert!(!below.reaches(&root) && !below.reaches(&root.child(bureau)));
        assert_eq!(NodePath::parse(below.as_str()), Some(below));
        assert_eq!(NodePath::parse("/%/"), None);
    }
}
