use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use crate::{Callers, Fault, Method, Operation, Page, Routes, VerbInfo, description, routes::page};

/// The API's description: `/api/v1/openapi.json` for programs and `/developers` for people, without any foreign
/// script.
pub fn developers(version: &str, operations: &[Operation]) -> Routes {
    let verb = |name| VerbInfo { name, callers: Callers::Anyone };
    let known = Known {
        description: Arc::new(description("安标 Anbiao", version, operations)),
        rooms: rooms(operations).into(),
    };
    Routes::of("web")
        .verb(Method::Get, "/api/v1/openapi.json", verb("api.describe"), page(openapi))
        .verb(Method::Get, "/developers", verb("api.explain"), page(explain))
        .with_state(known)
}

#[derive(Clone)]
struct Known {
    description: Arc<Value>,
    rooms: Arc<[RoomOperations]>,
}

struct RoomOperations {
    name: &'static str,
    operations: Vec<Explained>,
}

struct Explained {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    callers: String,
    parts: Vec<Part>,
}

struct Part {
    label: &'static str,
    schema: String,
}

#[derive(Template)]
#[template(path = "shell/api.html")]
struct ApiPage<'a> {
    page: &'a Page,
    rooms: &'a [RoomOperations],
}

async fn openapi(State(known): State<Known>) -> Json<Value> {
    Json(known.description.as_ref().clone())
}

async fn explain(State(known): State<Known>, page: Page) -> Result<Response, Fault> {
    let page = page.titled("接口说明");
    page.show(&ApiPage { page: &page, rooms: &known.rooms })
}

fn rooms(operations: &[Operation]) -> Vec<RoomOperations> {
    let mut rooms: Vec<RoomOperations> = Vec::new();
    for operation in operations {
        let explained = explained(operation);
        match rooms.iter_mut().find(|room| room.name == operation.row.room) {
            Some(room) => room.operations.push(explained),
            None => rooms.push(RoomOperations { name: operation.row.room, operations: vec![explained] }),
        }
    }
    rooms
}

fn explained(operation: &Operation) -> Explained {
    let parts = [("请求", operation.doc.input()), ("返回", operation.doc.output())];
    let parts = parts.into_iter().filter_map(|(label, schema)| {
        let schema = serde_json::to_string_pretty(schema?).ok()?;
        Some(Part { label, schema })
    });
    Explained {
        method: operation.row.method.name(),
        path: operation.row.path,
        summary: operation.doc.summary(),
        callers: match &operation.row.verb.callers {
            Callers::Anyone => "不需登录".to_owned(),
            Callers::SignedIn => "任何账号".to_owned(),
            Callers::Roles(roles) => roles.join("、"),
        },
        parts: parts.collect(),
    }
}
