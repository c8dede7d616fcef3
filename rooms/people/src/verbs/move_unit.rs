use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Reads;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::MoveUnit;
use crate::store::accounts::Node;
use crate::store::search::Search;
use crate::store::{mergers, nodes, units};
use crate::tree::place_below;
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, NodeKind, NodePath, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/{id}/move", may::<MoveUnit>(), page(show))
        .verb(Method::Post, "/units/{id}/move", may::<MoveUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/{id}/move",
            may::<MoveUnit>(),
            json::<MoveInput, UnitDetail, _, _, _>(
                "Hangs a unit, with all that is below it, below another node",
                call,
            ),
        )
}

/// Below which node, and the version of the unit that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct MoveInput {
    /// The full name or the id of the node above.
    parent: Raw,
    version: Raw,
}

/// What a move changes, told before it is confirmed.
#[derive(Template)]
#[template(path = "people/unit_move.html")]
pub(crate) struct MovePage {
    pub(crate) page: Page,
    pub(crate) unit: Unit,
    /// Where the unit hangs now, and where it would.
    pub(crate) before: String,
    pub(crate) parent: Unit,
    /// How many departments and units come along.
    pub(crate) below: u64,
    /// Whose people will see the unit, and whose no longer.
    pub(crate) gaining: Vec<Node>,
    pub(crate) losing: Vec<Node>,
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(input): Query<MoveInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    Permit::<MoveUnit>::ask(&actor, &unit)?;
    let (parent, to) = match judge(&people.db, &actor, &unit, &input).await {
        Ok(judged) => judged,
        Err(fault) => return UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    };
    let template = MovePage {
        page: page.titled(format!("移动{}", unit.short_name)),
        before: above(&people.db, &unit).await?.unwrap_or_default(),
        below: mergers::below(&people.db, &unit.path).await?,
        gaining: nodes::above_only(&people.db, &to, &unit.path).await?,
        losing: nodes::above_only(&people.db, &unit.path, &to).await?,
        unit,
        parent,
    };
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<MoveInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match hang(&people, &actor, &unit, &input).await {
        Ok(parent) => Ok(page.done(&format!("已移到“{}”下面。", parent.name), &format!("/units/{id}"))),
        Err(fault) => UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<MoveInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    hang(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

/// The node to hang the unit below, and the path that it gets there.
async fn judge(
    reads: &impl Reads,
    actor: &Actor,
    unit: &Unit,
    input: &MoveInput,
) -> Result<(Unit, NodePath), Fault> {
    let wrong = |sentence: &str| Fault::field("parent", sentence);
    let text = input.parent.given().ok_or_else(|| wrong("请选择上级"))?;
    let parent = units::typed(reads, text).await?.filter(|parent| actor.reaches(&parent.path));
    let Some(parent) = parent else {
        return Err(wrong(&Search::parents(&actor.at.path, unit).nothing(reads, text).await?));
    };
    if let Some(on) = parent.closed_on {
        return Err(wrong(&format!("“{}”已停办，最后一天是 {on}，请选择别的上级", parent.name)));
    }
    // Campaigns and jobs remember the bureau's place in the tree.
    if unit.kind == NodeKind::Bureau {
        return Err(wrong("主管部门不能移动；请把它下面的单位移到别处"));
    }
    if !unit.kind.fits_below(parent.kind) {
        return Err(wrong(&format!("{}不能设在{}下面", unit.kind.label(), parent.kind.label())));
    }
    let to = place_below(unit.id, &unit.path, &parent.path);
    let to = to.ok_or_else(|| wrong("不能移到自己或自己的下级下面"))?;
    Ok((parent, to))
}

async fn above(reads: &impl Reads, unit: &Unit) -> Result<Option<String>, Fault> {
    match unit.parent {
        Some(above) => Ok(units::get(reads, above).await?.map(|above| above.name)),
        None => Ok(None),
    }
}

async fn hang(people: &People, actor: &Actor, unit: &Unit, input: &MoveInput) -> Result<Unit, Fault> {
    let permit = Permit::<MoveUnit>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let mut tx = people.db.begin().await?;
    let (parent, to) = judge(&tx, actor, unit, input).await?;
    units::hang(&mut tx, &permit, &unit.path, parent.id, &to).await?;
    let above = above(&tx, unit).await?;
    permit.record(&mut tx, json!({ "name": unit.name, "before": above, "after": parent.name })).await?;
    tx.commit().await?;
    Ok(parent)
}
