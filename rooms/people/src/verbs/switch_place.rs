use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use ids::SecretHash;
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Method, Page, Raw, Routes, VerbInfo, page};

use crate::kept::Kept;
use crate::permit::write_down;
use crate::session::COOKIE;
use crate::store::{seats, sessions};
use crate::verbs::resume::back_at;
use crate::{Actor, People, UnitId};

pub(crate) const VERB: &str = "session.place";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = VerbInfo { name: VERB, callers: Callers::SignedIn };
    routes.verb(Method::Post, "/session/place", verb, page(submit))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    id: Raw,
    /// A form that waits to be sent from there.
    kept: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    headers: HeaderMap,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let place = UnitId::parse(input.id.text()).map_err(|_| Fault::not_found())?;
    let held = seats::of(&people.db, actor.person, people.db.clock().today()).await?;
    let seat = held.iter().find(|seat| seat.at.id == place).ok_or_else(Fault::not_found)?;
    let presented = web::cookie(&headers, COOKIE).ok_or_else(Fault::not_signed_in)?;
    let mut tx = people.db.begin().await?;
    sessions::move_to(&mut tx, &SecretHash::of(presented), place).await?;
    let (id, path) = (actor.person.to_string(), seat.at.path.as_str());
    let detail = json!({ "before": actor.at.name, "after": seat.at.name });
    write_down(&mut tx, &actor, VERB, ("person", &id), Some(path), detail).await?;
    tx.commit().await?;
    if let Some(kept) = Kept::from_text(&input.kept) {
        return back_at(page, kept, &actor, seat);
    }
    let note = if seat.serving_from.is_some() { "，代它登记和报送" } else { "" };
    Ok(page.done(&format!("现在以“{}”的身份办理{note}。", seat.at.short_name), "/"))
}
