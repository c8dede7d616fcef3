use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use web::{ApiJson, Fault, Form, Invalid, Method, Page, Reply, Routes, json, page};

use crate::account::{Account, clash, too_early};
use crate::permit::{Permit, may};
use crate::policy::GrantRole;
use crate::store::accounts;
use crate::verbs::accounts::add::node;
use crate::verbs::accounts::list::AccountView;
use crate::verbs::accounts::show::{AccountOfPage, SeatInput, find, view};
use crate::verbs::accounts::{address, still};
use crate::{Actor, NodeKind, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Post, "/accounts/{id}/grants", may::<GrantRole>(), page(submit)).verb(
        Method::Post,
        "/api/v1/accounts/{id}/grants",
        may::<GrantRole>(),
        json::<SeatInput, AccountView, _, _, _>(
            "Gives somebody a role at a node; it reaches down from there",
            call,
        ),
    )
}

async fn submit(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Form { input, .. }: Form<SeatInput>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match grant(&people, &actor, &account, &input).await {
        Ok(role) => {
            // Its link, if it had one, was made by somebody who does not answer for the role.
            let link = match account.row.login {
                Some(_) => "",
                None => "此前的登录链接已作废，请主管部门经办人在单位页面重新生成。",
            };
            Ok(page.done(&format!("已分配角色：{}。{link}", role.label()), &address(&account)))
        }
        Err(fault) => {
            AccountOfPage::refused(&people, &actor, page, account.row.id, fault, |page| page.input = input)
                .await
        }
    }
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<SeatInput>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    grant(&people, &actor, &account, &input).await?;
    Ok(Reply(view(&people, account.row.id).await?))
}

async fn grant(people: &People, actor: &Actor, account: &Account, input: &SeatInput) -> Result<Role, Fault> {
    let permit = Permit::<GrantRole>::ask(actor, account)?;
    still(account, &input.version)?;
    let mut tx = people.db.begin().await?;
    let mut invalid = Invalid::default();
    let role = invalid.take("role", Role::parse(input.role.text()).ok_or("请选择角色"));
    let kinds = role.map_or(NodeKind::ALL, Role::kinds);
    let unit = invalid.take("unit", node(&tx, actor, &input.unit, kinds).await?);
    invalid.into_result()?;
    let (Some(role), Some(unit)) = (role, unit) else {
        return Err(Fault::internal("judged right but not taken"));
    };
    role.fits(unit.kind).map_err(|sentence| Fault::field("unit", sentence))?;
    let held = accounts::grants(&tx, account.row.id).await?;
    let today = tx.now().date();
    let held = held.iter().filter(|grant| grant.until_on.is_none_or(|last| last >= today));
    let held: Vec<Role> = held.map(|grant| grant.role).collect();
    if let Some(sentence) = clash(&held, role).or_else(|| too_early(account.row.login.is_some(), role)) {
        drop(tx);
        let mut tx = people.db.begin().await?;
        let detail =
            json!({ "name": account.row.name, "role": role.label(), "unit": unit.name, "reason": sentence });
        permit.record_refusal(&mut tx, detail).await?;
        tx.commit().await?;
        return Err(Fault::field("role", sentence));
    }
    accounts::grant(&mut tx, &permit, (account.row.id, unit.id), role).await.map_err(|error| {
        let sentence = "此人在这个单位已有这个角色";
        Fault::from_unique(error, "role_grant_person_unit_role_key", "role", sentence)
    })?;
    permit
        .record(&mut tx, json!({ "name": account.row.name, "role": role.label(), "unit": unit.name }))
        .await?;
    tx.commit().await?;
    Ok(role)
}
