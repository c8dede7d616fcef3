use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Reads;
use serde::Deserialize;
use web::{Fault, Invalid, Method, Page, Paging, Query, Raw, Routes, encoded, page};

use crate::account::Account;
use crate::permit::{Permit, may};
use crate::policy::{ListAccounts, ShowAccount};
use crate::store::accounts::{self, Filter, Grant, Listed, Node};
use crate::{Actor, People, PersonId, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/accounts", may::<ListAccounts>(), page(show)).verb(
        Method::Get,
        "/accounts/{id}",
        may::<ShowAccount>(),
        page(show_one),
    )
}

/// Filter and page of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    pub(crate) q: Raw,
    pub(crate) role: Raw,
    pub(crate) page: Raw,
}

impl Input {
    /// The address of another page of this list, up to the number.
    pub(crate) fn page_href(&self) -> String {
        format!("?q={}&role={}&page=", encoded(self.q.text()), encoded(self.role.text()))
    }

    pub(crate) fn is_filtered(&self) -> bool {
        !self.q.is_blank() || !self.role.is_blank()
    }
}

#[derive(Template)]
#[template(path = "people/accounts.html")]
pub(crate) struct AccountsPage {
    pub(crate) page: Page,
    pub(crate) input: Input,
    pub(crate) rows: Vec<(Listed, String)>,
    pub(crate) paging: Paging,
    pub(crate) roles: &'static [Role],
    pub(crate) may_add: bool,
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(input): Query<Input>,
) -> Result<Response, Fault> {
    const PAGE: u64 = 50;
    Permit::<ListAccounts>::ask(&actor, &actor.at)?;
    let filter =
        Filter { below: &actor.at.path, text: input.q.given(), role: Role::parse(input.role.text()) };
    let paging = Paging::new(&input.page, PAGE, accounts::count(&people.db, &filter).await?);
    let listed = accounts::page(&people.db, &filter, paging.limit(), paging.offset()).await?;
    let mut roles: HashMap<PersonId, String> = HashMap::new();
    for grant in accounts::grants_below(&people.db, &actor.at.path).await? {
        let words = roles.entry(grant.person).or_default();
        if !words.is_empty() {
            words.push('；');
        }
        words.push_str(&format!("{} · {}", grant.unit_name, grant.role.label()));
    }
    let rows = listed.into_iter().map(|row| {
        let words = roles.remove(&row.id).unwrap_or_default();
        (row, words)
    });
    let page = page.titled("账号与角色");
    page.show(&AccountsPage {
        page: page.clone(),
        input,
        rows: rows.collect(),
        paging,
        roles: Role::ALL,
        may_add: actor.is_any(&[Role::SecurityAdministrator]),
    })
}

/// A role and a node, as they are chosen in a form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Seat {
    pub(crate) role: Raw,
    pub(crate) unit: Raw,
}

#[derive(Template)]
#[template(path = "people/account_of.html")]
pub(crate) struct AccountOfPage {
    pub(crate) page: Page,
    pub(crate) account: Account,
    pub(crate) grants: Vec<Grant>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) roles: &'static [Role],
    pub(crate) input: Seat,
    pub(crate) errors: Invalid,
    pub(crate) may_mend: bool,
    pub(crate) is_own: bool,
    pub(crate) key: String,
}

impl AccountOfPage {
    /// The page as it opens.
    pub(crate) async fn open(
        people: &People,
        actor: &Actor,
        page: Page,
        account: Account,
    ) -> Result<Self, Fault> {
        Ok(Self {
            page: page.titled(account.name.clone()),
            grants: accounts::grants(&people.db, account.id).await?,
            nodes: accounts::nodes(&people.db, &actor.at.path).await?,
            roles: Role::ALL,
            input: Seat::default(),
            errors: Invalid::default(),
            may_mend: actor.is_any(&[Role::SecurityAdministrator]),
            is_own: account.is_of(actor),
            key: people.db.mint().id::<()>().to_string(),
            account,
        })
    }
}

/// An account by the id in the address.
pub(crate) async fn find(reads: &impl Reads, id: &str) -> Result<Account, Fault> {
    let id = PersonId::parse(id).map_err(|_| Fault::not_found())?;
    accounts::get(reads, id).await?.ok_or_else(Fault::not_found)
}

async fn show_one(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    Permit::<ShowAccount>::ask(&actor, &account)?;
    let template = AccountOfPage::open(&people, &actor, page, account).await?;
    template.page.show(&template)
}
