use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use db::Db;
use ids::SecretHash;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::device;
use crate::permit::{Permit, may};
use crate::policy::{EndOtherSessions, EndSession, OwnAccount, ShowOwnAccount};
use crate::session::{COOKIE, SessionId};
use crate::store::own::{self, OpenSession, OwnToken};
use crate::verbs::tokens::TokenInput;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Get, "/account", may::<ShowOwnAccount>(), page(show))
        .verb(Method::Post, "/account/sessions/{id}/end", may::<EndSession>(), page(end_session))
        .verb(Method::Post, "/account/sessions/end-others", may::<EndOtherSessions>(), page(end_others))
        .verb(
            Method::Get,
            "/api/v1/me",
            may::<ShowOwnAccount>(),
            json::<(), Me, _, _, _>("Whose token this is, and where it acts", me),
        )
}

#[derive(Template)]
#[template(path = "people/account.html")]
pub(crate) struct AccountPage {
    pub(crate) page: Page,
    pub(crate) name: String,
    /// The name as it was typed anew.
    pub(crate) own_name: Raw,
    pub(crate) login: String,
    pub(crate) place: String,
    pub(crate) roles: String,
    pub(crate) sessions: Vec<OpenSession>,
    pub(crate) current: String,
    pub(crate) tokens: Vec<OwnToken>,
    pub(crate) input: TokenInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
    pub(crate) now: clock::Moment,
}

impl AccountPage {
    /// The page as it opens.
    pub(crate) async fn open(db: &Db, actor: &Actor, page: Page, headers: &HeaderMap) -> Result<Self, Fault> {
        let now = db.clock().now();
        let data = own::data(db, actor.person).await?;
        let current = web::cookie(headers, COOKIE).map(SecretHash::of);
        Ok(Self {
            page: page.titled("我的账号"),
            own_name: data.name.as_str().into(),
            name: data.name,
            login: data.login.unwrap_or_default(),
            place: actor.at.name.clone(),
            roles: actor.role_words(),
            sessions: own::sessions(db, actor.person, now).await?,
            current: current.map(|hash| hash.as_str().to_owned()).unwrap_or_default(),
            tokens: own::tokens(db, actor.person).await?,
            input: TokenInput::default(),
            errors: Invalid::default(),
            key: db.mint().id::<()>().to_string(),
            now,
        })
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    Permit::<ShowOwnAccount>::ask(&actor, &OwnAccount::of(&actor))?;
    let template = AccountPage::open(&people.db, &actor, page, &headers).await?;
    template.page.show(&template)
}

#[derive(Deserialize)]
struct Nothing {}

async fn end_session(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let id = SessionId::parse(&id).map_err(|_| Fault::not_found())?;
    let permit = Permit::<EndSession>::ask(&actor, &OwnAccount::of(&actor))?;
    let mut tx = people.db.begin().await?;
    let Some(user_agent) = own::end_session(&mut tx, &permit, id).await? else {
        return Err(Fault::not_found());
    };
    permit.record(&mut tx, json!({ "session": id, "device": device::words(&user_agent) })).await?;
    tx.commit().await?;
    Ok(page.done("已让那台设备退出登录。", "/account"))
}

async fn end_others(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let permit = Permit::<EndOtherSessions>::ask(&actor, &OwnAccount::of(&actor))?;
    let kept = SecretHash::of(web::cookie(&headers, COOKIE).unwrap_or(""));
    let mut tx = people.db.begin().await?;
    let ended = own::end_others(&mut tx, &permit, &kept).await?;
    permit.record(&mut tx, json!({ "sessions": ended })).await?;
    tx.commit().await?;
    Ok(page.done("已让其他全部设备退出登录。", "/account"))
}

/// Whoever calls.
#[derive(Serialize, ToSchema)]
struct Me {
    id: String,
    name: String,
    place_id: String,
    place: String,
    roles: Vec<&'static str>,
}

async fn me(actor: Actor) -> Result<Reply<Me>, Fault> {
    Permit::<ShowOwnAccount>::ask(&actor, &OwnAccount::of(&actor))?;
    Ok(Reply(Me {
        id: actor.person.to_string(),
        name: actor.name,
        place_id: actor.at.id.to_string(),
        place: actor.at.name,
        roles: actor.roles.iter().map(|role| role.code()).collect(),
    }))
}
