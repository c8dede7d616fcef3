//! After the sign-in: on to where somebody wanted, or back to the form that waited, at the place for which it was opened.

use askama::Template;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use ids::SecretHash;
use serde_json::json;
use web::{Fault, Page, redirect};

use crate::kept::Kept;
use crate::permit::write_down;
use crate::session::{COOKIE, LIFETIME, Seat, seated};
use crate::store::{seats, sessions};
use crate::verbs::sign_in::Errand;
use crate::verbs::switch_place;
use crate::{People, Via};

/// A form that waited for the sign-in, to be sent again.
#[derive(Template)]
#[template(path = "people/resume.html")]
pub(crate) struct ResumePage {
    page: Page,
    kept: Kept,
    now: Resuming,
}

/// Where somebody sits who takes a waiting form up again.
struct Resuming {
    /// Who it is, and the name of the place.
    who: String,
    place: String,
    /// Whether the form was opened by this person, for this place.
    is_same: bool,
}

/// Lets somebody in: on to where they wanted, or to the form that waits to be sent again.
pub(crate) async fn onward(
    people: &People,
    page: Page,
    secret: &str,
    errand: Errand,
) -> Result<Response, Fault> {
    let mut response = match errand.kept {
        None => redirect(&errand.to),
        Some(kept) => {
            let now = sit_down(people, &page, secret, kept.seat.as_deref()).await?;
            let page = page.clone().titled("继续提交");
            page.show(&ResumePage { page: page.clone(), kept, now })?
        }
    };
    let cookie = web::set_cookie(COOKIE, secret, LIFETIME, page.secure);
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// Moves the new session to the place for which the form was opened, if this person still has a seat there.
async fn sit_down(
    people: &People,
    page: &Page,
    secret: &str,
    opened: Option<&str>,
) -> Result<Resuming, Fault> {
    let (hash, today) = (SecretHash::of(secret), people.db.clock().today());
    let session = sessions::by_hash(&people.db, &hash, today).await?.ok_or_else(Fault::not_signed_in)?;
    let held = seats::of(&people.db, session.person, today).await?;
    let place_of = |seat: &Seat| format!("{}.{}", session.person, seat.at.id);
    let wanted = opened.and_then(|opened| held.iter().find(|seat| place_of(seat) == opened));
    let place = wanted.map_or(session.place, |seat| seat.at.id);
    let seat_of = |place| {
        seated(session.person, &session.person_name, &held, place, Via::Session, &page.request_id)
            .ok_or_else(Fault::not_signed_in)
    };
    let (before, actor) = (seat_of(session.place)?, seat_of(place)?);
    if before.at.id != actor.at.id {
        let mut tx = people.db.begin().await?;
        sessions::move_to(&mut tx, &hash, place).await?;
        let (id, path) = (actor.person.to_string(), actor.at.path.as_str());
        let detail = json!({ "before": before.at.name, "after": actor.at.name });
        write_down(&mut tx, &before, switch_place::VERB, ("person", &id), Some(path), detail).await?;
        tx.commit().await?;
    }
    let is_same = opened.is_none() || wanted.is_some();
    Ok(Resuming { who: actor.name, place: actor.at.short_name, is_same })
}
