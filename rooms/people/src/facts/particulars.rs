use clock::{CivilDate, Moment};
use db::{DbError, Reads};

use crate::store::{mergers, responsible, units};
use crate::{NodeKind, UnitId};

/// Who answers for something at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsibleFact {
    /// `主要负责人`.
    pub duty: &'static str,
    pub name: String,
    /// May be empty, as the telephone.
    pub post: String,
    pub phone: String,
}

/// A unit that went into another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsorbedFact {
    pub id: UnitId,
    pub name: String,
    /// The last day under its own name.
    pub last_day: CivilDate,
}

/// What is known of a node besides [`UnitFact`](super::UnitFact): whoever may see the unit may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticularsFact {
    pub kind: NodeKind,
    pub credit_code: Option<String>,
    /// The last day of a unit that closed.
    pub closed_on: Option<CivilDate>,
    /// When the unit confirmed its liaison; none before it did.
    pub liaison_confirmed_at: Option<Moment>,
    /// In the order of the duties.
    pub responsible: Vec<ResponsibleFact>,
    /// What went into it, the earliest first.
    pub absorbed: Vec<AbsorbedFact>,
}

/// What is known of a node; `None` when there is no such one.
pub async fn particulars(reads: &impl Reads, id: UnitId) -> Result<Option<ParticularsFact>, DbError> {
    let Some(unit) = units::get(reads, id).await? else { return Ok(None) };
    let responsible = responsible::of(reads, id).await?.into_iter().map(|one| ResponsibleFact {
        duty: one.duty.label(),
        name: one.name,
        post: one.post,
        phone: one.phone,
    });
    let absorbed = mergers::absorbed(reads, id).await?.into_iter().map(|one| AbsorbedFact {
        id: one.id,
        name: one.name,
        last_day: one.last_day,
    });
    Ok(Some(ParticularsFact {
        kind: unit.kind,
        credit_code: unit.credit_code.map(|code| code.to_string()),
        closed_on: unit.closed_on,
        liaison_confirmed_at: unit.liaison_confirmed_at,
        responsible: responsible.collect(),
        absorbed: absorbed.collect(),
    }))
}
