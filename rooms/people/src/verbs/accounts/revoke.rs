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
use crate::verbs::accounts::{address, as_long_as, still, vacated};
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
    // Whoever is there today, but not for as long as this account, will leave the office empty.
    let as_long = as_long_as(account, tx.now().date());
    if let Some(role) = vacated(&mut tx, account, &[grant.role], as_long).await? {
        let sentence = format!(
            "此人是唯一长期有效的{}，收回后这项职责会无人履行。请先把这个角色授予另一位长期有效的账号，再收回。",
            role.label()
        );
        return Err(Fault::conflict("last_administrator", sentence));
    }
    accounts::revoke(&mut tx, &permit, chosen).await?;
    let detail = json!({ "name": account.row.name, "role": grant.role.label(), "unit": grant.unit_name });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(grant.role)
}
