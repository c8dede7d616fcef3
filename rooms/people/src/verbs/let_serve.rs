use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::permit::{Permit, may};
use crate::policy::LetServe;
use crate::store::search::Search;
use crate::store::{services, units};
use crate::unit::Unit;
use crate::verbs::show_unit::{UnitDetail, UnitPage, detail, find};
use crate::{Actor, NodeKind, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/{id}/service", may::<LetServe>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/{id}/service",
        may::<LetServe>(),
        json::<ServiceInput, UnitDetail, _, _, _>(
            "Says which unit reports for this one; blank: it does so itself",
            call,
        ),
    )
}

/// Which unit reports for this one, and the version that was looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ServiceInput {
    /// The full name of the unit, or its id; blank: none.
    served_by: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<ServiceInput>,
) -> Result<Response, Fault> {
    let unit = find(&people.db, &id).await?;
    match serve(&people, &actor, &unit, &input).await {
        Ok(Some(server)) => {
            Ok(page.done(&format!("已指定由“{}”代报。", server.name), &format!("/units/{id}")))
        }
        Ok(None) => Ok(page.done("已改为由本单位自己报送。", &format!("/units/{id}"))),
        Err(fault) => UnitPage::refused(&people.db, &actor, page, &id, fault).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ServiceInput>,
) -> Result<Reply<UnitDetail>, Fault> {
    let unit = find(&people.db, &id).await?;
    serve(&people, &actor, &unit, &input).await?;
    Ok(Reply(detail(&people.db, find(&people.db, &id).await?).await?))
}

async fn serve(
    people: &People,
    actor: &Actor,
    unit: &Unit,
    input: &ServiceInput,
) -> Result<Option<Unit>, Fault> {
    let permit = Permit::<LetServe>::ask(actor, unit)?;
    unit.still(&input.version)?;
    let wrong = |sentence: &str| Fault::field("served_by", sentence);
    let mut tx = people.db.begin().await?;
    let server = match input.served_by.given() {
        None => None,
        Some(text) => {
            let found = units::typed(&tx, text).await?;
            let found = found.filter(|found| actor.reaches(&found.path) && found.kind == NodeKind::Unit);
            match found {
                Some(found) => Some(found),
                None => {
                    let near = Search::partners(&actor.at.path, unit).nothing(&tx, text).await?;
                    return Err(wrong(&near));
                }
            }
        }
    };
    if let Some(server) = &server {
        if server.id == unit.id {
            return Err(wrong("代报单位不能是本单位"));
        }
        if let Some(merger) = server.merger() {
            return Err(wrong(&format!(
                "该单位已于 {} 并入“{}”，请填写合并后的单位",
                merger.on, merger.into_name
            )));
        }
        if let Some(on) = server.closed_on {
            return Err(wrong(&format!("该单位已停办，最后一天是 {on}，请填写别的单位")));
        }
        if let Some(further) = services::server(&tx, server.id).await? {
            return Err(wrong(&format!("该单位自己由“{}”代报，不能再替别的单位代报", further.name)));
        }
        if !services::served(&tx, unit.id).await?.is_empty() {
            return Err(wrong("本单位正在替别的单位代报，不能再由别的单位代报"));
        }
    }
    let before = services::server(&tx, unit.id).await?.map(|server| server.name);
    services::set(&mut tx, &permit, unit.id, server.as_ref().map(|server| server.id)).await?;
    let after = server.as_ref().map(|server| server.name.as_str());
    permit.record(&mut tx, json!({ "name": unit.name, "before": before, "after": after })).await?;
    tx.commit().await?;
    Ok(server)
}
