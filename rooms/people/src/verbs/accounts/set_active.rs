use axum::extract::{Path, State};
use axum::response::Response;
use db::Tx;
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
use crate::verbs::accounts::{address, as_long_as, still, vacated};
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
        Ok(ending) => {
            let text = match input.active.is_ticked() {
                true => "账号已恢复使用。",
                false => "账号已停用，此人已在所有设备退出登录。",
            };
            let ending = ending.map(|role| {
                let role = role.label();
                format!(
                    "其余{role}的账号都有有效期，到期后没有人履行这项职责：请尽快授予一位长期有效的账号。"
                )
            });
            Ok(page.done(&format!("{text}{}", ending.unwrap_or_default()), &address(&account)))
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

/// Opens or closes an account; the role that somebody else has for some time only.
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
    let ending = match is_active {
        true => None,
        false => left_to_others(&mut tx, account).await?,
    };
    accounts::set_active(&mut tx, &permit, account.row.id, is_active).await?;
    let detail = json!({ "name": account.row.name, "active": is_active, "vacated": ending.map(Role::label) });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(ending)
}

/// Refuses to close the last who can act as one of the administrators. `Some` where others are there today, but none of them for as
/// long as this account.
async fn left_to_others(tx: &mut Tx, account: &Account) -> Result<Option<Role>, Fault> {
    let today = tx.now().date();
    let Some(role) = vacated(tx, account, Role::ADMINISTRATORS, today).await? else {
        return Ok(vacated(tx, account, Role::ADMINISTRATORS, as_long_as(account, today)).await?);
    };
    let sentence = format!(
        "此人是唯一能履行职责的{}，停用后这项职责会无人履行，账号没有停用。请先由安全管理员把这个角色授予另一人，待其启用账号后再停用。",
        role.label()
    );
    Err(Fault::conflict("last_administrator", sentence))
}
