mod filter;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod steer;

use people::{Actor, NodePath};

/// The path that limits what an administrator of a lower bureau sees; whoever stands at the root sees everything, also
/// what belongs to no node.
pub(crate) fn limit(actor: &Actor) -> Option<String> {
    let is_root = actor.at.path == NodePath::root(actor.at.id);
    (!is_root).then(|| actor.at.path.as_str().to_owned())
}
