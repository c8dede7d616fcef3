//! Named sets of units (挂片) with the bureau's people who look after them.

pub(crate) mod add;
pub(crate) mod edit;
pub(crate) mod list;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Routes};

use crate::People;
use crate::unit_set::UnitSet;

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    edit::routes(add::routes(list::routes(routes)))
}

/// A set as programs see it.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct SetView {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The ids of its units.
    pub(crate) units: Vec<String>,
    /// The ids of the persons who look after them.
    pub(crate) keepers: Vec<String>,
    pub(crate) version: i64,
}

impl From<UnitSet> for SetView {
    fn from(set: UnitSet) -> Self {
        Self {
            id: set.id.to_string(),
            name: set.name,
            units: set.units.iter().map(ToString::to_string).collect(),
            keepers: set.keepers.iter().map(ToString::to_string).collect(),
            version: set.version,
        }
    }
}

/// The sentence about a name that another set has.
pub(crate) fn taken(error: db::DbError) -> Fault {
    Fault::from_unique(error, "unit_set_bureau_name_key", "name", "已有同名的挂片，请换一个名称")
}
