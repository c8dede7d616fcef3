use askama::Template;
use axum::extract::State;
use axum::response::Response;
use db::{Db, Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{
    ApiJson, Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Query, Raw, Reply, Routes, json, page,
};

use crate::permit::{Permit, Verb, may};
use crate::policy::AddUnit;
use crate::roster::Roster;
use crate::store::units;
use crate::unit::{Unit, UnitInput};
use crate::verbs::show_unit::{UnitDetail, detail};
use crate::{Actor, NodeKind, People, UnitId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/new", may::<AddUnit>(), page(show))
        .verb(Method::Post, "/units", may::<AddUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units",
            may::<AddUnit>(),
            json::<NewUnitInput, UnitDetail, _, _, _>(
                "Adds a unit, a bureau or a department below a node",
                call,
            ),
        )
}

/// What is said of the new node, and where it hangs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct NewUnitInput {
    #[serde(flatten)]
    pub(crate) unit: UnitInput,
    /// The full name or the id of the node above; blank: the caller's place.
    pub(crate) parent: Raw,
    /// `unit` (also when blank), `bureau` or `department`.
    pub(crate) kind: Raw,
}

#[derive(Template)]
#[template(path = "people/unit_new.html")]
pub(crate) struct NewUnitPage {
    pub(crate) page: Page,
    pub(crate) input: UnitInput,
    pub(crate) parent: Unit,
    pub(crate) kind: NodeKind,
    /// What may hang there.
    pub(crate) kinds: Vec<NodeKind>,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
}

/// The node above: the one that was chosen, or the actor's own place.
async fn above(reads: &impl Reads, actor: &Actor, chosen: &Raw) -> Result<Unit, Fault> {
    let found = match chosen.given() {
        None => units::get(reads, actor.at.id).await?,
        Some(text) => units::typed(reads, text).await?,
    };
    found.ok_or_else(Fault::not_found)
}

impl NewUnitPage {
    fn open(people: &People, page: Page, parent: Unit, input: NewUnitInput) -> Self {
        let kinds: Vec<NodeKind> =
            NodeKind::ALL.iter().copied().filter(|kind| kind.fits_below(parent.kind)).collect();
        let first = if kinds.contains(&NodeKind::Unit) { NodeKind::Unit } else { NodeKind::Department };
        let kind = NodeKind::parse(input.kind.text()).filter(|kind| kinds.contains(kind)).unwrap_or(first);
        let key = people.db.mint().id::<()>().to_string();
        let page = page.titled(format!("新增{}", kind.label()));
        Self { page, input: input.unit, parent, kind, kinds, errors: Invalid::default(), key }
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(input): Query<NewUnitInput>,
) -> Result<Response, Fault> {
    let parent = above(&people.db, &actor, &input.parent).await?;
    Permit::<AddUnit>::ask(&actor, &parent)?;
    let template = NewUnitPage::open(&people, page, parent, input);
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, key }: Form<NewUnitInput>,
) -> Result<Response, Fault> {
    match add(&people.db, &actor, &input, key.as_ref()).await {
        Ok(id) => {
            let kind = input.kind.given().and_then(NodeKind::parse).unwrap_or(NodeKind::Unit);
            Ok(page.done(&format!("已新增{}。", kind.label()), &format!("/units/{id}")))
        }
        Err(fault) if fault.is_mendable() => {
            let parent = above(&people.db, &actor, &input.parent).await?;
            let mut template = NewUnitPage::open(&people, page, parent, input);
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    ApiJson { input, key }: ApiJson<NewUnitInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let id = add(&people.db, &actor, &input, key.as_ref()).await?;
    let unit = units::get(&people.db, id).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply(detail(&people.db, unit).await?))
}

async fn add(
    db: &Db,
    actor: &Actor,
    input: &NewUnitInput,
    key: Option<&IdempotencyKey>,
) -> Result<UnitId, Fault> {
    let parent = above(db, actor, &input.parent).await?;
    let permit = Permit::<AddUnit>::ask(actor, &parent)?;
    let scope = format!("{}:{}", actor.person, AddUnit::NAME);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && let Once::Again(id) = web::once(&mut tx, &scope, key, &print).await?
    {
        return UnitId::parse(&id).map_err(Fault::internal);
    }
    let kind = input.kind.given().map_or(Some(NodeKind::Unit), NodeKind::parse);
    let kind = kind.filter(|kind| kind.fits_below(parent.kind)).ok_or_else(|| {
        Fault::field("kind", format!("{}下面不能设这一类，请换一类或换一个上级", parent.kind.label()))
    })?;
    let id = insert(&mut tx, &permit, &parent, (kind, false), &input.unit).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    let detail =
        json!({ "unit": id, "name": input.unit.name.text(), "kind": kind.label(), "parent": parent.name });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds what is new under every name and code that there is.
pub(crate) async fn insert(
    tx: &mut Tx,
    permit: &Permit<AddUnit>,
    parent: &Unit,
    sort: (NodeKind, bool),
    input: &UnitInput,
) -> Result<UnitId, Fault> {
    let mut invalid = Invalid::default();
    let particulars = input.judge_as(sort.0, &mut invalid);
    invalid.into_result()?;
    let Some(particulars) = particulars else { return Err(Fault::internal("judged right but not taken")) };
    let every = units::every(&*tx).await?;
    let is_twin = |unit: &Unit| unit.parent == Some(parent.id) && unit.name == particulars.name;
    if sort.0 == NodeKind::Department && every.iter().any(is_twin) {
        let sentence = format!("“{}”下面已有这个名称，请核对，或打开原有的修改", parent.short_name);
        return Err(Fault::field("name", sentence));
    }
    let roster = Roster::new(every);
    if roster.knows(&particulars) {
        return Err(Fault::field("name", "已有这个单位（名称或信用代码相同），请从名册打开它"));
    }
    Ok(units::add(tx, permit, (parent.id, &parent.path), sort, &particulars).await?)
}
