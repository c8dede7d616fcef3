use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use db::Db;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, IdempotencyKey, Invalid, Method, Once, Page, Raw, Routes, page};

use crate::login::name;
use crate::permit::{Permit, Verb, may};
use crate::policy::{MakeToken, OwnAccount, RevokeToken};
use crate::store::own;
use crate::token::{AccessTokenId, Scope};
use crate::verbs::account::AccountPage;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/account/tokens", may::<MakeToken>(), page(make)).verb(
        Method::Post,
        "/account/tokens/{id}/revoke",
        may::<RevokeToken>(),
        page(revoke),
    )
}

/// What the new token is for, what it may do, for how many days.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TokenInput {
    pub(crate) name: Raw,
    pub(crate) scope: Raw,
    pub(crate) days: Raw,
}

#[derive(Template)]
#[template(path = "people/token.html")]
pub(crate) struct TokenPage {
    pub(crate) page: Page,
    pub(crate) name: String,
    pub(crate) token: String,
}

async fn make(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    Form { input, key }: Form<TokenInput>,
) -> Result<Response, Fault> {
    let permit = Permit::<MakeToken>::ask(&actor, &OwnAccount::of(&actor))?;
    match issue(&people.db, &permit, &input, key.as_ref()).await {
        Ok(Some(token)) => {
            let page = page.titled("访问令牌");
            page.show(&TokenPage { page: page.clone(), name: input.name.text().to_owned(), token })
        }
        Ok(None) => Ok(page.warned("这个令牌已经生成过，只显示一次。丢失时请吊销后重新生成。", "/account")),
        Err(fault) if fault.is_mendable() => {
            let mut template = AccountPage::open(&people.db, &actor, page, &headers).await?;
            template.input = input;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

/// Makes the token; `None` when the same form made it before.
async fn issue(
    db: &Db,
    permit: &Permit<MakeToken>,
    input: &TokenInput,
    key: Option<&IdempotencyKey>,
) -> Result<Option<String>, Fault> {
    const A_DAY: i64 = 24 * 60 * 60;
    let mut invalid = Invalid::default();
    let name = invalid.take("name", name(input.name.text(), 50, "用途"));
    let scope = invalid.take("scope", Scope::parse(input.scope.text()).ok_or("请选择只读或读写"));
    let days = input.days.text().parse().ok().filter(|days| (1..=365).contains(days));
    let days: Option<i64> = invalid.take("days", days.ok_or("有效期应为 1–365 天的整数"));
    invalid.into_result()?;
    let (Some(name), Some(token_scope), Some(days)) = (name, scope, days) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let actor = permit.actor();
    let scope = format!("{}:{}", actor.person, MakeToken::NAME);
    let print = format!("{name}|{}|{days}", token_scope.code());
    let mut tx = db.begin().await?;
    if let Some(key) = key
        && matches!(web::once(&mut tx, &scope, key, &print).await?, Once::Again(_))
    {
        return Ok(None);
    }
    let expires_at = tx.now().plus_seconds(days * A_DAY);
    let secret = own::make_token(&mut tx, permit, actor.at.id, &name, token_scope, expires_at).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, "").await?;
    }
    permit.record(&mut tx, json!({ "name": name, "scope": token_scope.label(), "days": days })).await?;
    tx.commit().await?;
    Ok(Some(secret.reveal()))
}

#[derive(Deserialize)]
struct Nothing {}

async fn revoke(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = AccessTokenId::parse(&id).map_err(|_| Fault::not_found())?;
    let permit = Permit::<RevokeToken>::ask(&actor, &OwnAccount::of(&actor))?;
    let mut tx = people.db.begin().await?;
    if !own::revoke_token(&mut tx, &permit, id).await? {
        return Err(Fault::not_found());
    }
    permit.record(&mut tx, json!({ "token": id })).await?;
    tx.commit().await?;
    Ok(page.done("令牌已吊销，用它的程序不能再访问。", "/account"))
}
