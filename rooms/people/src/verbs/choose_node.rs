//! What a field offers while somebody types the name of a node.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::{Fault, Method, Page, Query, Raw, Routes, page};

use crate::permit::{Permit, may};
use crate::policy::ChooseNode;
use crate::store::search::{Found, Search};
use crate::verbs::show_unit::find;
use crate::{Actor, NodeKind, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/units/choices", may::<ChooseNode>(), page(show))
}

/// For what a node is chosen, and what was typed so far, under the name of the field that asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sought {
    /// `every`, `parent`, `partner` or the code of a role; without it, any node that is there.
    r#for: Raw,
    /// The unit for which a parent or a partner is chosen.
    of: Raw,
    unit: Raw,
    parent: Raw,
    successor: Raw,
    served_by: Raw,
}

impl Sought {
    fn text(&self) -> &str {
        let fields = [&self.unit, &self.parent, &self.successor, &self.served_by];
        fields.into_iter().find_map(Raw::given).unwrap_or("")
    }
}

/// The options of a list, to stand in the page that asked.
#[derive(Template)]
#[template(path = "people/choices.html")]
struct Choices {
    found: Vec<Found>,
}

/// The most nodes that are offered at once.
const OFFERED: i64 = 20;

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(sought): Query<Sought>,
) -> Result<Response, Fault> {
    Permit::<ChooseNode>::ask(&actor, &actor.at)?;
    let place = &actor.at.path;
    let unit = match sought.of.given() {
        Some(id) => Some(find(&people.db, id).await?).filter(|unit| actor.reaches(&unit.path)),
        None => None,
    };
    let search = match (sought.r#for.text(), &unit) {
        ("every", _) => Search::every(place),
        ("parent", Some(unit)) => Search::parents(place, unit),
        ("partner", Some(unit)) => Search::partners(place, unit),
        ("parent" | "partner", None) => return Err(Fault::not_found()),
        (role, _) => Search::among(place, Role::parse(role).map_or(NodeKind::ALL, Role::kinds)),
    };
    let found = search.find(&people.db, sought.text(), OFFERED).await?;
    page.show(&Choices { found })
}
