use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Page, Query, Raw};

use super::partners::PartnersList;
use crate::Activities;
use crate::policy::{List, Logbook};
use crate::store::nodes;

/// What was typed so far.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sought {
    unit: Raw,
}

/// Offers units by which the list may be narrowed, also those that are no more, while the name of one is typed (as decision 49).
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(sought): Query<Sought>,
) -> Result<Response, Fault> {
    const OFFERED: i64 = 20;
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let found = nodes::units(&room.db, &actor.at.path, sought.unit.text(), OFFERED).await?;
    page.show(&PartnersList { found })
}
