use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use ids::SecretHash;
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Method, Page, Routes, VerbInfo, page};

use crate::permit::write_down;
use crate::session::COOKIE;
use crate::store::sessions;
use crate::{Actor, People};

const VERB: &str = "session.end";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = VerbInfo { name: VERB, callers: Callers::SignedIn };
    routes.verb(Method::Post, "/session/end", verb, page(submit))
}

#[derive(Deserialize)]
struct Nothing {}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    if let Some(presented) = web::cookie(&headers, COOKIE) {
        let mut tx = people.db.begin().await?;
        sessions::end(&mut tx, &SecretHash::of(presented)).await?;
        let (id, path) = (actor.person.to_string(), actor.at.path.as_str());
        write_down(&mut tx, &actor, VERB, ("person", &id), Some(path), json!({})).await?;
        tx.commit().await?;
    }
    let mut response = page.done("已退出登录。", "/sign-in");
    response.headers_mut().append(SET_COOKIE, web::set_cookie(COOKIE, "", 0, page.secure));
    Ok(response)
}
