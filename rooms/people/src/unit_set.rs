use crate::permit::Target;
use crate::store::unit_sets::UnitSetId;
use crate::{NodePath, PersonId, UnitId};

/// A named set of units (挂片) and the bureau's people who look after them.
#[derive(Clone, Debug)]
pub(crate) struct UnitSet {
    pub(crate) id: UnitSetId,
    pub(crate) name: String,
    pub(crate) version: i64,
    /// The bureau that made it.
    pub(crate) path: NodePath,
    pub(crate) units: Vec<UnitId>,
    pub(crate) keepers: Vec<PersonId>,
}

impl Target for UnitSet {
    const KIND: &'static str = "unit_set";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}
