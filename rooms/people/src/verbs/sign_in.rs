use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clock::{CivilDate, Moment};
use db::{Db, Tx};
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Invalid, Method, Page, Query, Raw, Routes, VerbInfo, page, redirect};

use crate::kept::{Kept, is_own_path};
use crate::link::LinkKind;
use crate::login::Login;
use crate::store::sign_in::{Account, Claim};
use crate::store::{links, sessions, sign_in as store};
use crate::throttle::Subject;
use crate::verbs::resume::onward;
use crate::visit::Visit;
use crate::{Actor, People, UnitId};

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
        claim(&people.db, &by_peer(visit)).await?;
        note_refusal(&people.db, visit, (input.login.text(), None), NO_LOGIN).await?;
        return Err(wrong());
    };
    let claims = claim(&people.db, &subjects(&login, visit)).await?;
    let today = people.db.clock().today();
    let account = store::account(&people.db, &login, today).await?;
    let stored = account.as_ref().filter(|account| account.is_active);
    let stored = stored.and_then(|account| account.password_hash.clone());
    // The password itself, blanks and all: only the form's own trimming would change it.
    let is_right = people.hasher.is_right(&input.password.to_string(), stored).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        let reason = match &account {
            None => NO_LOGIN,
            Some(account) if !account.is_active => "账号已停用",
            Some(_) => "密码不正确",
        };
        note_refusal(&people.db, visit, (login.as_str(), account.as_ref()), reason).await?;
        return Err(wrong());
    };
    let mut tx = people.db.begin().await?;
    take_back(&mut tx, &claims).await?;
    let place = match place(account, today) {
        Ok(place) => place,
        Err((reason, fault)) => {
            tx.commit().await?;
            note_refusal(&people.db, visit, (login.as_str(), Some(account)), reason).await?;
            return Err(fault);
        }
    };
    let progress = match account.totp_secret {
        Some(_) => {
            let ticket = links::make(&mut tx, LinkKind::SecondStep, Some(account.person), "", None).await?;
            Progress::Code(ticket.secret.reveal())
        }
        None => Progress::Done(begin(&mut tx, visit, &claims, account, place).await?),
    };
    tx.commit().await?;
    Ok(progress)
}

const NO_LOGIN: &str = "没有这个登录名";

fn wrong() -> Fault {
    Fault::refused(
        "wrong_login",
        "登录名或密码不正确，请检查后重新输入；忘记密码请联系本单位经办人或主管部门重设。",
    )
}

/// Where somebody whose password is right may act; otherwise why not, for the trail and for the person.
pub(crate) fn place(account: &Account, today: CivilDate) -> Result<UnitId, (&'static str, Fault)> {
    if let Some(last) = account.expires_on.filter(|last| *last < today) {
        let sentence = format!("您的账号有效期至 {last}，现已到期。仍需使用请联系系统管理员延长。");
        return Err(("账号已到期", Fault::refused("expired", sentence)));
    }
    account.place.ok_or_else(|| {
        let sentence = "您的账号还没有分配角色，或者角色尚未开始、已经移交，请联系安全管理员。";
        ("没有角色", Fault::refused("no_role", sentence))
    })
}

pub(crate) fn subjects(login: &Login, visit: &Visit) -> Vec<(Subject, String)> {
    let own = (Subject::Login, login_subject(login.as_str()));
    std::iter::once(own).chain(by_peer(visit)).collect()
}

fn by_peer(visit: &Visit) -> Vec<(Subject, String)> {
    visit.peer.as_ref().map(|peer| (Subject::Peer, format!("peer:{peer}"))).into_iter().collect()
}

/// Under what the failures of a login are counted.
pub(crate) fn login_subject(login: &str) -> String {
    format!("login:{login}")
}

/// Counts the attempt before it is judged, so that many at the same time cannot all slip through; refuses it when there
/// were too many.
pub(crate) async fn claim(db: &Db, subjects: &[(Subject, String)]) -> Result<Vec<Claim>, Fault> {
    let mut tx = db.begin().await?;
    let now = tx.now();
    let mut claims = Vec::new();
    for (subject, name) in subjects {
        let before = store::failures(&mut tx, name).await?;
        if let Some(until) = before.blocked_until(*subject, now) {
            return Err(blocked(*subject, before.is_lock(*subject), until, now));
        }
        store::keep(&mut tx, name, before.and_one_more(*subject, now)).await?;
        claims.push(Claim { subject: *subject, name: name.clone(), before, at: now });
    }
    tx.commit().await?;
    Ok(claims)
}

/// Takes an attempt back that turned out right.
pub(crate) async fn take_back(tx: &mut Tx, claims: &[Claim]) -> Result<(), Fault> {
    for claim in claims {
        store::take_back(tx, claim).await?;
    }
    Ok(())
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
        Subject::Peer => {
            Fault::too_often(format!("从您所在的网络登录失败次数过多，{wait}；急用请联系安全管理员解除。"))
        }
    }
}

/// Begins a session, in the transaction of what proved the person, whose failures are forgotten.
pub(crate) async fn begin(
    tx: &mut Tx,
    visit: &Visit,
    claims: &[Claim],
    account: &Account,
    place: UnitId,
) -> Result<String, Fault> {
    for claim in claims.iter().filter(|claim| claim.subject == Subject::Login) {
        store::forget(tx, &claim.name).await?;
    }
    let peer = visit.peer.as_deref().unwrap_or("");
    let secret = sessions::begin(tx, account.person, place, &visit.device, peer).await?;
    let person = account.person.to_string();
    let detail = json!({ "peer": visit.peer });
    ledger::record(tx, entry(visit, Some(&person), &account.name, (Outcome::Done, detail))).await?;
    Ok(secret.reveal())
}

/// What the trail keeps of a login that nobody has: people type their password there by mistake.
fn fragment(typed: &str) -> String {
    const SHOWN: usize = 3;
    let length = typed.chars().count();
    let shown: String = typed.chars().take(SHOWN.min(length / 2)).collect();
    format!("{shown}…（共 {length} 个字符）")
}

/// Writes down that a sign-in was refused, of whom (see decision 31), and why.
pub(crate) async fn note_refusal(
    db: &Db,
    visit: &Visit,
    (typed, account): (&str, Option<&Account>),
    reason: &str,
) -> Result<(), Fault> {
    let login = if account.is_some() { typed.to_owned() } else { fragment(typed) };
    let name = account.map_or("（没有这个登录名）", |account| account.name.as_str());
    let person = account.map(|account| account.person.to_string());
    let detail = json!({ "login": login, "reason": reason, "peer": visit.peer });
    let mut tx = db.begin().await?;
    ledger::record(&mut tx, entry(visit, person.as_deref(), name, (Outcome::Refused, detail))).await?;
    Ok(tx.commit().await?)
}

fn entry<'a>(
    visit: &'a Visit,
    person: Option<&'a str>,
    name: &'a str,
    (outcome, detail): (Outcome, serde_json::Value),
) -> Entry<'a> {
    Entry {
        actor: person,
        actor_name: name,
        role: "",
        verb: VERB,
        target_kind: "person",
        target: person.unwrap_or(""),
        place: None,
        outcome,
        detail,
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
