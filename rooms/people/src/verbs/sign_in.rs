use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clock::Moment;
use db::{Db, Tx};
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Invalid, Method, Page, Query, Raw, Routes, VerbInfo, page, redirect};

use crate::kept::{Kept, is_own_path};
use crate::link::LinkKind;
use crate::login::Login;
use crate::store::sign_in::Account;
use crate::store::{links, sessions, sign_in as store};
use crate::throttle::Subject;
use crate::verbs::resume::onward;
use crate::visit::Visit;
use crate::{Actor, People};

const VERB: &str = "session.begin";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = || VerbInfo { name: VERB, callers: Callers::Anyone };
    routes.verb(Method::Get, "/sign-in", verb(), page(show)).verb(
        Method::Post,
        "/sign-in",
        verb(),
        page(submit),
    )
}

/// What is typed at the sign-in, and a form that waits for it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    login: Raw,
    password: Raw,
    to: Raw,
    kept: Raw,
}

/// Where to go after the sign-in, and what waits to be sent again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errand {
    pub(crate) to: String,
    pub(crate) kept: Option<Kept>,
}

impl Errand {
    pub(crate) fn of(to: &Raw, kept: &Raw) -> Self {
        Self { to: own_path(to), kept: Kept::from_text(kept) }
    }

    /// The waiting form as a hidden field.
    pub(crate) fn kept_text(&self) -> String {
        self.kept.as_ref().map(Kept::to_text).unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "people/sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) page: Page,
    pub(crate) login: Raw,
    pub(crate) errand: Errand,
    pub(crate) errors: Invalid,
    pub(crate) is_set_up: bool,
}

/// The second step: a code of the phone.
#[derive(Template)]
#[template(path = "people/sign_in_code.html")]
pub(crate) struct CodePage {
    pub(crate) page: Page,
    pub(crate) ticket: String,
    pub(crate) errand: Errand,
    pub(crate) errors: Invalid,
}

impl CodePage {
    pub(crate) fn new(page: Page, ticket: String, errand: Errand, errors: Invalid) -> Self {
        Self { page: page.titled("登录验证"), ticket, errand, errors }
    }
}

async fn show(
    State(people): State<People>,
    page: Page,
    actor: Option<axum::Extension<Actor>>,
    Query(input): Query<Input>,
) -> Result<Response, Fault> {
    let errand = Errand { to: own_path(&input.to), kept: None };
    if actor.is_some() {
        return Ok(redirect(&errand.to));
    }
    let is_set_up = crate::store::units::any(&people.db).await?;
    let page = page.titled("登录");
    let (login, errors) = (Raw::default(), Invalid::default());
    page.show(&SignInPage { page: page.clone(), login, errand, errors, is_set_up })
}

/// The sign-in that stands in for the answer to a form whose session had ended; what was typed waits in the page.
pub(crate) fn instead_of(page: Page, kept: Kept) -> Result<Response, Fault> {
    let page = page.titled("请重新登录");
    let errand = Errand { to: "/".to_owned(), kept: Some(kept) };
    let (login, errors) = (Raw::default(), Invalid::default());
    let template = SignInPage { page: page.clone(), login, errand, errors, is_set_up: true };
    page.show_refused(&Fault::not_signed_in(), &template)
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let errand = Errand::of(&input.to, &input.kept);
    let fault = match sign_in(&people, &visit, &input).await {
        Ok(Progress::Done(secret)) => return onward(&people, page, &secret, errand).await,
        Ok(Progress::Code(ticket)) => {
            let template = CodePage::new(page, ticket, errand, Invalid::default());
            return template.page.show(&template);
        }
        Err(fault) if fault.status().is_client_error() => fault,
        Err(fault) => return Err(fault),
    };
    let page = page.titled("登录");
    let (login, errors) = (input.login, fault.invalid());
    page.show_refused(&fault, &SignInPage { page: page.clone(), login, errand, errors, is_set_up: true })
}

/// Where to go afterwards: only paths of this site.
fn own_path(to: &Raw) -> String {
    let to = to.text();
    if is_own_path(to) { to.to_owned() } else { "/".to_owned() }
}

/// How far a sign-in has come.
enum Progress {
    /// The secret of the new session.
    Done(String),
    /// The ticket with which the second step begins.
    Code(String),
}

async fn sign_in(people: &People, visit: &Visit, input: &Input) -> Result<Progress, Fault> {
    let Ok(login) = Login::parse(input.login.text()) else {
        return Err(wrong());
    };
    let subjects = subjects(&login, visit);
    claim(&people.db, &subjects).await?;
    let today = people.db.clock().today();
    let account = store::account(&people.db, &login, today).await?;
    let stored = account.as_ref().filter(|account| account.is_active);
    let stored = stored.and_then(|account| account.password_hash.clone());
    // The password itself, blanks and all: only the form's own trimming would change it.
    let is_right = people.hasher.is_right(&input.password.to_string(), stored).await?;
    match account.filter(|_| is_right) {
        Some(Account { expires_on: Some(last), .. }) if last < today => {
            note_failure(&people.db, visit, &login).await?;
            let sentence = format!("您的账号有效期至 {last}，现已到期。仍需使用请联系系统管理员延长。");
            Err(Fault::refused("expired", sentence))
        }
        Some(account) if account.totp_secret.is_some() => {
            let mut tx = people.db.begin().await?;
            let ticket = links::make(&mut tx, LinkKind::SecondStep, Some(account.person), "").await?;
            tx.commit().await?;
            Ok(Progress::Code(ticket.secret.reveal()))
        }
        Some(account) => {
            let mut tx = people.db.begin().await?;
            let secret = begin(&mut tx, visit, &subjects, &account).await?;
            tx.commit().await?;
            Ok(Progress::Done(secret))
        }
        None => {
            note_failure(&people.db, visit, &login).await?;
            Err(wrong())
        }
    }
}

fn wrong() -> Fault {
    Fault::refused(
        "wrong_login",
        "登录名或密码不正确，请检查后重新输入；忘记密码请联系本单位经办人或主管部门重设。",
    )
}

pub(crate) fn subjects(login: &Login, visit: &Visit) -> Vec<(Subject, String)> {
    let mut subjects = vec![(Subject::Login, login_subject(login.as_str()))];
    subjects.extend(visit.peer.as_ref().map(|peer| (Subject::Peer, format!("peer:{peer}"))));
    subjects
}

/// Under what the failures of a login are counted.
pub(crate) fn login_subject(login: &str) -> String {
    format!("login:{login}")
}

/// Counts the attempt before it is judged, so that many at the same time cannot all slip through; refuses it when there
/// were too many.
pub(crate) async fn claim(db: &Db, subjects: &[(Subject, String)]) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    let now = tx.now();
    for (subject, name) in subjects {
        let failures = store::failures(&mut tx, name).await?;
        if let Some(until) = failures.blocked_until(*subject, now) {
            return Err(blocked(*subject, failures.is_lock(*subject), until, now));
        }
        store::keep(&mut tx, name, failures.and_one_more(*subject, now)).await?;
    }
    Ok(tx.commit().await?)
}

fn blocked(subject: Subject, is_locked: bool, until: Moment, now: Moment) -> Fault {
    const MINUTE: i64 = 60_000_000;
    let left = until.as_micros() - now.as_micros();
    let wait = if left < MINUTE {
        format!("请在 {} 秒后再试", (left / 1_000_000).max(1))
    } else {
        format!("请在 {} 之后再试", until.hour_minute())
    };
    match subject {
        Subject::Login if is_locked => Fault::locked(format!(
            "这个登录名输错密码次数过多，已暂停登录，{wait}；也可以联系安全管理员解锁。"
        )),
        Subject::Login => Fault::too_often(format!("这个登录名连续输错密码，{wait}。")),
        Subject::Peer => Fault::too_often(format!("从您所在的网络登录失败次数过多，{wait}。")),
    }
}

/// Begins a session, in the transaction of what proved the person.
pub(crate) async fn begin(
    tx: &mut Tx,
    visit: &Visit,
    subjects: &[(Subject, String)],
    account: &Account,
) -> Result<String, Fault> {
    let Some(place) = account.place else {
        let sentence = "您的账号还没有分配角色，或者角色尚未开始、已经移交，请联系安全管理员。";
        return Err(Fault::refused("no_role", sentence));
    };
    for (subject, name) in subjects {
        match subject {
            Subject::Login => store::forget(tx, name).await?,
            Subject::Peer => store::take_back(tx, name).await?,
        }
    }
    let peer = visit.peer.as_deref().unwrap_or("");
    let secret = sessions::begin(tx, account.person, place, &visit.device, peer).await?;
    let person = account.person.to_string();
    ledger::record(tx, entry(visit, Some(&person), &account.name, Outcome::Done)).await?;
    Ok(secret.reveal())
}

/// The login stands in the ledger only if there is such an account: what people type there by mistake is their password.
pub(crate) async fn note_failure(db: &Db, visit: &Visit, login: &Login) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    let account = store::account(&tx, login, tx.now().date()).await?;
    let name = account.as_ref().map_or("（没有这个登录名）", |account| account.name.as_str());
    let person = account.as_ref().map(|account| account.person.to_string());
    ledger::record(&mut tx, entry(visit, person.as_deref(), name, Outcome::Refused)).await?;
    Ok(tx.commit().await?)
}

fn entry<'a>(visit: &'a Visit, person: Option<&'a str>, name: &'a str, outcome: Outcome) -> Entry<'a> {
    Entry {
        actor: person,
        actor_name: name,
        role: "",
        verb: VERB,
        target_kind: "person",
        target: person.unwrap_or(""),
        place: None,
        outcome,
        detail: json!({ "peer": visit.peer }),
        request: &visit.request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_to_own_pages_only() {
        let to = |text: &str| own_path(&text.into());
        assert_eq!(to("/reports?state=late"), "/reports?state=late");
        for foreign in ["", "https://example.com", "//example.com", "/\\example.com", "javascript:alert(1)"] {
            assert_eq!(to(foreign), "/", "{foreign}");
        }
    }
}
