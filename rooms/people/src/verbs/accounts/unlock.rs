use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::account::Account;
use crate::permit::{Permit, may};
use crate::policy::Unlock;
use crate::store::accounts;
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, find, view};
use crate::verbs::accounts::{Seen, address, still};
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/unlock", may::<Unlock>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/unlock",
        may::<Unlock>(),
        json::<Seen, AccountView, _, _, _>("Forgets the failed sign-ins of an account", call),
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
    match unlock(&people, &actor, &account, &input).await {
        Ok(()) => Ok(page.done("已解锁，现在可以登录。", &address(&account))),
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
    unlock(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn unlock(people: &People, actor: &Actor, account: &Account, input: &Seen) -> Result<(), Fault> {
    let permit = Permit::<Unlock>::ask(actor, account)?;
    still(account, &input.version)?;
    let mut tx = people.db.begin().await?;
    accounts::unlock(&mut tx, &permit, account.row.login.as_deref().unwrap_or("")).await?;
    permit.record(&mut tx, json!({ "name": account.row.name })).await?;
    Ok(tx.commit().await?)
}
