use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::account::Account;
use crate::permit::{Permit, may};
use crate::policy::SetActive;
use crate::store::accounts;
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, find, view};
use crate::verbs::accounts::{address, still, vacated};
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/active", may::<SetActive>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/active",
        may::<SetActive>(),
        json::<ActiveInput, AccountView, _, _, _>("Closes an account at once, or opens it again", call),
    )
}

/// Whether the account is to be open.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ActiveInput {
    active: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<ActiveInput>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match set_active(&people, &actor, &account, &input).await {
        Ok(vacated) => {
            let text = match input.active.is_ticked() {
                true => "账号已恢复使用。",
                false => "账号已停用，此人已在所有设备退出登录。",
            };
            // Closing is for emergencies and can be taken back: it is never refused, but what it leaves open is said.
            let vacated = vacated.map(|role| match role {
                // Nobody else may give roles.
                Role::SecurityAdministrator => {
                    "现在没有安全管理员，无人能分配角色：请尽快恢复这个账号。".to_owned()
                }
                other => format!("现在没有{}，请尽快由安全管理员授予另一人。", other.label()),
            });
            Ok(page.done(&format!("{text}{}", vacated.unwrap_or_default()), &address(&account)))
        }
        Err(fault) => AccountOfPage::refused(&people, &actor, page, account.row.id, fault, |_| ()).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<ActiveInput>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    set_active(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn set_active(
    people: &People,
    actor: &Actor,
    account: &Account,
    input: &ActiveInput,
) -> Result<Option<Role>, Fault> {
    let permit = Permit::<SetActive>::ask(actor, account)?;
    still(account, &input.version)?;
    let is_active = input.active.is_ticked();
    let mut tx = people.db.begin().await?;
    let vacated = match is_active {
        true => None,
        false => vacated(&tx, account, Role::ADMINISTRATORS, tx.now().date()).await?,
    };
    accounts::set_active(&mut tx, &permit, account.row.id, is_active).await?;
    let detail =
        json!({ "name": account.row.name, "active": is_active, "vacated": vacated.map(Role::label) });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(vacated)
}
