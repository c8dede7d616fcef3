use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ApiJson, Fault, Form, Method, Page, Raw, Reply, Routes, json, page};

use crate::account::Account;
use crate::permit::{Permit, may};
use crate::policy::RevokeRole;
use crate::store::accounts::{self, GrantId};
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, find, view};
use crate::verbs::accounts::{address, still, vacated};
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/revocations", may::<RevokeRole>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/revocations",
        may::<RevokeRole>(),
        json::<RevokedInput, AccountView, _, _, _>("Takes a role away", call),
    )
}

/// Which role to take away.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
struct RevokedInput {
    /// The id of the grant.
    grant: Raw,
    version: Raw,
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<RevokedInput>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match revoke(&people, &actor, &account, &input).await {
        Ok(role) => Ok(page.done(&format!("已收回角色：{}。", role.label()), &address(&account))),
        Err(fault) => AccountOfPage::refused(&people, &actor, page, account.row.id, fault, |_| ()).await,
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<RevokedInput>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    revoke(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn revoke(
    people: &People,
    actor: &Actor,
    account: &Account,
    input: &RevokedInput,
) -> Result<Role, Fault> {
    let permit = Permit::<RevokeRole>::ask(actor, account)?;
    still(account, &input.version)?;
    let chosen = GrantId::parse(input.grant.text()).map_err(|_| Fault::not_found())?;
    let held = accounts::grants(&people.db, account.row.id).await?;
    let grant = held.iter().find(|grant| grant.id == chosen).ok_or_else(Fault::not_found)?;
    let mut tx = people.db.begin().await?;
    if let Some(role) = vacated(&tx, account, &[grant.role], tx.now().date()).await? {
        let sentence =
            format!("此人是现在唯一的{role}，收回后无人履行这项职责。请先把这个角色授予另一人，再收回。");
        return Err(Fault::conflict("last_administrator", sentence));
    }
    accounts::revoke(&mut tx, &permit, chosen).await?;
    let detail = json!({ "name": account.row.name, "role": grant.role.label(), "unit": grant.unit_name });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(grant.role)
}
