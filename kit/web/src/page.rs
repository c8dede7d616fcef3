use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::{Fault, cookies, csrf};

/// What the shell of every page shows around the content. A middleware of the program fills it.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Where I am: the title of the window and the heading.
    pub title: String,
    pub csrf: String,
    pub user: Option<User>,
    pub nav: Vec<NavItem>,
    pub flash: Option<Flash>,
    /// The date of a demonstration, when it is not today's.
    pub demo_today: Option<String>,
    pub body_short_name: String,
    pub request_id: String,
    /// Whether cookies are for https only.
    pub secure: bool,
}

/// Who is looking.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// Who, for telling one person's pages from another's.
    pub person: String,
    pub name: String,
    pub place: String,
    pub role: String,
    pub places: Vec<Place>,
    /// Person and place for which a page is made.
    pub seat: String,
}

impl User {
    /// The seat of this person at a place.
    pub fn seat_at(&self, place: &str) -> String {
        format!("{}.{place}", self.person)
    }
}

/// A place that the person may switch to.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub id: String,
    pub name: String,
    pub current: bool,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
    /// How many things wait there; 0 shows nothing.
    pub count: u64,
}

impl NavItem {
    /// An entry that is not current and counts nothing.
    pub fn new(href: &str, label: &str) -> Self {
        Self { href: href.to_owned(), label: label.to_owned(), ..Self::default() }
    }
}

/// A sentence that the next page shows once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flash {
    /// `success`, `warning` or `danger`.
    pub kind: String,
    pub text: String,
}

impl Page {
    /// This page for somebody who is signed in: its forms count for that seat only.
    pub fn seat(&mut self, user: User) {
        self.csrf = csrf::seated(csrf::split(&self.csrf).0, &user.seat);
        self.user = Some(user);
    }

    /// This page for a form of whoever sends it next: the seat of its token is no more.
    #[must_use]
    pub fn unseated(mut self) -> Self {
        self.csrf = self.browser_token().to_owned();
        self.user = None;
        self
    }

    /// The token of this browser, for forms that are about the session itself.
    pub fn browser_token(&self) -> &str {
        csrf::split(&self.csrf).0
    }

    /// This page under a title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The address of a built file: `asset("app.css")` → `/assets/app-1a2b3c.css`.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }

    /// Renders a template as a page.
    pub fn show(&self, template: &impl askama::Template) -> Result<Response, Fault> {
        self.show_with(StatusCode::OK, template)
    }

    /// Renders a form that was refused: the status says so, the template shows why.
    pub fn show_refused(&self, fault: &Fault, template: &impl askama::Template) -> Result<Response, Fault> {
        self.show_with(fault.status(), template)
    }

    fn show_with(&self, status: StatusCode, template: &impl askama::Template) -> Result<Response, Fault> {
        let html = template.render().map_err(Fault::internal)?;
        let mut response = (status, Html(html)).into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }

    /// Goes on to `location`, where `text` is shown once.
    pub fn done(&self, text: &str, location: &str) -> Response {
        self.onward("success", text, location)
    }

    /// Goes on to `location` with a warning.
    pub fn warned(&self, text: &str, location: &str) -> Response {
        self.onward("warning", text, location)
    }

    fn onward(&self, kind: &str, text: &str, location: &str) -> Response {
        let mut response = redirect(location);
        let flash = cookies::flash(kind, text, self.secure);
        response.headers_mut().append(SET_COOKIE, flash);
        response
    }
}

/// 303 to an address of this site.
pub fn redirect(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let home = || HeaderValue::from_static("/");
    let safe = location.starts_with('/') && !location.starts_with("//") && !location.contains('\\');
    let value = if safe { HeaderValue::from_str(location).unwrap_or_else(|_| home()) } else { home() };
    response.headers_mut().insert(LOCATION, value);
    response
}

impl<S: Sync> FromRequestParts<S> for Page {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fault::internal("no page was prepared"))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
