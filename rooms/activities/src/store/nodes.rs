use db::{DbError, Reads, params};
use people::{NodePath, UnitId};

use crate::store::cohosts::Partner;

/// How many units somebody sees, for the choice of the walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// One without anything below it.
    One(String),
    /// At most a hundredth of all: going unit by unit is quicker than looking for theirs among everybody's.
    Few(Vec<String>),
    Many,
}

impl Reach {
    /// The only units whose activities may be found; none said: it may be any.
    pub(crate) fn units(&self) -> &[String] {
        match self {
            Self::One(unit) => std::slice::from_ref(unit),
            Self::Few(units) => units,
            Self::Many => &[],
        }
    }
}

/// How many nodes somebody at this place sees.
pub(crate) async fn reach(reads: &impl Reads, below: &NodePath) -> Result<Reach, DbError> {
    const A_FEW: u64 = 100;
    if below.depth() == 0 {
        return Ok(Reach::Many);
    }
    let all = reads.count("SELECT COUNT(*) AS value FROM facts_unit", params![]).await?;
    let limit = i64::try_from(all.div_ceil(A_FEW)).unwrap_or(i64::MAX).max(1);
    let below: Vec<String> = reads
        .values(
            "SELECT id AS value FROM facts_unit WHERE path LIKE $1 ORDER BY path LIMIT $2",
            params![below.like_below(), limit + 1],
        )
        .await?;
    Ok(match below.as_slice() {
        [one] => Reach::One(one.clone()),
        some if some.len() as u64 <= all.div_ceil(A_FEW) => Reach::Few(below),
        _ => Reach::Many,
    })
}

db::record! {
    /// A node by which a list is narrowed.
    #[derive(Clone, Debug)]
    pub(crate) struct Called {
        pub(crate) id: UnitId,
        pub(crate) name: String,
    }
}

/// The node at or below a place that bears this name, short name or id.
pub(crate) async fn called(
    reads: &impl Reads,
    below: &NodePath,
    text: &str,
) -> Result<Option<Called>, DbError> {
    reads
        .optional(
            "SELECT id, name FROM facts_unit WHERE path LIKE $1 AND (id = $2 OR name = $2 OR short_name = $2) \
             ORDER BY CASE WHEN short_name = $2 THEN 1 ELSE 0 END, name LIMIT 1",
            params![below.like_below(), text],
        )
        .await
}

/// The units at and below a place with this text in their name or short name, also those that are no more; the shortest name
/// first.
pub(crate) async fn units(
    reads: &impl Reads,
    below: &NodePath,
    text: &str,
    limit: i64,
) -> Result<Vec<Partner>, DbError> {
    reads
        .all(
            "SELECT id, path, name, township FROM facts_unit WHERE path LIKE $1 \
             AND (LOWER(name) LIKE LOWER($2) ESCAPE '\\' OR LOWER(short_name) LIKE LOWER($2) ESCAPE '\\') \
             ORDER BY LENGTH(name), name LIMIT $3",
            params![below.like_below(), db::containing(text), limit],
        )
        .await
}
