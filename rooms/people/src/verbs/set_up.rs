use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::{Db, DbError, Tx};
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Invalid, Method, Page, Raw, Routes, VerbInfo, page};

use crate::link::{DeadLink, Link, LinkKind, usable};
use crate::login::name;
use crate::shown_link::ShownLink;
use crate::store::{links, persons, units};
use crate::verbs::welcome::{Credentials, Input as Account, show_dead};
use crate::visit::Visit;
use crate::{People, PersonId, Role, UnitId};

const VERB: &str = "site.set_up";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = || VerbInfo { name: VERB, callers: Callers::Anyone };
    routes.verb(Method::Get, "/setup/{token}", verb(), page(show)).verb(
        Method::Post,
        "/setup/{token}",
        verb(),
        page(submit),
    )
}

/// The path of a new one-time set-up link; `None` when the site has been set up. Earlier links stop working.
pub async fn setup_link(db: &Db) -> Result<Option<String>, DbError> {
    if units::any(db).await? {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    links::void(&mut tx, None).await?;
    let made = links::make(&mut tx, LinkKind::Setup, None, "", None).await?;
    tx.commit().await?;
    Ok(Some(made.path))
}

/// What is typed at the first set-up.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    pub(crate) body_name: Raw,
    pub(crate) body_short_name: Raw,
    #[serde(flatten)]
    pub(crate) account: Account,
}

/// The accounts that a site begins with beside the system administrator's, and the logins proposed for them.
const FIRST: [(Role, &str); 4] = [
    (Role::SecurityAdministrator, "security"),
    (Role::AuditAdministrator, "audit"),
    (Role::BureauOfficer, "officer"),
    (Role::BureauReviewer, "reviewer"),
];

#[derive(Template)]
#[template(path = "people/set_up.html")]
pub(crate) struct SetUpPage {
    pub(crate) page: Page,
    pub(crate) input: Input,
    pub(crate) errors: Invalid,
}

#[derive(Template)]
#[template(path = "people/set_up_done.html")]
pub(crate) struct SetUpDonePage {
    pub(crate) page: Page,
    pub(crate) login: String,
    pub(crate) links: Vec<ShownLink>,
}

async fn live_link(people: &People, token: &str) -> Result<Result<Link, DeadLink>, Fault> {
    let found = links::by_secret(&people.db, token).await?;
    Ok(usable(found, LinkKind::Setup, people.db.clock().now()))
}

async fn show(
    State(people): State<People>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    if let Err(dead) = live_link(&people, &token).await? {
        return show_dead(page, dead);
    }
    let page = page.titled("首次设置");
    page.show(&SetUpPage { page: page.clone(), input: Input::default(), errors: Invalid::default() })
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Path(token): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let link = match live_link(&people, &token).await? {
        Ok(link) => link,
        Err(dead) => return show_dead(page, dead),
    };
    match set_up(&people, &visit, &link, &input).await {
        Ok(links) => {
            let page = page.titled("设置完成");
            let login = input.account.login.text().to_ascii_lowercase();
            page.show(&SetUpDonePage { page: page.clone(), login, links })
        }
        Err(fault) if fault.is_mendable() => {
            let page = page.titled("首次设置");
            page.show_refused(&fault, &SetUpPage { page: page.clone(), input, errors: fault.invalid() })
        }
        Err(fault) => Err(fault),
    }
}

async fn set_up(people: &People, visit: &Visit, link: &Link, input: &Input) -> Result<Vec<ShownLink>, Fault> {
    let mut invalid = Invalid::default();
    let body = invalid.take("body_name", name(input.body_name.text(), 60, "单位全称"));
    let short = invalid.take("body_short_name", name(input.body_short_name.text(), 20, "单位简称"));
    let account = input.account.judge(&mut invalid);
    invalid.into_result()?;
    let (Some(body), Some(short), Some(account)) = (body, short, account) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let Credentials { name, login, password } = account;
    let hash = people.hasher.hash(password).await?;
    let mut tx = people.db.begin().await?;
    links::use_up(&mut tx, link.id).await?;
    let (bureau, path) = units::found(&mut tx, &body, &short).await?;
    let first = persons::add(&mut tx, &name, bureau, None).await?;
    persons::set_credentials(&mut tx, first, &login, &name, &hash).await?;
    persons::grant(&mut tx, first, bureau, Role::SystemAdministrator).await?;
    let links = invite_the_first(&mut tx, first, bureau, &visit.origin).await?;
    let id = first.to_string();
    let entry = Entry {
        actor: Some(&id),
        actor_name: &name,
        role: Role::SystemAdministrator.label(),
        verb: VERB,
        target_kind: "unit",
        target: &bureau.to_string(),
        place: Some(path.as_str()),
        outcome: Outcome::Done,
        detail: json!({ "name": body, "invited": FIRST.map(|(role, _)| role.label()).join("、") }),
        request: &visit.request,
    };
    ledger::record(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(links)
}

/// Invites the others; each is a first grant that the set-up answers for.
async fn invite_the_first(
    tx: &mut Tx,
    actor: PersonId,
    bureau: UnitId,
    origin: &str,
) -> Result<Vec<ShownLink>, Fault> {
    let mut shown = Vec::new();
    for (role, login) in FIRST {
        let person = persons::add(tx, role.label(), bureau, None).await?;
        persons::grant(tx, person, bureau, role).await?;
        let made = links::make(tx, LinkKind::Welcome, Some(person), login, Some(actor)).await?;
        shown.push(ShownLink::new(role.label().to_owned(), origin, &made)?);
    }
    Ok(shown)
}
