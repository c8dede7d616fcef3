use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::ListUnitSets;
use crate::store::unit_sets::{self, Listed};
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/unit-sets", may::<ListUnitSets>(), page(show)).verb(
        Method::Get,
        "/api/v1/unit-sets",
        may::<ListUnitSets>(),
        json::<(), SetList, _, _, _>("The named sets of units", call),
    )
}

#[derive(Template)]
#[template(path = "people/unit_sets.html")]
pub(crate) struct SetsPage {
    pub(crate) page: Page,
    pub(crate) sets: Vec<Listed>,
    pub(crate) name: Raw,
    pub(crate) errors: Invalid,
    pub(crate) may_change: bool,
    pub(crate) key: String,
}

impl SetsPage {
    /// The list as it is now.
    pub(crate) async fn open(people: &People, actor: &Actor, page: Page) -> Result<Self, Fault> {
        Ok(Self {
            page: page.titled("挂片"),
            sets: unit_sets::all(&people.db, &actor.at.path).await?,
            name: Raw::default(),
            errors: Invalid::default(),
            may_change: actor.is_any(&[Role::BureauOfficer]),
            key: people.db.mint().id::<()>().to_string(),
        })
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ListUnitSets>::ask(&actor, &actor.at)?;
    let template = SetsPage::open(&people, &actor, page).await?;
    template.page.show(&template)
}

/// A set of the list.
#[derive(Serialize, ToSchema)]
struct SetLine {
    id: String,
    name: String,
    /// How many units it has.
    units: i64,
    version: i64,
}

/// The named sets of units.
#[derive(Serialize, ToSchema)]
struct SetList {
    sets: Vec<SetLine>,
}

async fn call(State(people): State<People>, actor: Actor) -> Result<Reply<SetList>, Fault> {
    Permit::<ListUnitSets>::ask(&actor, &actor.at)?;
    let line = |set: Listed| SetLine {
        id: set.id.to_string(),
        name: set.name,
        units: set.units,
        version: set.version,
    };
    let sets = unit_sets::all(&people.db, &actor.at.path).await?.into_iter().map(line).collect();
    Ok(Reply(SetList { sets }))
}
