//! After the sign-in: on to where somebody wanted, or back to the form that waited, at the place for which it was opened. And
//! the way back for a form whose place was left in another tab.

use askama::Template;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use ids::SecretHash;
use serde_json::json;
use web::{Fault, Page, Place, redirect};

use crate::kept::Kept;
use crate::permit::write_down;
use crate::session::{COOKIE, LIFETIME, Seat, seated};
use crate::store::{seats, sessions};
use crate::verbs::sign_in::Errand;
use crate::verbs::switch_place;
use crate::{Actor, People, Via};

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
    /// What has just happened: `已重新登录`.
    since: &'static str,
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

/// A form that was sent from a place that the session has left since.
#[derive(Template)]
#[template(path = "people/other_seat.html")]
pub(crate) struct OtherSeatPage {
    page: Page,
    kept: Kept,
    sentence: String,
    /// The place for which it was opened, if the person still sits there.
    there: Option<Place>,
    /// Where its sender sits now.
    here: String,
}

/// The answer to a form of another seat: nothing is done, what was typed waits in the page, with the way to send it.
pub(crate) fn elsewhere(page: Page, kept: Kept, fault: &Fault) -> Result<Response, Fault> {
    let user = page.user.clone().unwrap_or_default();
    let is_there = |place: &&Place| Some(user.seat_at(&place.id)) == kept.seat;
    let there = user.places.iter().find(is_there).cloned();
    let page = page.titled("没有提交");
    let sentence = fault.sentence().to_owned();
    page.show_refused(fault, &OtherSeatPage { page: page.clone(), kept, sentence, there, here: user.place })
}

/// The form that waited for its sender to go back to its place.
pub(crate) fn back_at(page: Page, kept: Kept, actor: &Actor, seat: &Seat) -> Result<Response, Fault> {
    let now = Resuming {
        since: "已切换",
        who: actor.name.clone(),
        place: seat.at.short_name.clone(),
        is_same: kept.seat == Some(format!("{}.{}", actor.person, seat.at.id)),
    };
    let page = page.unseated().titled("继续提交");
    page.show(&ResumePage { page: page.clone(), kept, now })
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
    Ok(Resuming { since: "已重新登录", who: actor.name, place: actor.at.short_name, is_same })
}
