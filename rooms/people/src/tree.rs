use std::fmt;

use db::{Bind, Column, DbError, Row, Value};

ids::id_of!(
    /// A node of the organisation tree: the bureau, or a unit below it.
    pub UnitId, UnitMark
);

db::coded! {
    /// What a node is.
    pub enum NodeKind {
        /// A health bureau, of the city or of the district, or its office in a township.
        Bureau = "bureau" / "主管部门",
        Unit = "unit" / "单位",
        /// A department of a unit.
        Department = "department" / "科室",
    }
}

/// Where a node hangs in the tree: the ids from the root down, `/bureau/unit/`.
///
/// A node reaches every node whose path begins with its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodePath(String);

impl NodeKind {
    /// Whether a node of this kind may hang below one of that kind.
    pub(crate) const fn fits_below(self, parent: Self) -> bool {
        match self {
            Self::Bureau => matches!(parent, Self::Bureau),
            Self::Unit => matches!(parent, Self::Bureau | Self::Unit),
            Self::Department => matches!(parent, Self::Unit | Self::Department),
        }
    }
}

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

    /// How many nodes stand above.
    pub fn depth(&self) -> usize {
        self.0.matches('/').count().saturating_sub(2)
    }

    /// Whether nothing stands above: the body that runs the site.
    pub fn is_root(&self) -> bool {
        self.depth() == 0
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
    fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
        let Some(text) = String::read(row, name)? else { return Ok(None) };
        let damaged = || DbError::Damaged { column: name.to_owned(), value: text.clone() };
        Self::parse(&text).map(Some).ok_or_else(damaged)
    }
}

/// Where a node goes that is hung below `parent`; `None` when that would make a circle.
pub(crate) fn place_below(id: UnitId, path: &NodePath, parent: &NodePath) -> Option<NodePath> {
    (!path.reaches(parent)).then(|| parent.child(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: usize) -> UnitId {
        UnitId::parse(&format!("{number:032x}")).unwrap()
    }

    /// A tree of one root and as many nodes as there are picks, each below the one that is picked.
    fn tree(picks: &[prop::sample::Index]) -> Vec<NodePath> {
        let mut paths = vec![NodePath::root(id(0))];
        for (i, pick) in picks.iter().enumerate() {
            let parent = paths[pick.index(paths.len())].clone();
            paths.push(parent.child(id(i + 1)));
        }
        paths
    }

    /// Moves one node, as the store does with one statement: every path that begins with the old one is rewritten.
    fn moved(paths: &[NodePath], node: usize, parent: usize) -> Option<Vec<NodePath>> {
        let from = &paths[node];
        let to = place_below(id(node), from, &paths[parent])?;
        let rewritten = |path: &NodePath| match path.0.strip_prefix(&from.0) {
            Some(rest) => NodePath(format!("{}{rest}", to.0)),
            None => path.clone(),
        };
        Some(paths.iter().map(rewritten).collect())
    }

    proptest! {
        #[test]
        fn moving_keeps_it_a_tree(
            picks in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
            moves in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..30),
        ) {
            let mut paths = tree(&picks);
            for (node, parent) in moves {
                let (node, parent) = (node.index(paths.len()), parent.index(paths.len()));
                let is_circle = paths[node].reaches(&paths[parent]);
                let Some(after) = moved(&paths, node, parent) else {
                    prop_assert!(is_circle, "only a circle is refused");
                    continue;
                };
                prop_assert!(!is_circle);
                for (i, path) in after.iter().enumerate() {
                    prop_assert!(path.as_str().starts_with(&format!("/{}/", id(0))), "all hang below the root");
                    let ending = format!("{}/", id(i));
                    prop_assert!(path.as_str().ends_with(&ending), "a path ends with its node");
                    prop_assert_eq!(NodePath::parse(path.as_str()), Some(path.clone()));
                    let ids: Vec<&str> = path.as_str().trim_matches('/').split('/').collect();
                    let once: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
                    prop_assert_eq!(once.len(), ids.len(), "no node stands above itself");
                    // Whoever was below the moved node still is.
                    prop_assert_eq!(after[node].reaches(path), paths[node].reaches(&paths[i]));
                }
                paths = after;
            }
        }
    }

    #[test]
    fn kinds_hang_where_they_belong() {
        use NodeKind::{Bureau, Department, Unit};
        assert!(Bureau.fits_below(Bureau) && !Bureau.fits_below(Unit) && !Bureau.fits_below(Department));
        assert!(Unit.fits_below(Bureau) && Unit.fits_below(Unit) && !Unit.fits_below(Department));
        assert!(
            Department.fits_below(Unit)
                && Department.fits_below(Department)
                && !Department.fits_below(Bureau)
        );
    }

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
