use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clock::Moment;
use db::Reads;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Method, Page, Paging, Query, Raw, Reply, Routes, encoded, json, page};

use crate::account::AccountState;
use crate::permit::{Permit, may};
use crate::policy::{LiftPause, ListAccounts};
use crate::store::account_list::{self, Filter, Listed};
use crate::store::accounts::{self, Grant};
use crate::store::sign_in::{self, Paused};
use crate::{Actor, People, PersonId, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/accounts", may::<ListAccounts>(), page(show)).verb(
        Method::Get,
        "/api/v1/accounts",
        may::<ListAccounts>(),
        json::<AccountFilter, AccountList, _, _, _>(
            "The accounts below the caller's place, page by page",
            call,
        ),
    )
}

/// The choice of [`AccountFilter::role`] for accounts that wait for a role.
pub(crate) const NO_ROLE: &str = "none";

/// Filter and page of the list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct AccountFilter {
    /// Part of the name, the login or a unit's name.
    pub(crate) q: Raw,
    /// A role such as `unit_officer`; `none` for accounts without any.
    pub(crate) role: Raw,
    /// `invited`, `open`, `locked`, `expired` or `closed`.
    pub(crate) state: Raw,
    /// From 1; 50 accounts a page.
    pub(crate) page: Raw,
}

impl AccountFilter {
    /// The address of another page of this list, up to the number.
    pub(crate) fn page_href(&self) -> String {
        let [q, role, state] = [&self.q, &self.role, &self.state].map(|raw| encoded(raw.text()));
        format!("?q={q}&role={role}&state={state}&page=")
    }

    pub(crate) fn is_filtered(&self) -> bool {
        [&self.q, &self.role, &self.state].iter().any(|raw| !raw.is_blank())
    }
}

/// An account of the list with its roles.
pub(crate) struct AccountLine {
    pub(crate) row: Listed,
    pub(crate) grants: Vec<Grant>,
}

/// One page of the list.
pub(crate) struct Found {
    pub(crate) lines: Vec<AccountLine>,
    pub(crate) paging: Paging,
}

async fn find(reads: &impl Reads, actor: &Actor, input: &AccountFilter, now: Moment) -> Result<Found, Fault> {
    const PAGE: u64 = 50;
    Permit::<ListAccounts>::ask(actor, &actor.at)?;
    let filter = Filter {
        below: &actor.at.path,
        text: input.q.given(),
        role: Role::parse(input.role.text()),
        without_role: input.role.text() == NO_ROLE,
        state: AccountState::parse(input.state.text()),
        now,
    };
    let paging = Paging::new(&input.page, PAGE, account_list::count(reads, &filter).await?);
    let listed = account_list::page(reads, &filter, paging.limit(), paging.offset()).await?;
    let mut grants: HashMap<PersonId, Vec<Grant>> = HashMap::new();
    for grant in accounts::grants_below(reads, &actor.at.path).await? {
        grants.entry(grant.person).or_default().push(grant);
    }
    let line = |row: Listed| AccountLine { grants: grants.remove(&row.id).unwrap_or_default(), row };
    Ok(Found { lines: listed.into_iter().map(line).collect(), paging })
}

#[derive(Template)]
#[template(path = "people/accounts.html")]
pub(crate) struct AccountsPage {
    pub(crate) page: Page,
    pub(crate) input: AccountFilter,
    pub(crate) found: Found,
    pub(crate) roles: &'static [Role],
    pub(crate) states: &'static [AccountState],
    pub(crate) may_add: bool,
    /// The addresses from which nobody may sign in for now, for who may let them.
    pub(crate) paused: Vec<Paused>,
    pub(crate) key: String,
}

/// The addresses that wait, for whoever may lift that.
async fn paused(people: &People, actor: &Actor) -> Result<Vec<Paused>, Fault> {
    match Permit::<LiftPause>::would(actor, &actor.at) {
        true => Ok(sign_in::paused(&people.db, people.db.clock().now()).await?),
        false => Ok(Vec::new()),
    }
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Query(input): Query<AccountFilter>,
) -> Result<Response, Fault> {
    let found = find(&people.db, &actor, &input, people.db.clock().now()).await?;
    let page = page.titled("账号与角色");
    let may_add = actor.is_any(&[Role::SystemAdministrator]);
    let (roles, states) = (Role::ALL, AccountState::ALL);
    let paused = paused(&people, &actor).await?;
    let key = people.db.mint().id::<()>().to_string();
    page.show(&AccountsPage { page: page.clone(), input, found, roles, states, may_add, paused, key })
}

/// A role that somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct GrantView {
    pub(crate) id: String,
    pub(crate) role: &'static str,
    pub(crate) unit_id: String,
    pub(crate) unit: String,
    /// RFC 3339.
    pub(crate) granted_at: String,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        Self {
            id: grant.id.to_string(),
            role: grant.role.code(),
            unit_id: grant.unit.to_string(),
            unit: grant.unit_name,
            granted_at: grant.granted_at.rfc3339(),
        }
    }
}

/// An account as programs see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) login: Option<String>,
    /// `invited`, `open`, `locked`, `expired` or `closed`.
    pub(crate) state: &'static str,
    /// The last day on which it works, `2026-03-06`; null: no end.
    pub(crate) expires_on: Option<String>,
    /// Where it belongs.
    pub(crate) home: Option<String>,
    /// To be sent along with every change.
    pub(crate) version: i64,
    pub(crate) grants: Vec<GrantView>,
}

/// One page of accounts.
#[derive(Serialize, ToSchema)]
struct AccountList {
    /// Accounts in all.
    total: u64,
    page: u64,
    pages: u64,
    accounts: Vec<AccountView>,
    /// The addresses from which nobody may sign in for now; empty for who may not lift that.
    paused: Vec<PausedView>,
}

/// An address from which too many sign-ins failed.
#[derive(Serialize, ToSchema)]
struct PausedView {
    address: String,
    failures: i64,
    /// RFC 3339.
    until: String,
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Query(input): Query<AccountFilter>,
) -> Result<Reply<AccountList>, Fault> {
    let Found { lines, paging } = find(&people.db, &actor, &input, people.db.clock().now()).await?;
    let view = |line: AccountLine| AccountView {
        id: line.row.id.to_string(),
        name: line.row.name,
        login: line.row.login,
        state: line.row.state.code(),
        expires_on: line.row.expires_on.map(|day| day.to_string()),
        home: line.row.home_name,
        version: line.row.version,
        grants: line.grants.into_iter().map(GrantView::from).collect(),
    };
    let accounts = lines.into_iter().map(view).collect();
    let view =
        |one: Paused| PausedView { address: one.peer, failures: one.failures, until: one.until.rfc3339() };
    let paused = paused(&people, &actor).await?.into_iter().map(view).collect();
    let (total, pages) = (paging.total, paging.pages());
    Ok(Reply(AccountList { total, page: paging.page, pages, accounts, paused }))
}
