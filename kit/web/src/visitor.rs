use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, RANGE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::csrf;

/// A browser inside the process: keeps cookies and repeats the form token, so a demonstration and a test use the same
/// doors as a person.
#[derive(Clone, Debug)]
pub struct Visitor {
    router: Router,
    cookies: BTreeMap<String, String>,
    bearer: Option<String>,
}

/// A file to send: the form's field, the file's name, its bytes.
pub type Sent<'a> = (&'a str, &'a str, &'a [u8]);

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Where a redirect leads; empty when it is none.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

fn with_token<'f>(token: &'f str, fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let is_given = fields.iter().any(|(name, _)| *name == csrf::FIELD);
    let own = (!is_given).then_some((csrf::FIELD, token));
    own.into_iter().chain(fields.iter().copied()).collect()
}

impl Visitor {
    /// Somebody who has not been here before.
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), bearer: None }
    }

    /// Somebody whose browser brings a cookie along.
    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A program with a personal access token; it keeps no cookies.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.cookies.clear();
        self.bearer = Some(token.to_owned());
        self
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None, Body::empty()).await
    }

    /// Sends a form; lists are written as repeated `name[]`. A page's own token may be among the fields, else it is the
    /// browser's.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let all = with_token(&token, fields);
        let pairs = all.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send("POST", path, Some("application/x-www-form-urlencoded"), body.into()).await
    }

    /// Sends a form with files.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[Sent<'_>]) -> Answer {
        const BOUNDARY: &str = "----anbiao-boundary-7f3a9c";
        let token = self.token().await;
        let all = with_token(&token, fields);
        let mut body = Vec::new();
        for (name, value) in all {
            let part =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send("POST", path, Some(&kind), body.into()).await
    }

    /// Calls the API.
    pub async fn call(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, Some("application/json"), body.to_string().into()).await
    }

    /// Sends any request, with this visitor's cookies or token.
    ///
    /// # Panics
    /// When `method` or `path` are none: they come from the program itself.
    pub async fn send(&mut self, method: &str, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let kind = kind.map(|kind| (CONTENT_TYPE, kind));
        self.ask(method, path, kind.as_slice(), body).await
    }

    /// Asks for a stretch of a file, as a player does: `bytes=0-99`.
    pub async fn get_part(&mut self, path: &str, range: &str) -> Answer {
        self.ask("GET", path, &[(RANGE, range)], Body::empty()).await
    }

    async fn ask(&mut self, method: &str, path: &str, said: &[(HeaderName, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in said {
            request = request.header(name, *value);
        }
        if let Some(token) = &self.bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header(COOKIE, pairs.collect::<Vec<_>>().join("; "));
        }
        let request = request.body(body).unwrap_or_else(|cause| panic!("{method} {path}: {cause}"));
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn token(&mut self) -> String {
        if !self.cookies.contains_key(csrf::COOKIE) {
            self.get("/healthz").await;
        }
        self.cookies.get(csrf::COOKIE).cloned().unwrap_or_default()
    }

    fn keep_cookies(&mut self, headers: &HeaderMap<HeaderValue>) {
        let lines = headers.get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
        for line in lines {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Percent-encodes for a form or a query.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
