use std::net::SocketAddr;
use std::sync::OnceLock;

use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use db::{Db, Reads, params};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::{Callers, Fault, Method, Routes, VerbInfo, routes::page};

/// `/healthz` for whoever watches the process, `/metrics` (Prometheus) for the machine itself.
pub fn observability(db: Db) -> Routes {
    let health = VerbInfo { name: "health.show", callers: Callers::Anyone };
    let metrics = VerbInfo { name: "metrics.show", callers: Callers::Anyone };
    Routes::of("web")
        .verb(Method::Get, "/healthz", health, page(healthz))
        .verb(Method::Get, "/metrics", metrics, page(show_metrics))
        .with_state(db)
}

async fn healthz(State(db): State<Db>) -> Result<&'static str, Fault> {
    db.count("SELECT COUNT(*) AS value FROM schema_migration", params![]).await?;
    Ok("ok\n")
}

/// Figures about the machine are nobody's affair outside it: asked through a proxy or from elsewhere, there is no
/// such page.
async fn show_metrics(request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let is_local = peer.is_none_or(|peer| peer.ip().is_loopback());
    if !is_local || request.headers().contains_key("x-forwarded-for") {
        return Fault::not_found().into_response();
    }
    recorder().render().into_response()
}

/// The process's one recorder; tests open many programs in one process.
pub(crate) fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder was there first; /metrics stays empty");
        }
        handle
    })
}
