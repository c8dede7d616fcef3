use axum::extract::State;
use axum::response::Response;
use db::{Db, Tx};
use serde::Deserialize;
use serde_json::json;
use sheets::{Heading, Sheet};
use web::{Fault, Form, IdempotencyKey, Method, Once, Page, Routes, page};

use crate::link::LinkKind;
use crate::permit::{Permit, Verb, may};
use crate::policy::InviteEveryUnit;
use crate::store::members::{self, Unmanned};
use crate::store::{links, persons};
use crate::verbs::list_units::written;
use crate::visit::Visit;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/invitations", may::<InviteEveryUnit>(), page(submit))
}

#[derive(Deserialize)]
struct Nothing {}

/// A unit with the path of its officer's link.
struct Invitation {
    unit: Unmanned,
    name: String,
    path: String,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Form { key, .. }: Form<Nothing>,
) -> Result<Response, Fault> {
    let permit = Permit::<InviteEveryUnit>::ask(&actor, &actor.at)?;
    let Some(invitations) = invite(&people.db, &permit, key.as_ref()).await? else {
        let text = "链接已经生成过，只在那一次下载中给出。如需重新生成，请再点一次“批量生成登录链接”。";
        return Ok(page.warned(text, "/units"));
    };
    if invitations.is_empty() {
        return Ok(page.warned("每个单位都已有能登录的经办人，没有需要生成的链接。", "/units"));
    }
    let bytes = written(move || sheet(&visit.origin, &invitations)).await?;
    Ok(web::download("单位登录链接.xlsx", web::XLSX, bytes))
}

/// Makes the links; `None` when the same form made them before.
async fn invite(
    db: &Db,
    permit: &Permit<InviteEveryUnit>,
    key: Option<&IdempotencyKey>,
) -> Result<Option<Vec<Invitation>>, Fault> {
    let scope = format!("{}:{}", permit.actor().person, InviteEveryUnit::NAME);
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, "").await?, Once::Again(_))
    {
        return Ok(None);
    }
    let mut invitations = Vec::new();
    for unit in members::unmanned(&tx, permit.place()).await? {
        invitations.push(invitation(&mut tx, unit).await?);
    }
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, "").await?;
    }
    permit.record(&mut tx, json!({ "units": invitations.len() })).await?;
    tx.commit().await?;
    Ok(Some(invitations))
}

/// A new link for the officer who was invited before, or for a new one named after the liaison.
async fn invitation(tx: &mut Tx, unit: Unmanned) -> Result<Invitation, Fault> {
    let name = match unit.liaison_name.as_str() {
        "" => format!("{}经办人", unit.short_name),
        liaison => liaison.to_owned(),
    };
    let person = match unit.invited {
        Some(person) => person,
        None => {
            let person = persons::add(tx, &name).await?;
            persons::grant(tx, person, unit.unit, Role::UnitOfficer).await?;
            person
        }
    };
    links::void(tx, Some(person)).await?;
    let path = links::make(tx, LinkKind::Welcome, Some(person), &unit.liaison_phone).await?;
    Ok(Invitation { unit, name, path })
}

fn sheet(origin: &str, invitations: &[Invitation]) -> Sheet {
    let headings = [
        Heading::new("单位名称", 32.0),
        Heading::new("街道（乡镇）", 14.0),
        Heading::new("联络员", 12.0),
        Heading::new("联络员电话", 16.0),
        Heading::new("一次性登录链接", 90.0),
    ];
    let mut sheet = Sheet::new("登录链接", headings).title("单位登录链接").note(
        "每个链接只能用一次，14 天内有效；请单独发给对应单位的联络员，不要发到群里。重新生成后，旧链接作废。",
    );
    for Invitation { unit, name, path } in invitations {
        sheet.push([
            unit.name.as_str().into(),
            unit.township.as_str().into(),
            name.as_str().into(),
            unit.liaison_phone.as_str().into(),
            format!("{origin}{path}").into(),
        ]);
    }
    sheet
}
