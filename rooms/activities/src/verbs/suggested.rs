//! Which campaigns the form suggests for what is typed so far; nothing is logged.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use clock::CivilDate;
use people::{Actor, Permit};
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Query, Raw};

use crate::Activities;
use crate::openings::openings;
use crate::policy::{Log, Logbook};
use crate::suggesting::{Signs, Told};

/// What was typed so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SoFar {
    name: Raw,
    /// What it was about, with 、 between.
    subjects: Raw,
    /// Codes of the measures of which it has a number, with commas between.
    measures: Raw,
    day: Raw,
}

/// Answers the island of the form.
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    Query(typed): Query<SoFar>,
) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let told = Told {
        name: typed.name.text(),
        subjects: typed.subjects.text().split('、').filter(|text| !text.is_empty()).collect(),
        measures: typed.measures.text().split(',').collect(),
        day: CivilDate::parse(typed.day.text()).unwrap_or_else(|_| room.db.clock().today()),
    };
    let measures = campaigns::facts::measures(&room.db).await?;
    let open = openings(&room.db, &actor).await?;
    let campaigns = Signs::of(&room.db, &open).await?.suggested((&open, &measures), &told);
    Ok(Json(json!({ "campaigns": campaigns })).into_response())
}
