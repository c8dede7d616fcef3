use std::collections::HashSet;

use db::{DbError, Reads, params};

use crate::{NodePath, PersonId, UnitId};

db::record! {
    /// A named set of units (挂片).
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct UnitSetFact {
        /// As in the address of its page.
        pub id: String,
        pub name: String,
    }
}

/// The choice of a set in a filter: what there is to choose from, and the units of the one that was chosen.
#[derive(Clone, Debug, Default)]
pub struct SetChoice {
    /// By name.
    pub sets: Vec<UnitSetFact>,
    chosen: Option<(String, HashSet<UnitId>)>,
}

impl SetChoice {
    /// The sets of the bureau at this node and of those below it. `asked`: an id as it was typed; one that is not among
    /// them lets no unit pass.
    pub async fn among(reads: &impl Reads, node: &NodePath, asked: Option<&str>) -> Result<Self, DbError> {
        let sets: Vec<UnitSetFact> = reads
            .all(
                "SELECT unit_set.id, unit_set.name FROM unit_set JOIN unit ON unit.id = unit_set.bureau \
                 WHERE unit.path LIKE $1 ORDER BY unit_set.name",
                params![node.like_below()],
            )
            .await?;
        let units = "SELECT unit AS value FROM unit_set_member WHERE unit_set = $1";
        let chosen = match asked {
            Some(id) if sets.iter().any(|set| set.id == id) => {
                Some((id.to_owned(), reads.values::<UnitId>(units, params![id]).await?.into_iter().collect()))
            }
            Some(id) => Some((id.to_owned(), HashSet::new())),
            None => None,
        };
        Ok(Self { sets, chosen })
    }

    /// Whether a unit passes.
    pub fn shows(&self, unit: UnitId) -> bool {
        self.chosen.as_ref().is_none_or(|(_, units)| units.contains(&unit))
    }

    /// Whether it is this one that was chosen.
    pub fn is_chosen(&self, set: &UnitSetFact) -> bool {
        self.chosen.as_ref().is_some_and(|(id, _)| *id == set.id)
    }
}

/// The sets that a person looks after.
pub async fn sets_kept_by(reads: &impl Reads, person: PersonId) -> Result<Vec<UnitSetFact>, DbError> {
    reads
        .all(
            "SELECT unit_set.id, unit_set.name FROM unit_set_keeper \
             JOIN unit_set ON unit_set.id = unit_set_keeper.unit_set \
             WHERE unit_set_keeper.person = $1 ORDER BY unit_set.name",
            params![person],
        )
        .await
}
