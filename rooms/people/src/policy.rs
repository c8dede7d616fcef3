//! What may be done here, to what, by whom.

use crate::account::Account;
use crate::permit::{Denied, Target, Verb};
use crate::unit::Unit;
use crate::{Actor, NodePath, PersonId, Place, Role};

impl Target for Place {
    const KIND: &'static str = "unit";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

/// Declares verbs whose rule is role and reach alone.
macro_rules! verbs {
    ($($(#[$meta:meta])* $name:ident = $code:literal on $on:ty, by $callers:expr, writes $writes:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $code;
            const CALLERS: &'static [Role] = $callers;
            const WRITES: bool = $writes;
            type On = $on;
        }
    )+};
}

const OFFICER: &[Role] = &[Role::BureauOfficer];

verbs! {
    /// See the units below one's place.
    ListUnits = "unit.list" on Place, by Role::BUREAU, writes false;
    /// See one unit with its people.
    ShowUnit = "unit.show" on Unit, by Role::BUSINESS, writes false;
    /// Add one unit below one's place.
    AddUnit = "unit.add" on Place, by OFFICER, writes true;
    /// Bring a sheet of units.
    ImportUnits = "unit.import" on Place, by OFFICER, writes true;
    /// Make a one-time link for a person of a unit.
    InviteToUnit = "unit.invite" on Unit, by OFFICER, writes true;
    /// Make one-time links for every unit that has nobody yet.
    InviteEveryUnit = "unit.invite_all" on Place, by OFFICER, writes true;
}

/// Say that one's own unit's liaison is right.
#[derive(Debug)]
pub(crate) struct ConfirmLiaison;

impl Verb for ConfirmLiaison {
    const NAME: &'static str = "unit.confirm_liaison";
    const CALLERS: &'static [Role] = &[Role::UnitOfficer, Role::UnitLeader];
    type On = Unit;

    fn rule(actor: &Actor, unit: &Unit) -> Result<(), Denied> {
        if actor.at.id == unit.id { Ok(()) } else { Err(Denied::Role) }
    }
}

/// One's own account, as a target.
#[derive(Clone, Debug)]
pub(crate) struct OwnAccount {
    person: PersonId,
    path: NodePath,
}

impl OwnAccount {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self { person: actor.person, path: actor.at.path.clone() }
    }
}

impl Target for OwnAccount {
    const KIND: &'static str = "person";

    fn id(&self) -> String {
        self.person.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

verbs! {
    /// See one's own data, sessions and tokens.
    ShowOwnAccount = "account.show" on OwnAccount, by Role::ALL, writes false;
    /// Make a personal access token.
    MakeToken = "token.make" on OwnAccount, by Role::ALL, writes true;
    /// Revoke one's own token.
    RevokeToken = "token.revoke" on OwnAccount, by Role::ALL, writes true;
    /// End another session of one's own.
    EndSession = "session.end_other" on OwnAccount, by Role::ALL, writes true;
    /// Choose another password.
    ChangePassword = "account.password" on OwnAccount, by Role::ALL, writes true;
}

const SECURITY: &[Role] = &[Role::SecurityAdministrator];
const KEEPERS: &[Role] = &[Role::SystemAdministrator, Role::SecurityAdministrator];

verbs! {
    /// See who has an account, with which roles where.
    ListAccounts = "account.list" on Place, by KEEPERS, writes false;
    /// See one account.
    ShowAccount = "account.show_other" on Account, by KEEPERS, writes false;
    /// Open an account for somebody.
    AddAccount = "account.add" on Place, by SECURITY, writes true;
    /// Let an account sign in again after too many failures.
    Unlock = "account.unlock" on Account, by SECURITY, writes true;
}

/// Declares verbs that nobody may do to their own account.
macro_rules! verbs_on_others {
    ($($(#[$meta:meta])* $name:ident = $code:literal, by $callers:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $code;
            const CALLERS: &'static [Role] = $callers;
            type On = Account;

            fn rule(actor: &Actor, account: &Account) -> Result<(), Denied> {
                if account.is_of(actor) {
                    return Err(Denied::State("不能改动自己的账号和角色，请另一位安全管理员操作。"));
                }
                Ok(())
            }
        }
    )+};
}

verbs_on_others! {
    /// Give somebody a role at a node.
    GrantRole = "account.grant", by SECURITY;
    /// Take a role away.
    RevokeRole = "account.revoke", by SECURITY;
    /// Close an account, or open it again.
    SetActive = "account.set_active", by SECURITY;
}

/// Make a new one-time link for an account.
#[derive(Debug)]
pub(crate) struct RenewLink;

impl Verb for RenewLink {
    const NAME: &'static str = "account.renew_link";
    const CALLERS: &'static [Role] = KEEPERS;
    type On = Account;

    fn rule(actor: &Actor, account: &Account) -> Result<(), Denied> {
        if account.is_of(actor) {
            return Err(Denied::State("自己的密码请在“我的账号”里修改。"));
        }
        // Otherwise the system administrator could take over any account.
        if account.login.is_some() && !actor.is_any(SECURITY) {
            return Err(Denied::State("这个账号已经启用，重置密码请由安全管理员操作。"));
        }
        Ok(())
    }
}
