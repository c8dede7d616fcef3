//! Somebody who was invited by name and has an account already: the invited roles are added to that account.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Method, Page, Raw, Routes, VerbInfo, page};

use crate::account::clash;
use crate::link::Link;
use crate::login::Login;
use crate::permit::Verb;
use crate::policy::GrantRole;
use crate::store::accounts::{self, Grant};
use crate::store::sign_in::{self as store, Account};
use crate::store::{joins, links, persons, units};
use crate::verbs::sign_in::{claim, note_refusal, subjects, take_back};
use crate::verbs::sign_in_code::is_right as is_right_code;
use crate::verbs::welcome::{Input as WelcomeInput, WelcomePage, guest, is_overtaken, overtaken, show_dead};
use crate::visit::Visit;
use crate::{People, PersonId, Role};

const VERB: &str = "account.join";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = VerbInfo { name: VERB, callers: Callers::Anyone };
    routes.verb(Method::Post, "/welcome/{token}/account", verb, page(submit))
}

/// The login, password and, where it is set up, code of the account that there is.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    own_login: Raw,
    own_password: Raw,
    own_code: Raw,
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Path(token): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let (link, person, invited) = match guest(&people, &token).await? {
        Ok(guest) => guest,
        Err(dead) => return show_dead(page, dead),
    };
    match join(&people, &visit, &link, person, &input).await {
        Ok(()) => Ok(page.done("已把新的角色加到您原来的账号，请用原来的登录名和密码登录。", "/sign-in")),
        Err(fault) if is_overtaken(&fault) => overtaken(&people, page, &token, fault).await,
        Err(fault) if fault.status().is_client_error() => {
            let typed = WelcomeInput { name: invited.name.into(), ..WelcomeInput::default() };
            let mut template = WelcomePage::new(page, token, typed, fault.invalid());
            template.own_login = input.own_login;
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn join(
    people: &People,
    visit: &Visit,
    link: &Link,
    invited: PersonId,
    input: &Input,
) -> Result<(), Fault> {
    let login =
        Login::parse(input.own_login.text()).map_err(|error| Fault::field("own_login", error.to_string()))?;
    let account = prove(people, visit, &login, input).await?;
    let mut tx = people.db.begin().await?;
    let today = tx.now().date();
    links::use_up(&mut tx, link.id).await?;
    let ends = persons::invited(&tx, invited).await?.and_then(|invited| invited.expires_on);
    let wanted = accounts::grants(&tx, invited).await?;
    let held: Vec<Role> = accounts::grants(&tx, account.person)
        .await?
        .iter()
        .filter(|grant| grant.until_on.is_none_or(|last| last >= today))
        .map(|grant| grant.role)
        .collect();
    for grant in &wanted {
        let unit = units::get(&tx, grant.unit).await?.ok_or_else(Fault::not_found)?;
        let refused = clash(&held, grant.role).map(str::to_owned);
        if let Some(sentence) = refused.or_else(|| grant.role.fits(unit.kind).err()) {
            drop(tx);
            return refuse(people, visit, &account, grant, sentence).await;
        }
        joins::grant(&mut tx, account.person, grant, ends).await?;
        let detail = told(grant, ends);
        record(&mut tx, visit, &account, (GrantRole::NAME, Outcome::Done), unit.path.as_str(), detail)
            .await?;
    }
    joins::take_in(&mut tx, invited, account.person).await?;
    let place = wanted.first().map(|grant| grant.unit);
    let place = match place {
        Some(unit) => units::get(&tx, unit).await?.map(|unit| unit.path.as_str().to_owned()),
        None => None,
    };
    let detail = json!({ "login": login.as_str(), "link_by": link.made_by });
    let place = place.unwrap_or_default();
    record(&mut tx, visit, &account, (VERB, Outcome::Done), &place, detail).await?;
    Ok(tx.commit().await?)
}

/// The account whose password, and code where it asks for one, was typed. Guesses count as at the sign-in.
async fn prove(people: &People, visit: &Visit, login: &Login, input: &Input) -> Result<Account, Fault> {
    let wrong = || Fault::field("own_password", "登录名或密码不正确，请检查后重新输入");
    let claims = claim(&people.db, &subjects(login, visit)).await?;
    let now = people.db.clock().now();
    let account = store::account(&people.db, login, now.date()).await?;
    let works =
        |account: &&Account| account.is_active && account.expires_on.is_none_or(|last| now.date() <= last);
    let stored = account.as_ref().filter(works).and_then(|account| account.password_hash.clone());
    if !people.hasher.is_right(&input.own_password.to_string(), stored).await? {
        note_refusal(&people.db, visit, (login.as_str(), account.as_ref()), "密码不正确").await?;
        return Err(wrong());
    }
    let account = account.ok_or_else(wrong)?;
    let mut tx = people.db.begin().await?;
    let code = (account.totp_secret.as_deref(), input.own_code.text());
    if code.0.is_some() && !is_right_code(&mut tx, account.person, code.0, code.1, now).await? {
        drop(tx);
        note_refusal(&people.db, visit, (login.as_str(), Some(&account)), "验证码不正确").await?;
        return Err(Fault::field("own_code", "这个账号启用了登录验证，请输入手机上的验证码或一个恢复码"));
    }
    take_back(&mut tx, &claims).await?;
    tx.commit().await?;
    Ok(account)
}

fn told(grant: &Grant, ends: Option<CivilDate>) -> serde_json::Value {
    json!({ "role": grant.role.label(), "unit": grant.unit_name, "expires_on": ends.map(|day| day.to_string()) })
}

async fn refuse(
    people: &People,
    visit: &Visit,
    account: &Account,
    grant: &Grant,
    sentence: String,
) -> Result<(), Fault> {
    let mut tx = people.db.begin().await?;
    let detail = json!({ "role": grant.role.label(), "unit": grant.unit_name, "reason": sentence });
    record(&mut tx, visit, account, (GrantRole::NAME, Outcome::Refused), "", detail).await?;
    tx.commit().await?;
    Err(Fault::refused("clash", format!("不能加到这个账号：{sentence}。请另设一个登录名。")))
}

async fn record(
    tx: &mut db::Tx,
    visit: &Visit,
    account: &Account,
    (verb, outcome): (&str, Outcome),
    place: &str,
    detail: serde_json::Value,
) -> Result<(), Fault> {
    let id = account.person.to_string();
    let entry = Entry {
        actor: Some(&id),
        actor_name: &account.name,
        role: "",
        verb,
        target_kind: "person",
        target: &id,
        place: Some(place).filter(|place| !place.is_empty()),
        outcome,
        detail,
        request: &visit.request,
    };
    Ok(ledger::record(tx, entry).await?)
}
