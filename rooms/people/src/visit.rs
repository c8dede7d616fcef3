use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header::{HOST, USER_AGENT};
use axum::http::request::Parts;
use web::RequestId;

/// How a request reached the house; the gate says so of each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Approach {
    /// The caller's address, as far as it can be believed.
    pub(crate) peer: Option<IpAddr>,
    /// Whether browsers reach the site by https.
    pub(crate) is_secure: bool,
}

/// From where a request comes, as far as it can be known.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The caller's address; `None` inside the process.
    pub(crate) peer: Option<String>,
    /// What the browser calls itself.
    pub(crate) device: String,
    /// How this browser addresses the site: `https://host`. Links made for it to copy begin so.
    pub(crate) origin: String,
    /// The number of the request.
    pub(crate) request: String,
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        const LONGEST: usize = 200;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let approach = parts.extensions.get::<Approach>().copied().unwrap_or_default();
        let scheme = if approach.is_secure { "https" } else { "http" };
        let host = Some(header(HOST)).filter(|host| !host.is_empty()).unwrap_or("localhost");
        Ok(Self {
            peer: approach.peer.map(|peer| peer.to_string()),
            device: header(USER_AGENT).chars().take(LONGEST).collect(),
            origin: format!("{scheme}://{host}"),
            request: parts.extensions.get::<RequestId>().cloned().unwrap_or_default().0,
        })
    }
}
