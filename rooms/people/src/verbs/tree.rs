use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::Reads;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::ListUnits;
use crate::store::nodes::{self, TreeNode};
use crate::{Actor, NodePath, People, Role, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/units/tree", may::<ListUnits>(), page(show)).verb(
        Method::Get,
        "/api/v1/units/tree",
        may::<ListUnits>(),
        json::<TreeFilter, Tree, _, _, _>("The organisation tree below the caller's place, top down", call),
    )
}

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct TreeFilter {
    /// Part of a name, a class or a township; what stands above a node found is shown as well.
    pub(crate) q: Raw,
}

/// A node in the order in which it is read: below its parent, after its elder siblings.
pub(crate) struct Branch {
    pub(crate) node: TreeNode,
    /// 0 for the actor's own place.
    pub(crate) depth: usize,
    pub(crate) is_found: bool,
    /// How many nodes hang right below it.
    pub(crate) children: usize,
    /// How many folds end behind it.
    pub(crate) closes: usize,
}

/// Down to this depth the tree is unfolded at first.
const UNFOLDED: usize = 1;

impl Branch {
    /// Whether what hangs below it is shown at once.
    fn is_unfolded(&self, is_sought: bool) -> bool {
        is_sought || self.depth < UNFOLDED
    }
}

/// The tree of `root` in reading order; with a text, only what holds it and what stands above that.
fn branches(nodes: Vec<TreeNode>, root: UnitId, text: Option<&str>) -> Vec<Branch> {
    let text = text.map(str::to_lowercase);
    let holds = |node: &TreeNode| {
        let fields = [&node.name, &node.class, &node.township];
        text.as_ref()
            .is_some_and(|text| fields.iter().any(|field| field.to_lowercase().contains(text.as_str())))
    };
    let found: HashSet<UnitId> = nodes.iter().filter(|node| holds(node)).map(|node| node.id).collect();
    let paths: Vec<NodePath> =
        nodes.iter().filter(|node| found.contains(&node.id)).map(|node| node.path.clone()).collect();
    let is_shown = |node: &TreeNode| text.is_none() || paths.iter().any(|path| node.path.reaches(path));
    let mut below: HashMap<String, Vec<TreeNode>> = HashMap::new();
    let mut top = Vec::new();
    for node in nodes.into_iter().filter(is_shown) {
        match node.id == root {
            true => top.push(node),
            false => below.entry(parent_path(&node.path)).or_default().push(node),
        }
    }
    let base = top.first().map_or(0, |node| node.path.depth());
    let mut waiting: Vec<TreeNode> = top;
    let mut branches = Vec::new();
    while let Some(node) = waiting.pop() {
        let children = below.remove(node.path.as_str()).unwrap_or_default();
        let count = children.len();
        waiting.extend(children.into_iter().rev());
        let (depth, is_found) = (node.path.depth() - base, found.contains(&node.id));
        branches.push(Branch { node, depth, is_found, children: count, closes: 0 });
    }
    fold(&mut branches);
    branches
}

/// Counts behind each branch the folds that end there: those of every branch above it that the next one does not hang below.
fn fold(branches: &mut [Branch]) {
    let depths: Vec<usize> = branches.iter().map(|branch| branch.depth).collect();
    for (i, branch) in branches.iter_mut().enumerate() {
        let next = depths.get(i + 1).copied().unwrap_or(0);
        branch.closes = branch.depth.saturating_sub(next);
    }
}

/// `/a/b/` → `/a/`.
fn parent_path(path: &NodePath) -> String {
    let inner = path.as_str().trim_end_matches('/');
    inner.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"))
}

async fn find(reads: &impl Reads, actor: &Actor, input: &TreeFilter) -> Result<Vec<Branch>, Fault> {
    Permit::<ListUnits>::ask(actor, &actor.at)?;
    let nodes = nodes::below(reads, &actor.at.path).await?;
    Ok(branches(nodes, actor.at.id, input.q.given()))
}

#[derive(Template)]
#[template(path = "people/tree.html")]
pub(crate) struct TreePage {
    pub(crate) page: Page,
    pub(crate) input: TreeFilter,
    pub(crate) branches: Vec<Branch>,
    pub(crate) may_change: bool,
}

impl TreePage {
    /// How many nodes hold the text.
    fn found(&self) -> usize {
        self.branches.iter().filter(|branch| branch.is_found).count()
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(input): Query<TreeFilter>,
) -> Result<Response, Fault> {
    let branches = find(&people.db, &actor, &input).await?;
    let page = page.titled("组织架构");
    let may_change = actor.is_any(&[Role::BureauOfficer]);
    page.show(&TreePage { page: page.clone(), input, branches, may_change })
}

/// A node of the tree.
#[derive(Serialize, ToSchema)]
struct NodeView {
    id: String,
    /// `bureau`, `unit` or `department`.
    kind: &'static str,
    name: String,
    class: String,
    township: String,
    /// How many nodes stand between it and the caller's place.
    depth: usize,
}

/// The tree, each node after the one above it.
#[derive(Serialize, ToSchema)]
struct Tree {
    nodes: Vec<NodeView>,
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Query(input): Query<TreeFilter>,
) -> Result<Reply<Tree>, Fault> {
    let view = |branch: Branch| NodeView {
        id: branch.node.id.to_string(),
        kind: branch.node.kind.code(),
        name: branch.node.name,
        class: branch.node.class,
        township: branch.node.township,
        depth: branch.depth,
    };
    let nodes = find(&people.db, &actor, &input).await?.into_iter().map(view).collect();
    Ok(Reply(Tree { nodes }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NodeKind;

    fn id(number: u32) -> UnitId {
        UnitId::parse(&format!("{number:032x}")).unwrap()
    }

    fn node(path: &NodePath, number: u32, name: &str) -> TreeNode {
        let (class, township) = (String::new(), String::new());
        TreeNode {
            id: id(number),
            path: path.clone(),
            kind: NodeKind::Unit,
            name: name.into(),
            class,
            township,
            merged_on: None,
            closed_on: None,
        }
    }

    #[test]
    fn a_tree_is_read_top_down_and_a_search_shows_the_way() {
        let root = NodePath::root(id(1));
        let (a, b) = (root.child(id(2)), root.child(id(3)));
        let nodes = || {
            vec![
                node(&root, 1, "市局"),
                node(&b, 3, "乙院"),
                node(&a, 2, "甲院"),
                node(&a.child(id(4)), 4, "Emergency"),
            ]
        };
        let names = |text| -> Vec<(String, usize)> {
            branches(nodes(), id(1), text)
                .into_iter()
                .map(|branch| (branch.node.name, branch.depth))
                .collect()
        };
        let all = [("市局", 0), ("乙院", 1), ("甲院", 1), ("Emergency", 2)]
            .map(|(name, depth)| (name.to_owned(), depth));
        assert_eq!(names(None), all);
        let way = [("市局", 0), ("甲院", 1), ("Emergency", 2)].map(|(name, depth)| (name.to_owned(), depth));
        assert_eq!(names(Some("emergency")), way);
        assert_eq!(names(Some("没有的")), []);
    }
}
