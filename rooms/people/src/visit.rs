use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{HOST, USER_AGENT};
use axum::http::request::Parts;
use web::{Page, RequestId};

/// From where a request comes, as far as it can be known.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The address at the other end; `None` inside the process.
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
        let is_secure = parts.extensions.get::<Page>().is_some_and(|page| page.secure);
        let scheme = if is_secure { "https" } else { "http" };
        let host = Some(header(HOST)).filter(|host| !host.is_empty()).unwrap_or("localhost");
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self {
            peer: peer.map(|info| info.0.ip().to_string()),
            device: header(USER_AGENT).chars().take(LONGEST).collect(),
            origin: format!("{scheme}://{host}"),
            request: parts.extensions.get::<RequestId>().cloned().unwrap_or_default().0,
        })
    }
}
