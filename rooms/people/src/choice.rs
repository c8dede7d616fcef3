use std::collections::HashMap;

use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A node of the tree as a list of nodes brings it.
    #[derive(Clone, Debug)]
    pub(crate) struct ListedNode {
        pub(crate) id: UnitId,
        pub(crate) path: NodePath,
        pub(crate) kind: NodeKind,
        pub(crate) name: String,
        pub(crate) short_name: String,
    }
}

/// A node that may be chosen by its name, which no other node has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) id: UnitId,
    pub(crate) kind: NodeKind,
    pub(crate) name: String,
    /// The short names of what stands above it, top down: `区卫健局 / 第一医院`.
    pub(crate) way: String,
}

/// The nodes with the way down to each, as far as the nodes themselves tell it.
pub(crate) fn choices(nodes: Vec<ListedNode>) -> Vec<Choice> {
    let names: HashMap<String, String> =
        nodes.iter().map(|node| (node.id.to_string(), node.short_name.clone())).collect();
    let choice = |node: ListedNode| {
        let own = node.id.to_string();
        let above = node.path.as_str().split('/').filter(|id| !id.is_empty() && *id != own);
        let way: Vec<&str> = above.filter_map(|id| names.get(id)).map(String::as_str).collect();
        Choice { id: node.id, kind: node.kind, name: node.name, way: way.join(" / ") }
    };
    nodes.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_is_told_from_another_by_what_stands_above_it() {
        let id = |number: u32| UnitId::parse(&format!("{number:032x}")).unwrap();
        let root = NodePath::root(id(1));
        let unit = root.child(id(2));
        let node = |number, path: &NodePath, kind, name: &str| ListedNode {
            id: id(number),
            path: path.clone(),
            kind,
            name: name.into(),
            short_name: name.into(),
        };
        let told = choices(vec![
            node(1, &root, NodeKind::Bureau, "区局"),
            node(3, &unit.child(id(3)), NodeKind::Department, "药房"),
            node(2, &unit, NodeKind::Unit, "第一医院"),
        ]);
        let ways: Vec<&str> = told.iter().map(|choice| choice.way.as_str()).collect();
        assert_eq!(ways, ["", "区局 / 第一医院", "区局"]);
    }
}
