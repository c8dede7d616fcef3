use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Method, Page, Raw, Routes, page};

use crate::permit::{Permit, may};
use crate::policy::{EndSecondStep, OwnAccount};
use crate::settings::SignInPolicy;
use crate::store::{second_step, settings};
use crate::verbs::second_step::SecondStepPage;
use crate::verbs::sign_in_code::is_right;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/account/second-step/end", may::<EndSecondStep>(), page(submit))
}

/// A code, so that an unattended browser cannot take the second step away; none for one that was never proven.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Input {
    code: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Form { input, .. }: Form<Input>,
) -> Result<Response, Fault> {
    match end(&people, &actor, &input).await {
        Ok(()) => Ok(page.done("登录验证已关闭，以后登录只需要密码。", "/account")),
        Err(fault) => SecondStepPage::refused(&people, &actor, page, fault).await,
    }
}

async fn end(people: &People, actor: &Actor, input: &Input) -> Result<(), Fault> {
    let permit = Permit::<EndSecondStep>::ask(actor, &OwnAccount::of(actor))?;
    let mut tx = people.db.begin().await?;
    let state = second_step::state(&tx, actor.person).await?;
    if state.secret.is_none() {
        return Err(Fault::conflict("not_in_use", "登录验证没有启用，不需要关闭。"));
    }
    let (policy, _): (SignInPolicy, _) = settings::current(&tx).await?;
    let is_in_use = state.since.is_some();
    if is_in_use && policy.second_step_for_administrators && actor.is_any(Role::ADMINISTRATORS) {
        return Err(Fault::conflict("required", "登录策略要求管理员启用登录验证，不能关闭。"));
    }
    let now = people.db.clock().shared_now();
    if is_in_use && !is_right(&mut tx, actor.person, state.secret.as_deref(), input.code.text(), now).await? {
        return Err(Fault::field("code", "验证码或恢复码不正确、已过期或已经用过，请等下一个验证码再输入"));
    }
    second_step::end(&mut tx, &permit).await?;
    permit.record(&mut tx, json!({})).await?;
    Ok(tx.commit().await?)
}
