//! What is done to somebody else's account by a button of its page.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use web::{Fault, Form, Invalid, Method, Page, Raw, Routes, page};

use crate::account::{Account, clash};
use crate::link::LinkKind;
use crate::permit::{Permit, may};
use crate::policy::{GrantRole, RenewLink, RevokeRole, SetActive, Unlock};
use crate::store::accounts::{self, GrantId};
use crate::store::links;
use crate::verbs::accounts::{AccountOfPage, Seat, find};
use crate::verbs::add_account::node;
use crate::verbs::invite::LinksPage;
use crate::verbs::set_up::ShownLink;
use crate::visit::Visit;
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Post, "/accounts/{id}/grants", may::<GrantRole>(), page(grant))
        .verb(Method::Post, "/accounts/{id}/revocations", may::<RevokeRole>(), page(revoke))
        .verb(Method::Post, "/accounts/{id}/active", may::<SetActive>(), page(set_active))
        .verb(Method::Post, "/accounts/{id}/unlock", may::<Unlock>(), page(unlock))
        .verb(Method::Post, "/accounts/{id}/link", may::<RenewLink>(), page(renew_link))
}

fn address(account: &Account) -> String {
    format!("/accounts/{}", account.id)
}

async fn grant(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Seat>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    let permit = Permit::<GrantRole>::ask(&actor, &account)?;
    match give(&people, &permit, &account, &input).await {
        Ok(role) => Ok(page.done(&format!("已分配角色：{}。", role.label()), &address(&account))),
        Err(fault) if fault.is_mendable() => {
            let mut template = AccountOfPage::open(&people, &actor, page, account).await?;
            template.input = input;
            template.errors = fault.invalid();
            template.page.show_refused(&fault, &template)
        }
        Err(fault) => Err(fault),
    }
}

async fn give(
    people: &People,
    permit: &Permit<GrantRole>,
    account: &Account,
    input: &Seat,
) -> Result<Role, Fault> {
    let mut tx = people.db.begin().await?;
    let mut invalid = Invalid::default();
    let role = invalid.take("role", Role::parse(input.role.text()).ok_or("请选择角色"));
    let unit = node(&mut tx, permit.actor(), &input.unit).await?;
    let unit = invalid.take("unit", unit.ok_or("请选择单位"));
    invalid.into_result()?;
    let (Some(role), Some(unit)) = (role, unit) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    let held = accounts::grants(&tx, account.id).await?;
    let held: Vec<Role> = held.iter().map(|grant| grant.role).collect();
    if let Some(sentence) = clash(&held, role) {
        return Err(Fault::field("role", sentence));
    }
    accounts::grant(&mut tx, permit, unit, role).await.map_err(|error| {
        let sentence = "此人在这个单位已有这个角色";
        Fault::from_unique(error, "role_grant_person_unit_role_key", "role", sentence)
    })?;
    permit.record(&mut tx, json!({ "name": account.name, "role": role.label(), "unit": unit })).await?;
    tx.commit().await?;
    Ok(role)
}

/// Which role to take away.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Revoked {
    grant: Raw,
}

async fn revoke(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Revoked>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    let permit = Permit::<RevokeRole>::ask(&actor, &account)?;
    let chosen = GrantId::parse(input.grant.text()).map_err(|_| Fault::not_found())?;
    let held = accounts::grants(&people.db, account.id).await?;
    let grant = held.iter().find(|grant| grant.id == chosen).ok_or_else(Fault::not_found)?;
    let mut tx = people.db.begin().await?;
    accounts::revoke(&mut tx, &permit, chosen).await?;
    let detail = json!({ "name": account.name, "role": grant.role.label(), "unit": grant.unit_name });
    permit.record(&mut tx, detail).await?;
    tx.commit().await?;
    Ok(page.done(&format!("已收回角色：{}。", grant.role.label()), &address(&account)))
}

/// Whether the account is to be open.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Active {
    active: Raw,
}

async fn set_active(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<Active>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    let permit = Permit::<SetActive>::ask(&actor, &account)?;
    let is_active = input.active.is_ticked();
    let mut tx = people.db.begin().await?;
    accounts::set_active(&mut tx, &permit, is_active).await?;
    permit.record(&mut tx, json!({ "name": account.name, "active": is_active })).await?;
    tx.commit().await?;
    let text = if is_active {
        "账号已恢复使用。"
    } else {
        "账号已停用，此人已在所有设备退出登录。"
    };
    Ok(page.done(text, &address(&account)))
}

#[derive(Deserialize)]
struct Nothing {}

async fn unlock(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    let permit = Permit::<Unlock>::ask(&actor, &account)?;
    let mut tx = people.db.begin().await?;
    accounts::unlock(&mut tx, &permit, account.login.as_deref().unwrap_or("")).await?;
    permit.record(&mut tx, json!({ "name": account.name })).await?;
    tx.commit().await?;
    Ok(page.done("已解锁，现在可以登录。", &address(&account)))
}

async fn renew_link(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Path(id): Path<String>,
    _: Form<Nothing>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    let permit = Permit::<RenewLink>::ask(&actor, &account)?;
    let mut tx = people.db.begin().await?;
    links::void(&mut tx, Some(account.id)).await?;
    let path = links::make(&mut tx, LinkKind::Welcome, Some(account.id), "").await?;
    permit.record(&mut tx, json!({ "name": account.name })).await?;
    tx.commit().await?;
    let page = page.titled("一次性登录链接");
    let link = ShownLink { label: account.name.clone(), url: format!("{}{path}", visit.origin) };
    let (back, back_label) = (address(&account), "返回账号".to_owned());
    page.show(&LinksPage { page: page.clone(), links: vec![link], back, back_label })
}
