use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ledger::{Entry, Outcome};
use serde::Deserialize;
use serde_json::json;
use web::{Callers, Fault, Form, Invalid, Method, Page, Raw, Routes, VerbInfo, page};

use crate::link::{DeadLink, Link, LinkKind, usable};
use crate::login::{Login, name};
use crate::password::Password;
use crate::store::persons::{self, Invited};
use crate::store::{links, sign_in};
use crate::verbs::sign_in::login_subject;
use crate::visit::Visit;
use crate::{People, PersonId};

const VERB: &str = "account.open";

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = || VerbInfo { name: VERB, callers: Callers::Anyone };
    routes.verb(Method::Get, "/welcome/{token}", verb(), page(show)).verb(
        Method::Post,
        "/welcome/{token}",
        verb(),
        page(submit),
    )
}

/// What somebody chooses who opens an account by a link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    pub(crate) name: Raw,
    pub(crate) login: Raw,
    pub(crate) password: Raw,
    pub(crate) again: Raw,
}

/// Login, name and password, all fit to be kept.
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) login: Login,
    pub(crate) password: Password,
}

impl Input {
    /// Judges everything at once and notes each sentence under its field.
    pub(crate) fn judge(&self, invalid: &mut Invalid) -> Option<Credentials> {
        let name = invalid.take("name", name(self.name.text(), 50, "姓名"));
        let login = invalid.take("login", Login::parse(self.login.text()));
        let typed = self.password.to_string();
        let password = Password::parse(&typed, self.login.text(), self.name.text());
        let password = invalid.take("password", password);
        if typed != self.again.to_string() {
            invalid.add("again", "两次输入的密码不一致，请重新输入");
        }
        Some(Credentials { name: name?, login: login?, password: password? })
    }
}

#[derive(Template)]
#[template(path = "people/welcome.html")]
pub(crate) struct WelcomePage {
    pub(crate) page: Page,
    pub(crate) token: String,
    pub(crate) input: Input,
    /// The login of the account that somebody has already.
    pub(crate) own_login: Raw,
    pub(crate) errors: Invalid,
}

impl WelcomePage {
    pub(crate) fn new(page: Page, token: String, input: Input, errors: Invalid) -> Self {
        Self { page: page.titled("设置您的账号"), token, input, own_login: Raw::default(), errors }
    }

    /// Whether the form for an account that there is stands open.
    fn has_account(&self) -> bool {
        ["own_login", "own_password", "own_code"].iter().any(|field| self.errors.of(field).is_some())
            || !self.own_login.is_blank()
    }
}

/// A link that does not work, and why.
#[derive(Template)]
#[template(path = "people/dead_link.html")]
pub(crate) struct DeadLinkPage {
    pub(crate) page: Page,
    pub(crate) sentence: String,
}

/// Shows why a link does not work.
pub(crate) fn show_dead(page: Page, dead: DeadLink) -> Result<Response, Fault> {
    let page = page.titled("链接不能使用");
    let fault = Fault::conflict("dead_link", dead.to_string());
    page.show_refused(&fault, &DeadLinkPage { page: page.clone(), sentence: dead.to_string() })
}

/// Whether somebody else changed what a link leads to while it was being used.
pub(crate) fn is_overtaken(fault: &Fault) -> bool {
    fault.code() == "changed_meanwhile"
}

/// The answer to whoever opened a link at the same time as somebody else, and was slower: why it does not work any more.
pub(crate) async fn overtaken(
    people: &People,
    page: Page,
    token: &str,
    fault: Fault,
) -> Result<Response, Fault> {
    match guest(people, token).await? {
        Err(dead) => show_dead(page, dead),
        Ok(_) => Err(fault),
    }
}

/// Whom a link invites.
pub(crate) async fn guest(
    people: &People,
    token: &str,
) -> Result<Result<(Link, PersonId, Invited), DeadLink>, Fault> {
    let found = links::by_secret(&people.db, token).await?;
    let link = match usable(found, LinkKind::Welcome, people.db.clock().now()) {
        Ok(link) => link,
        Err(dead) => return Ok(Err(dead)),
    };
    let Some(person) = link.person else { return Ok(Err(DeadLink::Unknown)) };
    let today = people.db.clock().today();
    let invited = persons::invited(&people.db, person).await?.filter(|invited| invited.may_come(today));
    Ok(match invited {
        Some(invited) if invited.login.is_none() => Ok((link, person, invited)),
        Some(_) => Err(DeadLink::Used),
        None => Err(DeadLink::Expired),
    })
}

async fn show(
    State(people): State<People>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let (link, _, invited) = match guest(&people, &token).await? {
        Ok(guest) => guest,
        Err(dead) => return show_dead(page, dead),
    };
    let input = Input { name: invited.name.into(), login: link.login_hint.into(), ..Input::default() };
    let template = WelcomePage::new(page, token, input, Invalid::default());
    template.page.show(&template)
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Path(token): Path<String>,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let (link, person, _) = match guest(&people, &token).await? {
        Ok(guest) => guest,
        Err(dead) => return show_dead(page, dead),
    };
    match open(&people, &visit, &link, person, &input).await {
        Ok(()) => Ok(page.done("账号已设置好，请用刚才的登录名和密码登录。", "/sign-in")),
        Err(fault) if is_overtaken(&fault) => overtaken(&people, page, &token, fault).await,
        Err(fault) if fault.is_mendable() => {
            let taken = fault.fields().iter().any(|error| error.field == "login");
            let input = Input { password: Raw::default(), again: Raw::default(), ..input };
            let own_login = if taken { input.login.clone() } else { Raw::default() };
            let mut template = WelcomePage::new(page, token, input, fault.invalid());
            template.own_login = own_login;
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn open(
    people: &People,
    visit: &Visit,
    link: &Link,
    person: PersonId,
    input: &Input,
) -> Result<(), Fault> {
    let mut invalid = Invalid::default();
    let credentials = input.judge(&mut invalid);
    invalid.into_result()?;
    let Some(credentials) = credentials else { return Err(Fault::internal("judged right but not taken")) };
    let hash = people.hasher.hash(credentials.password).await?;
    let mut tx = people.db.begin().await?;
    links::use_up(&mut tx, link.id).await?;
    persons::set_credentials(&mut tx, person, &credentials.login, &credentials.name, &hash).await.map_err(
        |error| {
            Fault::from_unique(
                error,
                "person_login_key",
                "login",
                "这个登录名已经有人用了：是您本人的，请用下面的“我已有账号”；不是的，请换一个",
            )
        },
    )?;
    sign_in::forget(&mut tx, &login_subject(credentials.login.as_str())).await?;
    let id = person.to_string();
    let entry = Entry {
        actor: Some(&id),
        actor_name: &credentials.name,
        role: "",
        verb: VERB,
        target_kind: "person",
        target: &id,
        place: None,
        outcome: Outcome::Done,
        detail: json!({ "login": credentials.login.as_str(), "link_by": link.made_by }),
        request: &visit.request,
    };
    ledger::record(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}
