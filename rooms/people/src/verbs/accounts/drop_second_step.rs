use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::account::Account;
use crate::permit::{Permit, may};
use crate::policy::DropSecondStep;
use crate::store::accounts;
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, find, view};
use crate::verbs::accounts::{Seen, address, still};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/second-step-off", may::<DropSecondStep>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/second-step-off",
        may::<DropSecondStep>(),
        json::<Seen, AccountView, _, _, _>("Stops asking somebody for codes whose phone is lost", call),
    )
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Seen>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match switch_off(&people, &actor, &account, &input).await {
        Ok(()) => {
            Ok(page.done("已关闭此人的登录验证，现在只凭密码登录；请提醒本人重新启用。", &address(&account)))
        }
        Err(fault) => AccountOfPage::refused(&people, &actor, page, account.row.id, fault, |_| ()).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Seen>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    switch_off(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn switch_off(people: &People, actor: &Actor, account: &Account, input: &Seen) -> Result<(), Fault> {
    let permit = Permit::<DropSecondStep>::ask(actor, account)?;
    still(account, &input.version)?;
    let mut tx = people.db.begin().await?;
    accounts::drop_second_step(&mut tx, &permit, account.row.id).await?;
    permit.record(&mut tx, json!({ "name": account.row.name })).await?;
    Ok(tx.commit().await?)
}
