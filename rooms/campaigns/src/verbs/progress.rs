use axum::extract::{Path, State};
use people::{Actor, Permit, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Query, Raw, Reply};

use crate::policy::Progress;
use crate::store::heads;
use crate::{Campaigns, Filter, PhaseId, Reckoning, facts};

/// Which figures.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = ProgressFilter)]
pub(crate) struct Asked {
    /// Id of a phase; empty: the whole campaign.
    phase: Raw,
    /// Id of a unit; empty: all. A unit sees its own figures only.
    unit: Raw,
    /// 口径: `logged`, `reported` or `approved` (the default).
    reckoning: Raw,
}

/// Figures with the time that they are of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub(crate) struct Figures {
    reckoning: String,
    /// 截至, RFC 3339.
    as_of: String,
    rows: Vec<Figure>,
}

/// One measure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProgressRow)]
pub(crate) struct Figure {
    measure: String,
    /// What of the measure counts, by dimension; empty: everything.
    #[schema(value_type = std::collections::BTreeMap<String, Vec<String>>)]
    filter: Filter,
    name: String,
    unit: String,
    target: Option<i64>,
    done: i64,
}

/// GET /api/v1/campaigns/{id}/progress
pub(crate) async fn json(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Reply<Figures>, Fault> {
    let met = heads::met(&room.db, &actor, &id).await?;
    Permit::<Progress>::ask(&actor, &met)?;
    let phase = asked.phase.given().map(PhaseId::parse).transpose().map_err(|_| Fault::not_found())?;
    let unit = unit(&actor, &asked.unit)?;
    let reckoning = match asked.reckoning.given() {
        None => facts::default_reckoning(&room.db).await?,
        Some(code) => Reckoning::parse(code)
            .ok_or_else(|| Fault::field("reckoning", "口径应为 logged、reported 或 approved。"))?,
    };
    let found = facts::progress(&room.db, met.head.id, phase, unit, reckoning).await?;
    let rows = found.into_iter().map(|fact| Figure {
        measure: fact.measure,
        filter: fact.filter,
        name: fact.name,
        unit: fact.unit,
        target: fact.target,
        done: fact.done,
    });
    Ok(Reply(Figures {
        reckoning: reckoning.code().to_owned(),
        as_of: room.db.clock().now().rfc3339(),
        rows: rows.collect(),
    }))
}

fn unit(actor: &Actor, asked: &Raw) -> Result<Option<UnitId>, Fault> {
    let asked = asked.given().map(UnitId::parse).transpose().map_err(|_| Fault::not_found())?;
    match asked {
        _ if actor.is_bureau() => Ok(asked),
        Some(other) if other != actor.at.id => Err(Fault::not_found()),
        _ => Ok(Some(actor.at.id)),
    }
}
