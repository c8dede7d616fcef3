use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use clock::Moment;
use db::Reads;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Method, Page, Query, Raw, Reply, Routes, json, page};

use crate::account::{Account, AccountState};
use crate::permit::{Permit, may};
use crate::policy::{RenewLink, ResetPassword, ShowAccount};
use crate::store::accounts::{self, Grant};
use crate::verbs::accounts::list::{AccountView, GrantView};
use crate::{Actor, People, PersonId, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    routes.verb(Method::Get, "/accounts/{id}", may::<ShowAccount>(), page(show)).verb(
        Method::Get,
        "/api/v1/accounts/{id}",
        may::<ShowAccount>(),
        json::<(), AccountView, _, _, _>("One account with its roles", call),
    )
}

/// A role and a node, as they are chosen in a form, and the version of the account that was looked at.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct SeatInput {
    /// `unit_officer`.
    pub(crate) role: Raw,
    /// The full name or the id of the node from which the role reaches down.
    pub(crate) unit: Raw,
    pub(crate) version: Raw,
}

#[derive(Template)]
#[template(path = "people/account_of.html")]
pub(crate) struct AccountOfPage {
    pub(crate) page: Page,
    pub(crate) account: Account,
    pub(crate) state: AccountState,
    /// Until when nobody may sign in, if too many attempts failed.
    pub(crate) locked_until: Option<Moment>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) roles: &'static [Role],
    pub(crate) input: SeatInput,
    /// The last day that was typed, or the one that is.
    pub(crate) expires_on: Raw,
    pub(crate) errors: Invalid,
    /// Whether the account's existence, or its rights, are the actor's to decide.
    pub(crate) keeps_accounts: bool,
    pub(crate) keeps_rights: bool,
    pub(crate) is_own: bool,
    /// Whether the actor may make the link that the account wants: to open it, or to another password.
    pub(crate) may_renew: bool,
    pub(crate) may_reset: bool,
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
        let day = account.row.expires_on.map(|day| day.to_string()).unwrap_or_default();
        let now = people.db.clock().now();
        let keeps_rights = actor.is_any(&[Role::SecurityAdministrator]);
        Ok(Self {
            page: page.titled(account.row.name.clone()),
            state: account.row.state(now),
            locked_until: account.row.locked_until(now),
            grants: accounts::grants(&people.db, account.row.id).await?,
            roles: Role::ALL,
            input: SeatInput::default(),
            expires_on: day.into(),
            errors: Invalid::default(),
            keeps_accounts: actor.is_any(&[Role::SystemAdministrator]),
            keeps_rights,
            is_own: account.is_of(actor),
            may_renew: Permit::<RenewLink>::would(actor, &account),
            may_reset: Permit::<ResetPassword>::would(actor, &account),
            key: people.db.mint().id::<()>().to_string(),
            account,
        })
    }

    /// Whether somebody who may make links is to be told that this one is an officer's to make.
    fn is_an_officers(&self) -> bool {
        let asks = if self.account.row.login.is_none() { self.keeps_accounts } else { self.keeps_rights };
        !self.is_own && asks && self.account.row.is_active && self.account.is_an_officers()
    }

    /// The role that was chosen.
    pub(crate) fn role(&self) -> Option<Role> {
        Role::parse(self.input.role.text())
    }

    /// The page as it is now, with what was wrong about a form of it; what nobody can mend here stays a fault.
    pub(crate) async fn refused(
        people: &People,
        actor: &Actor,
        page: Page,
        id: PersonId,
        fault: Fault,
        fill: impl FnOnce(&mut Self),
    ) -> Result<Response, Fault> {
        let is_of_the_page = fault.is_mendable() && fault.code() != "wrong_state";
        let Some(account) = accounts::get(&people.db, id).await?.filter(|_| is_of_the_page) else {
            return Err(fault);
        };
        let mut template = Self::open(people, actor, page, account).await?;
        fill(&mut template);
        template.errors = fault.invalid();
        template.page.show_refused(&fault, &template)
    }
}

/// An account by the id in the address.
pub(crate) async fn find(reads: &impl Reads, id: &str) -> Result<Account, Fault> {
    let id = PersonId::parse(id).map_err(|_| Fault::not_found())?;
    accounts::get(reads, id).await?.ok_or_else(Fault::not_found)
}

async fn show(
    State(people): State<People>,
    actor: Actor,
    page: Page,
    Path(id): Path<String>,
    Query(input): Query<SeatInput>,
) -> Result<Response, Fault> {
    let account = find(&people.db, &id).await?;
    Permit::<ShowAccount>::ask(&actor, &account)?;
    let mut template = AccountOfPage::open(&people, &actor, page, account).await?;
    template.input = input;
    template.page.show(&template)
}

/// An account with its roles, as programs see it.
pub(crate) async fn view(people: &People, id: PersonId) -> Result<AccountView, Fault> {
    let account = accounts::get(&people.db, id).await?.ok_or_else(Fault::not_found)?;
    let state = account.row.state(people.db.clock().now());
    let grants = accounts::grants(&people.db, id).await?;
    Ok(AccountView {
        id: id.to_string(),
        name: account.row.name,
        login: account.row.login,
        state: state.code(),
        expires_on: account.row.expires_on.map(|day| day.to_string()),
        home: account.row.home_name,
        version: account.row.version,
        grants: grants.into_iter().map(GrantView::from).collect(),
    })
}

async fn call(
    State(people): State<People>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Reply<AccountView>, Fault> {
    let account = find(&people.db, &id).await?;
    Permit::<ShowAccount>::ask(&actor, &account)?;
    Ok(Reply(view(&people, account.row.id).await?))
}
