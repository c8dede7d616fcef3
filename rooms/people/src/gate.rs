use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use clock::Moment;
use db::{Db, DbError};
use ids::SecretHash;
use web::{Fault, FromProgram, NavItem, Page, RequestId, Routes, Site, User};

use crate::kept::Held;
use crate::permit::write_refusal;
use crate::refusal;
use crate::session::{COOKIE, Seat, places, seated};
use crate::settings::SignInPolicy;
use crate::store::{sessions, settings, tokens, units};
use crate::token::Scope;
use crate::verbs::{resume, sign_in};
use crate::visit::Approach;
use crate::{Actor, Role, Via};

/// What stands between the network and the rooms.
#[derive(Clone, Debug)]
pub struct Gate {
    pub db: Db,
    pub site: Site,
    /// The rooms' entries of the navigation, in the order of the rooms.
    pub navigation: Vec<fn(&Actor) -> Vec<NavItem>>,
    /// The date of a demonstration (`2026-11-24`), shown on every page.
    pub demo_today: Option<String>,
}

/// Puts everything around the routes that a request must pass: number, log, headers, token against forgery
/// ([`web::outer`]); then who asks; then the faces of faults. Pages know people by their session's cookie, `/api/`
/// by a bearer token, and neither takes the other's; a file ([`web::file`]) is read by either.
pub fn gate(routes: Routes, gate: Gate) -> Router {
    let site = gate.site.clone();
    let files: Files = routes.rows().iter().filter(|row| row.is_file).map(|row| row.path).collect();
    let router = routes.into_router().layer(from_fn(web::faults));
    web::outer(router.layer(from_fn_with_state((gate, files), identify)), site)
}

/// The routes of files.
type Files = Arc<[&'static str]>;

/// Whether a program asks for a file: it shows a token and no cookie.
fn is_file_for_program(files: &Files, request: &Request) -> bool {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let is_file = route.is_some_and(|route| files.contains(&route));
    is_file && presented_token(request).is_some() && web::cookie(request.headers(), COOKIE).is_none()
}

fn presented_token(request: &Request) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    header.strip_prefix("Bearer ").map(str::trim)
}

async fn identify(State((gate, files)): State<(Gate, Files)>, mut request: Request, next: Next) -> Response {
    let peer = web::peer(request.headers(), request.extensions(), &gate.site.trusted_proxies);
    request.extensions_mut().insert(Approach { peer, is_secure: gate.site.secure });
    let path = request.uri().path();
    let known = if path.starts_with("/assets/") {
        Ok(())
    } else if path.starts_with("/api/") {
        by_token(&gate, &mut request).await
    } else if is_file_for_program(&files, &request) {
        request.extensions_mut().insert(FromProgram);
        by_token(&gate, &mut request).await
    } else {
        by_session(&gate, &mut request).await
    };
    match known {
        Ok(()) if must_prove(&request) => web::redirect("/account/second-step"),
        Ok(()) => run(&gate, request, next).await.unwrap_or_else(IntoResponse::into_response),
        Err(error) => Fault::from(error).into_response(),
    }
}

/// Runs a request. What somebody asks to change and is refused stands in the ledger. A form of a person whose session has
/// ended is answered by the sign-in, and one of a place that another tab left by the way back there: both keep what was
/// typed.
async fn run(gate: &Gate, request: Request, next: Next) -> Result<Response, Fault> {
    if let Some(actor) = request.extensions().get::<Actor>().cloned().filter(|_| asks_to_change(&request)) {
        let page = request.extensions().get::<Page>().cloned().filter(|_| is_sent_by_browser(&request));
        let (request, held) = match page {
            Some(_) => Held::of(request).await?,
            None => (request, None),
        };
        let (response, refusal) = refusal::watched(next.run(request)).await;
        let fault = response.extensions().get::<Fault>().filter(|fault| fault.is_other_seat());
        if let (Some(page), Some(held), Some(fault)) = (page, held, fault)
            && let Some(kept) = held.read().await.filter(|kept| !kept.is_of_session())
        {
            return resume::elsewhere(page, kept, fault);
        }
        if let Some(refusal) = refusal.filter(|refusal| refusal.status == response.status()) {
            let mut tx = gate.db.begin().await?;
            write_refusal(&mut tx, &actor, &refusal).await?;
            tx.commit().await?;
        }
        return Ok(response);
    }
    let page = request.extensions().get::<Page>().cloned().filter(|page| page.user.is_none());
    let Some(page) = page.filter(|_| request.method() == Method::POST) else {
        return Ok(next.run(request).await);
    };
    let (request, held) = Held::of(request).await?;
    let response = next.run(request).await;
    let is_signed_out =
        response.extensions().get::<Fault>().map(Fault::status) == Some(StatusCode::UNAUTHORIZED);
    match held.filter(|_| is_signed_out) {
        Some(held) => match held.read().await {
            Some(kept) => sign_in::instead_of(page, kept),
            None => Ok(response),
        },
        None => Ok(response),
    }
}

/// Whether a form was sent by the browser itself, which shows what is answered; a script keeps what it sends.
fn is_sent_by_browser(request: &Request) -> bool {
    request.method() == Method::POST && !request.headers().contains_key(web::CSRF_HEADER)
}

fn asks_to_change(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Marks a request of an administrator who must set the second step up before anything else.
#[derive(Clone, Copy, Debug)]
struct Unproven;

/// What such an administrator may open: the way there, and the way out.
const ON_THE_WAY: [&str; 2] = ["/account/second-step", "/session/"];

fn must_prove(request: &Request) -> bool {
    let is_on_the_way = ON_THE_WAY.iter().any(|path| request.uri().path().starts_with(path));
    request.extensions().get::<Unproven>().is_some() && !is_on_the_way
}

/// Whether the policy asks this actor for a second step that is not set up.
async fn lacks_second_step(gate: &Gate, actor: &Actor, has_one: bool) -> Result<bool, DbError> {
    if has_one || !actor.is_any(Role::ADMINISTRATORS) {
        return Ok(false);
    }
    let (policy, _): (SignInPolicy, _) = settings::current(&gate.db).await?;
    Ok(policy.second_step_for_administrators)
}

async fn by_token(gate: &Gate, request: &mut Request) -> Result<(), DbError> {
    let Some(presented) = presented_token(request).map(SecretHash::of) else { return Ok(()) };
    let now = gate.db.clock().now();
    let Some(bearer) = tokens::by_hash(&gate.db, &presented, now).await? else {
        return Ok(());
    };
    if bearer.is_to_be_touched(now) {
        tokens::touch(&gate.db, bearer.id, now).await?;
    }
    // A token never moves on to another place: without its own it is worth nothing.
    let held = bearer.seats.0.into_iter().map(Seat::from);
    let held: Vec<Seat> = held.filter(|seat| seat.at.id == bearer.place).collect();
    let via = Via::Token { may_write: bearer.scope == Scope::Write };
    let number = request_number(request);
    if let Some(actor) = seated(bearer.person, &bearer.person_name, &held, bearer.place, via, &number)
        && !lacks_second_step(gate, &actor, bearer.has_second_step).await?
    {
        request.extensions_mut().insert(actor);
    }
    Ok(())
}

async fn by_session(gate: &Gate, request: &mut Request) -> Result<(), DbError> {
    let now = gate.db.clock().now();
    let cookie = web::cookie(request.headers(), COOKIE).map(SecretHash::of);
    let number = request_number(request);
    let found = match cookie {
        Some(hash) => by_cookie(gate, &hash, &number, now).await?,
        None => None,
    };
    let mut page = request.extensions().get::<Page>().cloned().unwrap_or_default();
    page.demo_today.clone_from(&gate.demo_today);
    page.body_short_name = match &found {
        Some((actor, ..)) => actor.at.short_name.clone(),
        None => units::body_short_name(&gate.db).await?.unwrap_or_default(),
    };
    if let Some((actor, held, has_second_step)) = found {
        if lacks_second_step(gate, &actor, has_second_step).await? {
            request.extensions_mut().insert(Unproven);
        }
        let entries = gate.navigation.iter().flat_map(|entries| entries(&actor)).collect();
        page.nav = with_current(entries, request.uri().path());
        page.seat(user(&actor, &held));
        request.extensions_mut().insert(actor);
    }
    request.extensions_mut().insert(page);
    Ok(())
}

async fn by_cookie(
    gate: &Gate,
    hash: &SecretHash,
    request: &str,
    now: Moment,
) -> Result<Option<(Actor, Vec<Seat>, bool)>, DbError> {
    let Some(session) = sessions::by_hash(&gate.db, hash, now.date()).await? else { return Ok(None) };
    if !session.is_alive(now) {
        return Ok(None);
    }
    if session.is_to_be_touched(now) {
        sessions::touch(&gate.db, session.id, now).await?;
    }
    let held: Vec<Seat> = session.seats.0.into_iter().map(Seat::from).collect();
    let actor = seated(session.person, &session.person_name, &held, session.place, Via::Session, request);
    Ok(actor.map(|actor| (actor, held, session.has_second_step)))
}

fn request_number(request: &Request) -> String {
    request.extensions().get::<RequestId>().cloned().unwrap_or_default().0
}

fn user(actor: &Actor, held: &[Seat]) -> User {
    let beside = |seat: &Seat| match (&seat.serving_from, &seat.department) {
        (Some(_), _) => "（代报）".to_owned(),
        (None, Some(department)) => format!("（{department}）"),
        (None, None) => String::new(),
    };
    let place = |seat: &&Seat| web::Place {
        id: seat.at.id.to_string(),
        name: format!("{}{}", seat.at.name, beside(seat)),
        current: seat.at.id == actor.at.id,
    };
    let user = User { person: actor.person.to_string(), ..User::default() };
    User {
        seat: user.seat_at(&actor.at.id.to_string()),
        name: actor.name.clone(),
        place: actor.at.short_name.clone(),
        role: actor.role_words(),
        places: places(held).iter().map(place).collect(),
        ..user
    }
}

/// Marks the entry whose address is the longest beginning of `path`.
fn with_current(mut entries: Vec<NavItem>, path: &str) -> Vec<NavItem> {
    let begins = |href: &str| {
        path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
    };
    let longest = entries.iter().filter(|entry| begins(&entry.href)).map(|entry| entry.href.len()).max();
    for entry in &mut entries {
        entry.current = begins(&entry.href) && Some(entry.href.len()) == longest;
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_address_is_current() {
        let current = |path: &str| {
            let entries = ["/", "/units", "/units/import"].map(|href| NavItem::new(href, href)).to_vec();
            let marked = with_current(entries, path).into_iter().filter(|entry| entry.current);
            marked.map(|entry| entry.href).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(current("/"), "/");
        assert_eq!(current("/units/import/confirm"), "/units/import");
        assert_eq!(current("/units/0a"), "/units");
        assert_eq!(current("/unitsmore"), "");
    }
}
