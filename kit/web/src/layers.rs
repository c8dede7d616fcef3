use std::time::Instant;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use ids::Mint;
use tower_http::compression::CompressionLayer;

use crate::{Cidr, CsrfToken, Fault, Page, cookies, csrf, encoded, health, page::redirect};

/// What the outer layers need to know about the place where the program runs.
#[derive(Clone, Debug)]
pub struct Site {
    /// Whether browsers reach it by https: then cookies are `Secure`.
    pub secure: bool,
    pub mint: Mint,
    /// The proxies whose word about the caller's address counts.
    pub trusted_proxies: Vec<Cidr>,
}

/// The number under which the log and the person speak of one request.
#[derive(Clone, Debug, Default)]
pub struct RequestId(pub String);

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Marks a request by which a program reads a file at the address that a browser knows too.
#[derive(Clone, Copy, Debug)]
pub struct FromProgram;

/// What stands around every request: its number, the log, the counters, safe headers, compression, and the token that
/// forms repeat.
pub fn outer(router: Router, site: Site) -> Router {
    health::recorder();
    router
        .layer(from_fn_with_state(site.clone(), browser))
        .layer(CompressionLayer::new())
        .layer(from_fn(safe_headers))
        .layer(from_fn_with_state(site, observe))
}

async fn observe(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let id = site.mint.id::<RequestId>().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    // The template of the path, because every id would be a time series of its own.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let mut response = next.run(request).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(elapsed.as_secs_f64());
    let cause = response.extensions().get::<Fault>().and_then(Fault::cause);
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    match cause {
        Some(cause) => tracing::error!(%id, %method, path, status, millis, cause, "request"),
        None => tracing::info!(%id, %method, path, status, millis, "request"),
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), payment=()"),
];

async fn safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Gives every browser its token and every request the beginnings of its [`Page`]; a flash is shown once.
async fn browser(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    // Longer than any session: a form that waited over a weekend is still this browser's.
    const A_MONTH: i64 = 30 * 24 * 60 * 60;
    if is_api(request.uri().path()) || request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    let known = cookies::cookie(request.headers(), csrf::COOKIE).map(str::to_owned);
    let token = known.clone().unwrap_or_else(|| site.mint.secret().reveal());
    let flash = cookies::take_flash(request.headers());
    let had_flash = flash.is_some();
    let RequestId(request_id) = request.extensions().get().cloned().unwrap_or_default();
    let page = Page { csrf: token.clone(), flash, request_id, secure: site.secure, ..Page::default() };
    request.extensions_mut().insert(page);
    request.extensions_mut().insert(CsrfToken(token.clone()));
    let mut response = next.run(request).await;
    let is_shown = response.status() != StatusCode::SEE_OTHER;
    if had_flash && is_shown {
        response.headers_mut().append(SET_COOKIE, cookies::drop_flash(site.secure));
    }
    if known.is_none() {
        let value = cookies::set_cookie(csrf::COOKIE, &token, A_MONTH, site.secure);
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// Gives a fault its face: a problem for programs, the sign-in or a page with the reference for people. The program
/// puts this layer inside the one that prepares the [`Page`].
pub async fn faults(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let asked = request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string);
    let page = request.extensions().get::<Page>().cloned().unwrap_or_default();
    let reference = request.extensions().get::<RequestId>().cloned().unwrap_or_default().0;
    let is_program = is_api(&path) || request.extensions().get::<FromProgram>().is_some();
    let mut response = next.run(request).await;
    let fault = match response.extensions_mut().remove::<Fault>() {
        Some(fault) => fault,
        None if is_unmatched(&response) => Fault::not_found(),
        None => return response,
    };
    let mut faced = if is_program {
        problem(&fault, &reference)
    } else if fault.status() == StatusCode::UNAUTHORIZED {
        redirect(&format!("/sign-in?to={}", encoded(&asked)))
    } else {
        fault_page(&fault, page, reference)
    };
    faced.extensions_mut().insert(fault);
    faced
}

/// The router's own empty 404 and 405.
fn is_unmatched(response: &Response) -> bool {
    let bare = !response.headers().contains_key(CONTENT_TYPE);
    bare && matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

fn problem(fault: &Fault, reference: &str) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": fault.status().canonical_reason().unwrap_or("Problem"),
        "status": fault.status().as_u16(),
        "detail": fault.sentence(),
        "code": fault.code(),
        "reference": reference,
        "fields": fault.fields(),
    });
    let mut response = (fault.status(), Body::from(body.to_string())).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    if fault.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert("www-authenticate", HeaderValue::from_static("Bearer"));
    }
    response
}

#[derive(Template)]
#[template(path = "shell/fault.html")]
struct FaultPage<'a> {
    page: &'a Page,
    sentence: &'a str,
}

fn fault_page(fault: &Fault, page: Page, reference: String) -> Response {
    let page = Page { request_id: reference, ..page.titled(title(fault.status())) };
    let template = FaultPage { page: &page, sentence: fault.sentence() };
    let mut response = match page.show(&template) {
        Ok(response) => response,
        Err(_) => fault.sentence().to_owned().into_response(),
    };
    *response.status_mut() = fault.status();
    response
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "没有找到",
        StatusCode::FORBIDDEN => "没有权限",
        StatusCode::METHOD_NOT_ALLOWED => "地址不正确",
        status if status.is_server_error() => "系统故障",
        _ => "没有完成",
    }
}
