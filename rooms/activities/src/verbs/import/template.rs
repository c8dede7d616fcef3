//! To download the workbook to fill in.

use axum::extract::State;
use axum::response::Response;
use campaigns::facts;
use people::{Actor, Permit};
use tokio::task::spawn_blocking;
use web::Fault;

use crate::import::template::{Asked, workbook};
use crate::openings::{openings, subjects};
use crate::policy::{Log, Logbook};
use crate::{Activities, form};

/// The template of the actor's place: its columns are what it is asked for now.
pub(crate) async fn xlsx(State(room): State<Activities>, actor: Actor) -> Result<Response, Fault> {
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let (openings, today) = (openings(&room.db, &actor).await?, room.db.clock().today());
    let subjects = subjects(&room.db, &openings).await?;
    let catalogue = facts::measures(&room.db).await?;
    let suggested = form::suggestions(&room.db, &actor, (&openings, &catalogue), today).await?;
    let measures: Vec<campaigns::Measure> = suggested.into_iter().cloned().collect();
    let unit = actor.at.name.clone();
    let written = spawn_blocking(move || {
        let asked =
            Asked { unit: &unit, measures: &measures, openings: &openings, subjects: &subjects, today };
        workbook(&asked).to_bytes()
    });
    let bytes = written.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(web::download("活动台账-模板.xlsx", web::XLSX, bytes))
}
