use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ids::SecretHash;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Invalid, Method, Page, Raw, Routes, page};

use crate::login::Login;
use crate::password::Password;
use crate::permit::{Permit, may};
use crate::policy::{ChangePassword, OwnAccount};
use crate::session::COOKIE;
use crate::store::own;
use crate::verbs::sign_in::{claim, subjects, take_back};
use crate::visit::Visit;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/account/password", may::<ChangePassword>(), page(show)).verb(
        Method::Post,
        "/account/password",
        may::<ChangePassword>(),
        page(submit),
    )
}

/// The password that is, and the one that shall be, twice.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    current: Raw,
    password: Raw,
    again: Raw,
}

#[derive(Template)]
#[template(path = "people/password.html")]
pub(crate) struct PasswordPage {
    pub(crate) page: Page,
    pub(crate) errors: Invalid,
}

async fn show(actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ChangePassword>::ask(&actor, &OwnAccount::of(&actor))?;
    let page = page.titled("修改密码");
    page.show(&PasswordPage { page: page.clone(), errors: Invalid::default() })
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    visit: Visit,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let permit = Permit::<ChangePassword>::ask(&actor, &OwnAccount::of(&actor))?;
    let kept = SecretHash::of(web::cookie(&headers, COOKIE).unwrap_or(""));
    match change(&people, &permit, &visit, &input, &kept).await {
        Ok(()) => Ok(page.done("密码已修改，其他设备已退出登录。", "/account")),
        // Also one that has to wait, after guesses.
        Err(fault) if fault.status().is_client_error() => {
            let page = page.titled("修改密码");
            page.show_refused(&fault, &PasswordPage { page: page.clone(), errors: fault.invalid() })
        }
        Err(fault) => Err(fault),
    }
}

async fn change(
    people: &People,
    permit: &Permit<ChangePassword>,
    visit: &Visit,
    input: &Input,
    kept: &SecretHash,
) -> Result<(), Fault> {
    let data = own::data(&people.db, permit.actor().person).await?;
    let mut invalid = Invalid::default();
    let typed = input.password.to_string();
    let login = data.login.unwrap_or_default();
    // Guesses at the password count here as at the sign-in.
    let claims = match Login::parse(&login) {
        Ok(login) => claim(&people.db, &subjects(&login, visit)).await?,
        Err(_) => Vec::new(),
    };
    let password = invalid.take("password", Password::parse(&typed, &login, &data.name));
    if typed != input.again.to_string() {
        invalid.add("again", "两次输入的密码不一致，请重新输入");
    }
    let is_right = people.hasher.is_right(&input.current.to_string(), data.password_hash).await?;
    let mut tx = people.db.begin().await?;
    if is_right {
        take_back(&mut tx, &claims).await?;
    } else {
        invalid.add("current", "原密码不正确");
        permit.record_refusal(&mut tx, json!({ "reason": "原密码不正确" })).await?;
    }
    tx.commit().await?;
    if is_right && typed == input.current.to_string() {
        invalid.add("password", "新密码不能与原密码相同");
    }
    invalid.into_result()?;
    let Some(password) = password else { return Err(Fault::internal("judged right but not taken")) };
    let hash = people.hasher.hash(password).await?;
    let mut tx = people.db.begin().await?;
    own::set_password(&mut tx, permit, &hash, kept).await?;
    permit.record(&mut tx, json!({})).await?;
    Ok(tx.commit().await?)
}
