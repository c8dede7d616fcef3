use axum::extract::State;
use axum::response::Response;
use clock::Moment;
use serde::Deserialize;
use web::{Callers, Fault, Form, Method, Page, Raw, Routes, VerbInfo, page};

use crate::link::{LinkKind, usable};
use crate::login::Login;
use crate::second_step::{Authenticator, recovery_hash};
use crate::store::{links, second_step, sign_in as store};
use crate::verbs::resume::onward;
use crate::verbs::sign_in::{CodePage, Errand, begin, claim, note_refusal, place, subjects, take_back};
use crate::visit::Visit;
use crate::{People, PersonId};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verb = VerbInfo { name: "session.prove", callers: Callers::Anyone };
    routes.verb(Method::Post, "/sign-in/code", verb, page(submit))
}

/// The code of the phone or a recovery code, with the ticket of the first step.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    ticket: Raw,
    code: Raw,
    to: Raw,
    kept: Raw,
}

async fn submit(
    State(people): State<People>,
    page: Page,
    visit: Visit,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    let errand = Errand::of(&input.to, &input.kept);
    match prove(&people, &visit, &input).await {
        Ok(secret) => onward(&people, page, &secret, errand).await,
        Err(fault) if fault.status().is_client_error() => {
            let ticket = input.ticket.text().to_owned();
            let template = CodePage::new(page, ticket, errand, fault.invalid());
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn prove(people: &People, visit: &Visit, input: &Input) -> Result<String, Fault> {
    let now = people.db.clock().now();
    let found = links::by_secret(&people.db, input.ticket.text()).await?;
    let ticket = usable(found, LinkKind::SecondStep, now).map_err(|_| too_late())?;
    let person = ticket.person.ok_or_else(too_late)?;
    let account =
        store::account_of(&people.db, person, now.date()).await?.filter(|account| account.is_active);
    let account = account.ok_or_else(too_late)?;
    let login = Login::parse(account.login.as_deref().unwrap_or("")).map_err(Fault::internal)?;
    let claims = claim(&people.db, &subjects(&login, visit)).await?;
    let mut tx = people.db.begin().await?;
    let shared = people.db.clock().shared_now();
    if !is_right(&mut tx, person, account.totp_secret.as_deref(), input.code.text(), shared).await? {
        drop(tx);
        note_refusal(&people.db, visit, (login.as_str(), Some(&account)), "验证码不正确").await?;
        return Err(Fault::field("code", "验证码不正确、已过期或已经用过，请等手机上出现下一个再输入"));
    }
    links::use_up(&mut tx, ticket.id).await?;
    take_back(&mut tx, &claims).await?;
    let place = place(&account, now.date()).map_err(|(_, fault)| fault)?;
    let secret = begin(&mut tx, visit, &claims, &account, place).await?;
    tx.commit().await?;
    Ok(secret)
}

fn too_late() -> Fault {
    Fault::refused("too_late", "这一步等得太久，请回到登录页重新输入密码。")
}

/// Whether a code is right, and uses it up in the transaction.
pub(crate) async fn is_right(
    tx: &mut db::Tx,
    person: PersonId,
    secret: Option<&str>,
    typed: &str,
    now: Moment,
) -> Result<bool, Fault> {
    let step = secret
        .and_then(Authenticator::stored)
        .and_then(|authenticator| authenticator.step_of(typed, now.as_micros() / 1_000_000));
    match step {
        Some(step) => Ok(second_step::use_step(tx, person, step).await?),
        None => Ok(second_step::use_recovery_code(tx, person, &recovery_hash(typed)).await?),
    }
}
