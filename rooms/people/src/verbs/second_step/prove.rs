use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ids::SecretHash;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Method, Page, Raw, Routes, page};

use crate::permit::{Permit, may};
use crate::policy::{OwnAccount, ProveSecondStep};
use crate::second_step::{Authenticator, RECOVERY_CODES, recovery_code, recovery_hash};
use crate::store::second_step;
use crate::verbs::second_step::SecondStepPage;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/account/second-step/proof", may::<ProveSecondStep>(), page(submit))
}

/// A code that the app shows.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    code: Raw,
}

/// The recovery codes, shown this once.
#[derive(Template)]
#[template(path = "people/recovery_codes.html")]
pub(crate) struct RecoveryCodesPage {
    pub(crate) page: Page,
    pub(crate) codes: Vec<String>,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match prove(&people, &actor, &input).await {
        Ok(codes) => {
            let page = page.titled("恢复码");
            page.show(&RecoveryCodesPage { page: page.clone(), codes })
        }
        Err(fault) => SecondStepPage::refused(&people, &actor, page, fault).await,
    }
}

async fn prove(people: &People, actor: &Actor, input: &Input) -> Result<Vec<String>, Fault> {
    let permit = Permit::<ProveSecondStep>::ask(actor, &OwnAccount::of(actor))?;
    let mut tx = people.db.begin().await?;
    let state = second_step::state(&tx, actor.person).await?;
    if state.since.is_some() {
        return Err(Fault::conflict("proven_already", "登录验证已经启用。"));
    }
    let begun = state.secret.as_deref().and_then(Authenticator::stored);
    let begun = begun.ok_or_else(|| Fault::conflict("not_begun", "请先点“启用登录验证”，再输入验证码。"))?;
    let step = begun.step_of(input.code.text(), people.db.clock().shared_now().as_micros() / 1_000_000);
    let step = step.ok_or_else(|| {
        Fault::field("code", "验证码不正确：请核对手机时间是否准确，等出现下一个验证码后再输入")
    })?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(&tx.secret())).collect();
    let hashes: Vec<SecretHash> = codes.iter().map(|code| recovery_hash(code)).collect();
    second_step::prove(&mut tx, &permit, &hashes).await?;
    second_step::use_step(&mut tx, actor.person, step).await?;
    permit.record(&mut tx, json!({})).await?;
    tx.commit().await?;
    Ok(codes)
}
