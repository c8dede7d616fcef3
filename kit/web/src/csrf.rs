use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use subtle::ConstantTimeEq;

use crate::Fault;

/// The token of this browser: a random cookie that a form of ours repeats. Another site can send the cookie along,
/// but cannot read it, so it cannot repeat it.
#[derive(Clone, Debug)]
pub struct CsrfToken(pub String);

pub(crate) const COOKIE: &str = "csrf";
pub(crate) const FIELD: &str = "csrf";
pub(crate) const HEADER: &str = "x-csrf-token";

/// Refuses a form that is not ours: the repeated token must be the cookie's, and an `Origin`, where the browser
/// sends one, must be this site.
pub(crate) fn check(parts: &Parts, repeated: &str) -> Result<(), Fault> {
    let token = parts.extensions.get::<CsrfToken>().ok_or_else(Fault::foreign_form)?;
    let same = bool::from(token.0.as_bytes().ct_eq(repeated.as_bytes()));
    if same && !token.0.is_empty() && is_own_origin(parts) { Ok(()) } else { Err(Fault::foreign_form()) }
}

fn is_own_origin(parts: &Parts) -> bool {
    let Some(origin) = parts.headers.get(ORIGIN) else { return true };
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == host
}
