use axum::extract::State;
use axum::response::Response;
use db::{Db, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sheets::{Heading, Sheet};
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, IdempotencyKey, Method, Once, Page, Raw, Reply, Routes, json, page};

use crate::link::LinkKind;
use crate::permit::{Permit, Verb, may};
use crate::policy::InviteEveryUnit;
use crate::shown_link::{LinkView, ShownLink, shown_before};
use crate::store::links::{self, Made};
use crate::store::members::{self, Unmanned};
use crate::verbs::invite::{LinksPage, NewSeat};
use crate::verbs::list_units::written;
use crate::visit::Visit;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/units/invitations", may::<InviteEveryUnit>(), page(submit)).verb(
        Method::Post,
        "/api/v1/units/invitations",
        may::<InviteEveryUnit>(),
        json::<(), Invitations, _, _, _>(
            "Makes a link for every unit without an officer who can sign in",
            call,
        ),
    )
}

/// How the links are to be given: as a sheet, or (`slips`) as a page to print.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    r#as: Raw,
}

/// A unit with its officer's link.
struct Invitation {
    unit: Unmanned,
    name: String,
    made: Made,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Form { input, key }: Form<Wanted>,
) -> Result<Response, Fault> {
    let permit = Permit::<InviteEveryUnit>::ask(&actor, &actor.at)?;
    let Some(invitations) = invite(&people.db, &permit, key.as_ref()).await? else {
        let text = "链接已经生成过，只在那一次给出。如需重新生成，请再点一次“批量生成登录链接”。";
        return Ok(page.warned(text, "/units"));
    };
    if invitations.is_empty() {
        return Ok(page.warned("每个单位都已有能登录的经办人，没有需要生成的链接。", "/units"));
    }
    if input.r#as.text() == "slips" {
        let links = shown(&visit, &invitations)?;
        return LinksPage::show(page, links, "/units".to_owned(), "返回单位".to_owned());
    }
    let bytes = written(move || sheet(&visit.origin, &invitations)).await?;
    Ok(web::download("单位登录链接.xlsx", web::XLSX, bytes))
}

/// The links that were made.
#[derive(Serialize, ToSchema)]
struct Invitations {
    links: Vec<LinkView>,
}

#[derive(Deserialize)]
struct Nothing {}

async fn call(
    State(people): State<People>,
    actor: Actor,
    visit: Visit,
    ApiJson { key, .. }: ApiJson<Nothing>,
) -> Result<Reply<Invitations>, Fault> {
    let permit = Permit::<InviteEveryUnit>::ask(&actor, &actor.at)?;
    let invitations = invite(&people.db, &permit, key.as_ref()).await?.ok_or_else(shown_before)?;
    let links = shown(&visit, &invitations)?.into_iter().map(ShownLink::view).collect();
    Ok(Reply(Invitations { links }))
}

fn shown(visit: &Visit, invitations: &[Invitation]) -> Result<Vec<ShownLink>, Fault> {
    let link = |Invitation { unit, name, made }: &Invitation| {
        ShownLink::new(format!("{} {name}", unit.name), &visit.origin, made)
    };
    invitations.iter().map(link).collect()
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
    for unit in members::unmanned(&tx, permit.place(), tx.now().date()).await? {
        invitations.push(invitation(&mut tx, permit.actor(), unit).await?);
    }
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, "").await?;
    }
    permit.record(&mut tx, json!({ "units": invitations.len() })).await?;
    tx.commit().await?;
    Ok(Some(invitations))
}

/// A new link for the officer who was invited before, or for a new one named after the liaison.
async fn invitation(tx: &mut Tx, actor: &Actor, unit: Unmanned) -> Result<Invitation, Fault> {
    let name = match unit.liaison_name.as_str() {
        "" => format!("{}经办人", unit.short_name),
        liaison => liaison.to_owned(),
    };
    let seat = NewSeat {
        name: &name,
        home: unit.unit,
        unit_name: &unit.name,
        path: &unit.path,
        role: Role::UnitOfficer,
        expires_on: None,
    };
    let person = match unit.invited {
        Some(person) => person,
        None => seat.fill(tx, actor).await?,
    };
    links::void(tx, Some(person)).await?;
    let made = links::make(tx, LinkKind::Welcome, Some(person), &unit.liaison_phone).await?;
    Ok(Invitation { unit, name, made })
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
    for Invitation { unit, name, made } in invitations {
        sheet.push([
            unit.name.as_str().into(),
            unit.township.as_str().into(),
            name.as_str().into(),
            unit.liaison_phone.as_str().into(),
            format!("{origin}{}", made.path).into(),
        ]);
    }
    sheet
}
