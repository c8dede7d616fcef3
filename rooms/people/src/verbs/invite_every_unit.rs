use askama::Template;
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
use crate::verbs::invite::{LinksPage, NewSeat, check_policy, officers_invite};
use crate::verbs::list_units::written;
use crate::visit::Visit;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/units/invitations", may::<InviteEveryUnit>(), page(show))
        .verb(Method::Post, "/units/invitations", may::<InviteEveryUnit>(), page(submit))
        .verb(
            Method::Post,
            "/api/v1/units/invitations",
            may::<InviteEveryUnit>(),
            json::<Wanted, Invitations, _, _, _>(
                "Makes a link for every unit without an officer who can sign in",
                call,
            ),
        )
}

/// For which units, and how the links are to be given.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
struct Wanted {
    /// `all`: also for units whose officer holds a link that still works, and which dies by that; otherwise only for the others.
    which: Raw,
    /// On the page: as a sheet, or (`slips`) as a page to print.
    r#as: Raw,
}

impl Wanted {
    fn wants(&self, unit: &Unmanned) -> bool {
        self.which.text() == "all" || !unit.has_link
    }
}

/// What the links would do, told before they are made.
#[derive(Template)]
#[template(path = "people/invitations.html")]
pub(crate) struct InvitationsPage {
    pub(crate) page: Page,
    /// Units without an officer who can sign in, with and without a link that works.
    pub(crate) with_link: usize,
    pub(crate) without_link: usize,
    pub(crate) may_invite: bool,
    pub(crate) key: String,
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    let permit = Permit::<InviteEveryUnit>::ask(&actor, &actor.at)?;
    let units = members::unmanned(&people.db, permit.place(), people.db.clock().now()).await?;
    let with_link = units.iter().filter(|unit| unit.has_link).count();
    let template = InvitationsPage {
        page: page.titled("批量生成登录链接"),
        with_link,
        without_link: units.len() - with_link,
        may_invite: officers_invite(&people.db).await?,
        key: people.db.mint().id::<()>().to_string(),
    };
    template.page.show(&template)
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
    let Some(invitations) = invite(&people.db, &permit, &input, key.as_ref()).await? else {
        let text = "链接已经生成过，只在那一次给出。如需重新生成，请再点一次“批量生成登录链接”。";
        return Ok(page.warned(text, "/units/invitations"));
    };
    if invitations.is_empty() {
        return Ok(page.warned("没有需要生成的链接。", "/units/invitations"));
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

async fn call(
    State(people): State<People>,
    actor: Actor,
    visit: Visit,
    ApiJson { input, key }: ApiJson<Wanted>,
) -> Result<Reply<Invitations>, Fault> {
    let permit = Permit::<InviteEveryUnit>::ask(&actor, &actor.at)?;
    let invitations = invite(&people.db, &permit, &input, key.as_ref()).await?.ok_or_else(shown_before)?;
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
    input: &Wanted,
    key: Option<&IdempotencyKey>,
) -> Result<Option<Vec<Invitation>>, Fault> {
    check_policy(db, permit).await?;
    let scope = format!("{}:{}", permit.actor().person, InviteEveryUnit::NAME);
    let print = serde_json::to_string(input).map_err(Fault::internal)?;
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let mut invitations = Vec::new();
    let units = members::unmanned(&tx, permit.place(), tx.now()).await?;
    let voided = units.iter().filter(|unit| unit.has_link && input.wants(unit)).count();
    for unit in units.into_iter().filter(|unit| input.wants(unit)) {
        invitations.push(invitation(&mut tx, permit.actor(), unit).await?);
    }
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, "").await?;
    }
    permit.record(&mut tx, json!({ "units": invitations.len(), "voided": voided })).await?;
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
    let made =
        links::make(tx, LinkKind::Welcome, Some(person), &unit.liaison_phone, Some(actor.person)).await?;
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
