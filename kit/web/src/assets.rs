use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use rust_embed::Embed;

use crate::{Callers, Method, Routes, VerbInfo, routes::page};

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Built;

static MANIFEST: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let file = Built::get("manifest.json");
    file.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// The address of a built file under its fingerprinted name.
pub(crate) fn address(name: &str) -> String {
    MANIFEST.get(name).map_or_else(|| format!("/assets/{name}"), |file| format!("/assets/{file}"))
}

/// The route of the built front end: names carry a fingerprint, so browsers may keep them for ever.
pub fn assets() -> Routes {
    let verb = VerbInfo { name: "asset.show", callers: Callers::Anyone };
    Routes::of("web").verb(Method::Get, "/assets/{file}", verb, page(asset))
}

async fn asset(Path(name): Path<String>) -> Response<Body> {
    let Some(file) = Built::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let kind = HeaderValue::from_str(kind.as_ref());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, for_ever);
    response
}
