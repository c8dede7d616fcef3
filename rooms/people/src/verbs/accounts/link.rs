//! The two links of an account: the system administrator's, by which it is opened, and the security administrator's, by
//! which a lost password is replaced.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;
use web::{ApiJson, Fault, Form, Method, Page, Reply, Routes, json, page};

use crate::account::Account;
use crate::link::LinkKind;
use crate::permit::{Permit, Verb, may};
use crate::policy::{RenewLink, ResetPassword};
use crate::shown_link::{LinkView, ShownLink};
use crate::store::links;
use crate::verbs::accounts::show::{AccountOfPage, find};
use crate::verbs::accounts::{Seen, address, still};
use crate::verbs::invite::LinksPage;
use crate::visit::Visit;
use crate::{Actor, People};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes
        .verb(Method::Post, "/accounts/{id}/link", may::<RenewLink>(), page(submit::<RenewLink>))
        .verb(Method::Post, "/accounts/{id}/reset", may::<ResetPassword>(), page(submit::<ResetPassword>))
        .verb(
            Method::Post,
            "/api/v1/accounts/{id}/link",
            may::<RenewLink>(),
            json::<Seen, LinkView, _, _, _>(
                "Makes a new link for an account that nobody has opened yet",
                call::<RenewLink>,
            ),
        )
        .verb(
            Method::Post,
            "/api/v1/accounts/{id}/reset",
            may::<ResetPassword>(),
            json::<Seen, LinkView, _, _, _>(
                "Makes a link by which a lost password is replaced",
                call::<ResetPassword>,
            ),
        )
}

/// A verb that makes a link of its kind.
trait MakesLink: Verb<On = Account> {
    const KIND: LinkKind;
}

impl MakesLink for RenewLink {
    const KIND: LinkKind = LinkKind::Welcome;
}

impl MakesLink for ResetPassword {
    const KIND: LinkKind = LinkKind::Reset;
}

async fn submit<V: MakesLink>(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    visit: Visit,
    Path(id): Path<String>,
    Form { input, .. }: Form<Seen>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    match make::<V>(&people, &actor, &account, &visit, &input).await {
        Ok(link) => LinksPage::show(page, vec![link], address(&account), "返回账号".to_owned()),
        Err(fault) => AccountOfPage::refused(&people, &actor, page, account.row.id, fault, |_| ()).await,
    }
}

async fn call<V: MakesLink>(
    State(people): State<People>,
    actor: Actor,
    visit: Visit,
    Path(id): Path<String>,
    ApiJson { input, .. }: ApiJson<Seen>,
) -> Result<Reply<LinkView>, Fault> {
    let account = find(&people.db, &id).await?;
    Ok(Reply(make::<V>(&people, &actor, &account, &visit, &input).await?.view()))
}

async fn make<V: MakesLink>(
    people: &People,
    actor: &Actor,
    account: &Account,
    visit: &Visit,
    input: &Seen,
) -> Result<ShownLink, Fault> {
    let permit = Permit::<V>::ask(actor, account)?;
    still(account, &input.version)?;
    let mut tx = people.db.begin().await?;
    links::void(&mut tx, Some(account.row.id)).await?;
    let made = links::make(&mut tx, V::KIND, Some(account.row.id), "", Some(actor.person)).await?;
    permit.record(&mut tx, json!({ "name": account.row.name })).await?;
    tx.commit().await?;
    ShownLink::new(account.row.name.clone(), &visit.origin, &made)
}
