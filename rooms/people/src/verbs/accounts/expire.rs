use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Raw, Reply, Routes, json, page};

use crate::account::{Account, last_day};
use crate::permit::{Permit, may};
use crate::policy::SetExpiry;
use crate::store::accounts;
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, find, view};
use crate::verbs::accounts::{address, still, vacated};
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/expiry", may::<SetExpiry>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/expiry",
        may::<SetExpiry>(),
        json::<ExpiryInput, AccountView, _, _, _>("Says until which day an account works", call),
    )
}

/// The last day; blank for an account without end.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ExpiryInput {
    /// `2026-12-31`.
    expires_on: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<ExpiryInput>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match expire(&people, &actor, &account, &input).await {
        Ok(Some(day)) => Ok(page.done(&format!("账号有效期至 {day}，之后不能登录。"), &address(&account))),
        Ok(None) => Ok(page.done("账号已改为长期有效。", &address(&account))),
        Err(fault) => {
            let fill = |page: &mut AccountOfPage| page.expires_on = input.expires_on;
            AccountOfPage::refused(&people, &actor, page, account.row.id, fault, fill).await
        }
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ExpiryInput>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    expire(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn expire(
    people: &People,
    actor: &Actor,
    account: &Account,
    input: &ExpiryInput,
) -> Result<Option<CivilDate>, Fault> {
    let permit = Permit::<SetExpiry>::ask(actor, account)?;
    still(account, &input.version)?;
    let mut tx = people.db.begin().await?;
    let mut invalid = Invalid::default();
    let day = invalid.take("expires_on", last_day(input.expires_on.given(), tx.now().date()));
    invalid.into_result()?;
    let day = day.flatten();
    if let Some(day) = day
        && let Some(role) = vacated(&mut tx, account, Role::ADMINISTRATORS, day.plus_days(1)).await?
    {
        let sentence = format!(
            "{day}之后再没有{}：此人是唯一能履行这项职责的人。请先把这个角色授予另一人，再设有效期。",
            role.label()
        );
        return Err(Fault::field("expires_on", sentence));
    }
    accounts::set_expiry(&mut tx, &permit, day).await?;
    let (before, after) = (account.row.expires_on, day);
    let words = |day: Option<CivilDate>| day.map_or_else(|| "长期".to_owned(), |day| day.to_string());
    let detail = json!({ "name": account.row.name, "before": words(before), "after": words(after) });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(day)
}
