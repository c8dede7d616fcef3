use askama::Template;
use axum::extract::State;
use axum::response::Response;
use people::{Actor, Permit};
use serde::Deserialize;
use web::{Fault, Page, Query, Raw};

use crate::Activities;
use crate::policy::{Log, Logbook};
use crate::store::cohosts::{self, Partner};

/// What was typed so far, under the name of the field that asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sought {
    cohosts: Vec<Raw>,
}

/// `activities/partners.html`: the options of a list, to stand in the form that asked.
#[derive(Debug, Template)]
#[template(path = "activities/partners.html")]
pub(super) struct PartnersList {
    pub(super) found: Vec<Partner>,
}

/// Offers units that may be named beside the host, while the name of one is typed (as decision 49).
pub(crate) async fn html(
    State(room): State<Activities>,
    actor: Actor,
    page: Page,
    Query(sought): Query<Sought>,
) -> Result<Response, Fault> {
    const OFFERED: i64 = 20;
    Permit::<Log>::ask(&actor, &Logbook::of(&actor))?;
    let text = sought.cohosts.iter().find_map(Raw::given).unwrap_or_default();
    let found = cohosts::partners(&room.db, actor.at.id, text, OFFERED).await?;
    page.show(&PartnersList { found })
}
