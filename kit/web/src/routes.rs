use std::convert::Infallible;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use utoipa::ToSchema;

use crate::openapi::{ApiDoc, Operation};

/// The methods that a route may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// `GET`, as on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who may call a route, as the listing prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callers {
    /// No account needed.
    Anyone,
    /// Any account.
    SignedIn,
    /// Accounts with one of these roles, where they reach.
    Roles(Vec<&'static str>),
}

/// What a route does and who may ask for it.
#[derive(Clone, Debug)]
pub struct VerbInfo {
    /// `report.submit`.
    pub name: &'static str,
    pub callers: Callers,
}

/// One line of `anbiao routes`, and one row of the role × route test.
#[derive(Clone, Debug)]
pub struct RouteRow {
    pub room: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub verb: VerbInfo,
    pub is_api: bool,
    /// Whether it is a file that programs read too, at the address that their answers give.
    pub is_file: bool,
}

/// How a route answers: a handler, and for JSON its description.
#[derive(Debug)]
pub struct Face<S> {
    handler: HandlerOf<S>,
    doc: Option<ApiDoc>,
    is_file: bool,
}

type OnMethod<S> = Box<dyn FnOnce(MethodFilter) -> MethodRouter<S, Infallible> + Send>;

struct HandlerOf<S>(OnMethod<S>);

impl<S> std::fmt::Debug for HandlerOf<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("handler")
    }
}

impl<S: Clone + Send + Sync + 'static> HandlerOf<S> {
    fn new<H: Handler<T, S>, T: 'static>(handler: H) -> Self {
        Self(Box::new(move |filter| on(filter, handler)))
    }
}

/// A face that shows a page (or answers a form with a redirect, or sends a file).
pub fn page<H: Handler<T, S>, T: 'static, S: Clone + Send + Sync + 'static>(handler: H) -> Face<S> {
    Face { handler: HandlerOf::new(handler), doc: None, is_file: false }
}

/// A face that sends a file to whoever may read it: a browser by its session, a program by its token.
pub fn file<H: Handler<T, S>, T: 'static, S: Clone + Send + Sync + 'static>(handler: H) -> Face<S> {
    Face { is_file: true, ..page(handler) }
}

/// A face that takes `In` and gives `Out` as JSON; `summary` is one English line for the description. For GET,
/// the fields of `In` are the query's parameters. `()` stands for nothing.
pub fn json<In: ToSchema, Out: ToSchema, H, T, S>(summary: &'static str, handler: H) -> Face<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    Face { handler: HandlerOf::new(handler), doc: Some(ApiDoc::of::<In, Out>(summary)), is_file: false }
}

/// The routes of one room: the router, the listing and the API's description grow together.
#[derive(Debug)]
pub struct Routes<S = ()> {
    room: &'static str,
    router: Router<S>,
    rows: Vec<RouteRow>,
    operations: Vec<Operation>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet, for the room of this name.
    pub fn of(room: &'static str) -> Self {
        Self { room, router: Router::new(), rows: Vec::new(), operations: Vec::new() }
    }

    /// Adds a route: the only way to do so.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the door that the others must use")]
    pub fn verb(mut self, method: Method, path: &'static str, verb: VerbInfo, face: Face<S>) -> Self {
        self.router = self.router.route(path, (face.handler.0)(method.filter()));
        let (is_api, is_file) = (face.doc.is_some(), face.is_file);
        let row = RouteRow { room: self.room, method, path, verb, is_api, is_file };
        if let Some(doc) = face.doc {
            self.operations.push(Operation { row: row.clone(), doc });
        }
        self.rows.push(row);
        self
    }

    /// Gives the handlers their state.
    pub fn with_state(self, state: S) -> Routes<()> {
        Routes {
            room: self.room,
            router: self.router.with_state(state),
            rows: self.rows,
            operations: self.operations,
        }
    }
}

impl Routes<()> {
    /// Joins the routes of several rooms.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.rows.extend(other.rows);
        self.operations.extend(other.operations);
        self
    }

    /// Every route, as listed.
    pub fn rows(&self) -> &[RouteRow] {
        &self.rows
    }

    /// Every JSON route, described.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The router itself, for the program that serves it.
    pub fn into_router(self) -> Router {
        self.router
    }
}
