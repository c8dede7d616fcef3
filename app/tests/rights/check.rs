use serde_json::Value;
use testing::{Answer, Visitor};
use web::Method;
use web::axum::body::Body as Bytes;

use super::cast::{ALL, Part};
use super::rows::{Rows, Tables, changes};
use super::table::{Body, Entry};
use super::trail;
use crate::whole::Stage;

/// A house with its scene, and a token for reading only of everybody.
pub(crate) struct Trial {
    pub(crate) house: Stage,
    pub(crate) tables: Tables,
    pub(crate) read_only: Vec<(Part, String)>,
}

impl Trial {
    /// Plays one entry: all the refusals, which change nothing, then the successes, which are undone. What is wrong, a
    /// line each.
    pub(crate) async fn play(&self, entry: &Entry) -> Vec<String> {
        let before = self.tables.rows(&self.house.db).await;
        let mut wrong = self.refusals(entry).await;
        let after = self.tables.rows(&self.house.db).await;
        wrong.extend(
            changes(&before, &after).into_iter().map(|change| format!("a refusal changed a row: {change}")),
        );
        wrong.extend(self.successes(entry, &before).await);
        let name = format!("{} {}", entry.method.name(), entry.route);
        wrong.into_iter().map(|line| format!("{name}: {line}")).collect()
    }

    async fn refusals(&self, entry: &Entry) -> Vec<String> {
        let Some(may) = entry.may else { return Vec::new() };
        let mut wrong = self.unknown_callers(entry, may).await;
        for part in ALL.iter().filter(|part| !may.contains(part)) {
            let answer = send(&mut self.caller(*part, entry), entry).await;
            let expected = if entry.hidden_from.contains(part) { 404 } else { 403 };
            if answer.status != expected {
                wrong.push(format!(
                    "{part:?} got {} instead of {expected}: {}",
                    answer.status,
                    said(&answer)
                ));
            }
            if expected == 404 {
                wrong.extend(self.betrays(entry, *part, &answer).await);
            }
        }
        for (part, token) in self.read_only.iter().filter(|(part, _)| may.contains(part)) {
            if !entry.is_api() || !entry.writes || entry.is_reading {
                break;
            }
            let answer = send(&mut self.house.stranger().with_token(token), entry).await;
            if answer.status != 403 {
                wrong.push(format!("{part:?} wrote with a read-only token: {}", answer.status));
            }
        }
        wrong
    }

    /// Whoever is not signed in, or knocks at the API with a browser's cookie.
    async fn unknown_callers(&self, entry: &Entry, may: &[Part]) -> Vec<String> {
        let mut callers = vec![("nobody", with_form_token(self.house.stranger()))];
        if entry.is_api() {
            callers.push(("a browser", self.house.visitor(may[0].who(&self.house.cast))));
        }
        let mut wrong = Vec::new();
        for (name, mut caller) in callers {
            let answer = send(&mut caller, entry).await;
            // A form is answered by the sign-in itself, which keeps what was typed; a large one as a page is.
            let is_sent_on = answer.status == 303 && answer.location().starts_with("/sign-in?to=");
            let is_refused = match (entry.is_api(), entry.method) {
                (true, _) => answer.status == 401 && kind(&answer) == "application/problem+json",
                (false, Method::Get) => is_sent_on,
                (false, _) => is_sent_on || (answer.status == 401 && answer.text().contains("name=\"kept\"")),
            };
            if !is_refused {
                wrong.push(format!("{name} got {} {}: {}", answer.status, answer.location(), said(&answer)));
            }
        }
        wrong
    }

    /// Whether the answer differs from that about something that is not there.
    async fn betrays(&self, entry: &Entry, part: Part, hidden: &Answer) -> Option<String> {
        let absent = entry.about_nothing()?;
        let nothing = send(&mut self.caller(part, entry), &absent).await;
        let same = hidden.status == nothing.status && plain(hidden) == plain(&nothing);
        (!same).then(|| format!("{part:?} can tell it from nothing: {} / {}", said(hidden), said(&nothing)))
    }

    async fn successes(&self, entry: &Entry, before: &Rows) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut callers: Vec<(String, Visitor)> = Vec::new();
        match entry.may {
            Some(may) => {
                callers.extend(may.iter().map(|part| (format!("{part:?}"), self.caller(*part, entry))))
            }
            None => callers.push(("nobody".to_owned(), with_form_token(self.house.stranger()))),
        }
        if let (true, Some(may)) = (entry.is_api() && entry.is_reading, entry.may) {
            let readers = self.read_only.iter().filter(|(part, _)| may.contains(part));
            callers.extend(readers.map(|(part, token)| {
                (format!("{part:?} with a read-only token"), self.house.stranger().with_token(token))
            }));
        }
        for (name, mut caller) in callers {
            let answer = send(&mut caller, entry).await;
            let is_done = answer.status.is_success()
                || (answer.status == 303 && !answer.location().starts_with("/sign-in?to="));
            if !is_done {
                wrong.push(format!("{name} may, but got {}: {}", answer.status, said(&answer)));
                continue;
            }
            let changed = changes(before, &self.tables.rows(&self.house.db).await);
            if changed.is_empty() == entry.writes {
                wrong
                    .push(format!("{name} succeeded, and this changed: {changed:?} ({})", answer.location()));
            }
            if !changed.is_empty() {
                wrong.extend(trail::unworded(&self.house.db).await);
                self.tables.put_back(&self.house.db).await;
            }
        }
        wrong
    }

    fn caller(&self, part: Part, entry: &Entry) -> Visitor {
        caller(&self.house, part, entry)
    }
}

fn caller(house: &Stage, part: Part, entry: &Entry) -> Visitor {
    let who = part.who(&house.cast);
    match entry.is_api() {
        true => house.program(who),
        false => with_form_token(house.visitor(who)),
    }
}

/// What `part` gets for the request of an entry, and what is said in a refusal.
pub(crate) async fn asked(house: &Stage, part: Part, entry: &Entry) -> (u16, String) {
    let answer = send(&mut caller(house, part, entry), entry).await;
    (answer.status.as_u16(), said(&answer))
}

fn with_form_token(visitor: Visitor) -> Visitor {
    visitor.with_cookie("csrf", "the-token-of-this-browser")
}

async fn send(caller: &mut Visitor, entry: &Entry) -> Answer {
    match &entry.body {
        Body::Nothing => caller.send(entry.method.name(), &entry.path, None, Bytes::empty()).await,
        Body::Form(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            caller.post(&entry.path, &fields).await
        }
        Body::File(fields, field, bytes) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            let name =
                if *field == "file" && !bytes.starts_with(b"PK") { "通知.txt" } else { "现场.xlsx" };
            caller.upload(&entry.path, &fields, &[(field, name, bytes)]).await
        }
        Body::Json(value) => caller.call(entry.method.name(), &entry.path, value).await,
        Body::Bytes(kind, bytes) => {
            caller.send(entry.method.name(), &entry.path, Some(kind), Bytes::from(bytes.clone())).await
        }
    }
}

fn kind(answer: &Answer) -> &str {
    answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("")
}

/// What is read, without the numbers that each answer has of its own: the request's, and those a form is sent and kept under.
fn plain(answer: &Answer) -> String {
    let number = answer.headers.get("x-request-id").and_then(|number| number.to_str().ok()).unwrap_or("-");
    let html = answer.text();
    let behind = |words: &str| html.split(words).nth(1).and_then(|rest| rest.get(..32)).unwrap_or("-");
    let own = [
        number,
        behind("name=\"idempotency_key\" value=\""),
        behind("data-draft=\"/activities/drafts?draft="),
    ];
    own.iter().fold(html.clone(), |html, own| html.replace(own, ""))
}

/// The sentence of a refusal.
fn said(answer: &Answer) -> String {
    if let Value::String(detail) = &answer.json()["detail"] {
        return detail.clone();
    }
    let html = answer.text();
    let main = html.split("<main").nth(1).unwrap_or(&html);
    let words = main.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text).trim());
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
