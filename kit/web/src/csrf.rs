use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use subtle::ConstantTimeEq;

use crate::{Fault, Page, User};

/// The token of this browser: a random cookie that a form of ours repeats. Another site can send the cookie along,
/// but cannot read it, so it cannot repeat it.
#[derive(Clone, Debug)]
pub struct CsrfToken(pub String);

pub(crate) const COOKIE: &str = "csrf";
pub(crate) const FIELD: &str = "csrf";
/// Where a script repeats the token.
pub const HEADER: &str = "x-csrf-token";

/// Refuses a form that is not ours: the repeated token must be the cookie's, and an `Origin`, where the browser
/// sends one, must be this site. A page's token also says for whom and where the page was made ([`User::seat`]): a
/// form of another seat is refused too, so that nothing is saved under the unit that another tab switched to.
///
/// [`User::seat`]: crate::User::seat
pub(crate) fn check(parts: &Parts, repeated: &str) -> Result<(), Fault> {
    let token = parts.extensions.get::<CsrfToken>().ok_or_else(Fault::foreign_form)?;
    let (repeated, seat) = split(repeated);
    let same = bool::from(token.0.as_bytes().ct_eq(repeated.as_bytes()));
    if !same || token.0.is_empty() || !is_own_origin(parts) {
        return Err(Fault::foreign_form());
    }
    let user = parts.extensions.get::<Page>().and_then(|page| page.user.as_ref());
    match (seat, user) {
        (Some(seat), Some(user)) if seat != user.seat => Err(other_seat(user, seat)),
        _ => Ok(()),
    }
}

/// The browser's own part of a page's token, and the seat behind it.
pub(crate) fn split(token: &str) -> (&str, Option<&str>) {
    token.split_once(BEFORE_SEAT).map_or((token, None), |(own, seat)| (own, Some(seat)))
}

/// The seat for which the page was made whose token a form repeats.
pub fn seat_of(token: &str) -> Option<&str> {
    split(token).1
}

/// A page's token for the forms of one seat.
pub(crate) fn seated(token: &str, seat: &str) -> String {
    format!("{token}{BEFORE_SEAT}{seat}")
}

/// The code of a form that was opened at another seat.
pub(crate) const OTHER_SEAT: &str = "other_seat";

/// No character of the cookie.
const BEFORE_SEAT: char = '.';

/// 409 for a form that was opened by somebody else, or at another place than the session stands at now.
fn other_seat(user: &User, seat: &str) -> Fault {
    let opened_at = user.places.iter().find(|place| user.seat_at(&place.id) == seat);
    let here = &user.place;
    let sentence = match opened_at {
        Some(place) => format!(
            "本页是为“{}”打开的，现在登录的单位已切换为“{here}”，没有保存任何内容。请切换到“{}”后再提交。",
            place.name, place.name
        ),
        None => format!(
            "本页不是以您现在的身份（{}，{here}）打开的，没有保存任何内容。请核对身份后再提交。",
            user.name
        ),
    };
    Fault::conflict(OTHER_SEAT, sentence)
}

fn is_own_origin(parts: &Parts) -> bool {
    let Some(origin) = parts.headers.get(ORIGIN) else { return true };
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == host
}
