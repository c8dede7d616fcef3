use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Invalid, Method, Page, Raw, Routes, VerbInfo, page};

use crate::link::{DeadLink, Link, LinkKind, usable};
use crate::password::Password;
use crate::store::persons::{self, Invited};
use crate::store::{links, sign_in};
use crate::verbs::sign_in::login_subject;
use crate::verbs::welcome::{is_overtaken, show_dead};
use crate::visit::Visit;
use crate::{People, PersonId};

const VERB: &str = "account.choose_password";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = || VerbInfo { name: VERB, callers: Callers::Anyone };
    routes.verb(Method::Get, "/reset/{token}", verb(), page(show)).verb(
        Method::Post,
        "/reset/{token}",
        verb(),
        page(submit),
    )
}

/// Another password, twice.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    password: Raw,
    again: Raw,
}

#[derive(Template)]
#[template(path = "people/choose_password.html")]
pub(crate) struct ChoosePasswordPage {
    pub(crate) page: Page,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) errors: Invalid,
}

/// Whoever lost the password, with the login that stays.
struct Guest {
    link: Link,
    person: PersonId,
    name: String,
    login: String,
}

async fn guest(people: &People, token: &str) -> Result<Result<Guest, DeadLink>, Fault> {
    let found = links::by_secret(&people.db, token).await?;
    let link = match usable(found, LinkKind::Reset, people.db.clock().now()) {
        Ok(link) => link,
        Err(dead) => return Ok(Err(dead)),
    };
    let Some(person) = link.person else { return Ok(Err(DeadLink::Unknown)) };
    let today = people.db.clock().today();
    let invited = persons::invited(&people.db, person).await?.filter(|invited| invited.may_come(today));
    Ok(match invited {
        Some(Invited { name, login: Some(login), .. }) => Ok(Guest { link, person, name, login }),
        _ => Err(DeadLink::Expired),
    })
}

fn template(page: Page, guest: &Guest, errors: Invalid) -> ChoosePasswordPage {
    let page = page.titled("设置新密码");
    ChoosePasswordPage { page, name: guest.name.clone(), login: guest.login.clone(), errors }
}

async fn show(
    State(people): State<People>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    match guest(&people, &token).await? {
        Ok(guest) => {
            let template = template(page, &guest, Invalid::default());
            template.page.show(&template)
        }
        Err(dead) => show_dead(page, dead),
    }
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Path(token): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let guest = match guest(&people, &token).await? {
        Ok(guest) => guest,
        Err(dead) => return show_dead(page, dead),
    };
    match choose(&people, &visit, &guest, &input).await {
        Ok(()) => Ok(page.done("新密码已设好，原来的登录都已退出。请用新密码登录。", "/sign-in")),
        Err(fault) => match self::guest(&people, &token).await? {
            // Somebody who opened the same link at the same time was faster.
            Err(dead) if is_overtaken(&fault) => show_dead(page, dead),
            _ if fault.is_mendable() => {
                let template = template(page, &guest, fault.invalid());
                template.page.show_refused(&fault, &template)
            }
            _ => Err(fault),
        },
    }
}

async fn choose(people: &People, visit: &Visit, guest: &Guest, input: &Input) -> Result<(), Fault> {
    let mut invalid = Invalid::default();
    let typed = input.password.to_string();
    let password = invalid.take("password", Password::parse(&typed, &guest.login, &guest.name));
    if typed != input.again.to_string() {
        invalid.add("again", "两次输入的密码不一致，请重新输入");
    }
    invalid.into_result()?;
    let Some(password) = password else { return Err(Fault::internal("judged right but not taken")) };
    let hash = people.hasher.hash(password).await?;
    let mut tx = people.db.begin().await?;
    links::use_up(&mut tx, guest.link.id).await?;
    persons::reset_password(&mut tx, guest.person, &hash).await?;
    sign_in::forget(&mut tx, &login_subject(&guest.login)).await?;
    let id = guest.person.to_string();
    let entry = Entry {
        actor: Some(&id),
        actor_name: &guest.name,
        role: "",
        verb: VERB,
        target_kind: "person",
        target: &id,
        place: None,
        outcome: Outcome::Done,
        detail: json!({ "peer": visit.peer, "link_by": guest.link.made_by }),
        request: &visit.request,
    };
    ledger::record(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}
